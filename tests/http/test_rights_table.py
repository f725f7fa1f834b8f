"""Every endpoint and page of the product, called in every role and by nobody; `pytest -s` prints the table.

What is expected follows from the right that the endpoint declares, and from what a role allows."""

from collections.abc import Iterable, Iterator, Mapping

from starlette.routing import BaseRoute, Route

from adapters.http.rights import PUBLIC, needs
from domain.people import Person, Role, may
from domain.rights import Right
from tests.http.rights.kiosk_samples import KIOSK, KIOSK_FOR_EVERYBODY
from tests.http.rights.page_samples import ABOUT_SOMEBODY, PAGES
from tests.http.rights.samples import ABOUT_PEOPLE, OF_THE_HOUSE, Sample
from tests.http.rights.town import ABSENT, ACTORS, Town, cell

SAMPLES: Mapping[str, Sample] = {**ABOUT_PEOPLE, **OF_THE_HOUSE, **PAGES, **ABOUT_SOMEBODY, **KIOSK}
WRONG = " !"
WHO: Mapping[str, Person | None] = {"nobody": None, **{r.value: p for r, p in ACTORS.items()}}

# Reviewed: what anybody may ask for without saying who they are.
FOR_EVERYBODY = {
    "GET /api/v1/openapi.json",
    "GET /api/v1/problems",
    "GET /api/v1/problems/{code}",
    "GET /api/v1/health",
    "GET /theme.css",
    "GET /static/{build}/{path:path}",
    "GET /favicon.ico",
    "GET /auth/sign-in",
    "GET /auth/callback",
    "GET /auth/signed-out",
    "POST /auth/sign-out",
    "POST /auth/back-channel",  # the issuer, by a token that it signs
    "POST /auth/teams",  # by a token of Teams
    "POST /graph/notifications",  # Microsoft Graph, by the secret of its subscription
    "POST /graph/lifecycle",
    *KIOSK_FOR_EVERYBODY,
}


def endpoints(routes: list[BaseRoute]) -> Iterator[tuple[str, BaseRoute]]:
    for route in routes:
        assert isinstance(route, Route), route
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield f"{method} {route.path}", route


ROUTES = dict(endpoints(list(Town().app.routes)))


def test_every_endpoint_and_page_says_what_it_needs() -> None:
    assert [name for name, route in ROUTES.items() if needs(route) is None] == []
    assert {name for name, route in ROUTES.items() if needs(route) == PUBLIC} == FOR_EVERYBODY


def test_every_endpoint_and_page_has_a_sample() -> None:
    assert set(ROUTES) - set(SAMPLES) == set()
    assert set(SAMPLES) - set(ROUTES) == set()


async def row(endpoint: str) -> dict[str, str]:
    """What everyone gets."""
    town, got = Town(), {}
    for name, actor in WHO.items():
        somebody = actor or ABSENT
        call = await SAMPLES[endpoint](town, somebody, somebody)
        answer = await town.ask(endpoint, call, actor)
        found = cell(answer)
        expected = wanted(endpoint, actor, call.good)
        got[name] = found if found in expected else f"{found}{WRONG}"
        if found.startswith("403") and endpoint.partition(" ")[2].startswith("/api/"):
            assert answer.json()["rule"] == needs(ROUTES[endpoint])
    return got


def wanted(endpoint: str, actor: Person | None, good: tuple[str, ...]) -> tuple[str, ...]:
    right, is_api = needs(ROUTES[endpoint]), "/api/" in endpoint
    if not isinstance(right, Right):
        return good
    if actor is None:
        return ("401 not-signed-in",) if is_api else ("401",)
    if not may(actor, right):
        return ("403 not-allowed",) if is_api else ("403",)
    return good


def line(name: str, right: str, cells: Iterable[str]) -> str:
    return f"{name:<50} {right:<12} " + " ".join(f"{each:>6.6}" for each in cells)


async def test_everyone_gets_from_every_endpoint_what_its_right_says() -> None:
    table = {endpoint: await row(endpoint) for endpoint in sorted(SAMPLES, key=by_path)}
    print(f"\n{line('', 'needs', WHO)}")  # noqa: T201  # the table role × endpoint
    for endpoint, cells in table.items():
        status = (text.partition(" ")[0] for text in cells.values())
        print(line(endpoint, str(needs(ROUTES[endpoint])), status))  # noqa: T201  # the same
    wrong = [
        f"{endpoint} for {who}: {what}"
        for endpoint, cells in table.items()
        for who, what in cells.items()
        if what.endswith(WRONG)
    ]
    assert wrong == []


def by_path(endpoint: str) -> tuple[str, str]:
    method, _, path = endpoint.partition(" ")
    return path, method


def test_every_role_is_asked() -> None:
    assert set(WHO) == {"nobody", *Role}
