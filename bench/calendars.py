"""What rooms cost whose calendars are in Exchange: the first reading of a hundred of them, and each cycle after it.

Exchange is the played one, in a process of its own; storage is the emulator's; one process of ours reads four rooms at once.
"""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time as clock_time
from datetime import timedelta
from zoneinfo import ZoneInfo

import aiohttp

from adapters.clock import SystemClock
from adapters.graph.calendars import GraphCalendars
from adapters.graph.client import Graph
from adapters.graph.cloud import Cloud
from adapters.graph.tokens import Static, Tokens
from application.exchange import ExchangeTerms
from application.ports import Ports
from application.sync_mailbox import sync_mailbox
from bench.ratios import Row
from domain.calendar_event import Mailbox
from domain.when import Instant, day_of, later, next_day, on_wall
from local.options import ROOT
from tests.builders import LUXEMBOURG, a_directory, a_room
from tests.fakes import FakePlaces
from tests.race.arena import storage

ROOMS, SINGLES, WEEKS = 100, 30, 10
EVENTS = ROOMS * (SINGLES + WEEKS)
AT_ONCE = 4
TOKEN = "bench"
CYCLE = timedelta(minutes=10)
MANY = 1000
BOXES = tuple(Mailbox(f"room-{n}@bench.example") for n in range(1, ROOMS + 1))


class Outlook:
    """The played Exchange, told over HTTP what is in its calendars."""

    def __init__(self, root: str, session: aiohttp.ClientSession) -> None:
        self.root, self._session = root, session

    async def does(self, what: str, **given: object) -> None:
        async with self._session.post(f"{self.root}/admin/{what}", json=given) as answer:
            answer.raise_for_status()

    async def calls(self) -> list[str]:
        """The paths that were asked for since the last time."""
        async with self._session.get(f"{self.root}/admin/log") as answer:
            entries = (await answer.json())["result"]
        async with self._session.delete(f"{self.root}/admin/log") as answer:
            answer.raise_for_status()
        return [str(each["path"]) for each in entries]


@asynccontextmanager
async def _outlook() -> AsyncIterator[Outlook]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local.exchange", "--port", "0"),
        cwd=ROOT,
        env={**os.environ, "GRAPH_TOKEN": TOKEN},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        said = (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+", said)
        assert found is not None, said
        async with aiohttp.ClientSession() as session:
            yield Outlook(found[0], session)
    finally:
        process.terminate()
        await process.wait()


async def _filled(outlook: Outlook, now: Instant) -> None:
    for box in BOXES:
        await outlook.does("add_room", address=box, name=box)
        for number in range(SINGLES):
            start = _start(now, number + 1, 8)
            await outlook.does("post_directly", room=box, **_hour(start))
        await outlook.does("add_weekly", organizer=box, times=WEEKS, **_hour(_start(now, 1, 14)))


def _start(now: Instant, days: int, hour: int) -> Instant:
    day = next_day(day_of(now, LUXEMBOURG), days=days)
    return on_wall(day, clock_time(hour), LUXEMBOURG)


def _hour(start: Instant) -> dict[str, str]:
    return {"start": start.isoformat(), "end": later(start, timedelta(hours=1)).isoformat()}


async def calendar_rows() -> list[Row]:
    """Rows with a bar: calls over pages, and how long a cycle of a thousand rooms takes one process."""
    clock = SystemClock()
    async with storage() as over, _outlook() as outlook:
        await _filled(outlook, clock.now())
        await outlook.calls()
        tokens = Tokens(lambda: Static(TOKEN), renewable=False)
        graph = Graph(Cloud(f"{outlook.root}/v1.0"), tokens, clock)

        async def zone() -> ZoneInfo:
            return LUXEMBOURG

        rooms = [a_room(f"room-{n}", mailbox=box) for n, box in enumerate(BOXES, start=1)]
        ports = replace(
            over.wired.ports,
            places=FakePlaces(a_directory(*rooms)),
            calendars=GraphCalendars(graph, zone),
            exchange=ExchangeTerms(on=True, service=Mailbox("service@bench.example")),
        )
        first, pages = await _read(ports, BOXES), await outlook.calls()
        again, asked = await _read(ports, BOXES), await outlook.calls()
        await graph.close()
    return _rows(first, pages, again, asked)


async def _read(ports: Ports, boxes: Sequence[Mailbox]) -> float:
    """Seconds until all are read."""
    places, began = asyncio.Semaphore(AT_ONCE), time.perf_counter()

    async def read(box: Mailbox) -> None:
        async with places:
            said = await sync_mailbox(ports, box)
            assert said == "synced", said

    await asyncio.gather(*map(read, boxes))
    return time.perf_counter() - began


def _rows(first: float, pages: list[str], again: float, asked: list[str]) -> list[Row]:
    lists = sum("delta" in path for path in pages)
    cycle = again / ROOMS * MANY
    return [
        Row(
            what=f"first reading of {ROOMS} rooms with {EVENTS} meetings: calls over pages",
            ours=len(pages),
            unit="calls",
            bar="≤ 1.2x",
            holds=len(pages) <= 1.2 * lists,
            floor=lists,
            ratio=len(pages) / lists,
        ),
        Row(
            what=f"the same, written down ({_megabytes():.0f} MB at most)",
            ours=first,
            unit="s",
            bar="",
            holds=True,
        ),
        Row(
            what=f"a cycle of {MANY} rooms in which nothing happened ({len(asked)} calls for {ROOMS})",
            ours=cycle,
            unit="s",
            bar="≤ 600 s",
            holds=cycle <= CYCLE.total_seconds() and len(asked) <= ROOMS,
        ),
    ]


def _megabytes() -> float:
    """The most that this process ever held, with the bench and the Graph SDK in it."""
    with open("/proc/self/status", encoding="ascii") as status:
        held = next(line for line in status if line.startswith("VmHWM"))
    return int(held.split()[1]) / 1024
