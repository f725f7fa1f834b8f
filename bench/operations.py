"""What every act of a day and every job asks of storage, counted on the wire before the emulator.

The command `cost` multiplies these counts by list prices; it reads them from the file that this writes. Acts go over HTTP to
a server that has known nobody for 16 seconds, so nothing that a process remembers makes them look cheaper.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.cli.cost.data import COUNTS
from adapters.cli.folders import load
from adapters.cli.storage import open_storage
from adapters.clock import SystemClock
from adapters.directory_files.read import read_files
from adapters.drawings.sanitise import check_drawing
from adapters.provision import provision
from adapters.settings import read_settings
from adapters.wiring import wire
from application.aggregate import aggregate
from application.back_up import back_up
from application.deliver import deliver
from application.extend_series import extend_series
from application.generation import Generation
from application.list_seats import list_seats
from application.ports import Ports
from application.reconcile_calendars import reconcile_calendars
from application.renew_subscriptions import renew_subscriptions
from application.retain import retain
from application.rotate_keys import rotate_keys
from application.rounds import hourly_round, quick_round
from application.sweep import sweep
from application.sync_calendars import sync_calendars
from bench.ratios import FIRST_DAY, tower_slots
from bench.rooms import town
from bench.served import Client, booking_of, connected
from domain.ids import BookingId
from local.options import ROOT
from tests.azurite import Azurite, all_services
from tests.fault_proxy import FaultProxy
from tests.race.arena import Arena, Storage, environment
from tests.race.servers import serving
from tests.race.town import PEOPLE, TOWER, days_ahead

DEMO = ROOT / "demo" / "depanne"
FORGOTTEN = 16.0  # seconds: longer than a process keeps what it knows
ASKED_AFTERWARDS = 1  # by bench/rooms_worker.py, to know whether it is done
REPEATS = 5  # of which the quickest counts: a neighbour's peak is no work of ours
SERVICES = {
    "tables": "TABLES_ENDPOINT",
    "queues": "QUEUES_ENDPOINT",
    "blobs": "BLOBS_ENDPOINT",
    "copies": "BACKUP_BLOBS_ENDPOINT",
}
JOBS: Mapping[str, Callable[[Ports], Awaitable[object]]] = {
    "release_no_shows": quick_round,
    "remind": quick_round,
    "sync_calendars": sync_calendars,
    "renew_subscriptions": renew_subscriptions,
    "seal_audit": hourly_round,
    "reconcile_calendars": reconcile_calendars,
    "extend_series": extend_series,
    "aggregate": aggregate,
    "sweep": sweep,
    "retain": retain,
    "rotate_keys": rotate_keys,
    "back_up": back_up,
    "list_seats": list_seats,
}

Found = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Proxies before everything that keeps something, which let all through."""

    proxies: Mapping[str, FaultProxy]

    async def over(self, work: Awaitable[object]) -> dict[str, float]:
        before = {name: proxy.forwarded for name, proxy in self.proxies.items()}
        began = time.perf_counter()
        await work
        ms = round((time.perf_counter() - began) * 1e3, 1)
        return {n: p.forwarded - before[n] for n, p in self.proxies.items()} | {"ms": ms}


async def count_operations(over: Storage, *, rest: float = FORGOTTEN) -> dict[str, Found]:
    """Of every act and of every job."""
    return {"acts": await count_acts(over, rest=rest), "jobs": await count_jobs()}


async def count_acts(over: Storage, *, rest: float) -> Found:
    """`rest`: seconds before each, in which the process forgets."""
    async with _counted(over.azurite) as (env, counter), AsyncExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = await stack.enter_async_context(serving(env, data, number=1))
        seen = Arena(storage=over, servers=servers, faults=False)
        acts, made = await _acts(seen, counter, rest)
        acts["deliver"] = await _delivered(env, counter, made)
    acts["room"] = await count_look()
    return acts


@asynccontextmanager
async def _counted(azurite: Azurite) -> AsyncIterator[tuple[dict[str, str], Counter]]:
    env = _with_copies(azurite)
    async with AsyncExitStack() as stack:
        proxies = {n: FaultProxy(env[setting]) for n, setting in SERVICES.items()}
        for name, setting in SERVICES.items():
            await stack.enter_async_context(proxies[name])
            env[setting] = proxies[name].endpoint
        yield env, Counter(proxies=proxies)


def _with_copies(azurite: Azurite) -> dict[str, str]:
    return environment(azurite) | {"BACKUP_BLOBS_ENDPOINT": azurite.blob_endpoint}


async def count_jobs(demo: Path = DEMO) -> Found:
    """Of every job, in a municipality as it is, on an emulator of its own."""
    generation = read_files(load(demo), check=check_drawing)
    assert isinstance(generation, Generation)
    with all_services() as azurite:
        await provision(read_settings(_with_copies(azurite)))
        async with open_storage(environment(azurite)) as store:
            await store.replace(generation, progress=lambda done, total: None)
        async with _counted(azurite) as (env, counter):
            return await _jobs(env, counter)


async def _jobs(env: Mapping[str, str], counter: Counter) -> Found:
    """Each run once to fill what it keeps, then counted with nothing to do."""
    found: Found = {}
    for name, job in JOBS.items():
        wired = wire(read_settings(env))
        try:
            await job(wired.ports)
            found[name] = await counter.over(job(wired.ports))
        finally:
            await wired.close()
    return found


async def _acts(seen: Arena, counter: Counter, rest: float) -> tuple[Found, BookingId]:
    """What people do, one act after another, each at a process that has forgotten them, over a connection of its own."""
    day, someone = days_ahead(FIRST_DAY).isoformat(), PEOPLE[-1].id
    slots, found, made = tower_slots(), Found(), list[str]()
    async with connected(seen, 1) as (first,):
        await first.book(next(slots))
        await first.see(someone, TOWER, day)

    async def rested(name: str, work: Callable[[Client], Awaitable[object]]) -> None:
        await asyncio.sleep(rest)
        async with connected(seen, 1) as (client,):
            client._tag = first._tag
            found[name] = await counter.over(work(client))
            again = [(await counter.over(work(client)))["ms"] for _ in range(REPEATS)]
            found[name]["ms"] = min(again)

    async def book(client: Client) -> None:
        made.append(booking_of(await client.book(next(slots))))

    await rested("look", lambda client: client.plan(PEOPLE[-2].id, TOWER, day))
    await rested("poll", lambda client: client.poll(someone, TOWER, day))
    await rested("book", book)
    await rested("change", lambda client: client.note(PEOPLE[0].id, made[0], "changed"))
    await rested("look again", lambda client: client.see(someone, TOWER, day))
    return found, BookingId(made[0])


async def _delivered(
    env: Mapping[str, str], counter: Counter, booking: BookingId
) -> dict[str, float]:
    wired = wire(read_settings(env))
    try:
        return await counter.over(deliver(wired.ports, booking))
    finally:
        await wired.close()


async def count_look() -> dict[str, float]:
    """Of one look at a room's calendar in which nothing changed, by a process that was just started."""
    async with town(1) as there:
        await there.work(0, 1)
        took = await there.work(0, 1)
    asked = took["operations"] - ASKED_AFTERWARDS
    return {
        "tables": asked,
        "queues": 0,
        "blobs": 0,
        "copies": 0,
        "ms": round(took["seconds"] * 1e3, 1),
    }


def keep(found: Mapping[str, Found], path: Path = COUNTS) -> None:
    """Over the counts of the last time."""
    told = {"counted": f"{SystemClock().now():%Y-%m-%d}", **found}
    path.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
