"""What an import says beforehand about people: who leaves, and who was erased once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.app import build
from application.erase_person import line_for
from application.faults import Misconfigured
from application.ports import Ports
from tests.adapters.cli.test_app import FakeStore
from tests.adapters.directory_files.small import FILES, imported
from tests.application.town import a_town, books
from tests.fakes import World


def folder_in(path: Path) -> Path:
    for name, raw in FILES.items():
        target = path / "kleinstad" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
    return path / "kleinstad"


async def dry_run(world: World | None, folder: Path) -> tuple[int, str]:
    @asynccontextmanager
    async def store() -> AsyncIterator[FakeStore]:
        yield FakeStore()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Ports]:
        if world is None:
            raise Misconfigured("TABLES_ENDPOINT is not set.")
        yield world.ports

    console = Console(record=True, width=160, soft_wrap=True)
    app = build(store, opened, console=console)
    arguments = ("import", str(folder), "--dry-run")
    result = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    return result.exit_code, console.export_text()


async def test_a_dry_run_says_who_leaves_with_what_and_changes_nothing(tmp_path: Path) -> None:
    world = a_town()
    await books(world, "13:00", "15:00")
    code, said = await dry_run(world, folder_in(tmp_path))
    assert code == 0 and "5 people are not in the files and leave:" in said
    assert "ada: 1 bookings, 0 series" in said and len(world.people.known) == 5


async def test_it_says_whom_it_would_know_again(tmp_path: Path) -> None:
    world = a_town()
    once = sorted(imported().people)[0]
    await world.ports.register.add(line_for(world.ports, once))
    _, said = await dry_run(world, folder_in(tmp_path))
    assert f"{once} was erased." in said


async def test_files_are_checked_without_a_storage_too(tmp_path: Path) -> None:
    code, said = await dry_run(None, folder_in(tmp_path))
    assert code == 0 and "Who would leave is not known: TABLES_ENDPOINT is not set." in said
