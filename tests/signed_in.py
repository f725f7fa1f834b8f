"""Being somebody before a real server process: a session sealed with the deployment's own keys, as sign-in would make it.

It proves nothing about sign-in, which has tests of its own; races, measurements and whole runs need hundreds of people at
once, none of whom has ever signed out.
"""

from collections.abc import Mapping

from adapters.http.cookies import cookie_name
from adapters.http.csrf import token_of
from adapters.http.session import COOKIE
from adapters.settings import Settings
from adapters.wiring import wire
from application.ports import Ports
from domain.ids import PersonId
from domain.sessions import Session

type Headers = Mapping[str, str]


class Passes:
    """Everybody's session, made when it is first needed and kept."""

    def __init__(self, ports: Ports, settings: Settings) -> None:
        self._ports = ports
        self._name = cookie_name(COOKIE, secure=settings.secure)
        self._known: dict[PersonId, Headers] = {}

    async def of(self, person: PersonId) -> Headers:
        """What a page of ours sends to the API for whoever has just signed in."""
        if person not in self._known:
            now, csrf = self._ports.clock.now(), self._ports.ids.secret()
            session = Session(person=person, version=0, signed_in_at=now, seen_at=now, csrf=csrf)
            self._known[person] = {
                "Cookie": f"{self._name}={await self._ports.sessions.seal(session)}",
                "Sec-Fetch-Site": "same-origin",
                "X-CSRF-Token": token_of(session),
            }
        return self._known[person]


async def headers_of(settings: Settings, person: str) -> Headers:
    """Those of one person, where no ports are open yet."""
    wired = wire(settings)
    try:
        return await Passes(wired.ports, settings).of(PersonId(person))
    finally:
        await wired.close()
