"""Every endpoint says the right it needs, or is one of the few that are for everybody."""

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from adapters.http.rights import Holder
from tests.http.api.conftest import Api

# Reviewed: what anybody may read without saying who they are.
FOR_EVERYBODY = {
    "/api/v1/openapi.json",
    "/api/v1/problems",
    "/api/v1/problems/{code}",
    "/api/v1/health",
}


def holders(dependant: Dependant) -> Iterator[Holder]:
    if isinstance(dependant.call, Holder):
        yield dependant.call
    for each in dependant.dependencies:
        yield from holders(each)


def test_every_endpoint_declares_its_right(api: Api) -> None:
    routes = [route for route in api.app.routes if isinstance(route, APIRoute)]
    assert len(routes) > 20
    declared = {
        f"{sorted(route.methods or ())} {route.path}": [
            each.right for each in holders(route.dependant)
        ]
        for route in routes
        if route.path not in FOR_EVERYBODY
    }
    assert {name: rights for name, rights in declared.items() if len(rights) != 1} == {}


def test_what_is_for_everybody_asks_nobody_who_they_are(api: Api) -> None:
    open_to_all = [
        route
        for route in api.app.routes
        if isinstance(route, APIRoute) and route.path in FOR_EVERYBODY
    ]
    assert {route.path for route in open_to_all} == FOR_EVERYBODY
    assert not [each for route in open_to_all for each in holders(route.dependant)]


def test_whoever_lacks_the_right_is_refused_and_told_so(api: Api) -> None:
    answer = api("PUT", "/privacy-profile", who="bob", json={}, headers={"If-Match": '"1"'})
    assert answer.status_code == 403
    assert answer.json()["code"] == "not-allowed"
