"""The command line: what it says, what it stores, and how it ends."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from adapters.cli.app import build
from adapters.cli.folders import load
from application.faults import Misconfigured, Unavailable
from application.generation import Generation, Progress
from tests.adapters.directory_files.small import FILES, imported


@dataclass(slots=True, kw_only=True)
class FakeStore:
    """A DirectoryStore in memory. `fault`: raised instead of doing anything."""

    kept: Generation | None = None
    fault: Exception | None = None

    async def replace(self, generation: Generation, *, progress: Progress) -> None:
        if self.fault:
            raise self.fault
        progress(1, 2)
        self.kept = generation
        progress(2, 2)

    async def current(self) -> Generation | None:
        if self.fault:
            raise self.fault
        return self.kept


@dataclass(slots=True, kw_only=True)
class Terminal:
    """The command line over a store, and what it printed."""

    store: FakeStore

    def run(self, *arguments: str) -> tuple[int, str]:
        @asynccontextmanager
        async def opened() -> AsyncIterator[FakeStore]:
            yield self.store

        console = Console(record=True, width=120, soft_wrap=True, quiet=False)
        result = CliRunner().invoke(build(opened, console=console), arguments)
        return result.exit_code, console.export_text()


@pytest.fixture
def terminal() -> Terminal:
    return Terminal(store=FakeStore())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, raw in FILES.items():
        target = tmp_path / "kleinstad" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
    return tmp_path / "kleinstad"


def test_import_stores_all_of_it_and_says_what_there_is(terminal: Terminal, folder: Path) -> None:
    code, said = terminal.run("import", str(folder))
    assert code == 0
    assert terminal.store.kept == imported()
    assert "Kleinstad" in said and "2/2" in said
    assert f"Imported: version {imported().directory.version}." in said


def test_a_dry_run_stores_nothing(terminal: Terminal, folder: Path) -> None:
    code, said = terminal.run("import", str(folder), "--dry-run")
    assert (code, terminal.store.kept) == (0, None)
    assert "Nothing was stored" in said


def test_every_fault_is_printed_with_its_file_and_line_and_nothing_is_stored(
    terminal: Terminal, folder: Path
) -> None:
    people = folder / "people.csv"
    people.write_text(people.read_text().replace("balie", "[red]kelder").replace("p2,", "p1,"))
    code, said = terminal.run("import", str(folder))
    assert (code, terminal.store.kept) == (1, None)
    assert f"{people}:2: team: there is no team '[red]kelder'" in said
    assert f"{people}:3: id: the person 'p1' is already defined in line 2" in said
    assert "2 faults; nothing was imported." in said


def test_a_folder_that_is_not_there_is_wrong_use(terminal: Terminal, tmp_path: Path) -> None:
    code, said = terminal.run("import", str(tmp_path / "nowhere"))
    assert code == 2
    assert "is not a folder" in said


@pytest.mark.parametrize("command", ["import", "export"])
@pytest.mark.parametrize(
    "fault", [Unavailable("no answer"), Misconfigured("TABLES_ENDPOINT is not set.")]
)
def test_a_fault_of_the_storage_is_said_without_a_traceback(
    terminal: Terminal, folder: Path, fault: Exception, command: str
) -> None:
    terminal.store.fault = fault
    code, said = terminal.run(command, str(folder))
    assert code == 3
    assert str(fault) in said and "Traceback" not in said


def test_export_writes_what_import_reads_and_takes_away_drawings_that_are_gone(
    terminal: Terminal, folder: Path, tmp_path: Path
) -> None:
    terminal.run("import", str(folder))
    out = tmp_path / "out"
    (out / "plans").mkdir(parents=True)
    (out / "plans" / "old.svg").write_text("<svg/>")
    (out / "README.md").write_text("ours")
    code, _ = terminal.run("export", str(out))
    assert code == 0
    assert imported(load(out)) == imported()
    assert not (out / "plans" / "old.svg").exists()
    assert (out / "README.md").read_text() == "ours"
    assert not list(out.rglob("*.new"))


def test_there_is_nothing_to_export_before_the_first_import(
    terminal: Terminal, tmp_path: Path
) -> None:
    code, said = terminal.run("export", str(tmp_path / "out"))
    assert code == 3
    assert "Nothing has been imported yet." in said
    assert not (tmp_path / "out").exists()


def test_only_the_files_of_the_format_are_read(folder: Path) -> None:
    (folder / "secret.txt").write_text("x")
    (folder / "plans" / "notes.txt").write_text("x")
    assert load(folder) == FILES
