"""The command for the seating lists: made now into a folder, or fetched from where they were laid ready."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.app import build
from adapters.cli.fleet.commands import Tools
from adapters.cli.seating import add_seating, shelf_of
from adapters.cli.storage import open_storage
from adapters.seating.shelf import BlobShelf
from adapters.settings import Settings
from application.faults import Misconfigured
from application.ports import Ports
from application.seating import SeatingShelf
from domain.ids import SiteId
from tests.application.town import GONE, a_town, books
from tests.fake_az import FakeAz
from tests.fakes import World

HALL = SiteId("hall")


@pytest.fixture
def world() -> World:
    return a_town()


async def run(world: World, *arguments: str) -> tuple[int, str]:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Ports]:
        yield world.ports

    def shelf(account: str) -> SeatingShelf:
        if account.startswith("http:"):
            raise Misconfigured(f"no account at {account}")
        return world.seating

    app, console = typer.Typer(), Console(record=True, width=200, soft_wrap=True)
    app.callback()(lambda: None)
    add_seating(app, opened, shelf, console)
    invoked = await asyncio.to_thread(CliRunner().invoke, app, ("seating-list", *arguments))
    return invoked.exit_code, console.export_text()


async def test_it_is_made_now_into_a_folder_that_may_not_be_there_yet(
    world: World, tmp_path: Path
) -> None:
    await books(world)
    code, said = await run(world, str(tmp_path / "lists" / "today"))
    assert code == 0 and "hall.html" in said and "destroy them" in said and "Ada" not in said
    assert (tmp_path / "lists/today/hall.html").read_text() == "2026-11-24 desk-1 Ada"
    assert not world.seating.kept


async def test_it_is_fetched_when_nothing_but_the_second_account_answers(
    world: World, tmp_path: Path
) -> None:
    world.seating.kept = {HALL: b"laid ready", SiteId("annex"): b"too"}
    world.places.fail_next_read(GONE)
    world.bookings.fail_next_read(GONE)
    code, _ = await run(world, str(tmp_path), "--fetch", "--from", "https://there.example")
    assert code == 0
    found = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert found == {"hall.html": b"laid ready", "annex.html": b"too"}


async def test_where_there_is_no_list_it_says_so(world: World, tmp_path: Path) -> None:
    code, said = await run(world, str(tmp_path), "--fetch")
    assert code == 1 and "There is no list." in said


async def test_an_account_that_does_not_answer_is_said(world: World, tmp_path: Path) -> None:
    world.seating.fail_next_read(GONE)
    code, said = await run(world, str(tmp_path), "--fetch")
    assert code == 3 and "storage is gone" in said
    code, said = await run(world, str(tmp_path), "--fetch", "--from", "http://x")
    assert code == 3 and "no account" in said


async def test_an_address_without_fetching_and_a_folder_that_is_none_are_wrong_use(
    world: World, tmp_path: Path
) -> None:
    assert (await run(world, str(tmp_path), "--from", "https://there.example"))[0] == 2
    (tmp_path / "file").write_text("")
    assert (await run(world, str(tmp_path / "file")))[0] == 2


def test_an_address_alone_will_do() -> None:
    assert shelf_of({}, "https://there.blob.core.windows.net").on
    with pytest.raises(Misconfigured, match="--from"):
        shelf_of(dict.fromkeys(("TABLES_ENDPOINT", "QUEUES_ENDPOINT", "BLOBS_ENDPOINT"), HERE), "")


HERE = "https://here.example"


async def test_the_command_is_there_and_fetches_from_the_emulator(
    stores: Settings, tmp_path: Path
) -> None:
    await BlobShelf(stores).put({HALL: b"laid ready"})
    environment = {
        "TABLES_ENDPOINT": stores.tables_endpoint,
        "QUEUES_ENDPOINT": stores.queues_endpoint,
        "BLOBS_ENDPOINT": stores.blobs_endpoint,
        "STORAGE_ACCOUNT": stores.storage_account,
        "STORAGE_ACCOUNT_KEY": stores.storage_account_key,
    }
    console = Console(record=True, width=200, soft_wrap=True)
    app = build(
        lambda: open_storage(environment),
        a_town_opened,
        tools=Tools(az=FakeAz(), environment=environment),
        console=console,
    )
    arguments = ("seating-list", str(tmp_path / "lists"), "--fetch")
    invoked = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    assert invoked.exit_code == 0, console.export_text()
    assert (tmp_path / "lists/hall.html").read_bytes() == b"laid ready"


@asynccontextmanager
async def a_town_opened() -> AsyncIterator[Ports]:
    yield a_town().ports
