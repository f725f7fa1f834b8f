"""The real door to az, with a program of our own behind it: what it says is heard, and it never outlives who asked."""

import sys
from pathlib import Path

import pytest

from adapters.cli.fleet.az import AzCommand, AzFailed, asked


def a_program(folder: Path, code: str) -> str:
    file = folder / "az"
    file.write_text(f"#!{sys.executable}\nimport sys, time\n{code}\n", "utf-8")
    file.chmod(0o755)
    return str(file)


async def test_what_it_answers_is_json_and_it_is_asked_for_json(tmp_path: Path) -> None:
    program = a_program(tmp_path, "import json; print(json.dumps(sys.argv[1:]))")
    said = await asked(AzCommand(program), "group", "exists", "--name", "De Panne")
    assert said == [
        *("group", "exists", "--name", "De Panne"),
        *("--only-show-errors", "--output", "json"),
    ]


async def test_nothing_is_an_answer_too(tmp_path: Path) -> None:
    assert await asked(AzCommand(a_program(tmp_path, "")), "group", "delete") is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("sys.stderr.write('ERROR: nobody is signed in\\n'); sys.exit(1)", "nobody is signed in"),
        ("sys.exit(7)", "ended with 7"),
        ("print('no json')", "no JSON"),
        ("time.sleep(60)", "did not end within"),
    ],
)
async def test_what_it_does_not_do_is_said(tmp_path: Path, code: str, said: str) -> None:
    az = AzCommand(a_program(tmp_path, code), longest=2 if "sleep" in code else 60)
    with pytest.raises(AzFailed, match=said):
        await asked(az, "account", "show")


async def test_without_the_azure_cli_it_says_so() -> None:
    with pytest.raises(AzFailed, match="Install the Azure CLI"):
        await asked(AzCommand("no-such-az-here"), "account", "show")
