"""Whoever lacks the right that an endpoint needs is refused, and told which one it is."""

import json

import pytest
from fastapi.routing import APIRoute

from adapters.http.rights import PUBLIC, needs
from domain.rights import Right
from tests.http.api.conftest import Api


def test_the_description_names_the_right_of_every_operation(api: Api) -> None:
    paths = api("GET", "/openapi.json", who="").json()["paths"]
    rights = {
        (method.upper(), path): operation["x-right"]
        for path, item in paths.items()
        for method, operation in item.items()
    }
    assert rights["POST", "/bookings"] == Right.USE
    assert rights["PUT", "/privacy-profile"] == Right.EDIT_PRIVACY
    assert rights["GET", "/problems"] == "public"
    assert set(rights.values()) <= {"public", *Right}


@pytest.mark.parametrize("who", ["bob", "lea", "fay"])
def test_whoever_lacks_the_right_is_refused_and_told_so(api: Api, who: str) -> None:
    answer = api("PUT", "/privacy-profile", who=who, json={}, headers={"If-Match": '"1"'})
    assert answer.status_code == 403
    assert answer.json()["code"] == "not-allowed"
    assert answer.json()["rule"] == "edit-privacy"


def test_the_right_is_asked_before_anything_else_is_read(api: Api) -> None:
    answer = api("PUT", "/privacy-profile", who="bob", content=b"no json at all")
    assert answer.json()["code"] == "not-allowed"


# Reviewed: what anybody may read without saying who they are.
FOR_EVERYBODY = {
    "/api/v1/openapi.json",
    "/api/v1/problems",
    "/api/v1/problems/{code}",
    "/api/v1/health",
}


def test_every_endpoint_says_what_it_needs(api: Api) -> None:
    declared = {
        f"{sorted(route.methods or ())} {route.path}": needs(route)
        for route in api.app.routes
        if isinstance(route, APIRoute)
    }
    assert len(declared) > 20
    assert [name for name, right in declared.items() if right is None] == []
    public = {name.partition(" ")[2] for name, right in declared.items() if right == PUBLIC}
    assert public == FOR_EVERYBODY


def test_whoever_may_be_refused_for_want_of_a_right_reads_so_in_the_description(api: Api) -> None:
    document = api("GET", "/openapi.json", who="").json()
    silent = [
        f"{method} {path}"
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if operation["x-right"] not in ("public", "use")
        and "not-allowed" not in json.dumps(operation["responses"].get("403"))
    ]
    assert silent == []
