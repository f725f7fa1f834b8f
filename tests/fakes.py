"""One fake per port, and a world made of them.

`a_world(directory, people, now)` answers Ports over memory, and every fake by name so that a test can look inside,
interfere before a write (`world.bookings.before_apply`) or order failures (`world.bookings.fail_next(after=…)`).
"""

import asyncio
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from application.faults import Misconfigured, Stale
from application.ports import Beat, Claim, DaySums, Ports, QuotaRow
from domain.ids import BookingId, PersonId, SeriesId, TeamId
from domain.ledger import Kept, Version
from domain.notices import Notice
from domain.people import Person, Team
from domain.places import Directory
from domain.series import Series
from domain.when import Instant, later
from tests.fake_bookings import FakeBookings, FakeOutbox
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

KEYS_LAST = timedelta(hours=24)


class FakeClock:
    """Stands still until it is set, moved on, or someone pauses: a pause takes its time on this clock only."""

    def __init__(self, now: Instant) -> None:
        self._now = now
        self.pauses: list[float] = []

    def now(self) -> Instant:
        return self._now

    def set(self, now: Instant) -> None:
        self._now = now

    def advance(self, by: timedelta) -> None:
        self._now = later(self._now, by)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)


class FakeIds:
    """Counts: the same test gives the same ids."""

    def __init__(self) -> None:
        self._made = 0

    def _next(self) -> int:
        self._made += 1
        return self._made

    def booking(self, day: date) -> BookingId:
        return BookingId(f"{day.isoformat()}-b{self._next():05d}")

    def series(self) -> SeriesId:
        return SeriesId(f"series-{self._next():05d}")

    def change(self) -> str:
        return f"change-{self._next():05d}"

    def salt(self) -> int:
        return self._next()

    def jitter(self) -> float:
        return 0.5


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


class FakeRequests(Faults):
    """Idempotency keys, forgotten after 24 hours on `clock`."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self._taken: dict[tuple[PersonId, str, str], tuple[Claim, Instant]] = {}

    async def claim(
        self, person: PersonId, path: str, key: str, *, body: str, booking: str
    ) -> Claim:
        after = await self.writing()
        now, name = self._clock.now(), (person, path, key)
        known = self._taken.get(name)
        if known is not None and now - known[1] < KEYS_LAST:
            claim = replace(known[0], fresh=known[0].booking == booking)
        else:
            claim = Claim(booking=booking, body=body, fresh=True)
            self._taken[name] = claim, now
        if after is not None:
            raise after
        return claim


class FakeQuotas(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[tuple[PersonId, str], QuotaRow] = {}

    async def row(self, person: PersonId, period: str) -> QuotaRow:
        await self.reading()
        empty = QuotaRow(person=person, period=period, counted={})
        return self.rows.get((person, period), empty)

    async def write(self, row: QuotaRow) -> QuotaRow:
        after = await self.writing()
        name = (row.person, row.period)
        known = self.rows.get(name)
        if row.version != (known.version if known else None):
            raise Stale(key=f"{row.person}|{row.period}", reason="UpdateConditionNotSatisfied")
        written = replace(row, counted=dict(row.counted), version=_following(row.version))
        self.rows[name] = written
        if after is not None:
            raise after
        return written


class FakeSeriesBook(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[SeriesId, Kept[Series]] = {}

    async def find(self, series: SeriesId) -> Kept[Series] | None:
        await self.reading()
        return self.rows.get(series)

    async def write(self, series: Series, seen: Version | None) -> Version:
        after = await self.writing()
        known = self.rows.get(series.id)
        if seen != (known.version if known else None):
            raise Stale(key=series.id, reason="UpdateConditionNotSatisfied")
        version = _following(seen)
        self.rows[series.id] = Kept(value=series, version=version)
        if after is not None:
            raise after
        return version

    async def of(self, person: PersonId) -> tuple[Series, ...]:
        await self.reading()
        return tuple(series for series in self._sorted() if series.person == person)

    async def all(self) -> tuple[Series, ...]:
        await self.reading()
        return tuple(series for series in self._sorted() if not series.ended)

    def _sorted(self) -> list[Series]:
        return [self.rows[series].value for series in sorted(self.rows)]


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


class FakeHeartbeats(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.beats: dict[str, Beat] = {}

    async def beat(self, beat: Beat) -> None:
        after = await self.writing()
        self.beats[beat.job] = beat
        if after is not None:
            raise after

    async def last(self, job: str) -> Beat | None:
        await self.reading()
        return self.beats.get(job)

    async def all(self) -> tuple[Beat, ...]:
        await self.reading()
        return tuple(self.beats[job] for job in sorted(self.beats))


class FakeStatistics(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.sums: dict[tuple[date, str, str], DaySums] = {}

    async def write(self, sums: Collection[DaySums]) -> None:
        after = await self.writing()
        self.sums |= {(each.day, each.site, each.kind): each for each in sums}
        if after is not None:
            raise after

    async def of(self, day: date) -> tuple[DaySums, ...]:
        await self.reading()
        return tuple(self.sums[key] for key in sorted(self.sums) if key[0] == day)


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


def _following(version: Version | None) -> Version:
    return Version(f"v{int(version[1:]) + 1}" if version else "v1")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
