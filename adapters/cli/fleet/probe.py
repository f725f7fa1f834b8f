"""The promises of a storage account, tried on the real one: of many who want the same row one gets it, a transaction is all
or nothing, nobody's change is lost, and after no answer a look tells what happened.

Everything is in one partition of its own, in a table that nobody reads as a whole, and is taken away again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from adapters.clock import RandomIds
from adapters.settings import Settings
from adapters.tables.batch import Insert
from adapters.tables.names import TALLIES
from adapters.tables.opened import credential_of, open_tables
from adapters.tables.wire import TableWire
from application.faults import Stale, Unavailable

CLIENTS = 64
UNKNOWN = 20
TRIES = 200
HASTE = 0.004  # seconds: too short for an answer, long enough for the request to be sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One promise, and whether it was kept; `said` is what was seen."""

    what: str
    holds: bool
    said: str


async def probe(settings: Settings, step: Callable[[int], None]) -> tuple[Proof, ...]:
    """Tries each and cleans up. Raises Unavailable, Misconfigured."""
    partition = f"probe-{RandomIds().change()}"
    wires = [open_tables(settings, credential_of(settings)) for _ in range(8)]
    found: list[Proof] = []
    try:
        for attempt in (_one_row, _all_or_nothing, _no_change_lost):
            found.append(await attempt(wires, partition))
            step(1)
        found.append(await _unknown(settings, wires[0], partition))
        step(1)
    finally:
        try:
            left = await _cleaned(wires[0], partition)
        finally:
            await asyncio.gather(*(wire.close() for wire in wires))
    found.append(Proof(what="nothing is left", holds=not left, said=f"{left} rows are left"))
    step(1)
    return tuple(found)


async def _winners(attempts: list[Awaitable[object]]) -> int:
    """How many got it; the others were told that somebody else did. Raises Unavailable."""
    won = await asyncio.gather(*map(_won, attempts))
    return sum(won)


async def _won(attempt: Awaitable[object]) -> bool:
    try:
        await attempt
    except Stale:
        return False
    return True


async def _one_row(wires: list[TableWire], partition: str) -> Proof:
    attempts: list[Awaitable[object]] = [
        wires[n % len(wires)].insert(TALLIES, partition, "row", {"v": 1, "client": n})
        for n in range(CLIENTS)
    ]
    won = await _winners(attempts)
    said = f"{won} of {CLIENTS} got it"
    return Proof(what="one of many gets a row", holds=won == 1, said=said)


async def _all_or_nothing(wires: list[TableWire], partition: str) -> Proof:
    """Everybody wants one slot and brings a row of their own: only the winner's may be there afterwards."""
    attempts: list[Awaitable[object]] = [
        wires[n % len(wires)].transact(
            TALLIES,
            partition,
            (
                Insert(key=f"own-{n:03}", values={"v": 1}),
                Insert(key="slot", values={"v": 1, "client": n}),
            ),
        )
        for n in range(CLIENTS)
    ]
    won = await _winners(attempts)
    own = await wires[0].range(TALLIES, partition, from_key="own-", before_key="own.")
    said = f"{won} of {CLIENTS} got it, {len(own)} rows came with them"
    return Proof(what="a transaction is all or nothing", holds=won == len(own) == 1, said=said)


async def _no_change_lost(wires: list[TableWire], partition: str) -> Proof:
    await wires[0].upsert(TALLIES, partition, "count", {"v": 1, "count": 0})

    async def adds(wire: TableWire) -> int:
        for tries in range(1, TRIES):
            row = await wire.get(TALLIES, partition, "count")
            assert row is not None
            more = {"v": 1, "count": int(str(row.values["count"])) + 1}
            try:
                await wire.replace(TALLIES, partition, "count", more, row.version)
            except Stale:
                continue
            return tries
        return TRIES

    tries = await asyncio.gather(*(adds(wires[n % len(wires)]) for n in range(CLIENTS)))
    row = await wires[0].get(TALLIES, partition, "count")
    count = int(str(row.values["count"])) if row is not None else 0
    said = f"{CLIENTS} added one each and {count} are there; at most {max(tries)} tries"
    return Proof(what="no change is lost", holds=count == CLIENTS, said=said)


async def _unknown(settings: Settings, wire: TableWire, partition: str) -> Proof:
    """Writes whose answer is not waited for; a look decides, and trying again never makes two of one."""
    hasty = TableWire(settings.tables_endpoint, credential_of(settings), timeout=HASTE)
    silent = there = doubled = 0
    try:
        for number in range(UNKNOWN):
            key = f"unknown-{number:03}"
            mine: dict[str, str | int | bool | float] = {"v": 1, "client": "first"}
            try:
                await hasty.insert(TALLIES, partition, key, mine)
            except Unavailable:
                silent += 1
            found = await wire.get(TALLIES, partition, key)
            there += found is not None
            again = await _won(wire.insert(TALLIES, partition, key, mine | {"client": "second"}))
            now = await wire.get(TALLIES, partition, key)
            doubled += (again and found is not None) or now is None
    finally:
        await hasty.close()
    said = f"{silent} of {UNKNOWN} writes had no answer, {there} were there all the same, {doubled} went wrong"
    return Proof(what="a look tells what no answer did not", holds=doubled == 0, said=said)


async def _cleaned(wire: TableWire, partition: str) -> int:
    """How many rows are left."""
    await asyncio.sleep(0.5)  # what was sent without waiting may still arrive
    for row in await wire.range(TALLIES, partition, from_key="!", before_key="~"):
        await wire.delete(TALLIES, partition, row.key)
    return len(await wire.range(TALLIES, partition, from_key="!", before_key="~"))
