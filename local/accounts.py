"""Who can sign in locally: the people of the demo as an identity provider knows them, the typical ones first.

Their roles are what Entra's app roles would be; that everybody is an employee goes without saying there.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypedDict
from uuid import NAMESPACE_DNS, uuid5

import yaml

from local.options import ROOT

_TYPICAL = ROOT / "demo" / "typical.yaml"


class Account(TypedDict):
    """As local/provider/people.js reads it. `upn` is empty for people without an account."""

    sub: str
    oid: str
    upn: str
    name: str
    mail: str
    locale: str
    roles: list[str]
    team: str
    typical: str


def accounts_of(demo: str | None) -> list[Account]:
    """Everybody of that demo and its new colleague; nobody where a municipality was imported by hand."""
    if demo is None:
        return []
    folder = ROOT / "demo" / demo
    offered: list[Mapping[str, str]] = _yaml(_TYPICAL).get(demo, [])
    kinds = {each["person"]: each["as"] for each in offered if "person" in each}
    known = {each["sub"]: each for each in _of_files(folder, kinds)}
    first = [
        known.pop(f"demo-{each['person']}") if "person" in each else _newcomer(each)
        for each in offered
    ]
    return [*first, *known.values()]


def _of_files(folder: Path, kinds: Mapping[str, str]) -> Iterator[Account]:
    teams = {each["id"]: each["name"] for each in _yaml(folder / "municipality.yaml")["teams"]}
    with (folder / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Account(
                sub=f"demo-{row['id']}",
                oid=row["objectId"],
                upn=row["upn"],
                name=row["name"],
                mail=row["mail"],
                locale=row["language"],
                roles=[role for role in row["roles"].split(";") if role != "employee"],
                team=teams.get(row["team"], ""),
                typical=kinds.get(row["id"], ""),
            )


def _newcomer(offered: Mapping[str, str]) -> Account:
    upn = offered["upn"]
    return Account(
        sub=f"demo-{upn}",
        oid=str(uuid5(NAMESPACE_DNS, upn)),
        upn=upn,
        name=offered["name"],
        mail=upn,
        locale=offered["language"],
        roles=[],
        team="",
        typical=offered["as"],
    )


def _yaml(file: Path) -> Any:
    return yaml.safe_load(file.read_text("utf-8"))
