"""What is wrong with a deployment and what to do, on a real emulator that is spoilt piece by piece."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager

import pytest
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient
from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.app import build
from adapters.cli.doctor import Mark, examine
from adapters.cli.fleet.commands import Tools
from adapters.cli.fleet.probe import CLIENTS, probe
from adapters.cli.fleet.site import Page
from adapters.provision import provision
from adapters.settings import read_settings
from tests.adapters.cli.test_app import FakeStore
from tests.azurite import Azurite, all_services
from tests.fake_az import FakeAz
from tests.race.arena import environment


@pytest.fixture(scope="module")
def azurite() -> Iterator[Azurite]:
    with all_services() as running:
        asyncio.run(provision(read_settings(environment(running))))
        yield running


async def answering(url: str) -> Page:
    return Page(version="1.4.0+abc", told={"status": "ok"})


def run(env: Mapping[str, str], *arguments: str) -> tuple[int, str]:
    @asynccontextmanager
    async def store() -> AsyncIterator[FakeStore]:
        yield FakeStore()

    console = Console(record=True, width=200, soft_wrap=True)
    tools = Tools(az=FakeAz(), environment=env, look=answering)
    result = CliRunner().invoke(build(store, tools=tools, console=console), arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, console.export_text()


async def test_settings_that_make_no_sense_are_said_and_nothing_else_is_asked() -> None:
    found = await examine({"TABLES_ENDPOINT": "nowhere"})
    assert [each.mark for each in found] == [Mark.WRONG] and "TABLES_ENDPOINT" in found[0].said


async def test_storage_out_of_reach_is_three_faults_each_with_what_to_do() -> None:
    env = {
        name: f"http://127.0.0.1:1/{name.lower()}"
        for name in ("TABLES_ENDPOINT", "QUEUES_ENDPOINT", "BLOBS_ENDPOINT")
    }
    found = await examine({**env, "STORAGE_ACCOUNT": "x", "STORAGE_ACCOUNT_KEY": "eA=="}, answering)
    faults = [each for each in found if each.mark is Mark.WRONG]
    assert {"tables", "queues", "blobs"} <= {each.area for each in faults}
    assert all(each.do for each in faults)


async def test_what_is_there_is_well_and_what_is_missing_is_named(azurite: Azurite) -> None:
    found = {each.area: each for each in await examine(environment(azurite), answering)}
    assert {name for name, each in found.items() if each.mark is Mark.WELL} == {
        "settings",
        "tables",
        "queues",
        "blobs",
        "app",
    }
    assert "1.4.0+abc" in found["app"].said
    assert found["sign-in"].mark is Mark.WRONG and "nobody can sign in" in found["sign-in"].said
    assert found["municipality"].mark is Mark.WRONG and "import" in found["municipality"].do
    assert found["jobs"].mark is Mark.KNOW and "never" in found["jobs"].said
    assert found["Exchange"].mark is Mark.KNOW


@pytest.mark.parametrize(
    ("page", "mark"),
    [
        (Page(said="no answer: TimeoutError"), Mark.WRONG),
        (Page(said="answered 503 unavailable", code="unavailable"), Mark.WRONG),
        (Page(version="1.4.0+abc", said="answered 503", code="misconfigured"), Mark.KNOW),
    ],
)
async def test_an_app_that_does_not_serve_is_told_from_one_that_waits_for_its_import(
    azurite: Azurite, page: Page, mark: Mark
) -> None:
    async def look(url: str) -> Page:
        return page

    (told,) = [each for each in await examine(environment(azurite), look) if each.area == "app"]
    assert told.mark is mark and (mark is Mark.KNOW or page.said in told.said)


def test_a_poisoned_message_and_a_missing_table_are_faults(azurite: Azurite) -> None:
    queues = QueueServiceClient.from_connection_string(azurite.connection_string)
    tables = TableServiceClient.from_connection_string(azurite.connection_string)
    queue = queues.get_queue_client("deliver-poison")
    queue.send_message("x")
    tables.delete_table("mails")
    try:
        code, said = run(environment(azurite), "doctor", "--json")
    finally:
        queue.clear_messages()
        tables.create_table("mails")
    told = {each["said"]: each for each in json.loads(said)}
    assert code == 1
    assert told["1 messages in deliver-poison failed five times"]["mark"] == "wrong"
    assert told["there is no mails"]["do"]


async def test_the_promises_of_storage_are_tried_and_nothing_is_left(azurite: Azurite) -> None:
    steps: list[int] = []
    proofs = await probe(read_settings(environment(azurite)), steps.append)
    assert all(proof.holds for proof in proofs), proofs
    assert len(proofs) == len(steps) == 5
    assert f"1 of {CLIENTS} got it" in proofs[0].said and f"{CLIENTS} are there" in proofs[2].said
    tables = TableServiceClient.from_connection_string(azurite.connection_string)
    assert list(tables.get_table_client("tallies").list_entities()) == []


def test_the_probe_is_a_command_whose_exit_code_says_whether_they_hold(azurite: Azurite) -> None:
    code, said = run(environment(azurite), "tenant", "check", "--probe", "--json")
    told = json.loads(said)
    assert code == 0 and told["checks"] == [] and all(each["holds"] for each in told["probe"])
    assert run({"TABLES_ENDPOINT": "nowhere"}, "tenant", "check", "--probe")[0] == 3
