"""The API behind real sessions: sealed cookies over fakes, and a client that brings whatever a test wants."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.testclient import TestClient

from adapters.http.app import create_app
from adapters.http.caller import Bearers, SignedIn
from adapters.http.session import Door
from adapters.identity.sessions import SealedSessions
from application.ports import Ports
from domain.ids import PersonId
from domain.people import Role
from domain.sessions import Lifetime, Session
from tests import builders as make
from tests.fakes import World, a_world

PEOPLE = (make.a_person("ada"), make.a_person("fay", Role.FACILITY_MANAGER))
COOKIE = "__Host-plek"
SITE = "https://vrijplek.example"


class Office:
    """A municipality whose people sign in. `door` makes and reads their cookies."""

    def __init__(self, *, bearers: Bearers | None = None, secure: bool = True) -> None:
        self.world: World = a_world(make.a_directory(), PEOPLE, make.NOW)
        sessions = SealedSessions(self.world.keys, self.world.clock)
        self.ports: Ports = replace(self.world.ports, sessions=sessions)
        self.door = Door(ports=self.ports, lifetime=Lifetime(), secure=secure)
        app = create_app(self.ports, caller=SignedIn(self.door, bearers))
        self.client = TestClient(app, base_url=SITE if secure else "http://127.0.0.1")

    async def signed_in(self, person: str = "ada", **fields: Any) -> str:
        """The cookie of someone who has just signed in."""
        session: Session = replace(await self.door.begun(PersonId(person)), **fields)
        return await self.ports.sessions.seal(session)

    def me(self, cookie: str = "", *, name: str = COOKIE, **headers: str) -> Any:
        sent: Mapping[str, str] = {"Cookie": f"{name}={cookie}"} if cookie else {}
        return self.client.get("/api/v1/me", headers={**sent, **headers})
