"""Who is asking.

Until sign-in lands there is one way: LocalCaller, where whoever sits at the machine says which demo person they are.
It must never exist anywhere else, so it refuses to be made unless the environment says local and the process listens
on loopback, and refuses every request that did not come from this machine or was not addressed to it.
"""

import ipaddress
import re
from typing import Protocol

from starlette.requests import Request

from adapters.http.api.faults import Fault
from adapters.http.errors import Denied, Problem
from adapters.http.session import Door
from application.ports import Misconfigured, People
from domain.ids import ID_PATTERN, PersonId
from domain.people import Person

DEMO_HEADER = "X-Demo-Person"
DEMO_COOKIE = "demo-person"
LOCAL = "local"
_ID = re.compile(ID_PATTERN)


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
            return await self._by_token(request.headers["authorization"])
        session = await self._door.session(request)
        person = await self._door.person(session) if session is not None else None
        if session is None or person is None:
            raise not_signed_in()
        request.state.session = session
        await self._door.refresh(request, session)
        return person

    async def _by_token(self, header: str) -> Person:
        scheme, _, token = header.partition(" ")
        person = None
        if self._bearers is not None and scheme.lower() == "bearer":
            person = await self._bearers(token.strip())
        if person is None:
            raise not_signed_in(error="invalid_token")
        return person


def not_signed_in(*, error: str = "") -> Denied:
    challenge = f'Bearer realm="vrijplek", error="{error}"' if error else 'Bearer realm="vrijplek"'
    return Denied(Problem(code=Fault.NOT_SIGNED_IN, headers={"WWW-Authenticate": challenge}))


class LocalCaller:
    """LOCAL ONLY: believes the header X-Demo-Person, else the cookie demo-person.
    Raises Misconfigured unless `environment` is "local" and `listens_on` is a loopback address."""

    def __init__(self, people: People, *, environment: str, listens_on: str) -> None:
        if environment != LOCAL or not is_loopback(listens_on):
            raise Misconfigured(
                "Choosing a demo person is not signing in: it needs the environment 'local' and a "
                f"process that listens on loopback, not '{environment}' on '{listens_on}'."
            )
        self._people = people

    async def __call__(self, request: Request) -> Person:
        refuse_strangers(request)
        chosen = request.headers.get(DEMO_HEADER) or request.cookies.get(DEMO_COOKIE, "")
        person = await self._people.find(PersonId(chosen)) if _ID.fullmatch(chosen) else None
        if person is None:
            raise _nobody()
        return person


class SignedInOrLocal:
    """LOCAL ONLY, while what drives the local server still says who it is by a header: a session first."""

    def __init__(self, signed_in: Caller, local: Caller) -> None:
        self._signed_in, self._local = signed_in, local

    async def __call__(self, request: Request) -> Person:
        try:
            return await self._signed_in(request)
        except Denied:
            if DEMO_HEADER not in request.headers:
                raise
            return await self._local(request)


class NobodyYet:
    """Where demo persons may not be chosen nobody can be anybody until sign-in lands: every request is refused, while
    timers and queues do their work."""

    async def __call__(self, request: Request) -> Person:
        raise _nobody()


def caller_for(people: People, *, environment: str, listens_on: str) -> Caller:
    """The way to tell who is asking that this process may use."""
    if environment == LOCAL and is_loopback(listens_on):
        return LocalCaller(people, environment=environment, listens_on=listens_on)
    return NobodyYet()


def is_loopback(host: str) -> bool:
    """Whether a host name or address, with or without a port, is this machine's own."""
    name = host.strip().lower()
    name = name[1:].split("]")[0] if name.startswith("[") else name
    if name.count(":") == 1:
        name = name.split(":")[0]
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def refuse_strangers(request: Request) -> None:
    """Raises Denied for a request from elsewhere, or one that a page of another site made this browser send under that
    site's own name."""
    client = request.client
    elsewhere = client is not None and not is_loopback(client.host)
    if elsewhere or not is_loopback(request.headers.get("host", "")):
        raise _nobody()


def _nobody() -> Denied:
    return Denied(
        Problem(code=Fault.NOT_SIGNED_IN, headers={"WWW-Authenticate": "Demo-Person realm=local"})
    )
