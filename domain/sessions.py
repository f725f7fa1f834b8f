"""Sessions: how long somebody who signed in stays signed in, and what ends it sooner.

Rules:
- A session ends when it was not used for `idle`, and in any case `longest` after signing in.
- A session of an older version than the person's is over: that is how "sign out everywhere" reaches every device.
- What is not refreshed (a token held in memory) ends at its own `until`.
- A kiosk stays unlocked until its own end, used or not; a turn on it ends soon after its last use.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from domain.ids import PersonId
from domain.when import Instant

REFRESH_AFTER = timedelta(minutes=10)
CLOCKS_DIFFER = timedelta(minutes=2)


class SessionKind(StrEnum):
    """`PERSON`: a browser of one person; `KIOSK`: a shared screen that somebody unlocked; `TURN`: somebody with a
    personal code, on a kiosk or at one place; `TEAMS`: a tab in Teams, which holds a token in memory, not a cookie."""

    PERSON = "person"
    KIOSK = "kiosk"
    TURN = "turn"
    TEAMS = "teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Who signed in (or unlocked the kiosk), and when. `csrf`: what a form must send back; `scope`: what a session of
    this kind is limited to (a kiosk's site); `until`: a fixed end before any other."""

    person: PersonId
    version: int
    signed_in_at: Instant
    seen_at: Instant
    csrf: str = field(repr=False)
    kind: SessionKind = SessionKind.PERSON
    scope: str = ""
    until: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """`idle`: unused; `longest`: since signing in."""

    idle: timedelta = timedelta(hours=8)
    longest: timedelta = timedelta(hours=24)


def is_over(session: Session, *, now: Instant, lifetime: Lifetime) -> bool:
    """Whether `session` has ended by the clock. One from the future was not made by our clocks: over as well."""
    if session.signed_in_at - now > CLOCKS_DIFFER or session.seen_at - now > CLOCKS_DIFFER:
        return True
    if session.until is not None and session.until <= now:
        return True
    if session.kind is SessionKind.KIOSK:
        return session.until is None
    unused, old = now - session.seen_at, now - session.signed_in_at
    return unused >= lifetime.idle or old >= lifetime.longest


def refreshed(session: Session, *, now: Instant) -> Session | None:
    """The session as used now; None while what there is will do, so that ordinary answers stay as they are."""
    if session.until is not None or now - session.seen_at < REFRESH_AFTER:
        return None
    return replace(session, seen_at=now)
