"""Writes a large municipality for load tests, the same for the same seed.

    python -m demo.large FOLDER [--seed N]

2,500 staff in 25 teams, 12 sites of which one with 504 desks, 1,000 desks in all.
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from random import Random
from typing import Final

import yaml

from adapters.directory_files.people import COLUMNS as PEOPLE
from adapters.directory_files.resources import COLUMNS as RESOURCES
from demo import depanne_staff, junglinster_staff
from demo.build import table
from demo.sites.drawn import Drawn
from demo.sites.office import Office, Words, draw
from demo.staff import Crew, rows

STAFF: Final = 2500
TEAMS: Final = 25
DOMAIN: Final = "grootstad.example"
# Bays of each floor, by site; a bay is eight desks.
SITES: Final = ((11, 11, 11, 10, 10, 10), *((6,),) * 7, *((5,),) * 4)
WORDS: Final = Words(
    open_plan="Open werkplekken",
    quiet="Stiltezone",
    pantry="Pantry",
    copies="Print en kopie",
    landing="Trappenhuis",
    accessible="MIVA",
)
PARTS: Final = (
    ("morning", "Ochtend", "Matin", "Vormittag", "Morning", "08:00", "12:30"),
    ("afternoon", "Middag", "Après-midi", "Nachmittag", "Afternoon", "12:30", "17:30"),
    ("day", "Hele dag", "Journée", "Ganzer Tag", "Whole day", "08:00", "17:30"),
    ("evening", "Avond", "Soirée", "Abend", "Evening", "17:30", "21:00"),
)
HOMES: Final = ("mon;wed", "mon;thu", "mon;fri", "tue;thu", "tue;fri", "wed;fri")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """Names drawn without repetition."""

    names: tuple[str, ...]
    domain: str = DOMAIN
    digits: int = 4
    homes: Mapping[int, str] = field(default_factory=dict)

    def of(self, index: int) -> str:
        """The name at `index`."""
        return self.names[index]


def files_of(seed: int) -> dict[str, str]:
    """Relative path to text of every file."""
    chance = Random(seed)
    drawn = [
        _floor(site, storey, bays)
        for site, storeys in enumerate(SITES, start=1)
        for storey, bays in enumerate(storeys, start=1)
    ]
    places = [place.row(floor.site, floor.floor) for floor in drawn for place in floor.places]
    return {
        "municipality.yaml": yaml.safe_dump(
            _municipality(drawn), sort_keys=False, allow_unicode=True
        ),
        "people.csv": table(PEOPLE, rows(_crews(chance), _names(chance))),
        "resources.csv": table(RESOURCES, places),
        **{f"plans/{floor.floor}.svg": floor.plan.svg() for floor in drawn},
    }


def _floor(site: int, storey: int, bays: int) -> Drawn:
    name = f"l{site:02}-{storey}"
    return draw(
        Office(
            site=f"location-{site:02}",
            floor=name,
            title=f"Locatie {site}, verdieping {storey}",
            bays=bays,
            prefix=name,
            words=WORDS,
            rooms=(f"Zaal {storey}.1", f"Zaal {storey}.2", f"Zaal {storey}.3"),
            zones=(f"{name}-open", f"{name}-stil", f"{name}-zalen"),
            domain=DOMAIN,
        )
    )


def _names(chance: Random) -> Sampled:
    sources = (junglinster_staff.NAMES, depanne_staff.NAMES)
    first = sorted({name for source in sources for name in source.first.split("|")})
    last = sorted({name for source in sources for name in source.last.split("|")})
    pairs = [f"{one} {other}" for one, other in product(first, last)]
    return Sampled(names=tuple(chance.sample(pairs, STAFF)))


def _crews(chance: Random) -> tuple[Crew, ...]:
    return tuple(
        Crew(
            team=f"team-{number:02}",
            size=STAFF // TEAMS,
            organisation="gemeente",
            home=chance.choice(HOMES),
            roles="employee;reception" if number == 2 else "employee",
            lead_roles="administrator;team-lead" if number == 1 else "team-lead",
            desk_workers=80 if number % 5 == 0 else None,
            languages=("nl", "nl", "fr", "de", "en"),
        )
        for number in range(1, TEAMS + 1)
    )


def _municipality(drawn: list[Drawn]) -> dict[str, object]:
    teams = [
        {
            "id": f"team-{number:02}",
            "name": f"Team {number}",
            "organisation": "gemeente",
            "lead": f"p{(number - 1) * STAFF // TEAMS + 1:04}",
        }
        for number in range(1, TEAMS + 1)
    ]
    return {
        "name": "Gemeente Grootstad (demo)",
        "timeZone": "Europe/Amsterdam",
        "languages": ["nl", "fr", "de", "en"],
        "brandColour": "#7a1f5c",
        "organisations": [{"id": "gemeente", "name": "Gemeente Grootstad"}],
        "teams": teams,
        "parts": [_part(*part) for part in PARTS],
        "sites": [_site(number, drawn) for number in range(1, len(SITES) + 1)],
    }


def _part(
    identity: str, nl: str, fr: str, de: str, en: str, starts: str, ends: str
) -> dict[str, object]:
    names = {"nl": nl, "fr": fr, "de": de, "en": en}
    return {"id": identity, "name": names, "starts": starts, "ends": ends}


def _site(number: int, drawn: list[Drawn]) -> dict[str, object]:
    site = f"location-{number:02}"
    floors = [floor for floor in drawn if floor.site == site]
    limit = sum(1 for floor in floors for place in floor.places if place.kind == "desk")
    return {
        "id": site,
        "name": f"Locatie {number}",
        "address": f"Stationsplein {number}, Grootstad",
        "stepFree": True,
        "openingHours": {day: ["07:00-21:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
        "capacity": {"morning": limit * 9 // 10, "afternoon": limit * 9 // 10},
        "floors": [
            {"id": f.floor, "name": f"Verdieping {f.floor[-1]}", "drawing": f"{f.floor}.svg"}
            for f in floors
        ],
        "zones": [
            {"id": f"{f.floor}-{end}", "floor": f.floor, "name": name, "kind": kind}
            for f in floors
            for end, name, kind in (
                ("open", WORDS.open_plan, "general"),
                ("stil", WORDS.quiet, "quiet"),
                ("zalen", "Vergaderzalen", "collaboration"),
            )
        ],
    }


def main() -> None:
    """Writes the folder."""
    parser = argparse.ArgumentParser(description="Writes a large municipality for load tests.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    for path, text in files_of(chosen.seed).items():
        target = chosen.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
