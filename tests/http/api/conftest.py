"""The API over fakes: a hall with desks and a room, and a few people; the client is Ada on this machine."""

from collections.abc import Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from adapters.http.app import create_app
from domain.ids import TeamId
from domain.kinds import Kind
from domain.people import Role, Team
from domain.places import Mode, SiteState
from tests import builders as make
from tests.callers import bearer, signed_in
from tests.fakes import World, a_world

PEOPLE = (
    make.a_person("ada", team="civil"),
    make.a_person("bob", team="works"),
    make.a_person("lea", Role.TEAM_LEAD, team="civil"),
    make.a_person("fay", Role.FACILITY_MANAGER),
    make.a_person("adm", Role.ADMINISTRATOR),
    make.a_person("ben", Role.ADMINISTRATOR),
)


@pytest.fixture
def world() -> World:
    """The hall (open), a barn with a part of day of its own, and a draft tower."""
    directory = make.a_directory(
        make.a_desk(features=frozenset({"two-screens", "window"})),
        make.a_desk("desk-2", features=frozenset({"window"})),
        make.a_desk("desk-3", mode=Mode.BLOCKED),
        make.a_desk("desk-4"),
        make.a_room(zone="front"),
        make.a_desk("barn-desk", site="barn"),
        make.a_desk("tower-desk", site="tower"),
        sites=(
            make.a_site(capacity=((make.MORNING.id, 2),)),
            make.a_site("barn", parts=(make.a_part("night", "22:00", "06:00"),)),
            make.a_site("tower", state=SiteState.DRAFT),
        ),
        rules={Kind.DESK: {"horizon_days": 60}},
    )
    return a_world(directory, PEOPLE, make.NOW, teams=[Team(id=TeamId("civil"), name="Civil")])


class Api:
    """A client that says who asks; answers are checked for what every answer must have."""

    def __init__(self, world: World) -> None:
        self.app = create_app(world.ports, caller=signed_in(world.ports))
        self._client = TestClient(
            self.app,
            base_url="http://127.0.0.1",
            client=("127.0.0.1", 50000),
            raise_server_exceptions=True,
        )

    def __call__(
        self,
        method: str,
        path: str,
        *,
        who: str = "ada",
        headers: Mapping[str, str | bytes] | None = None,
        **more: Any,
    ) -> Any:
        sent = [*(bearer(who) if who else {}).items(), *(headers or {}).items()]
        answer = self._client.request(method, f"/api/v1{path}", headers=_encoded(sent), **more)
        assert answer.headers["API-Version"] == "1.0.0"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.status_code >= 400 and method != "HEAD":
            assert answer.headers["Content-Type"] == "application/problem+json"
            problem = answer.json()
            assert problem["status"] == answer.status_code
            assert problem["type"] == f"/api/v1/problems/{problem['code']}"
            assert problem["title"] and problem["detail"] and problem["instance"]
        return answer

    def book(self, resource: str = "desk-1", *, who: str = "ada", **body: Any) -> Any:
        """The booking made, as JSON: this morning unless told otherwise."""
        when = {} if "startsAt" in body else {"date": "2026-11-24", "partOfDay": "morning"}
        answer = self("POST", "/bookings", who=who, json={"resourceId": resource, **when, **body})
        assert answer.status_code == 201, answer.text
        return answer.json()


def _encoded(headers: list[tuple[str, str | bytes]]) -> Any:
    """As bytes: a test may send what a client library would refuse."""
    return [(k.encode(), v if isinstance(v, bytes) else v.encode()) for k, v in headers]


@pytest.fixture
def api(world: World) -> Api:
    return Api(world)
