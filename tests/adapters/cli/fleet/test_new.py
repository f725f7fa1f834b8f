"""A new municipality from questions or options: files that are checked before they are written."""

import json
from pathlib import Path

import pytest

from adapters.cli.fleet.new import REGIONS, Answers, directory, not_importable
from adapters.cli.fleet.offline import ROOT, check_of
from domain.people import Role
from tests.adapters.cli.fleet.terminal import Terminal

OPTIONS = (
    *("--name", "oostduin", "--municipality", "'s-Oostduin", "--sender", "plek@oostduin.example"),
    *("--operator", "ict@oostduin.example", "--mailbox", "plek@oostduin.example"),
    *("--location", "westeurope", "--backups", "northeurope", "--language", "nl"),
    *("--zone", "Europe/Brussels"),
)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    made = Terminal(folder=tmp_path)
    made.tenants()
    return made


def new(terminal: Terminal, *more: str, typed: str = "") -> tuple[int, str]:
    folder = str(terminal.folder / "oostduin")
    return terminal.run("tenant", "new", "--folder", folder, *more, typed=typed)


def test_one_scripted_run_makes_parameters_and_a_directory_that_can_be_imported(
    terminal: Terminal,
) -> None:
    code, said = new(terminal, *OPTIONS)
    assert code == 0 and "tenant deploy oostduin" in said
    text = (terminal.infra / "tenants" / "oostduin.bicepparam").read_text("utf-8")
    assert "param municipality = '\\'s-Oostduin'" in text
    assert terminal.run("tenant", "deploy", "oostduin")[0] == 0
    assert terminal.run("import", str(terminal.folder / "oostduin"))[0] == 0
    kept = terminal.store.kept
    assert kept is not None and kept.directory.name == "'s-Oostduin"
    assert len(kept.directory.resources) == 4
    assert Role.ADMINISTRATOR in next(iter(kept.people.values())).roles


def test_the_whole_of_infra_has_nothing_against_a_new_municipality(terminal: Terminal) -> None:
    terminal.check = check_of()
    assert terminal.check is not None
    code, said = new(terminal, *OPTIONS, "--budget", "20", "--budget-from", "2027-01-01", "--json")
    assert code == 0, said
    assert json.loads(said)["checked"]


def test_what_infra_has_against_it_is_said_and_nothing_is_written(terminal: Terminal) -> None:
    terminal.check = lambda name, text: [f"{name}:1: not this one"]
    code, said = new(terminal, *OPTIONS)
    assert code == 1 and "not this one" in said and not (terminal.folder / "oostduin").exists()


def test_questions_are_asked_for_what_no_option_says(terminal: Terminal) -> None:
    typed = "oostduin\nOostduin\nplek@o.example\nict@o.example\n\n\n\n\n\n"
    code, _ = new(terminal, typed=typed)
    text = (terminal.infra / "tenants" / "oostduin.bicepparam").read_text("utf-8")
    assert code == 0 and "param exchange" not in text


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--name", "Oost Duin"),
        ("--name", "../oops"),
        ("--municipality", " "),
        ("--location", "eastus"),
        ("--backups", "westeurope"),
        ("--sender", "nobody"),
        ("--operator", "a@b"),
        ("--mailbox", "it's@b.example"),
        ("--language", "lb"),
        ("--zone", "Mars/Olympus"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_its_option(
    terminal: Terminal, option: str, value: str
) -> None:
    code, said = new(terminal, *OPTIONS, option, value)
    assert code == 1 and option in said and "Nothing was written" in said


def test_what_is_there_is_not_written_over(terminal: Terminal) -> None:
    assert new(terminal, *OPTIONS)[0] == 0
    code, said = new(terminal, *OPTIONS)
    assert code == 1 and "is there already" in said


def test_a_dry_run_writes_nothing(terminal: Terminal) -> None:
    code, said = new(terminal, *OPTIONS, "--dry-run")
    assert (
        code == 0 and "Nothing was written" in said and not (terminal.folder / "oostduin").exists()
    )


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
@pytest.mark.parametrize("name", ["Å", 'Saint-"Rémy": {x}', "'s-Gravenhage \\ Den Haag", "- # a"])
def test_a_directory_can_be_imported_whatever_the_municipality_is_called(
    language: str, name: str
) -> None:
    given = Answers(
        name="x",
        municipality=name,
        location="westeurope",
        backup_location="northeurope",
        sender="a@b.example",
        operator="a@b.example",
        language=language,
        zone="Europe/Brussels",
    )
    assert not_importable(directory(given)) == []


def test_the_regions_are_those_of_infra() -> None:
    text = (ROOT / "infra" / "types.bicep").read_text("utf-8")
    listed = text.partition("type regionType =")[2].partition("@export")[0]
    assert tuple(part.split("'")[1] for part in listed.split("|")[1:]) == REGIONS
