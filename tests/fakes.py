"""One fake per port, and a world made of them.

`a_world(directory, people, now)` answers Ports over memory, and every fake by name so that a test can look inside,
interfere before a write (`world.bookings.before_apply`) or order failures (`world.bookings.fail_next(after=…)`).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from application.faults import Misconfigured
from application.ports import Ports
from domain.ids import BookingId, PersonId, TeamId
from domain.notices import Notice
from domain.people import Person, Team
from domain.places import Directory
from domain.when import Instant
from tests.fake_bookings import FakeBookings
from tests.fake_clock import FakeClock, FakeIds
from tests.fake_outbox import FakeOutbox
from tests.fake_records import (
    FakeHeartbeats,
    FakeQuotas,
    FakeRequests,
    FakeSeriesBook,
    FakeStatistics,
)
from tests.faults import Faults

__all__ = [
    "FakeBookings",
    "FakeClock",
    "FakeDoorbell",
    "FakeHeartbeats",
    "FakeIds",
    "FakeNotices",
    "FakeOutbox",
    "FakePeople",
    "FakePlaces",
    "FakeQuotas",
    "FakeRequests",
    "FakeSeriesBook",
    "FakeStatistics",
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

    async def directory(self) -> Directory:
        await self.reading()
        if self.known is None:
            raise Misconfigured("No municipality has been imported yet.")
        return self.known


class FakePeople(Faults):
    def __init__(self, people: Iterable[Person], teams: Iterable[Team] = ()) -> None:
        super().__init__()
        self.known = {person.id: person for person in people}
        self.teams = {team.id: team for team in teams}

    async def find(self, person: PersonId) -> Person | None:
        await self.reading()
        return self.known.get(person)

    async def search(self, words: str, *, limit: int) -> tuple[Person, ...]:
        await self.reading()
        wanted = _folded(words).split()
        found = [p for p in self.known.values() if all(w in _folded(p.name) for w in wanted)]
        return tuple(sorted(found, key=lambda p: (_folded(p.name), p.id))[:limit])

    async def team(self, team: TeamId) -> Team | None:
        await self.reading()
        return self.teams.get(team)


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
    notices: FakeNotices
    heartbeats: FakeHeartbeats
    statistics: FakeStatistics


def a_world(
    directory: Directory | None,
    people: Iterable[Person],
    now: Instant,
    *,
    teams: Iterable[Team] = (),
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
        notices=(notices := FakeNotices()),
        heartbeats=(heartbeats := FakeHeartbeats()),
        statistics=(statistics := FakeStatistics()),
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
        notices=notices,
        heartbeats=heartbeats,
        statistics=statistics,
    )


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
