"""The commands over bookings: what they say, what they do, and how they end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.admin import add
from adapters.cli.people import add_people
from application.faults import Unavailable
from application.ports import Ports
from domain.ids import PersonId, ResourceId
from domain.ledger import ResourceLedger, Version
from domain.places import Mode
from tests.application.town import a_town, books, head
from tests.builders import TODAY
from tests.fakes import World


@pytest.fixture
def world() -> World:
    return a_town()


def run(world: World, *arguments: str) -> tuple[int, str]:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Ports]:
        yield world.ports

    app, console = typer.Typer(), Console(record=True, width=160, soft_wrap=True)
    add(app, opened, console)
    add_people(app, opened, console)
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, console.export_text()


async def blocked(world: World) -> str:
    """A booking of a desk that has been blocked since."""
    made = await books(world)
    known, desk = world.places.known, ResourceId("desk-1")
    assert known is not None
    closed = replace(known.resources[desk], mode=Mode.BLOCKED)
    world.places.known = replace(known, resources={**known.resources, desk: closed})
    return made.id


async def in_thread(world: World, *arguments: str) -> tuple[int, str]:
    """The commands run their own loop."""
    return await asyncio.to_thread(run, world, *arguments)


async def test_affected_lists_what_no_longer_fits_and_why(world: World) -> None:
    made = await blocked(world)
    code, said = await in_thread(world, "affected", "hall")
    assert code == 0
    assert "1 bookings no longer fit" in said
    assert made in said and "blocked" in said and "2026-11-24 09:00" in said
    assert "0 bookings" in (await in_thread(world, "affected", "hall", "--resource", "desk-2"))[1]


async def test_a_dry_run_says_what_would_be_done_and_does_nothing(world: World) -> None:
    made = await blocked(world)
    code, said = await in_thread(world, "relocate", "hall", "--reason", "paint", "--dry-run")
    assert code == 0
    assert f"{made} of ada: desk-1 to desk-2" in said and "Nothing was changed" in said
    assert head(world, made).at.resource == "desk-1"  # type: ignore[arg-type]  # its id, as text


async def test_relocate_moves_and_counts(world: World) -> None:
    made = await blocked(world)
    code, said = await in_thread(world, "relocate", "hall", "--reason", "paint")
    assert (code, "1 moved, 0 cancelled, 0 left." in said) == (0, True)
    assert head(world, made).at.resource == "desk-2"  # type: ignore[arg-type]  # its id, as text


async def test_relocate_wants_a_reason(world: World) -> None:
    code, said = await in_thread(world, "relocate", "hall", "--reason", "  ")
    assert (code, "reason" in said) == (2, True)


async def test_rebuild_day_says_what_is_wrong_and_repairs_it_when_told_to(world: World) -> None:
    await books(world)
    row = world.bookings.rows[TODAY]["resource|hall|desk-1"][1]
    assert isinstance(row, ResourceLedger)
    damaged = Version("v900"), replace(row, entries=())
    world.bookings.rows[TODAY]["resource|hall|desk-1"] = damaged
    code, said = await in_thread(world, "rebuild-day", "2026-11-24")
    assert (code, "entry-missing" in said, "1 found, 1 left." in said) == (1, True, True)
    code, said = await in_thread(world, "rebuild-day", "2026-11-24", "--repair")
    assert (code, "1 found, 0 left." in said) == (0, True)


async def test_what_is_not_a_day_is_wrong_use(world: World) -> None:
    assert (await in_thread(world, "rebuild-day", "yesterday"))[0] == 2


async def test_a_storage_that_fails_is_said_without_a_traceback(world: World) -> None:
    world.places.fail_next_read(Unavailable("no answer"))
    code, said = await in_thread(world, "affected", "hall")
    assert (code, "no answer" in said, "Traceback" in said) == (3, True, False)


async def test_leavers_are_listed_then_released(world: World) -> None:
    await books(world)
    del world.people.known[PersonId("ada")]
    code, said = await in_thread(world, "release-leavers", "--dry-run")
    assert code == 0 and "ada: 1 bookings, 0 series" in said
    code, said = await in_thread(world, "release-leavers")
    assert code == 0 and "1 leavers: 1 bookings cancelled, 0 left." in said


async def test_two_rows_of_one_person_are_merged(world: World) -> None:
    await books(world)
    code, said = await in_thread(world, "merge-people", "ada", "bob")
    assert code == 0 and "1 bookings moved, 0 lost." in said
    code, said = await in_thread(world, "merge-people", "ada", "bob")
    assert code == 2 and "not two people" in said
