"""The rows of design.md, quality as figures: each of ours over its floor, measured alternately in one run."""

import itertools
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

from adapters.tables.auth import SharedKey
from adapters.tables.names import BOOKINGS
from bench.bare_booking import DAYS, bare_bookings
from bench.connection import connection_to
from bench.floor import Bare, Place
from bench.measure import Work, measured
from bench.served import Client, Slot, booking_of, connected, each_once
from domain.ids import PersonId
from domain.when import next_day
from tests.race.arena import Arena
from tests.race.town import PEOPLE, TOWER, TOWER_DESKS, days_ahead, desk

BLOCKS = (
    3  # of ours and its floor in turn; the middle ratio counts, so that a neighbour's peak does not
)
FIRST_DAY, PLAN_DAY = 3000, 2900  # days ahead, away from the races'
PLAN_BOOKINGS, CLIENTS = 400, 64
LARGEST_PLAN = 100_000  # bytes

type Pair = tuple[float, float]  # ours, and its floor


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure against its bar; `ratio` is of ours to `floor`, where there is one."""

    what: str
    ours: float
    unit: str
    bar: str
    holds: bool
    floor: float | None = None
    ratio: float | None = None


def tower_slots() -> Iterator[Slot]:
    """Bookings spread over as many days as the floor's, each person once a day."""
    first = days_ahead(FIRST_DAY)
    for number in range(DAYS * TOWER_DESKS):
        each = number // DAYS
        day = next_day(first, days=number % DAYS)
        body = {"resourceId": desk(TOWER, each), "date": day.isoformat(), "partOfDay": "day"}
        yield Slot(PEOPLE[each].id, body)


async def book_alone(arena: Arena, slots: Iterator[Slot], calls: int) -> Row:
    """One client at one server."""
    pairs: list[Pair] = []
    numbers = itertools.count()
    async with (
        bare_bookings(arena.storage.azurite, 1) as (bare,),
        connected(arena, 1, servers=1) as (client,),
    ):
        for _ in range(BLOCKS + 1):
            chosen = each_once(slots, calls)
            await _meet([client], chosen)
            pairs.append(
                await _pair(lambda _: bare.book(next(numbers)), _booking(client, chosen), calls)
            )
    return _row("book alone, p50", pairs, most=3.0)


async def poll(arena: Arena, calls: int) -> Row:
    """An unchanged plan, asked again with what was seen of it."""
    day, pairs = days_ahead(PLAN_DAY).isoformat(), list[Pair]()
    async with _bare(arena) as bare, connected(arena, 1, servers=1) as (client,):
        key = quote(f"resource|{TOWER}|!", safe="")
        row = f"(PartitionKey='{day}',RowKey='{key}')?$select=stamp"
        for _ in range(BLOCKS + 1):
            pairs.append(
                await _pair(
                    lambda _: bare.ask(f"GET {bare.root}/{BOOKINGS}{row}"),
                    lambda _: client.poll(PEOPLE[0].id, TOWER, day),
                    calls,
                )
            )
    return _row("poll unchanged plan (304), p50", pairs, most=3.0)


async def plan(arena: Arena, calls: int) -> list[Row]:
    """A plan that has just changed, for somebody who has not looked at it before: nothing of it is kept anywhere."""
    day, pairs, size = days_ahead(PLAN_DAY).isoformat(), list[Pair](), 0
    viewers, coming = iter(PEOPLE), iter(PEOPLE)
    async with _bare(arena) as bare, connected(arena, 2, servers=1) as (client, other):
        owner, booking = await _fill(other, day)
        query = (
            f"PartitionKey eq '{day}' and RowKey ge 'resource|{TOWER}|' "
            f"and RowKey lt 'resource|{TOWER}}}'"
        )
        line = f"GET {bare.root}/{BOOKINGS}()?$filter={quote(query, safe='')}"
        line += "&$select=RowKey,Timestamp,entries,stamp"

        async def look(_: int) -> None:
            nonlocal size
            size = len((await client.plan(next(viewers).id, TOWER, day)).body)

        async def change(number: int) -> None:
            await client.meet(next(coming).id)
            await other.note(owner, booking, f"{time.perf_counter()} {number}")

        for _ in range(BLOCKS + 1):
            pairs.append(await _pair(lambda _: bare.ask(line), look, calls, before=change))
    what = f"plan of {TOWER_DESKS} desks and {PLAN_BOOKINGS} bookings"
    smaller = size < LARGEST_PLAN
    return [
        _row(f"{what}, p50", pairs, most=2.0),
        Row(what=f"{what}, size", ours=size / 1e3, unit="kB", bar="< 100 kB", holds=smaller),
    ]


async def throughput(arena: Arena, slots: Iterator[Slot], calls: int) -> Row:
    """Sixty-four clients over all servers, against as many clients of bare storage."""
    pairs: list[Pair] = []
    for _ in range(BLOCKS + 1):
        async with bare_bookings(arena.storage.azurite, CLIENTS) as bares:
            floor = await measured("bare", [bare.book for bare in bares], calls)
        async with connected(arena, CLIENTS) as clients:
            chosen = each_once(slots, calls)
            await _meet(clients[: len(arena.servers.urls)], chosen)
            works = [_booking(client, chosen) for client in clients]
            ours = await measured("book", works, calls)
        pairs.append((ours.per_second, floor.per_second))
    what = f"bookings, {CLIENTS} clients on {len(arena.servers.urls)} processes"
    return _row(what, pairs, least=0.6, unit="/s")


def _booking(client: Client, chosen: list[Slot]) -> Work:
    return lambda number: client.book(chosen[number])


async def _meet(clients: list[Client], chosen: list[Slot]) -> None:
    for person in {slot.person for slot in chosen}:
        for client in clients:
            await client.meet(person)


async def _fill(client: Client, day: str) -> tuple[PersonId, str]:
    """The bookings of the plan; the first one's person and id."""
    made = []
    for number in range(PLAN_BOOKINGS):
        body = {"resourceId": desk(TOWER, number), "date": day, "partOfDay": "day"}
        made.append(booking_of(await client.book(Slot(PEOPLE[number].id, body))))
    return PEOPLE[0].id, made[0]


@asynccontextmanager
async def _bare(arena: Arena) -> AsyncIterator[Bare]:
    azurite = arena.storage.azurite
    key = SharedKey(azurite.account, azurite.key)
    kept = await connection_to(azurite.table_endpoint)
    bare = Bare(Place(endpoint=azurite.table_endpoint, key=key, table=BOOKINGS), kept)
    try:
        yield bare
    finally:
        await bare.close()


async def _pair(floor: Work, ours: Work, calls: int, before: Work | None = None) -> Pair:
    """Milliseconds of the middle call of each. Call by call in turn, so that both meet the same neighbours; `before`
    prepares each call of ours and is not timed."""
    times: dict[Work, list[float]] = {floor: [], ours: []}
    for number in range(calls):
        if before is not None:
            await before(number)
        for work, taken in times.items():
            began = time.perf_counter()
            await work(number)
            taken.append(time.perf_counter() - began)
    return statistics.median(times[ours]) * 1e3, statistics.median(times[floor]) * 1e3


def _row(
    what: str, pairs: list[Pair], *, most: float = 0.0, least: float = 0.0, unit: str = "ms"
) -> Row:
    """From the block in the middle; the first was for warming up."""
    ranked = sorted(pairs[1:], key=lambda pair: pair[0] / pair[1])
    ours, floor = ranked[len(ranked) // 2]
    ratio = ours / floor
    bar = f"≤ {most:g}x" if most else f"≥ {least:.0%}"
    holds = ratio <= most if most else ratio >= least
    return Row(what=what, ours=ours, unit=unit, bar=bar, holds=holds, floor=floor, ratio=ratio)
