"""The mailboxes of a demo municipality: its people, its rooms and vehicles, and the one that Vrijplek invites from."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from local.beside import domain_of, service_mailbox
from local.exchange.control import Exchange
from local.options import ROOT

_ATTENDANT = 3.0
_RESERVABLE = {"@odata.type": "#microsoft.graph.reservablePlaceMode"}


def seeded(demo: str, *, token: str | None) -> Exchange:
    """An Exchange by the machine's clock, its rooms quick to answer so that one can watch."""
    folder = ROOT / "demo" / demo
    town = yaml.safe_load((folder / "municipality.yaml").read_text("utf-8"))
    exchange = Exchange(token=token, zone=town["timeZone"])
    exchange.knobs.attendant_delay = _ATTENDANT
    exchange.add_user(service_mailbox(demo), "Vrijplek")
    for row in _rows(folder / "people.csv"):
        if row["mail"]:
            exchange.add_user(row["mail"], row["name"], id=row["objectId"])
    floors = _buildings(exchange, town)
    for row in _rows(folder / "resources.csv"):
        if row["mailbox"] and row["kind"] == "room":
            exchange.add_room(row["mailbox"], row["name"], place=_place(row, floors))
        elif row["mailbox"]:
            exchange.add_equipment(row["mailbox"], row["name"])
    _unknown(exchange, demo, floors)
    return exchange


def _buildings(exchange: Exchange, town: Mapping[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Every site and its floors as places; floor id to place id, building and label."""
    floors = {}
    for site in town["sites"]:
        building = exchange.add_place("building", site["name"], id=f"building-{site['id']}")
        for each in site["floors"]:
            made = exchange.add_place(
                "floor", each["name"], id=f"floor-{each['id']}", parentId=building["id"]
            )
            floors[each["id"]] = (made["id"], site["name"], each["name"])
    return floors


def _place(row: Mapping[str, str], floors: Mapping[str, tuple[str, str, str]]) -> dict[str, Any]:
    above, building, label = floors[row["floor"]]
    features = row["features"].split(";")
    return {
        "parentId": above,
        "building": building,
        "floorLabel": label,
        "capacity": int(row["seats"] or 0),
        "isWheelChairAccessible": "wheelchair-accessible" in features,
        "videoDeviceName": "Video bar" if "video" in features else None,
        "displayDeviceName": "Screen" if "screen" in features else None,
    }


def _unknown(exchange: Exchange, demo: str, floors: Mapping[str, tuple[str, str, str]]) -> None:
    """Places that Exchange knows and the import does not, so that there is something to propose."""
    above, building, label = next(iter(floors.values()))
    room = {"parentId": above, "building": building, "floorLabel": label, "capacity": 6}
    exchange.add_room(f"atrium@{domain_of(demo)}", "Atrium", place=room)
    pool = f"quiet-desks@{domain_of(demo)}"
    exchange.add_place(
        "workspace", "Quiet desks", emailAddress=pool, capacity=4, parentId=above, building=building
    )
    exchange.add_place("desk", "Desk 901", parentId=above, mode=_RESERVABLE)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
