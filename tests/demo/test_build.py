"""The checked-in demo files are what `python -m demo.build` writes."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from demo.build import HERE, MUNICIPALITIES, files_of

TECHNICAL = {"technique", "voirie", "espaces-verts", "batiments", "eaux"}


def lines(municipality: str, name: str) -> list[dict[str, str]]:
    with Path(HERE, municipality, name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_the_checked_in_files_are_what_the_generator_writes(municipality: str) -> None:
    for path, text in files_of(municipality).items():
        assert Path(HERE, municipality, path).read_bytes() == text.encode(), path


def test_junglinster_has_the_staff_and_places_it_was_asked_to_have() -> None:
    people = lines("junglinster", "people.csv")
    kinds = Counter(row["kind"] for row in lines("junglinster", "resources.csv"))
    assert len(people) == 95
    assert sum(person["team"] in TECHNICAL for person in people) == 35
    assert kinds["desk"] == pytest.approx(70, abs=5)
    assert {kind: kinds[kind] for kind in ("room", "vehicle", "counter", "parking")} == {
        "room": 10,
        "vehicle": 12,
        "counter": 8,
        "parking": 20,
    }


def test_each_administrator_of_junglinster_has_two_home_working_days() -> None:
    for person in lines("junglinster", "people.csv"):
        if person["team"] not in TECHNICAL:
            assert len(person["homeDays"].split(";")) == 2, person["id"]


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_nobody_is_in_the_demo_twice(municipality: str) -> None:
    names = Counter(person["name"] for person in lines(municipality, "people.csv"))
    assert names.most_common(1)[0][1] == 1


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_no_two_desks_stand_in_each_other(municipality: str) -> None:
    boxes: dict[str, list[tuple[float, float, float, float]]] = {}
    for row in lines(municipality, "resources.csv"):
        if row["kind"] not in ("desk", "counter"):
            continue
        upright = row["rotation"] in ("90", "270")
        wide, deep = (80, 160) if upright else (160, 80)
        x, y = float(row["x"]), float(row["y"])
        mine = (x - wide / 2, y - deep / 2, x + wide / 2, y + deep / 2)
        for other in boxes.setdefault(row["floor"], []):
            apart = mine[2] <= other[0] or other[2] <= mine[0]
            assert apart or mine[3] <= other[1] or other[3] <= mine[1], row["id"]
        boxes[row["floor"]].append(mine)
