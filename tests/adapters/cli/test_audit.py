"""The commands over the audit: what they say of a whole one, and of one that somebody was at."""

import asyncio
import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.audit import MEANINGS, add_audit
from application.ports import Ports
from application.record import record
from application.seal_audit import seal_audit
from domain.audit import Action
from domain.ids import PersonId
from domain.verifying import Break
from tests.application.town import ADA, BOB, a_town
from tests.fakes import World


@pytest.fixture
async def world() -> World:
    town = a_town()
    await record(town.ports, Action.PERSON_LOOKED_UP, actor=ADA.id, subject=BOB.id)
    await record(town.ports, Action.SIGNED_IN, actor=BOB.id)
    town.clock.advance(timedelta(hours=2))
    await seal_audit(town.ports)
    return town


async def run(world: World, *arguments: str) -> tuple[int, str]:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Ports]:
        yield world.ports

    app, console = typer.Typer(), Console(record=True, width=160, soft_wrap=True)
    add_audit(app, opened, console)
    result = await asyncio.to_thread(CliRunner().invoke, app, ["audit", *arguments])
    return result.exit_code, console.export_text()


async def test_a_whole_audit_verifies_and_names_its_newest_seal(world: World) -> None:
    code, said = await run(world, "verify")
    assert code == 0
    assert "2 entries" in said and "The audit verifies." in said
    noted = next(line for line in said.splitlines() if "=" in line)
    assert await run(world, "verify", "--expect", noted) == (0, said)
    other = noted.partition("=")[0] + "=" + "0" * 64
    code, said = await run(world, "verify", "--expect", other)
    assert code == 1 and "seal-changed" in said


async def test_a_changed_row_is_named_and_the_exit_code_is_1(world: World) -> None:
    row = world.audit.rows[0]
    entry = replace(row.entry, subject=PersonId("cid"))
    world.audit.rows[0] = replace(row, entry=entry)
    code, said = await run(world, "verify")
    assert code == 1
    assert (
        f"value-changed: this entry's value is not the one that was recorded ({row.mark} subject)"
        in said
    )
    assert "BROKEN." in said


async def test_a_person_who_was_erased_is_said_and_breaks_nothing(world: World) -> None:
    await world.ports.audit.forget(BOB.id)
    code, said = await run(world, "verify", "--since", "2026-11-24")
    assert code == 0
    assert "2 entries had something erased" in said


async def test_the_export_is_a_table_and_is_recorded(world: World, tmp_path: Path) -> None:
    to = tmp_path / "audit.csv"
    code, said = await run(world, "export", "--to", str(to), "--since", "2026-11-20")
    assert (code, "3 entries written" in said) == (0, True)
    with to.open(encoding="utf-8-sig", newline="") as file:
        actions = [row["action"] for row in csv.DictReader(file)]
    assert sorted(actions) == ["audit-exported", "person-looked-up", "signed-in"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "--since", "yesterday"),
        ("verify", "--expect", "nonsense"),
        ("export", "--to", "x.csv", "--since", "2026-11-24", "--until", "2026-11-01"),
    ],
)
async def test_wrong_use_is_2(world: World, arguments: tuple[str, ...]) -> None:
    assert (await run(world, *arguments))[0] == 2


def test_every_break_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Break)
