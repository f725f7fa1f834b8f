"""Writes the drawings, `people.csv` and `resources.csv` of the checked-in demo municipalities.

    python -m demo.build

The files are the product and are checked in; a test keeps them equal to what this writes.
"""

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from adapters.directory_files.people import COLUMNS as PEOPLE
from adapters.directory_files.resources import COLUMNS as RESOURCES
from demo import depanne_staff, junglinster_staff
from demo.sites import (
    al_bank,
    al_schoul,
    atelier,
    containerdorp,
    depanne_offices,
    gemengenhaus,
    gonderange,
    gonderange_parking,
    sporthal,
)
from demo.sites.drawn import Drawn
from demo.staff import Crew, Names, rows

HERE: Final = Path(__file__).parent
MUNICIPALITIES: Final[dict[str, tuple[Callable[[], Drawn], ...]]] = {
    "junglinster": (
        al_schoul.draw,
        al_bank.draw,
        sporthal.draw,
        gonderange.draw,
        gonderange_parking.draw,
        atelier.draw,
        gemengenhaus.draw,
    ),
    "depanne": (containerdorp.draw, depanne_offices.social_house, depanne_offices.sea_avenue),
}
STAFF: Final[dict[str, tuple[tuple[Crew, ...], Names]]] = {
    "junglinster": (junglinster_staff.CREWS, junglinster_staff.NAMES),
    "depanne": (depanne_staff.CREWS, depanne_staff.NAMES),
}


def files_of(municipality: str) -> dict[str, str]:
    """Relative path to text of every generated file of one municipality."""
    drawn = [draw() for draw in MUNICIPALITIES[municipality]]
    files = {f"plans/{floor.floor}.svg": floor.plan.svg() for floor in drawn}
    places = [place.row(f.site, f.floor) for f in drawn for place in f.places]
    people = rows(*STAFF[municipality])
    return {
        **files,
        "people.csv": table(PEOPLE, people),
        "resources.csv": table(RESOURCES, places),
    }


def table(header: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    """A CSV file as the exporter writes it: UTF-8, commas, line feeds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()


def main() -> None:
    """Writes every file in place."""
    for municipality in MUNICIPALITIES:
        for path, text in files_of(municipality).items():
            target = HERE / municipality / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
