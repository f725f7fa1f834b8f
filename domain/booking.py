"""A booking, the states it goes through, and what someone wishes for before there is one.

Every move between states is in MOVES; what is not in it is refused. A booking that ends, whatever the reason, is kept
and marked: it is never deleted to make room.

A foreign booking is the copy of a meeting that somebody made in Outlook: a fact and nobody's, so it keeps no person's
books, obeys no rule, may overlap, and follows that meeting wherever it goes. Nobody here changes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.ids import FOREIGN, BookingId, PersonId, ResourceId, SeriesId, SiteId
from domain.kinds import Kind
from domain.people import Person
from domain.places import Resource
from domain.when import Instant, Interval, PartId, wall_of


class State(StrEnum):
    HELD = "held"
    PENDING = "pending"
    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    ENDED = "ended"
    CANCELLED = "cancelled"
    RELEASED = "released"
    MOVED = "moved"
    DECLINED = "declined"
    EXPIRED = "expired"


class Event(StrEnum):
    CONFIRM = "confirm"
    ASK = "ask"
    EXPIRE = "expire"
    ACCEPT = "accept"
    DECLINE = "decline"
    CHECK_IN = "check-in"
    CHECK_OUT = "check-out"
    CANCEL = "cancel"
    RELEASE = "release"
    MOVE = "move"


# MOVE ends a day's share of a booking that has gone to another day; the head itself stays `booked`.
MOVES: Mapping[tuple[State, Event], State] = {
    (State.HELD, Event.CONFIRM): State.BOOKED,
    (State.HELD, Event.ASK): State.PENDING,
    (State.HELD, Event.EXPIRE): State.EXPIRED,
    (State.PENDING, Event.ACCEPT): State.BOOKED,
    (State.PENDING, Event.DECLINE): State.DECLINED,
    (State.PENDING, Event.CANCEL): State.CANCELLED,
    (State.BOOKED, Event.ASK): State.PENDING,
    (State.BOOKED, Event.DECLINE): State.DECLINED,
    (State.CHECKED_IN, Event.DECLINE): State.DECLINED,
    (State.PENDING, Event.MOVE): State.MOVED,
    (State.BOOKED, Event.CHECK_IN): State.CHECKED_IN,
    (State.BOOKED, Event.CHECK_OUT): State.ENDED,
    (State.BOOKED, Event.CANCEL): State.CANCELLED,
    (State.BOOKED, Event.RELEASE): State.RELEASED,
    (State.BOOKED, Event.MOVE): State.MOVED,
    (State.CHECKED_IN, Event.CHECK_OUT): State.ENDED,
    (State.CHECKED_IN, Event.MOVE): State.MOVED,
}

LIVE = frozenset({State.HELD, State.PENDING, State.BOOKED, State.CHECKED_IN})
SETTLED = frozenset({State.PENDING, State.BOOKED, State.CHECKED_IN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What the person was promised, in wall time of the deployment's zone; the instants derive from it and would be
    derived again if the law of the zone changed."""

    day: date
    starts: time
    last_day: date
    ends: time
    part: PartId | None = None


def promised(span: Interval, zone: ZoneInfo, *, part: PartId | None = None) -> Promise:
    """What the clocks of `zone` show at both ends of `span`."""
    start, end = wall_of(span.start, zone), wall_of(span.end, zone)
    return Promise(
        day=start.date(),
        starts=start.time(),
        last_day=end.date(),
        ends=end.time(),
        part=part,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where and when a booking is to be."""

    resource: ResourceId
    site: SiteId
    kind: Kind
    span: Interval
    promise: Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A move across days that is under way: the target is held until `expires_at`, and nothing has changed yet."""

    to: Target
    expires_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A booking in full. `change` names the request that wrote it last; `revision` counts the writes that told someone.
    `expires_at` is set while it is `held`; `moving` while a move across days is under way."""

    id: BookingId
    person: PersonId
    by: PersonId
    at: Target
    state: State
    created_at: Instant
    changed_at: Instant
    kept_since: Instant
    change: str
    revision: int = 1
    series: SeriesId | None = None
    occurrence: date | None = None
    note: str = ""
    override: str = ""
    checked_in_at: Instant | None = None
    ended_at: Instant | None = None
    expires_at: Instant | None = None
    moving: Moving | None = None

    @property
    def span(self) -> Interval:
        return self.at.span

    @property
    def home(self) -> date:
        """The civil day whose partition holds the head: the one it was first made for, for ever."""
        return home_of(self.id)

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def foreign(self) -> bool:
        """Whether it is the copy of a meeting made in Outlook."""
        return self.person == FOREIGN

    def seen_at(self, now: Instant) -> State:
        """The state as a reader should see it: a live booking whose time is over has ended, written or not."""
        over = self.state in SETTLED and self.span.end <= now
        return State.ENDED if over else self.state


def home_of(booking: BookingId) -> date:
    """The civil day that a booking's id begins with."""
    return date.fromisoformat(booking[:10])


def moved_on(booking: Booking, event: Event, *, now: Instant, change: str) -> Booking | None:
    """`booking` after `event`; None where MOVES does not allow it."""
    state = MOVES.get((booking.state, event))
    if state is None:
        return None
    return replace(
        booking,
        state=state,
        changed_at=now,
        change=change,
        revision=booking.revision + 1,
        expires_at=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for, with everything it names already looked up. `override`: the reason why the house's rules are
    set aside, empty when they are not. `walk_in`: the person stands there now."""

    person: Person
    by: Person
    resource: Resource
    span: Interval
    promise: Promise
    override: str = ""
    walk_in: bool = False
    note: str = ""
    series: SeriesId | None = None
    occurrence: date | None = None

    @property
    def target(self) -> Target:
        return Target(
            resource=self.resource.id,
            site=self.resource.site,
            kind=self.resource.kind,
            span=self.span,
            promise=self.promise,
        )
