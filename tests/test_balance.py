"""The order of a run."""

from dataclasses import dataclass
from pathlib import Path

from tests.balance import LONGEST, longest_first

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class AnItem:
    nodeid: str


def test_long_files_come_first_and_nothing_else_changes_places() -> None:
    ids = ["tests/b.py::x", f"{LONGEST[1]}::one", "tests/a.py::y", f"{LONGEST[0]}::two"]
    sorted_ids = [each.nodeid for each in longest_first(map(AnItem, ids))]
    assert sorted_ids == [ids[3], ids[1], ids[0], ids[2]]


def test_every_file_that_is_said_to_take_long_is_there() -> None:
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)
