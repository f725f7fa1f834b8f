"""What the application needs of the world: Protocols, what they trade in, and the three faults.

A port speaks in its unit of consistency: a civil day's books, a person's quota period, a series. Versions are opaque
and come from reading; a write that carries an old one raises Stale. No port raises anything but the three faults.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from application.auditing import Audit, Origins
from application.build import CHECKOUT, Build
from application.codes import Codes, Scrambler
from application.copies import Copies
from application.exchange import Calendars, ExchangeTerms, Links, Mailboxes, Waker
from application.exchange_resources import PlacesFinder, Post, Presences, Schedules, Subscriptions
from application.faults import Misconfigured, Stale, Unavailable
from application.heartbeats import Beat, Heartbeats, Statistics
from application.identity import Identities, Keys, Sessions, SessionVersions, Staff
from application.inviting import Invitations
from application.limiter import Limiter, Tallies
from application.mails import Letters, Mailbell, Mails
from application.outbox import Outbox, OutboxRow
from application.persondata import Assignments, DayArchive, Register
from application.platform import Platform
from application.records import Counted, QuotaRow, Quotas, SeriesBook
from application.seating import Press, SeatingShelf
from domain.booking import Booking
from domain.ids import BookingId, PersonId, ResourceId, SeriesId, SiteId, TeamId
from domain.ledger import DayChange, Kept, Leg, PersonLedger, ResourceLedger, Sheet, Version
from domain.notices import Notice
from domain.pact import Pact
from domain.people import Person, Team
from domain.places import Directory
from domain.privacy import Preference
from domain.sums import DaySums
from domain.when import Instant

__all__ = [
    "Assignments",
    "Audit",
    "Beat",
    "Bookings",
    "Build",
    "Calendars",
    "Claim",
    "Clock",
    "Codes",
    "Copies",
    "Counted",
    "DayArchive",
    "DaySums",
    "Doorbell",
    "ExchangeTerms",
    "Heartbeats",
    "Identities",
    "Ids",
    "Invitations",
    "Keys",
    "Letters",
    "Limiter",
    "Links",
    "Mailbell",
    "Mailboxes",
    "Mails",
    "Misconfigured",
    "NoticeBoard",
    "Origins",
    "Outbox",
    "OutboxRow",
    "People",
    "Places",
    "Ports",
    "Preferences",
    "Profiles",
    "QuotaRow",
    "Quotas",
    "Register",
    "Requests",
    "Roll",
    "Sayings",
    "Scrambler",
    "SeriesBook",
    "SessionVersions",
    "Sessions",
    "SiteDay",
    "Staff",
    "Stale",
    "Statistics",
    "Tallies",
    "Unavailable",
    "Waker",
    "WholeDay",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDay:
    """A site's plan of one day: the ledgers that hold anything, and the stamp that changes whenever one of them does."""

    day: date
    site: SiteId
    stamp: str
    ledgers: Mapping[ResourceId, ResourceLedger]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeDay:
    """Everything that is stored of one civil day, for proving and repairing it."""

    day: date
    heads: Mapping[BookingId, Kept[Booking]]
    legs: Mapping[BookingId, Kept[Leg]]
    resources: Mapping[ResourceId, ResourceLedger]
    people: Mapping[PersonId, PersonLedger]
    tokens: Mapping[tuple[str, str, int], PersonId]
    outbox: tuple[OutboxRow, ...]


class Bookings(Protocol):
    """The days' books."""

    async def sheet(
        self,
        day: date,
        *,
        resources: Collection[tuple[SiteId, ResourceId]] = (),
        person: PersonId | None = None,
        scopes: Collection[str] = (),
        legs: Collection[BookingId] = (),
    ) -> Sheet:
        """The named ledgers, capacity tokens (of sites and zones) and legs of one day, read side by side.
        What is not there comes as an empty ledger without a version; a missing leg is left out."""
        ...

    async def find(self, booking: BookingId) -> Kept[Booking] | None:
        """One booking in full, from its head."""
        ...

    async def apply(self, change: DayChange) -> None:
        """Write all of `change`, or nothing. Raises Stale when anything it carries a version of has changed, or
        something it creates is there; Unavailable when it may or may not have been written."""
        ...

    async def site_day(self, day: date, site: SiteId, *, fresh: bool = True) -> SiteDay:
        """A site's plan of one day. Not `fresh`: perhaps two seconds old, but never older than what this process wrote;
        to look at, not to decide by."""
        ...

    async def stamp(self, day: date, site: SiteId) -> str:
        """The stamp alone, to learn whether a plan has changed."""
        ...

    async def person_days(
        self, person: PersonId, days: Collection[date]
    ) -> tuple[PersonLedger, ...]:
        """A person's ledgers of some days, in the order of `days`."""
        ...

    async def present(self, day: date) -> tuple[PersonLedger, ...]:
        """Every person's ledger of one day that holds anything."""
        ...

    async def resource_days(
        self, site: SiteId, resource: ResourceId, days: Collection[date]
    ) -> tuple[ResourceLedger, ...]:
        """A resource's ledgers of some days, in the order of `days`."""
        ...

    async def heads_on(self, day: date) -> tuple[Booking, ...]:
        """Every booking, in any state, that has or had a share on `day`; heads are read for legs."""
        ...

    async def whole_day(self, day: date) -> WholeDay: ...

    async def first_used(self, first: date, last: date) -> date | None:
        """The first day from `first` to `last` of which anything at all is kept."""


class Doorbell(Protocol):
    """The queue that wakes `deliver`."""

    async def ring(self, booking: BookingId, *, delay: timedelta, tries: int = 0) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an Idempotency-Key stands for. `fresh`: this request is the first with it."""

    booking: str
    body: str
    fresh: bool


class Requests(Protocol):
    async def claim(
        self, person: PersonId, path: str, key: str, *, body: str, booking: str
    ) -> Claim:
        """Take `key` for `booking`, unless it is taken: then what it was taken for (24 hours)."""
        ...

    async def prune(self) -> int:
        """Remove the keys whose time is over; how many."""
        ...


class Places(Protocol):
    async def directory(self) -> Directory:
        """The municipality, at most 15 s old. Raises Misconfigured while nothing has been imported."""
        ...

    async def paused(self) -> bool:
        """Whether nothing is to be written for now, because a copy is being brought back; at most 15 s old."""
        ...

    async def pause(self, on: bool) -> None:
        """Have every process write nothing, within 15 s, or let it write again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Everyone there is. `version` changes whenever one of them does."""

    version: str
    people: Mapping[PersonId, Person]


class People(Protocol):
    async def find(self, person: PersonId) -> Person | None: ...

    async def everyone(self) -> Roll:
        """At most a minute old."""
        ...

    async def search(self, words: str, *, limit: int) -> tuple[Person, ...]:
        """People whose name has every word, accents and case aside, by name."""
        ...

    async def team(self, team: TeamId) -> Team | None: ...


class Profiles(Protocol):
    """The municipality's privacy pact."""

    async def pact(self) -> Pact:
        """At most 15 s old; the standard one while nobody decided."""
        ...

    async def read(self) -> Kept[Pact] | None:
        """As it is now, to decide by; None while nobody decided."""
        ...

    async def write(self, pact: Pact, seen: Version | None) -> Version:
        """Insert (seen is None) or replace. Raises Stale."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sayings:
    """What people said about being shown; whoever said nothing is left out. `version` changes when one of them does."""

    version: str
    said: Mapping[PersonId, Preference]

    def of(self, person: PersonId) -> Preference:
        return self.said.get(person, Preference.UNSAID)


class Preferences(Protocol):
    """Each person's own word about being shown."""

    async def all(self) -> Sayings:
        """At most 15 s old."""
        ...

    async def of(self, person: PersonId) -> Preference:
        """As it is now."""
        ...

    async def say(self, person: PersonId, said: Preference) -> None: ...


class NoticeBoard(Protocol):
    """Tells people: mail today."""

    async def tell(self, notice: Notice) -> None:
        """Tell once: the same notice key twice reaches the person once. Raises Unavailable."""
        ...

    async def forget(self, booking: BookingId) -> None:
        """Take away what was written about a booking and still lies here. Raises Unavailable."""
        ...


class Clock(Protocol):
    def now(self) -> Instant: ...

    async def pause(self, seconds: float) -> None: ...


class Ids(Protocol):
    """Everything random."""

    def booking(self, day: date) -> BookingId: ...

    def series(self) -> SeriesId: ...

    def person(self) -> PersonId: ...

    def change(self) -> str: ...

    def secret(self) -> str:
        """What nobody guesses: at least 128 bits, safe in a URL."""
        ...

    def salt(self) -> int: ...

    def jitter(self) -> float:
        """From 0 up to 1."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything the use cases are given; built once by the composition root."""

    bookings: Bookings
    outbox: Outbox
    doorbell: Doorbell
    requests: Requests
    quotas: Quotas
    series: SeriesBook
    places: Places
    people: People
    staff: Staff
    identities: Identities
    session_versions: SessionVersions
    sessions: Sessions
    keys: Keys
    profiles: Profiles
    preferences: Preferences
    notices: NoticeBoard
    heartbeats: Heartbeats
    statistics: Statistics
    archive: DayArchive
    register: Register
    assignments: Assignments
    tallies: Tallies
    limiter: Limiter
    codes: Codes
    scrambler: Scrambler
    audit: Audit
    origins: Origins
    exchange: ExchangeTerms
    calendars: Calendars
    finder: PlacesFinder
    schedules: Schedules
    presences: Presences
    post: Post
    mails: Mails
    letters: Letters
    mailbell: Mailbell
    subscriptions: Subscriptions
    links: Links
    invitations: Invitations
    mailboxes: Mailboxes
    waker: Waker
    copies: Copies
    platform: Platform
    seating: SeatingShelf
    press: Press
    clock: Clock
    ids: Ids
    build: Build = CHECKOUT
