"""A municipality of files with markup in every value that takes it, found by trying each value of each file."""

import csv
import io
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import yaml

from application.generation import Generation
from tests.adapters.directory_files.small import FILES, imported, read

MARKUP = "\"'><svg onload=ran=1>"
ROLES = "administrator;auditor;facility-manager;reception"
PEOPLE = (
    FILES["people.csv"]
    .decode()
    .replace("employee;team-lead", ROLES)
    .replace("p2,Jan Peeters,,,,,", "p2,Jan Peeters,,,o-2,balie,")
)
RESOURCES = FILES["resources.csv"].decode().replace("docking;two-screens,1,,,", "docking,1,,Raam,")
RESOURCES += "d3,huis,begane-grond,,desk,A3,200,100,0,bookable,,everyone,,1,,,,\n"
YAML = (
    FILES["municipality.yaml"]
    .decode()
    .replace("name: Stadhuis", "name: Stadhuis\n  address: Markt 1")
    .replace("{from: 2026-12-24, until: 2026-12-26,", "{from: 2026-11-30, until: 2026-11-30,")
)
CLEAN = {
    **FILES,
    "municipality.yaml": YAML.encode(),
    "people.csv": PEOPLE.encode(),
    "resources.csv": RESOURCES.encode(),
}
type Spot = tuple[str | int, ...]
"""Where a value is: the file, then keys and positions; in a table the row and the column."""


def _yaml_spots(value: Any, at: Spot) -> Iterator[Spot]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _yaml_spots(inner, (*at, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _yaml_spots(inner, (*at, number))
    else:
        yield at


def spots() -> list[Spot]:
    """Every value of the three files."""
    found = list(_yaml_spots(yaml.load(YAML, yaml.BaseLoader), ("municipality.yaml",)))
    for name in ("people.csv", "resources.csv"):
        rows = list(csv.DictReader(io.StringIO(CLEAN[name].decode())))
        found += [(name, n, column) for n, row in enumerate(rows) for column in row]
    return found


def poisoned_files(where: list[Spot], markup: str) -> dict[str, bytes]:
    """CLEAN with ` markup` at the end of the values at `where`."""
    trees: dict[str, Any] = {"municipality.yaml": yaml.load(YAML, yaml.BaseLoader)}
    for name in ("people.csv", "resources.csv"):
        trees[name] = list(csv.DictReader(io.StringIO(CLEAN[name].decode())))
    for spot in where:
        holder: Any = trees
        for key in spot[:-1]:
            holder = holder[key]
        holder[spot[-1]] = f"{holder[spot[-1]]} {markup}"
    texts: dict[str, Callable[[Any], str]] = {"municipality.yaml": _yaml}
    files = {name: texts.get(name, _csv)(tree).encode() for name, tree in trees.items()}
    return {**CLEAN, **files}


def _yaml(tree: Any) -> str:
    return str(yaml.safe_dump(tree, allow_unicode=True, width=10_000))


def _csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@cache
def open_spots() -> tuple[Spot, ...]:
    """The values that the importer takes with markup in them; all others it refuses."""
    assert isinstance(read(poisoned_files([], "")), Generation), read(poisoned_files([], ""))
    return tuple(
        spot for spot in spots() if isinstance(read(poisoned_files([spot], MARKUP)), Generation)
    )


def poisoned(markup: str) -> Generation:
    """What the importer makes of files with `markup` in every value that takes it."""
    return imported(poisoned_files(list(open_spots()), markup))
