"""The session cookie of one browser: from a request to who it is, and from who it is to a cookie.

What a cookie says is believed only while it opens, is not over, and carries the person's present session version.
"""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request

from adapters.http.cookies import cookie_name, keep_for_answer, set_cookie
from adapters.http.csrf import prove_meant
from application.identity import kiosks_of
from application.ports import Ports
from domain.ids import PersonId
from domain.people import Person
from domain.sessions import Lifetime, Session, SessionKind, is_over, refreshed

COOKIE = "plek"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """`secure`: people reach us over https."""

    ports: Ports
    lifetime: Lifetime
    secure: bool

    async def session(self, request: Request) -> Session | None:
        """The session of the request's cookie, if it is a person's and not over. Raises Denied (403) for a request that
        may change something and was not meant by that person."""
        text = request.cookies.get(cookie_name(COOKIE, secure=self.secure), "")
        session = await self.opened(text, SessionKind.PERSON) if text else None
        if session is not None:
            await prove_meant(request, session)
        return session

    async def opened(self, text: str, kind: SessionKind) -> Session | None:
        session = await self.ports.sessions.open(text)
        if session is None or session.kind is not kind:
            return None
        over = is_over(session, now=self.ports.clock.now(), lifetime=self.lifetime)
        return None if over else session

    async def person(self, session: Session) -> Person | None:
        """Who the session is of; None if they are gone, or have signed out everywhere since."""
        version, person = await self._known(session)
        return person if version == session.version else None

    async def refresh(self, request: Request, session: Session) -> None:
        """Count this request as use; most requests need no new cookie for it."""
        if (used := refreshed(session, now=self.ports.clock.now())) is not None:
            keep_for_answer(request, await self.cookie(used))

    async def cookie(self, session: Session) -> str:
        """The Set-Cookie value. It goes when the browser is closed; when the session is over it says so itself."""
        return set_cookie(COOKIE, await self.ports.sessions.seal(session), secure=self.secure)

    async def begun(self, person: PersonId, kind: SessionKind = SessionKind.PERSON) -> Session:
        """A session that begins now."""
        now = self.ports.clock.now()
        return Session(
            person=person,
            version=await self.ports.session_versions.of(_counted_by(person, kind), fresh=True),
            signed_in_at=now,
            seen_at=now,
            csrf=self.ports.ids.secret(),
            kind=kind,
        )

    async def _known(self, session: Session) -> tuple[int, Person | None]:
        """Side by side where storage must be asked; both are kept for a while, and then nothing has to wait."""
        loop = asyncio.get_running_loop()
        asked = asyncio.Task(self._version(session), loop=loop, eager_start=True)
        try:
            found = await self.ports.people.find(session.person)
        except BaseException:
            asked.cancel()
            raise
        return await asked, found

    async def _version(self, session: Session) -> int:
        return await self.ports.session_versions.of(_counted_by(session.person, session.kind))


def _counted_by(person: PersonId, kind: SessionKind) -> PersonId:
    """A kiosk outlives that whoever unlocked it is signed out by the issuer, as they are when they unlock it."""
    return kiosks_of(person) if kind is SessionKind.KIOSK else person
