"""The commands about one person's data: what they ask, what they do, and how they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.person import add_person
from application.ports import Ports
from domain.ids import PersonId
from tests.application.town import GONE, a_town, books, heads
from tests.fakes import World


@pytest.fixture
def world() -> World:
    return a_town()


async def run(world: World, *arguments: str, typed: str = "") -> tuple[int, str]:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Ports]:
        yield world.ports

    app, console = typer.Typer(), Console(record=True, width=160, soft_wrap=True)
    add_person(app, opened, console)
    invoked = await asyncio.to_thread(CliRunner().invoke, app, arguments, input=typed)
    return invoked.exit_code, console.export_text()


async def test_erasing_asks_for_the_id_and_does_nothing_for_another(world: World) -> None:
    await books(world)
    code, said = await run(world, "person", "erase", "ada", typed="bob\n")
    assert code == 2 and "nothing was erased" in said
    assert [each.person for each in heads(world)] == ["ada"] and not world.register.lines


@pytest.mark.parametrize(("extra", "typed"), [((), "ada\n"), (("--yes",), "")])
async def test_erasing_says_how_much_there_was(
    world: World, extra: tuple[str, ...], typed: str
) -> None:
    await books(world)
    code, said = await run(world, "person", "erase", "ada", *extra, typed=typed)
    assert code == 0 and "Erased: 1 bookings on 1 days." in said
    assert PersonId("ada") not in world.people.known and len(world.register.lines) == 1


async def test_a_storage_that_fails_is_said_and_nothing_of_the_person(world: World) -> None:
    world.register.fail_next(before=GONE)
    code, said = await run(world, "person", "erase", "ada", "--yes")
    assert code == 3 and "storage is gone" in said and "ada" not in said


async def test_a_restored_backup_is_cleaned(world: World) -> None:
    known = world.people.known[PersonId("ada")]
    await run(world, "person", "erase", "ada", "--yes")
    world.people.known[known.id] = known
    code, said = await run(world, "person", "replay-erasures")
    assert code == 0 and "1 people erased again" in said
    assert known.id not in world.people.known


async def test_an_export_is_a_zip_for_that_person(world: World, tmp_path: Path) -> None:
    await books(world)
    file = tmp_path / "ada.zip"
    code, said = await run(world, "person", "export", "ada", "--to", str(file))
    assert code == 0 and "eyes only" in said
    with ZipFile(file) as pack:
        assert json.loads(pack.read("bookings.json"))[0]["person"] == "ada"
        assert {"person.json", "bookings.csv"} <= set(pack.namelist())


async def test_nobody_is_exported_whom_we_do_not_know(world: World, tmp_path: Path) -> None:
    code, said = await run(world, "person", "export", "zoe", "--to", str(tmp_path / "z.zip"))
    assert code == 2 and "nobody we know" in said and list(tmp_path.iterdir()) == []


async def test_whoever_leaves_gives_back_what_lies_ahead(world: World) -> None:
    await books(world, "13:00", "15:00")
    await books(world, "13:00", "15:00", who="bob", place="desk-2")
    code, said = await run(world, "person", "leave", "ada")
    assert code == 0 and "1 bookings cancelled, 0 left." in said
    assert PersonId("ada") not in world.people.known
    assert world.session_versions.versions[PersonId("ada")] == 1
    assert {each.person for each in heads(world) if each.live} == {"bob"}
    code, said = await run(world, "person", "leave", "ada")
    assert code == 0 and "0 bookings cancelled" in said
