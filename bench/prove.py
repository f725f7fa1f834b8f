"""The races in full, with figures: `make prove`. Exits with 1 when anything was seen that must never be.

python -m bench.prove [--share 0.1] [--only "one desk"]
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from local.options import ROOT
from local.processes import run
from tests.race.arena import Storage, arena, storage
from tests.race.client import Answer
from tests.race.rounds import Round, Wrong
from tests.race.scenarios import SCENARIOS, Scenario

MACHINE_EXAMPLES = 500  # twenty minutes of one core; the whole proof then takes an hour
# A table that is written to a file is not folded.
console = Console(width=None if sys.stdout.isatty() else 170)


@dataclass(slots=True, kw_only=True)
class Tally:
    """All rounds of one race."""

    scenario: Scenario
    rounds: list[Round] = field(default_factory=list)
    kills: int = 0

    def count(self, *kinds: Wrong) -> int:
        return sum(kind in kinds for each in self.rounds for kind, _ in each.wrong)

    @property
    def wrong(self) -> list[str]:
        return [f"{kind}: {text}" for each in self.rounds for kind, text in each.wrong]

    def row(self) -> Iterator[str]:
        """As the columns of the table."""
        winners = [answer for each in self.rounds for answer in each.winners]
        losers = [answer for each in self.rounds for answer in each.losers]
        answers = winners + losers
        others = self.count(Wrong.LEFT, Wrong.PROOF, Wrong.ANSWER, Wrong.COUNT)
        yield self.scenario.name
        yield str(len(self.rounds))
        yield str(len(winners))
        yield from (str(self.count(kind)) for kind in (Wrong.DOUBLE, Wrong.LOST, Wrong.STRANDED))
        yield str(others)
        yield str(self.kills)
        yield str(sum(answer.broken for answer in answers))
        yield str(sum(answer.unavailable for answer in answers))
        yield str(max((answer.tries for answer in answers), default=0))
        yield _times(winners)
        yield _times(losers)


COLUMNS = (
    "race",
    "rounds",
    "winners",
    "double",
    "lost",
    "stranded",
    "other wrong",
    "kills",
    "broken",
    "503",
    "most tries",
    "winners p50/p95 ms",
    "losers p50/p95 ms",
)


def table_of(tallies: Sequence[Tally]) -> Table:
    """The figures for people."""
    table = Table(title="Races: 64 clients (350 for the limit), 4 server processes, one storage")
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == "race" else "right")
    for tally in tallies:
        table.add_row(*tally.row(), style="red" if tally.wrong else "")
    return table


async def races(scenarios: Sequence[Scenario], share: float, tallies: list[Tally]) -> None:
    """Every race, on one storage; those with faults on servers of their own. Adds to `tallies` race by race, so that
    what was seen is told even when a later one breaks off."""
    async with storage() as over:
        for faults in (False, True):
            chosen = [each for each in scenarios if each.faults is faults and each.full]
            if chosen:
                await _on(over, chosen, share, tallies, faults=faults)


async def _on(
    over: Storage,
    scenarios: Sequence[Scenario],
    share: float,
    tallies: list[Tally],
    *,
    faults: bool,
) -> None:
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(arena(over, faults=faults))
        progress = stack.enter_context(_progress())
        for scenario in scenarios:
            number = max(1, round(scenario.full * share))
            task = progress.add_task(scenario.name, total=number)
            tally, kills = Tally(scenario=scenario), running.servers.kills
            tallies.append(tally)
            for each in range(number):
                tally.rounds.append(await scenario.round(running, each))
                progress.advance(task)
                tally.kills = running.servers.kills - kills


def _progress() -> Progress:
    columns = (
        TextColumn("{task.description:<26}"),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console)


def _times(answers: Sequence[Answer]) -> str:
    if len(answers) < 2:
        return "-" if not answers else f"{answers[0].seconds * 1e3:.0f}"
    ranks = statistics.quantiles((each.seconds * 1e3 for each in answers), n=20, method="inclusive")
    return f"{ranks[9]:.0f} / {ranks[18]:.0f}"


async def machine(examples: int) -> bool:
    """What is in tests/machines, with so many examples: bookings, both sides in step with Exchange, and more months; the
    seals of the audit too.
    Nothing is measured there, so that each core takes a machine."""
    env = {**os.environ, "MACHINE_EXAMPLES": str(examples)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["tests/machines", "tests/domain/test_seals.py"]
    command += ["-n", "auto", "--dist", "worksteal"]
    return await run(command, env={**env, "PYTHONPATH": str(ROOT)}) == 0


async def prove(scenarios: Sequence[Scenario], share: float) -> bool:
    """Races and state machines; whether all of it held."""
    began = time.monotonic()
    tallies: list[Tally] = []
    try:
        await races(scenarios, share, tallies)
    finally:
        console.print(table_of(tallies))
    wrong = [text for tally in tallies for text in tally.wrong]
    for text in wrong[:20]:
        console.print(text, style="red", markup=False)
    examples = max(1, round(MACHINE_EXAMPLES * share))
    console.print(f"State machines, {examples} examples each, and months of both sides:")
    held = await machine(examples) and not wrong
    verdict = "[green]proven" if held else "[red]NOT proven"
    console.print(f"{verdict}[/] in {time.monotonic() - began:.0f} s")
    return held


def main() -> int:
    """0 when nothing wrong was seen."""
    parser = argparse.ArgumentParser(prog="python -m bench.prove", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the rounds and examples")
    parser.add_argument("--only", default="", help="races whose name begins so")
    chosen = parser.parse_args()
    scenarios = [each for each in SCENARIOS if each.name.startswith(chosen.only)]
    return 0 if asyncio.run(prove(scenarios, chosen.share)) else 1


if __name__ == "__main__":
    sys.exit(main())
