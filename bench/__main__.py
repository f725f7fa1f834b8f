"""`make bench`: the figures of design.md as ratios measured in one run, then a large municipality under load.

Prints tables, appends JSON lines to bench/results/ and counts operations for the command `cost`. `--quick` asks less often and leaves the load out.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from adapters.clock import SystemClock
from bench.cold_start import cold_start_row
from bench.large import load
from bench.measure import Figures
from bench.operations import count_operations, keep
from bench.process import import_rows, memory_row
from bench.ratios import Row, book_alone, plan, poll, throughput, tower_slots
from bench.rooms import room_rows
from bench.session import session_row
from bench.trips import trip_rows
from tests.race.arena import arena, storage

RESULTS = Path(__file__).parent / "results"
console = Console(width=None if sys.stdout.isatty() else 140)


async def ratios(*, quick: bool) -> list[Row]:
    """Every row that has a bar."""
    share = 0.3 if quick else 1.0
    slots = tower_slots()
    async with storage() as over:
        rows = await trip_rows(over.settings)
        async with arena(over, servers=1) as one:
            rows.append(await book_alone(one, slots, round(200 * share)))
            rows += await plan(one, round(60 * share))
            rows.append(await poll(one, round(500 * share)))
        async with arena(over, servers=4) as four:
            rows.append(await throughput(four, slots, round(800 * share)))
            rows.append(memory_row(four.servers.pids))
        rows += await asyncio.to_thread(import_rows, over.azurite)
        rows.append(await cold_start_row(over))
    rows.append(await session_row())
    rows += await room_rows(quick=quick)
    return rows


def ratio_table(rows: Sequence[Row]) -> Table:
    table = Table(title="Against the bare storage operations, in one run")
    for column in ("what", "ours", "floor", "ratio", "bar", ""):
        table.add_column(column, justify="left" if column == "what" else "right")
    for row in rows:
        floor = f"{row.floor:.2f} {row.unit}" if row.floor is not None else ""
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
        verdict = "[green]holds" if row.holds else "[red]missed"
        ours = f"{row.ours:.2f}" if row.unit else f"{row.ours:.0f}"
        table.add_row(row.what, f"{ours} {row.unit}", floor, ratio, row.bar, verdict)
    return table


def load_table(found: Sequence[tuple[int, Figures]]) -> Table:
    table = Table(title="A large municipality under load, as its clients see it")
    for column in ("what", "processes", "clients", "p50 ms", "p95 ms", "per second"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for processes, each in sorted(found, key=lambda pair: (pair[1].name, pair[0], pair[1].clients)):
        times = (f"{each.p50:.1f}", f"{each.p95:.1f}", f"{each.per_second:.0f}")
        table.add_row(each.name, str(processes), str(each.clients), *times)
    return table


async def bench(*, quick: bool) -> bool:
    """Whether every bar is met."""
    rows = await ratios(quick=quick)
    console.print(ratio_table(rows))
    found = [] if quick else [each async for each in load(240)]
    if found:
        console.print(load_table(found))
        async with storage() as over:
            keep(await count_operations(over))
        console.print("Operations counted, for the command `cost`")
    _keep(rows, found)
    return all(row.holds for row in rows)


def _keep(rows: Sequence[Row], found: Sequence[tuple[int, Figures]]) -> None:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{SystemClock().now():%Y-%m-%dT%H%M%SZ}.jsonl"
    lines = [asdict(row) for row in rows]
    lines += [{"processes": processes, **asdict(each)} for processes, each in found]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    console.print(f"Kept in {path}")


def main() -> int:
    """0 when every bar is met, else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    return 0 if asyncio.run(bench(quick=parser.parse_args().quick)) else 1


if __name__ == "__main__":
    sys.exit(main())
