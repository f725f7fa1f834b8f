"""Places laid over a drawing: one line of `resources.csv` each.

`x`, `y` are the centre of the place in the drawing's units. At rotation 0 a person at a desk or
counter sits on its lower side and looks up the drawing; degrees turn clockwise, so 90 puts the
chair at the left, 180 above, 270 at the right. A vehicle or bay at rotation 0 points up.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

DESK: Final = (160, 80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on a drawing, before it has a name."""

    x: int
    y: int
    rotation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One resource; texts as they stand in the file."""

    id: str
    zone: str
    kind: str
    name: str
    at: Spot
    mode: str = "bookable"
    assigned_to: str = ""
    who: str = "everyone"
    features: str = ""
    seats: int = 1
    mailbox: str = ""
    note: str = ""

    def row(self, site: str, floor: str) -> tuple[str, ...]:
        """The line of `resources.csv`, in the order of the importer's columns."""
        where = (str(self.at.x), str(self.at.y), str(self.at.rotation))
        features = ";".join(sorted(filter(None, self.features.split(";"))))
        rest = (self.mode, self.assigned_to, _in_order(self.who), features, str(self.seats))
        first = (self.id, site, floor, self.zone, self.kind, self.name)
        return (*first, *where, *rest, self.mailbox, self.note, "", "")


def _in_order(who: str) -> str:
    """Teams, then organisations, then roles, each by name: as the exporter writes them."""
    kinds = ("everyone", "team", "organisation", "role")
    return ";".join(sorted(who.split(";"), key=lambda one: (kinds.index(one.split(":")[0]), one)))


def upright_block(x: int, y: int, rows: int) -> list[Spot]:
    """Two columns of desks back to back, centred on (x, y): chairs left and right."""
    top = y - rows * DESK[0] // 2 + DESK[0] // 2
    heights = [top + index * DESK[0] for index in range(rows)]
    left = [Spot(x=x - DESK[1] // 2, y=at, rotation=90) for at in heights]
    right = [Spot(x=x + DESK[1] // 2, y=at, rotation=270) for at in heights]
    return [spot for pair in zip(left, right, strict=True) for spot in pair]


def level_block(x: int, y: int, columns: int) -> list[Spot]:
    """Two rows of desks back to back, centred on (x, y): chairs above and below."""
    first = x - columns * DESK[0] // 2 + DESK[0] // 2
    across = [first + index * DESK[0] for index in range(columns)]
    above = [Spot(x=at, y=y - DESK[1] // 2, rotation=180) for at in across]
    below = [Spot(x=at, y=y + DESK[1] // 2, rotation=0) for at in across]
    return [*above, *below]


def desks(spots: list[Spot], *, prefix: str, zone: str, letter: str, features: str) -> list[Place]:
    """Flexible desks on `spots`, named by letter and number: `A1`, `A2` …"""
    return [
        Place(
            id=f"{prefix}-{letter.lower()}{index}",
            zone=zone,
            kind="desk",
            name=f"{letter}{index}",
            at=spot,
            features=features,
        )
        for index, spot in enumerate(spots, start=1)
    ]


def changed(places: list[Place], changes: dict[str, dict[str, Any]]) -> list[Place]:
    """The same places, some fields of the named ones replaced."""
    unknown = changes.keys() - {place.id for place in places}
    if unknown:
        raise KeyError(f"no such place: {sorted(unknown)}")
    return [replace(place, **changes.get(place.id, {})) for place in places]
