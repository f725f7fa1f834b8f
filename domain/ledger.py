"""The day's books: what one civil day holds, and what one transaction does to it.

Rules:
- A ledger holds the live spans of one resource or one person on one civil day, and nothing that is over.
- Ledgers derive from bookings (domain/settling.py says how); writing what is due twice changes nothing.
- Capacity belongs to a person's day: whoever has any live seat in a part of day needs one token of the site's limit
  and of the zone's for that part, however many seats that are.
- An entry of a booking that began its life on another day may be out of date: its head knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import NewType

from domain.audit import Deed
from domain.booking import Booking, State, Target, home_of
from domain.ids import FOREIGN, BookingId, PersonId, ResourceId, SiteId
from domain.kinds import Kind
from domain.limits import Used
from domain.when import Instant, Interval, PartId

Version = NewType("Version", str)
CapacityKey = tuple[str, PartId]
"""The site or zone whose limit it is, and the part of day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One live span in a ledger: the share of a booking that lies on this day."""

    booking: BookingId
    span: Interval
    state: State
    person: PersonId
    resource: ResourceId
    site: SiteId
    kind: Kind
    expires_at: Instant | None = None

    @property
    def from_outlook(self) -> bool:
        """Whether it is the share of a meeting made in Outlook, which may overlap."""
        return self.person == FOREIGN

    def foreign_on(self, day: date) -> bool:
        """Whether its head lives on another day."""
        return home_of(self.booking) != day

    def expired(self, now: Instant) -> bool:
        return self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outline:
    """When a resource is held and in which way, by whomever. Ledgers that are alike in this share one as long as it is
    remembered, so that hundreds of places can be told apart by identity. `moments`: at which time alone changes what it
    is; `from_outlook`: whether some of it is a meeting made in Outlook."""

    moments: frozenset[Instant]
    from_outlook: bool


@lru_cache(4096)
def _outline(held: tuple[tuple[Interval, State, Instant | None, bool], ...]) -> Outline:
    moments = {moment for span, *_ in held for moment in (span.start, span.end)}
    moments |= {expires_at for _, _, expires_at, _ in held if expires_at is not None}
    return Outline(moments=frozenset(moments), from_outlook=any(each[3] for each in held))


@dataclass(frozen=True, kw_only=True)  # without slots: what follows from it is kept with it
class ResourceLedger:
    """A resource's live spans of one day. `version` is None where nothing has been written yet."""

    resource: ResourceId
    site: SiteId
    entries: tuple[Entry, ...] = ()
    version: Version | None = None

    @cached_property
    def outline(self) -> Outline:
        return _outline(
            tuple([(e.span, e.state, e.expires_at, e.from_outlook) for e in self.entries])
        )

    @cached_property
    def people(self) -> frozenset[PersonId]:
        """Who holds it at some time of the day."""
        return frozenset([entry.person for entry in self.entries])


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLedger:
    """A person's live spans of one day, and the capacity tokens held for them. `used`: how often it was booked on lately."""

    person: PersonId
    entries: tuple[Entry, ...] = ()
    tokens: Mapping[CapacityKey, int] = field(default_factory=dict)
    used: tuple[Used, ...] = ()
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The share of a booking on a civil day other than its head's. `state` is MOVED once the booking has left."""

    booking: BookingId
    day: date
    person: PersonId
    resource: ResourceId
    site: SiteId
    span: Interval
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept[T]:
    """Something read from storage, with the version it had."""

    value: T
    version: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was read of one civil day in order to decide. `taken`: the token numbers in use per capacity key;
    `legs`: this day's legs of the bookings that were asked for."""

    day: date
    resources: Mapping[ResourceId, ResourceLedger] = field(default_factory=dict)
    people: Mapping[PersonId, PersonLedger] = field(default_factory=dict)
    taken: Mapping[CapacityKey, frozenset[int]] = field(default_factory=dict)
    legs: Mapping[BookingId, Kept[Leg]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Something the outside world must be told once a change is committed. `notice` is the name of a notice
    (domain/notices.py), empty where nobody is told; `before` is where and when the booking was, if that changed; `reason`
    is told as written. `deed`: what the audit is to say of it; None in intents older than the audit."""

    booking: BookingId
    revision: int
    notice: str
    before: Target | None = None
    reason: str = ""
    deed: Deed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """What one transaction writes on one civil day; all of it or nothing. A `head` or `leg` with a version None is
    new. Ledgers carry the version that was read."""

    day: date
    head: tuple[Booking, Version | None] | None = None
    leg: tuple[Leg, Version | None] | None = None
    resources: tuple[ResourceLedger, ...] = ()
    people: tuple[PersonLedger, ...] = ()
    take: tuple[tuple[CapacityKey, int, PersonId], ...] = ()
    free: tuple[tuple[CapacityKey, int], ...] = ()
    intents: tuple[Intent, ...] = ()

    @property
    def touched(self) -> frozenset[SiteId]:
        """The sites whose plan of this day changes."""
        sites = {ledger.site for ledger in self.resources}
        return frozenset(sites | ({self.head[0].at.site} if self.head else set()))

    @property
    def empty(self) -> bool:
        return not (
            self.head or self.leg or self.resources or self.people or self.take or self.free
        )
