"""The town of the pages behind real sessions, to be attacked: what a browser sends is said header by header."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from starlette.testclient import TestClient

from adapters.http.caller import SignedIn
from adapters.http.csrf import token_of
from adapters.http.session import Door
from domain.ids import PersonId
from domain.limits import Limits
from domain.sessions import Lifetime, Session
from tests.fakes import World
from tests.http.pages.served import a_town, an_app

HERE = "https://vrijplek.example"
COOKIE = "__Host-plek"
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": HERE}
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)


async def nobody(token: str) -> None:
    """No token is anybody's."""


class Attacked:
    """`cookie` and `session` are Ada's."""

    def __init__(self, *, limits: Limits | None = None, client: str = "203.0.113.7") -> None:
        self.world: World = a_town(limits)
        self.door = Door(ports=self.world.ports, lifetime=Lifetime(), secure=True)
        self.caller = SignedIn(self.door, nobody)
        self.app = an_app(self.world, self.caller)
        self.client = TestClient(
            self.app,
            base_url=HERE,
            client=(client, 50000),
            headers={"Accept-Language": "en"},
            follow_redirects=False,
            raise_server_exceptions=True,
        )
        self.session: Session
        self.cookie = ""

    async def sign_in(self, person: str = "ada") -> None:
        self.session = await self.door.begun(PersonId(person))
        self.cookie = f"{COOKIE}={await self.world.sessions.seal(self.session)}"

    @property
    def token(self) -> str:
        return token_of(self.session)

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, Any] | None = None, **more: Any
    ) -> Any:
        """With Ada's cookie, and nothing else that a test does not say."""
        self.client.cookies.clear()
        sent = {"Cookie": self.cookie, **(headers or {})} if self.cookie else dict(headers or {})
        return self.client.request(method, path, headers=sent, **more)

    def raw(self, method: str, path: str, *, headers: Mapping[str, str]) -> tuple[int, str]:
        """As `ask`, with a path that no client library has put right; status and text."""
        return asyncio.run(self._raw(method, path.encode(), {"Cookie": self.cookie, **headers}))

    async def _raw(self, method: str, path: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        sent = [*headers.items(), ("Host", HERE.partition("//")[2])]
        said: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        scope: dict[str, Any] = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": unquote(path.decode()),
            "raw_path": path,
            "query_string": b"",
            "root_path": "",
            "headers": [(k.lower().encode(), v.encode()) for k, v in sent],
            "client": ("203.0.113.7", 1),
            "server": ("vrijplek.example", 443),
        }
        await self.app(scope, receive, send)
        body = b"".join(each.get("body", b"") for each in said)
        return said[0]["status"], body.decode("utf-8", "replace")
