"""What a race needs: an emulator in memory, a municipality in it, server processes, and perhaps proxies that misbehave."""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM

from adapters.blobs.drawings import BlobDrawings
from adapters.clock import RandomIds
from adapters.provision import provision
from adapters.settings import Settings, read_settings
from adapters.tables.directory_store import DirectoryStore
from adapters.tables.opened import any_bookings, credential_of, open_tables
from adapters.wiring import Wired, wire
from local.options import ROOT
from local.processes import start, stop
from tests.azurite import Azurite, all_services
from tests.limits import ENDLESS
from tests.race.servers import Servers, serving
from tests.race.town import PEOPLE, directory
from tests.signed_in import Passes

# Four things that go wrong, each this often, with every request to tables and queues.
RATE = 0.1
FAULTS = ("refuse_before", "drop_before", "error_after", "drop_after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """An emulator that holds the town. `wired`: ports of this process, straight to it; `passes`: who signed in there."""

    azurite: Azurite
    settings: Settings
    wired: Wired
    passes: Passes


@dataclass(frozen=True, slots=True, kw_only=True)
class Arena:
    """Storage and the servers on it. `faults`: whether they reach it through proxies that misbehave."""

    storage: Storage
    servers: Servers
    faults: bool


def environment(azurite: Azurite) -> dict[str, str]:
    """What the app and `read_settings` need."""
    return {
        "AzureWebJobsStorage": azurite.connection_string,
        "RATE_LIMITS": ENDLESS,
        "STORAGE_ACCOUNT": azurite.account,
        "STORAGE_ACCOUNT_KEY": azurite.key,
        "TABLES_ENDPOINT": azurite.table_endpoint,
        "QUEUES_ENDPOINT": azurite.queue_endpoint,
        "BLOBS_ENDPOINT": azurite.blob_endpoint,
    }


@asynccontextmanager
async def storage() -> AsyncIterator[Storage]:
    """An emulator of its own, with everything made and the town imported."""
    with all_services() as azurite:
        settings = read_settings(environment(azurite))
        await provision(settings)
        wired = wire(settings)
        try:
            await _import_town(settings)
            passes = Passes(wired.ports, settings)
            yield Storage(azurite=azurite, settings=settings, wired=wired, passes=passes)
        finally:
            await wired.close()


async def _import_town(settings: Settings) -> None:
    tables = open_tables(settings, credential_of(settings))
    store = DirectoryStore(
        tables, RandomIds(), BlobDrawings(settings), lambda: any_bookings(settings)
    )
    try:
        await store.replace(directory(), PEOPLE, (), {})
    finally:
        await tables.close()


@asynccontextmanager
async def arena(over: Storage, *, servers: int = 4, faults: bool = False) -> AsyncIterator[Arena]:
    """Servers on that storage; with `faults` they reach tables and queues through proxies of which four requests in
    ten go wrong."""
    async with AsyncExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        env = environment(over.azurite)
        if faults:
            for number, name in enumerate(("TABLES_ENDPOINT", "QUEUES_ENDPOINT")):
                env[name] = await stack.enter_async_context(_misbehaving(env[name], number))
        running = await stack.enter_async_context(serving(env, data, number=servers))
        yield Arena(storage=over, servers=running, faults=faults)


@asynccontextmanager
async def _misbehaving(target: str, seed: int) -> AsyncIterator[str]:
    """The endpoint of a proxy process before `target`."""
    rates = ",".join(f"{fault}={RATE}" for fault in FAULTS)
    command = [sys.executable, "-m", "tests.fault_proxy", "--target", target]
    command += ["--seed", str(seed), "--rates", rates]
    process = await start(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, output=PIPE)
    try:
        yield await _first_line(process)
    finally:
        await stop(process, SIGTERM, patience=3)


async def _first_line(process: Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(300):
        return (await process.stdout.readline()).decode().strip()
