"""Shared screens and the turns of people on them: two cookies beside that of a person who signed in.

- A kiosk's says for which site it was unlocked, and by whom. It gives no rights; it ends when whoever unlocked it may
  no longer unlock one, or signs out everywhere.
- A turn's says who typed their number and code: two minutes after the last use it is over, and in any case after
  fifteen. It lets one do what every employee may, whatever else one is; away from a kiosk, at one place only.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from adapters.http.cookies import cookie_name, drop_cookie, set_cookie
from adapters.http.door import SHARED
from adapters.http.pages.frame import LANGUAGE_COOKIE
from adapters.http.session import COOKIE, Door
from application.verify_code import Verified
from domain.ids import PersonId, ResourceId, SiteId
from domain.people import Person, Right, Role, may
from domain.sessions import Session, SessionKind
from domain.when import later

KIOSK, TURN = "plek-kiosk", "plek-turn"
UNLOCKED_FOR = timedelta(days=7)
IDLE, LONGEST = timedelta(minutes=2), timedelta(minutes=15)
CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """An unlocked kiosk. `by`: who unlocked it."""

    session: Session
    site: SiteId
    by: Person

    @property
    def name(self) -> str:
        """Under which its failures are counted."""
        return f"kiosk|{self.session.csrf}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Somebody's turn. `person` has no more rights than every employee; `place` is None on a kiosk. `badge` is set
    while all they may do is choose a code of their own."""

    session: Session
    person: Person
    place: ResourceId | None
    badge: str = ""

    @property
    def must_change(self) -> bool:
        return bool(self.badge)

    @property
    def home(self) -> str:
        return f"/q/{self.place}" if self.place is not None else "/kiosk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """From requests to screens and turns, and from these to cookies."""

    door: Door

    async def screen(self, request: Request) -> Screen | None:
        session = await self._session(request, KIOSK, SessionKind.KIOSK)
        by = await self.door.person(session) if session is not None else None
        if session is None or by is None or not may(by, Right.UNLOCK_KIOSK):
            return None
        request.scope[SHARED] = True
        return Screen(session=session, site=SiteId(session.scope), by=by)

    async def turn(self, request: Request) -> Turn | None:
        """A turn without a place is one on a kiosk, and ends when that is locked."""
        session = await self._session(request, TURN, SessionKind.TURN)
        person = await self.door.person(session) if session is not None else None
        if session is None or person is None:
            return None
        place, _, badge = session.scope.partition("|")
        screen = await self.screen(request)
        if not place and screen is None:
            return None
        request.state.session = session
        return Turn(
            session=session,
            person=replace(person, roles=frozenset({Role.EMPLOYEE})),
            place=ResourceId(place) if place else None,
            badge=badge,
        )

    async def unlock(self, answer: Response, by: PersonId, site: SiteId) -> None:
        """Make this browser a kiosk: whoever unlocked it is signed out of it."""
        session = await self.door.begun(by, SessionKind.KIOSK)
        until = later(session.signed_in_at, UNLOCKED_FOR)
        sealed = await self._sealed(replace(session, scope=site, until=until))
        lasts = int(UNLOCKED_FOR.total_seconds())
        self._set(answer, set_cookie(KIOSK, sealed, secure=self.door.secure, lasts=lasts))
        self._drop(answer, COOKIE)

    async def begin(self, answer: Response, verified: Verified, place: ResourceId | None) -> None:
        begun = await self.door.begun(verified.person.id, SessionKind.TURN)
        badge = verified.badge if verified.must_change else ""
        await self._keep(answer, replace(begun, scope=f"{place or ''}|{badge}"))

    async def go_on(self, answer: Response, turn: Turn, *, changed: bool = False) -> None:
        """Count this as use."""
        place = turn.place or ""
        scope = f"{place}|" if changed else turn.session.scope
        now = self.door.ports.clock.now()
        await self._keep(answer, replace(turn.session, scope=scope, seen_at=now))

    def seconds(self, turn: Turn) -> int:
        """For how long a page of this turn is good."""
        now = self.door.ports.clock.now()
        left = later(turn.session.signed_in_at, LONGEST) - now
        return max(1, int(min(IDLE, left).total_seconds()))

    def end(self, answer: Response) -> None:
        """Nothing of whoever was here stays: not their language either."""
        self._drop(answer, TURN)
        gone = f"{LANGUAGE_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        self._set(answer, gone + ("; Secure" if self.door.secure else ""))

    def lock(self, answer: Response) -> None:
        self.end(answer)
        self._drop(answer, KIOSK)

    async def _keep(self, answer: Response, session: Session) -> None:
        until = min(later(session.seen_at, IDLE), later(session.signed_in_at, LONGEST))
        sealed = await self._sealed(replace(session, until=until))
        lasts = int((until - session.seen_at).total_seconds())
        cookie = set_cookie(TURN, sealed, secure=self.door.secure, lasts=lasts, strict=True)
        self._set(answer, cookie)

    async def _session(self, request: Request, name: str, kind: SessionKind) -> Session | None:
        text = request.cookies.get(cookie_name(name, secure=self.door.secure), "")
        return await self.door.opened(text, kind) if text else None

    async def _sealed(self, session: Session) -> str:
        return await self.door.ports.sessions.seal(session)

    def _drop(self, answer: Response, name: str) -> None:
        self._set(answer, drop_cookie(name, secure=self.door.secure))

    def _set(self, answer: Response, cookie: str) -> None:
        answer.headers.append("Set-Cookie", cookie)
