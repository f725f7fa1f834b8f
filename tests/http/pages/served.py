"""The pages over fakes: the hall with desks, a room and a barn; one browser on this machine that keeps its cookies.

It is Tuesday 24 November 2026, 08:00: the morning has just begun."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from adapters.http.app import create_app
from adapters.http.caller import Caller
from adapters.http.csrf import FIELD, token_of
from adapters.http.pages.frame import ErrorPages
from adapters.http.pages.routes import page_routes
from domain.ids import TeamId
from domain.kinds import Kind
from domain.limits import Limits
from domain.people import HomeDay, Role, Team
from domain.places import Closure, Eligibility, Mode, SiteState
from tests import builders as make
from tests.callers import COOKIE, a_session, cookie_of, signed_in
from tests.fakes import World, a_world

PEOPLE = (
    make.a_person("abe", home_days=frozenset({HomeDay(weekday=2)})),
    make.a_person("ada", team="civil"),
    make.a_person("bob", team="works"),
    make.a_person("fay", Role.FACILITY_MANAGER),
    make.a_person("pip", has_pc=False),
    make.a_person("rie", Role.RECEPTION),
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


class KeptDrawings:
    """One drawing, under the hash "abc"."""

    async def read(self, drawing_hash: str) -> bytes | None:
        return DRAWING if drawing_hash == "abc" else None


def a_town(limits: Limits | None = None) -> World:
    directory = make.a_directory(
        make.a_desk(features=frozenset({"window"}), x=150, y=150),
        make.a_desk("desk-2", x=450, y=150),
        make.a_desk("desk-3", mode=Mode.BLOCKED, x=750, y=150),
        make.a_desk(
            "desk-4", eligibility=Eligibility(teams=frozenset({TeamId("works")})), x=150, y=450
        ),
        make.a_room(zone="front", x=450, y=450),
        make.a_desk("barn-desk", site="barn"),
        make.a_desk("tower-desk", site="tower"),
        sites=(
            make.a_site(
                closures=(
                    Closure(
                        first=make.TODAY.replace(day=30),
                        last=make.TODAY.replace(day=30),
                        reason="Roof works",
                    ),
                )
            ),
            make.a_site("barn"),
            make.a_site("tower", state=SiteState.DRAFT),
        ),
        floors=(make.a_floor(drawing_hash="abc"),),
        rules={Kind.DESK: {"held_at_once": 2}},
        languages=("fr", "en", "nl", "de"),
    )
    works = Team(id=TeamId("works"), name="Works")
    return a_world(directory, PEOPLE, make.NOW, teams=[works], limits=limits)


def an_app(world: World, caller: Caller) -> FastAPI:
    """API and pages as `make run` serves them, over fakes."""
    return create_app(
        world.ports,
        caller=caller,
        pages=page_routes(world.ports, caller, KeptDrawings()),
        error_page=ErrorPages(world.ports),
    )


class Browser:
    """Follows no redirect by itself; what a page shows is in `text`, without its tags."""

    def __init__(
        self, world: World, *, caller: Caller | None = None, client: str = "127.0.0.1"
    ) -> None:
        self._world = world
        known = caller or signed_in(world.ports)
        self.client = TestClient(
            an_app(world, known),
            base_url="http://127.0.0.1",
            client=(client, 50000),
            headers={"Accept-Language": "en"},
            follow_redirects=False,
        )

    def be(self, person: str) -> None:
        """Sign in as that person."""
        self.client.cookies.set(COOKIE, cookie_of(self._world, person))

    def get(self, path: str = "/", **more: Any) -> Any:
        return self.client.get(path, **more)

    @property
    def token(self) -> str:
        """What a form of a session of tests/callers.py brings; tests/http/attacks sends forms without it."""
        return token_of(a_session(self._world, "anybody"))

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Any:
        """A form with its session's token, if the page that it is of was not read for it."""
        return self.client.post(path, data={FIELD: self.token, **fields}, headers=headers)

    def press(self, page: str, action: str) -> Any:
        """Send the form that has `action`, exactly as the page has it, and follow where it leads."""
        html = self.get(page).text
        form = next(each for each in forms(html) if action in each.actions)
        answer = self.post(action, form.fields)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["Location"])


class Form:
    """A form of a page: where it or one of its buttons goes, and its hidden fields."""

    def __init__(self, html: str) -> None:
        self.actions: list[str] = re.findall(r'action="([^"]*)"', html)
        names = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', html)
        self.fields = {name: value.replace("&amp;", "&") for name, value in names}


def forms(html: str) -> list[Form]:
    return [Form(each) for each in re.findall(r"<form.*?</form>", html, re.DOTALL)]


def words(html: str) -> str:
    """What is read out, on one line."""
    body = html.partition("<body")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def state_of(html: str, place: str) -> str:
    """The state of a mark on the plan."""
    found = re.search(rf'data-place="{place}"[^>]*data-state="([^"]*)"', html)
    assert found is not None, f"{place} is not on the plan"
    return found[1]
