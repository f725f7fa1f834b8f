"""Places found at Exchange, on the command line: said, asked about, and taken over without losing anything."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.app import build
from application.exchange import Trouble, Why
from application.exchange_resources import FoundKind, FoundPlace, Purpose
from application.ports import Ports
from domain.audit import Action
from domain.calendar_event import mailbox
from domain.ids import ResourceId
from domain.rules import Rules
from tests.adapters.cli.test_app import FakeStore
from tests.adapters.directory_files.small import imported
from tests.builders import NOW
from tests.fakes import World, a_world

ZAAL = FoundPlace(
    kind=FoundKind.ROOM, id="p1", name="Zaal", mailbox=mailbox("zaal@k.example"), capacity=10
)
KAMER = FoundPlace(
    kind=FoundKind.ROOM,
    id="p2",
    name="Kamer",
    mailbox=mailbox("kamer@k.example"),
    building="Stadhuis",
    floor="Begane grond",
)
NERGENS = FoundPlace(kind=FoundKind.ROOM, id="p3", name="Nergens", building="Elders")


@dataclass(slots=True, kw_only=True)
class Terminal:
    store: FakeStore
    world: World

    def run(self, *arguments: str) -> tuple[int, str]:
        @asynccontextmanager
        async def store() -> AsyncIterator[FakeStore]:
            yield self.store

        @asynccontextmanager
        async def ports() -> AsyncIterator[Ports]:
            yield self.world.ports

        console = Console(record=True, width=200, soft_wrap=True)
        app = build(store, ports, console=console)
        result = CliRunner().invoke(app, ("exchange", "places", *arguments))
        return result.exit_code, console.export_text()


@pytest.fixture
def terminal() -> Terminal:
    world = a_world(None, (), NOW)
    world.finder.found = [ZAAL, KAMER]
    world.finder.purposes = {}
    return Terminal(store=FakeStore(kept=imported()), world=world)


def test_looking_changes_nothing(terminal: Terminal) -> None:
    code, said = terminal.run()
    assert code == 0 and terminal.store.kept == imported()
    assert "seats 8 -> 10" in said and "new: Kamer at huis/begane-grond as kamer" in said
    assert "Nothing was changed" in said


def test_what_is_accepted_is_the_municipality_in_force_and_the_rest_is_as_it_was(
    terminal: Terminal,
) -> None:
    code, said = terminal.run("--accept-all")
    kept = terminal.store.kept
    assert code == 0 and kept is not None and f"version {kept.directory.version}" in said
    was, now = imported().directory, kept.directory
    assert now.version != was.version and kept.people == imported().people
    assert now.resources[ResourceId("r1")] == replace(was.resources[ResourceId("r1")], seats=10)
    assert now.resources[ResourceId("kamer")].mailbox == "kamer@k.example"
    assert {**now.resources, ResourceId("r1"): None} == {
        **was.resources,
        ResourceId("r1"): None,
        ResourceId("kamer"): now.resources[ResourceId("kamer")],
    }
    assert [entry[0] for entry in terminal.world.audit.told] == [Action.MUNICIPALITY_IMPORTED]
    assert terminal.run()[1].startswith("0 found")


def test_one_is_accepted_and_the_other_is_not(terminal: Terminal) -> None:
    told = json.loads(terminal.run("--json")[1])
    change = next(each for each in told if each["what"] == "change")
    code, _ = terminal.run("--accept", change["id"])
    kept = terminal.store.kept
    assert code == 0 and kept is not None
    assert ResourceId("kamer") not in kept.directory.resources
    assert kept.directory.resources[ResourceId("r1")].seats == 10


def test_a_question_is_left_and_said_by_the_exit_code(terminal: Terminal) -> None:
    terminal.world.finder.found.append(NERGENS)
    code, said = terminal.run("--json")
    told = next(each for each in json.loads(said) if each["what"] == "ask")
    assert code == 1 and (told["doubt"], told["said"]) == ("where", "Elders")


def test_a_question_is_answered(terminal: Terminal) -> None:
    terminal.world.finder.found = [replace(NERGENS, mailbox=mailbox("bus@k.example"))]
    terminal.world.finder.purposes = {mailbox("zaal@k.example"): Purpose.ROOM}
    question = json.loads(terminal.run("--json")[1])[0]["id"]
    code, _ = terminal.run("--match", f"{question}=v1", "--accept-all")
    kept = terminal.store.kept
    assert code == 0 and kept is not None
    assert kept.directory.resources[ResourceId("v1")].mailbox == "bus@k.example"


@pytest.mark.parametrize(
    "arguments", [("--accept", "add-none"), ("--match", "ask-1=nowhere"), ("--match", "ask-1")]
)
def test_a_slip_is_wrong_use(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    code, _ = terminal.run(*arguments)
    assert code == 2 and terminal.store.kept == imported()


def settings(tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "processing.csv"
    head = '"Mailbox","BookingWindowInDays","MaximumDurationInMinutes","AllowConflicts"'
    file.write_text("\n".join((head, *lines)), encoding="utf-8")
    return str(file)


def test_how_a_room_answers_becomes_its_rules_when_somebody_accepts_it(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = settings(tmp_path, '"Zaal@k.example","90","240","True"', '"kamer@k.example","30","0",""')
    code, said = terminal.run("--processing", file)
    assert code == 0 and terminal.store.kept == imported()
    assert "seats 8 -> 10; horizonDays 180 -> 90; longestMinutes 600 -> 240" in said
    assert "note: Zaal: it takes several meetings at once r1" in said
    code, _ = terminal.run("--processing", file, "--accept-all")
    kept = terminal.store.kept
    assert code == 0 and kept is not None

    def rules(resource: str) -> Rules:
        place = kept.directory.resources[ResourceId(resource)]
        return kept.directory.policy.rules_for(place.kind, site=place.site, resource=place.id)

    assert (rules("r1").horizon_days, rules("r1").longest) == (90, timedelta(hours=4))
    assert (rules("kamer").horizon_days, rules("kamer").longest) == (30, timedelta(hours=10))
    assert "->" not in terminal.run("--processing", file)[1]


def test_of_a_file_with_faults_nothing_is_taken_and_every_fault_is_said(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = settings(tmp_path, '"zaal@k.example","many","240",""', '"x@k.example","1","-1","yes"')
    code, said = terminal.run("--processing", file, "--accept-all")
    assert code == 2 and terminal.store.kept == imported()
    assert "processing.csv:2: BookingWindowInDays: 'many' is not" in said
    assert "processing.csv:3: MaximumDurationInMinutes: '-1' is not" in said
    assert terminal.run("--processing", str(tmp_path / "none.csv"))[0] == 2


def test_a_mailbox_of_ours_that_is_no_place_is_held_against_its_purpose(
    terminal: Terminal,
) -> None:
    terminal.world.finder.found = []
    terminal.world.finder.purposes = {mailbox("zaal@k.example"): Purpose.SHARED}
    assert "note: Zaal: its mailbox is for something else (shared) r1" in terminal.run()[1]
    terminal.world.finder.purposes = {}
    assert "does not exist" in terminal.run()[1]


def test_what_exchange_does_not_say_is_said(terminal: Terminal) -> None:
    terminal.world.finder.trouble = Trouble(why=Why.SIGNED_OUT, code="InvalidAuthenticationToken")
    code, said = terminal.run()
    assert code == 3 and "InvalidAuthenticationToken" in said


def test_a_cloud_without_sections_or_desks_still_has_rooms(terminal: Terminal) -> None:
    finder = terminal.world.finder
    finder.troubles = {
        FoundKind.SECTION: Trouble(why=Why.REFUSED),
        FoundKind.DESK: Trouble(why=Why.GONE),
    }
    assert "new: Kamer" in terminal.run()[1]
    finder.troubles[FoundKind.FLOOR] = Trouble(why=Why.LATER, code="TooManyRequests")
    assert terminal.run()[0] == 3


def test_nothing_imported_is_said(terminal: Terminal) -> None:
    terminal.store.kept = None
    assert terminal.run()[0] == 3
