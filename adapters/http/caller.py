"""Who is asking: whoever has a session, or brings a bearer token. There is no other way, on a developer's machine either:
locally an identity provider of our own signs people in."""

from contextlib import suppress
from typing import Protocol

from starlette.requests import Request

from adapters.http.api.faults import Fault
from adapters.http.errors import Denied, Problem
from adapters.http.limiting import count, failed, not_held_back
from adapters.http.session import Door
from application.ports import Unavailable
from domain.limits import Attempt
from domain.people import Person


class Caller(Protocol):
    """From a request to the person who makes it. Raises Denied (401) when that is nobody we know."""

    async def __call__(self, request: Request) -> Person: ...


class Bearers(Protocol):
    """Whom a bearer token speaks for; None for nobody, whatever the reason."""

    async def __call__(self, token: str) -> Person | None: ...


class SignedIn:
    """Whoever has a session, or brings a bearer token; a token counts alone, even beside a good cookie. Headers that a
    gateway may set about the caller (X-MS-CLIENT-PRINCIPAL and the like) are never read: anyone can send them."""

    def __init__(self, door: Door, bearers: Bearers | None = None) -> None:
        self._door, self._bearers = door, bearers

    async def __call__(self, request: Request) -> Person:
        request.state.session = None
        if "authorization" in request.headers:
            owner = await self._by_token(request)
            await count(self._door.ports, request, owner)
            return owner
        session = await self._door.session(request)
        person = await self._door.person(session) if session is not None else None
        if session is None or person is None:
            raise not_signed_in()
        request.state.session = session
        await count(self._door.ports, request, person)
        await self._door.refresh(request, session)
        return person

    async def _by_token(self, request: Request) -> Person:
        not_held_back(self._door.ports, request, Attempt.BEARER)
        scheme, _, token = request.headers["authorization"].partition(" ")
        person = None
        if self._bearers is not None and scheme.lower() == "bearer":
            person = await self._bearers(token.strip())
        if person is None:
            with suppress(Unavailable):
                await failed(self._door.ports, request, Attempt.BEARER)
            raise not_signed_in(error="invalid_token")
        return person


def not_signed_in(*, error: str = "") -> Denied:
    challenge = f'Bearer realm="vrijplek", error="{error}"' if error else 'Bearer realm="vrijplek"'
    return Denied(Problem(code=Fault.NOT_SIGNED_IN, headers={"WWW-Authenticate": challenge}))
