"""Deploying one municipality or twenty: nothing without --yes, ring by ring, stopped by a failure, resumed after it."""

import json
from pathlib import Path

import pytest

from adapters.cli.fleet.az import Answer
from tests.adapters.cli.fleet.terminal import Terminal, a_package

TWENTY = tuple(f"town-{number:02}" for number in range(20))
RINGS = """\
rings:
- {name: trial, tenants: [town-00, town-01]}
- {name: early, tenants: [town-02, town-03, town-04, town-05, town-06, town-07]}
- {name: all}
"""


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    made = Terminal(folder=tmp_path)
    made.tenants("depanne")
    return made


@pytest.fixture
def fleet(tmp_path: Path) -> Terminal:
    made = Terminal(folder=tmp_path)
    made.tenants(*TWENTY)
    (made.infra / "fleet.yaml").write_text(RINGS, "utf-8")
    return made


def deploying(fleet: Terminal, *more: str) -> tuple[int, str]:
    state = str(fleet.folder / "state.json")
    return fleet.run("fleet", "deploy", "--state", state, *more)


def test_without_yes_a_deployment_is_only_foretold(terminal: Terminal) -> None:
    terminal.az.groups = {"rg-vrijplek-depanne"}
    code, said = terminal.run("tenant", "deploy", "depanne")
    assert code == 0 and terminal.az.deployed() == []
    assert "1 Create, 1 Modify" in said and "Nothing was changed" in said


def test_where_there_is_no_group_yet_azure_is_not_asked_what_would_change(
    terminal: Terminal,
) -> None:
    code, said = terminal.run("tenant", "deploy", "depanne", "--subscription", "s-1")
    assert code == 0 and "everything is new" in said
    assert [call[:2] for call in terminal.az.asked] == [("group", "exists")]
    assert "s-1" in terminal.az.asked[0]


def test_one_municipality_is_deployed_and_then_its_package(terminal: Terminal) -> None:
    package = a_package(terminal.folder)
    code, said = terminal.run("tenant", "deploy", "depanne", "--yes", "--package", str(package))
    assert code == 0 and "depanne done" in said and "https://vrijplek-depanne.example" in said
    assert [call[:2] for call in terminal.az.asked] == [
        ("group", "exists"),
        ("group", "create"),
        ("stack", "group"),
        ("functionapp", "deployment"),
    ]
    stack, zipped = terminal.az.asked[2:]
    assert {"--deny-settings-mode", "denyDelete", "detachAll"} <= set(stack)
    assert "vrijplek-depanne-prod-abc123" in zipped and str(package) in zipped
    assert "--build-remote false" in " ".join(zipped)


def test_what_would_remove_something_is_not_done_unless_allowed(terminal: Terminal) -> None:
    terminal.az.groups = terminal.az.removing = {"rg-vrijplek-depanne"}
    code, said = terminal.run("tenant", "deploy", "depanne", "--yes")
    assert code == 1 and "1 resources would be removed" in said and not terminal.az.deployed()
    assert terminal.run("tenant", "deploy", "depanne", "--yes", "--removals")[0] == 0


def test_a_municipality_without_a_file_is_wrong_use(terminal: Terminal) -> None:
    code, said = terminal.run("tenant", "deploy", "nowhere")
    assert code == 2 and "tenant new" in said


def test_what_az_says_is_told_when_it_does_not_answer(terminal: Terminal) -> None:
    terminal.az.said["group exists"] = Answer(
        code=1, err="ERROR: Please run 'az login' to setup account."
    )
    code, said = terminal.run("tenant", "deploy", "depanne")
    assert code == 3 and "az login" in said


def test_one_of_twenty_that_fails_stops_its_ring_and_the_fix_resumes_it(fleet: Terminal) -> None:
    fleet.az.failing = {"rg-vrijplek-town-04"}
    code, said = deploying(fleet, "--yes", "--at-once", "2")
    first = fleet.az.deployed()
    assert code == 1 and "town-04 failed" in said and "StorageAccountAlreadyTaken" in said
    assert first[:2] == ["rg-vrijplek-town-00", "rg-vrijplek-town-01"]
    assert set(first) <= {f"rg-vrijplek-town-0{number}" for number in range(8)}
    assert "rg-vrijplek-town-07" not in first and len(first) <= 6

    fleet.az.failing = set()
    fleet.az.asked.clear()
    code, _ = deploying(fleet, "--yes", "--at-once", "2")
    second = fleet.az.deployed()
    assert code == 0 and "rg-vrijplek-town-04" in second
    done = [group for group in first if group != "rg-vrijplek-town-04"]
    assert not set(done) & set(second), "what was done is not done again"
    assert sorted([*done, *second]) == sorted(f"rg-vrijplek-{name}" for name in TWENTY)


def test_when_all_is_done_nothing_is_done_again_until_a_file_changes(fleet: Terminal) -> None:
    assert deploying(fleet, "--yes")[0] == 0
    fleet.az.asked.clear()
    assert deploying(fleet, "--yes")[0] == 0 and fleet.az.asked == []
    file = fleet.infra / "tenants" / "town-11.bicepparam"
    file.write_text(file.read_text("utf-8") + "// more\n", "utf-8")
    assert deploying(fleet, "--yes")[0] == 0
    assert fleet.az.deployed() == ["rg-vrijplek-town-11"]
    fleet.az.asked.clear()
    (fleet.infra / "main.bicep").write_text("// another", "utf-8")
    assert deploying(fleet, "--yes")[0] == 0
    assert len(fleet.az.deployed()) == 20


def test_no_more_than_so_many_at_once(fleet: Terminal) -> None:
    assert deploying(fleet, "--yes", "--at-once", "3")[0] == 0
    assert fleet.az.most_at_once == 3


def test_a_ring_can_be_chosen_and_must_be_there(fleet: Terminal) -> None:
    assert deploying(fleet, "--yes", "--ring", "trial")[0] == 0
    assert sorted(fleet.az.deployed()) == ["rg-vrijplek-town-00", "rg-vrijplek-town-01"]
    assert deploying(fleet, "--ring", "nobody")[0] == 2


def test_a_program_is_told_what_went_well_and_what_is_left(fleet: Terminal) -> None:
    fleet.az.failing = {"rg-vrijplek-town-01"}
    code, said = deploying(fleet, "--yes", "--json", "--at-once", "1")
    told = json.loads(said)
    assert code == 1
    assert [(each["tenant"], each["done"]) for each in told["outcomes"]] == [
        ("town-00", True),
        ("town-01", False),
    ]
    assert len(told["left"]) == 19


@pytest.mark.parametrize(
    ("rings", "said"),
    [
        ("rings: [{name: a, tenants: [nowhere]}]", "names nowhere"),
        ("rings: [{name: a, tenants: [town-01]}]", "No ring"),
        ("rings: [{name: a, tenants: [town-01, town-01]}, {name: b}]", "in two rings"),
        ("rings: 3", "rings"),
    ],
)
def test_rings_that_do_not_add_up_are_refused(fleet: Terminal, rings: str, said: str) -> None:
    (fleet.infra / "fleet.yaml").write_text(rings, "utf-8")
    code, told = deploying(fleet)
    assert code == 2 and said in told and fleet.az.asked == []


@pytest.mark.parametrize("text", ["{", "[]", '{"done": 3, "failed": {}}'])
def test_a_state_that_cannot_be_read_or_written_is_said_before_anything_is_done(
    fleet: Terminal, text: str
) -> None:
    (fleet.folder / "state.json").write_text(text, "utf-8")
    assert deploying(fleet, "--yes")[0] == 2 and fleet.az.asked == []
    nowhere = str(fleet.folder / "nowhere" / "state.json")
    code, said = fleet.run("fleet", "deploy", "--yes", "--state", nowhere)
    assert code == 2 and "No such file" in said and fleet.az.asked == []
