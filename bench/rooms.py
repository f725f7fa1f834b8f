"""What it costs to keep rooms in step with Exchange: the first look at a hundred, then one cycle of a thousand.

Over the played Exchange and real storage, each in a process of its own; what that process costs is measured there
(bench/rooms_worker.py), what it asks of Exchange is counted at Exchange.
"""

import asyncio
import json
import math
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from adapters.blobs.drawings import BlobDrawings
from adapters.clock import RandomIds, SystemClock
from adapters.provision import provision
from adapters.settings import Settings, read_settings
from adapters.tables.directory_store import DirectoryStore
from adapters.tables.opened import any_bookings, credential_of, open_tables
from bench.ratios import Row
from bench.rooms_worker import box_of
from domain.ids import FloorId, ResourceId
from domain.kinds import Kind
from domain.places import Directory, Resource
from domain.when import Instant, later
from local.exchange import Exchange, exchange_server
from local.options import ROOT
from local.processes import read_output
from tests.azurite import all_services
from tests.race.arena import environment
from tests.race.town import HALL, PEOPLE, ZONE, directory

TOKEN, SERVICE, BEN = "let-me-in", "service@bench.example", "ben@bench.example"
FULL, ROOMS = 100, 1000
SINGLES, DATES = 36, 4
"""Of each room that is full: single meetings, and dates of one weekly series."""
A_PAGE = 50
CYCLE = timedelta(minutes=10)
CHANGED = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A municipality with so many rooms, and the Exchange that has their mailboxes."""

    outlook: Exchange
    env: dict[str, str]

    async def work(self, first: int, last: int, *more: str) -> dict[str, float]:
        """What a process took for these rooms."""
        command = [sys.executable, "-m", "bench.rooms_worker", str(first), str(last), *more]
        code, said = await read_output(command, env=self.env)
        if code != 0:
            raise RuntimeError(f"{command} ended with {code}")
        found: dict[str, float] = json.loads(said)
        return found


@asynccontextmanager
async def town(rooms: int) -> AsyncIterator[Town]:
    with all_services() as azurite:
        async with exchange_server(token=TOKEN, zone=ZONE.key) as outlook:
            outlook.knobs.attendant_delay = 0.0
            for user in (SERVICE, BEN):
                outlook.add_user(user)
            for number in range(rooms):
                outlook.add_room(box_of(number))
            exchange = {
                "GRAPH_BASE_URL": outlook.base_url,
                "GRAPH_TOKEN": TOKEN,
                "GRAPH_SERVICE_MAILBOX": SERVICE,
                "PYTHONPATH": str(ROOT),
            }
            env = environment(azurite) | exchange
            settings = read_settings(env)
            await provision(settings)
            await _imported(settings, with_rooms(rooms))
            yield Town(outlook=outlook, env=env)


def with_rooms(number: int) -> Directory:
    places = (
        Resource(
            id=ResourceId(f"room-{each:04}"),
            site=HALL,
            floor=FloorId(f"{HALL}-0"),
            kind=Kind.ROOM,
            name=f"Room {each}",
            mailbox=box_of(each),
        )
        for each in range(number)
    )
    return replace(directory(), resources={place.id: place for place in places})


async def _imported(settings: Settings, there: Directory) -> None:
    tables = open_tables(settings, credential_of(settings))
    store = DirectoryStore(
        tables, RandomIds(), BlobDrawings(settings), lambda: any_bookings(settings)
    )
    try:
        await store.replace(there, PEOPLE[:1], (), {})
    finally:
        await tables.close()


async def fill(outlook: Exchange, rooms: int) -> None:
    """Forty meetings for each of the first rooms, one an hour, to which each room says yes."""
    first = later(SystemClock().now(), timedelta(days=1))
    for number in range(rooms):
        box = box_of(number)
        for each in range(SINGLES):
            start = later(first, timedelta(days=each // 6, hours=2 * (each % 6)))
            outlook.book(BEN, start, later(start, timedelta(hours=1)), rooms=[box])
        start = later(first, timedelta(days=8))
        end = later(start, timedelta(hours=1))
        outlook.add_weekly(BEN, start, end, times=DATES, rooms=[box])
        await asyncio.sleep(0)
    while not all(_answered(outlook, box_of(number)) for number in range(rooms)):
        await asyncio.sleep(0.1)


def _answered(outlook: Exchange, room: str) -> bool:
    copies = outlook.events(room)
    return len(copies) == SINGLES + 1 and all(
        each["responseStatus"]["response"] == "accepted" for each in copies
    )


def pages(outlook: Exchange, rooms: int) -> int:
    """How many the lists of these rooms have at least: dates and series, fifty to a page."""
    now = SystemClock().now()
    reach = later(now, timedelta(days=100))
    return sum(
        math.ceil((_dates(outlook, box_of(n), now, reach) + 1) / A_PAGE) for n in range(rooms)
    )


def _dates(outlook: Exchange, room: str, start: Instant, end: Instant) -> int:
    return len(outlook.view(room, start, end))


async def room_rows(*, quick: bool) -> list[Row]:
    full, rooms = (10, 50) if quick else (FULL, ROOMS)
    async with town(rooms) as there:
        outlook = there.outlook
        await fill(outlook, full)
        outlook.log.clear()
        first = await there.work(0, full)
        calls, least = len(outlook.log.entries), pages(outlook, full)
        events = full * (SINGLES + DATES)
        rows = initial_rows(first, f"{full} rooms, {events} meetings", calls=calls, pages=least)
        await there.work(full, rooms)
        changed = round(rooms * CHANGED)
        for number in range(changed):
            start = later(SystemClock().now(), timedelta(days=20))
            outlook.post_directly(box_of(number), start, later(start, timedelta(hours=1)))
        outlook.log.clear()
        cycle = await there.work(0, rooms, "--cycle")
        calls = len(outlook.log.entries)
        writes = len(outlook.log.writes())
        what = f"{rooms} rooms, {changed} of them changed"
        return [*rows, *cycle_rows(cycle, what, rooms=rooms, calls=calls, writes=writes)]


def initial_rows(took: dict[str, float], what: str, *, calls: int, pages: int) -> list[Row]:
    ratio = calls / pages
    whole = took["left"] == 0
    return [
        Row(
            what=f"first look at {what}: calls to Graph, over pages",
            ours=calls,
            unit="",
            bar="≤ 1.2x",
            holds=whole and ratio <= 1.2,
            floor=pages,
            ratio=ratio,
        ),
        Row(
            what="the same: time, one process",
            ours=took["seconds"],
            unit="s",
            bar="",
            holds=whole,
        ),
        Row(what="the same: memory at most", ours=took["memory"], unit="MB", bar="", holds=whole),
    ]


def cycle_rows(
    took: dict[str, float], what: str, *, rooms: int, calls: int, writes: int
) -> list[Row]:
    whole, share = took["left"] == 0, took["seconds"] / CYCLE.total_seconds()
    return [
        Row(
            what=f"a cycle of {what}: time, one process",
            ours=took["seconds"],
            unit="s",
            bar="≤ 600 s",
            holds=whole and share <= 1,
            floor=CYCLE.total_seconds(),
            ratio=share,
        ),
        Row(
            what="the same: calls to Graph, over rooms",
            ours=calls,
            unit="",
            bar="≤ 1x",
            holds=whole and calls <= rooms and writes == 0,
            floor=rooms,
            ratio=calls / rooms,
        ),
        Row(
            what="the same: requests to storage a room",
            ours=took["operations"] / rooms,
            unit="",
            bar="",
            holds=whole,
        ),
        Row(
            what="the same: processor time a room",
            ours=took["cpu"] / rooms * 1e3,
            unit="ms",
            bar="",
            holds=whole,
        ),
    ]
