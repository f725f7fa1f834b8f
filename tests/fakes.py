"""One fake per port, and a world made of them.

`a_world(directory, people, now)` answers Ports over memory, and every fake by name so that a test can look inside,
interfere before a write (`world.bookings.before_apply`) or order failures (`world.bookings.fail_next(after=…)`).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from application.exchange import ExchangeTerms
from application.faults import Misconfigured, Stale
from application.ports import Limiter, Ports, Roll
from domain.ids import BookingId, PersonId, TeamId
from domain.ledger import Kept, Version
from domain.limits import Limits
from domain.notices import Notice
from domain.people import Person, Team
from domain.places import Directory
from domain.when import Instant
from tests.fake_audit import FakeAudit, FakeOrigins
from tests.fake_bookings import FakeBookings
from tests.fake_calendars import FakeCalendars
from tests.fake_clock import FakeClock, FakeIds
from tests.fake_codes import FakeCodes, FakeScrambler
from tests.fake_copies import FakeCopies
from tests.fake_exchange import FakeLinks, FakeMailboxes
from tests.fake_exchange_resources import (
    FakePlacesFinder,
    FakePost,
    FakePresences,
    FakeSchedules,
    FakeSubscriptions,
)
from tests.fake_identity import FakeIdentities, FakeKeys, FakeSessions, FakeSessionVersions
from tests.fake_invitations import FakeInvitations
from tests.fake_mails import FakeLetters, FakeMailbell, FakeMails
from tests.fake_outbox import FakeOutbox
from tests.fake_persondata import FakeAssignments, FakeDayArchive, FakeRegister
from tests.fake_platform import FakePlatform
from tests.fake_privacy import FakePreferences, FakeProfiles
from tests.fake_records import (
    FakeHeartbeats,
    FakeQuotas,
    FakeRequests,
    FakeSeriesBook,
    FakeStatistics,
)
from tests.fake_seating import FakePress, FakeShelf
from tests.fake_tallies import FakeTallies
from tests.fake_waker import FakeWaker
from tests.faults import Faults

__all__ = [
    "FakeAssignments",
    "FakeAudit",
    "FakeBookings",
    "FakeCalendars",
    "FakeClock",
    "FakeCodes",
    "FakeDayArchive",
    "FakeDoorbell",
    "FakeHeartbeats",
    "FakeIdentities",
    "FakeIds",
    "FakeInvitations",
    "FakeKeys",
    "FakeLinks",
    "FakeMailboxes",
    "FakeNotices",
    "FakeOrigins",
    "FakeOutbox",
    "FakePeople",
    "FakePlaces",
    "FakePlacesFinder",
    "FakePlatform",
    "FakePost",
    "FakePreferences",
    "FakePresences",
    "FakeProfiles",
    "FakeQuotas",
    "FakeRegister",
    "FakeRequests",
    "FakeSchedules",
    "FakeScrambler",
    "FakeSeriesBook",
    "FakeSessionVersions",
    "FakeSessions",
    "FakeStatistics",
    "FakeSubscriptions",
    "FakeTallies",
    "FakeWaker",
    "World",
    "a_world",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One message that was sent to the queue."""

    booking: BookingId
    delay: timedelta
    tries: int


class FakeDoorbell(Faults):
    """`rings` in the order they were sent."""

    def __init__(self) -> None:
        super().__init__()
        self.rings: list[Ring] = []

    async def ring(self, booking: BookingId, *, delay: timedelta, tries: int = 0) -> None:
        after = await self.writing()
        self.rings.append(Ring(booking=booking, delay=delay, tries=tries))
        if after is not None:
            raise after


class FakePlaces(Faults):
    """`known` is the municipality; None until something is imported."""

    def __init__(self, known: Directory | None) -> None:
        super().__init__()
        self.known = known
        self.is_paused = False

    async def paused(self) -> bool:
        return self.is_paused

    async def pause(self, on: bool) -> None:
        after = await self.writing()
        self.is_paused = on
        if after is not None:
            raise after

    async def directory(self) -> Directory:
        await self.reading()
        if self.known is None:
            raise Misconfigured("No municipality has been imported yet.")
        return self.known


class FakePeople(Faults):
    """Meets People and Staff. `known` may be filled by a test; what it put there has the version "v0"."""

    def __init__(self, people: Iterable[Person], teams: Iterable[Team] = ()) -> None:
        super().__init__()
        self.known = {person.id: person for person in people}
        self.teams = {team.id: team for team in teams}
        self._versions: dict[PersonId, Version] = {}

    async def find(self, person: PersonId) -> Person | None:
        await self.reading()
        return self.known.get(person)

    async def everyone(self) -> Roll:
        await self.reading()
        return Roll(version=repr(sorted(map(repr, self.known.values()))), people=dict(self.known))

    async def search(self, words: str, *, limit: int) -> tuple[Person, ...]:
        await self.reading()
        wanted = _folded(words).split()
        found = [p for p in self.known.values() if all(w in _folded(p.name) for w in wanted)]
        return tuple(sorted(found, key=lambda p: (_folded(p.name), p.id))[:limit])

    async def team(self, team: TeamId) -> Team | None:
        await self.reading()
        return self.teams.get(team)

    async def read(self, person: PersonId) -> Kept[Person] | None:
        await self.reading()
        return self._kept(self.known[person]) if person in self.known else None

    async def write(self, person: Person, seen: Version | None) -> Version:
        after = await self.writing()
        there = self._kept(self.known[person.id]) if person.id in self.known else None
        if seen != (there.version if there else None):
            raise Stale(key=person.id, reason="UpdateConditionNotSatisfied")
        self.known[person.id] = person
        number = int(seen[1:]) + 1 if seen else 1
        self._versions[person.id] = Version(f"v{number}")
        if after is not None:
            raise after
        return self._versions[person.id]

    async def remove(self, person: PersonId) -> None:
        after = await self.writing()
        self.known.pop(person, None)
        self._versions.pop(person, None)
        if after is not None:
            raise after

    async def claimants(self, *, object_id: str, upn: str) -> tuple[Kept[Person], ...]:
        await self.reading()
        found = (
            each
            for each in self.known.values()
            if (object_id and each.object_id == object_id)
            or (upn and each.upn.casefold() == upn.casefold())
        )
        return tuple(self._kept(each) for each in found)

    def _kept(self, person: Person) -> Kept[Person]:
        return Kept(value=person, version=self._versions.get(person.id, Version("v0")))


class FakeNotices(Faults):
    """`told` by key, in order; a key that was told is not told again."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, Notice] = {}

    async def tell(self, notice: Notice) -> None:
        after = await self.writing()
        self.told.setdefault(notice.key, notice)
        if after is not None:
            raise after

    async def forget(self, booking: BookingId) -> None:
        after = await self.writing()
        self.told = {k: each for k, each in self.told.items() if not k.startswith(f"{booking}-")}
        if after is not None:
            raise after


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Ports over memory, and the fakes behind them."""

    ports: Ports
    clock: FakeClock
    ids: FakeIds
    bookings: FakeBookings
    outbox: FakeOutbox
    doorbell: FakeDoorbell
    requests: FakeRequests
    quotas: FakeQuotas
    series: FakeSeriesBook
    places: FakePlaces
    people: FakePeople
    identities: FakeIdentities
    session_versions: FakeSessionVersions
    sessions: FakeSessions
    keys: FakeKeys
    profiles: FakeProfiles
    preferences: FakePreferences
    notices: FakeNotices
    heartbeats: FakeHeartbeats
    statistics: FakeStatistics
    archive: FakeDayArchive
    register: FakeRegister
    assignments: FakeAssignments
    tallies: FakeTallies
    codes: FakeCodes
    scrambler: FakeScrambler
    audit: FakeAudit
    origins: FakeOrigins
    calendars: FakeCalendars
    finder: FakePlacesFinder
    schedules: FakeSchedules
    presences: FakePresences
    post: FakePost
    mails: FakeMails
    letters: FakeLetters
    mailbell: FakeMailbell
    subscriptions: FakeSubscriptions
    links: FakeLinks
    mailboxes: FakeMailboxes
    waker: FakeWaker
    copies: FakeCopies
    platform: FakePlatform
    seating: FakeShelf


def a_world(
    directory: Directory | None,
    people: Iterable[Person],
    now: Instant,
    *,
    teams: Iterable[Team] = (),
    limits: Limits | None = None,
) -> World:
    """A municipality in memory at `now`."""
    clock, bookings = FakeClock(now), FakeBookings()
    ports = Ports(
        bookings=bookings,
        outbox=(outbox := FakeOutbox(bookings)),
        doorbell=(doorbell := FakeDoorbell()),
        requests=(requests := FakeRequests(clock)),
        quotas=(quotas := FakeQuotas()),
        series=(series := FakeSeriesBook()),
        places=(places := FakePlaces(directory)),
        people=(known := FakePeople(people, teams)),
        staff=known,
        identities=(identities := FakeIdentities()),
        session_versions=(session_versions := FakeSessionVersions()),
        sessions=(sessions := FakeSessions()),
        keys=(keys := FakeKeys(clock)),
        profiles=(profiles := FakeProfiles()),
        preferences=(preferences := FakePreferences()),
        notices=(notices := FakeNotices()),
        heartbeats=(heartbeats := FakeHeartbeats()),
        statistics=(statistics := FakeStatistics()),
        archive=(archive := FakeDayArchive(bookings)),
        register=(register := FakeRegister()),
        assignments=(assignments := FakeAssignments(places, known)),
        tallies=(tallies := FakeTallies()),
        limiter=Limiter(tallies, limits or Limits()),
        codes=(codes := FakeCodes()),
        scrambler=(scrambler := FakeScrambler()),
        audit=(audit := FakeAudit(clock)),
        origins=(origins := FakeOrigins()),
        exchange=ExchangeTerms(),
        calendars=(calendars := FakeCalendars()),
        finder=(finder := FakePlacesFinder()),
        schedules=(schedules := FakeSchedules()),
        presences=(presences := FakePresences()),
        post=(post := FakePost()),
        mails=(mails := FakeMails()),
        letters=(letters := FakeLetters(known)),
        mailbell=(mailbell := FakeMailbell()),
        subscriptions=(subscriptions := FakeSubscriptions()),
        links=(links := FakeLinks()),
        invitations=FakeInvitations(),
        mailboxes=(mailboxes := FakeMailboxes()),
        waker=(waker := FakeWaker()),
        copies=(copies := FakeCopies(clock)),
        platform=(platform := FakePlatform()).port,
        seating=(seating := FakeShelf()),
        press=FakePress(),
        clock=clock,
        ids=(ids := FakeIds()),
    )
    return World(
        ports=ports,
        clock=clock,
        ids=ids,
        bookings=bookings,
        outbox=outbox,
        doorbell=doorbell,
        requests=requests,
        quotas=quotas,
        series=series,
        places=places,
        people=known,
        identities=identities,
        session_versions=session_versions,
        sessions=sessions,
        keys=keys,
        profiles=profiles,
        preferences=preferences,
        notices=notices,
        heartbeats=heartbeats,
        statistics=statistics,
        archive=archive,
        register=register,
        assignments=assignments,
        tallies=tallies,
        codes=codes,
        scrambler=scrambler,
        audit=audit,
        origins=origins,
        calendars=calendars,
        finder=finder,
        schedules=schedules,
        presences=presences,
        post=post,
        mails=mails,
        letters=letters,
        mailbell=mailbell,
        subscriptions=subscriptions,
        links=links,
        mailboxes=mailboxes,
        waker=waker,
        copies=copies,
        platform=platform,
        seating=seating,
    )


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
