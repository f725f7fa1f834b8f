"""The kinds of resource, and what a kind is by nature (what a municipality may set is in domain/rules.py).

To add a kind: a member of Kind, its row in KINDS, its rules in domain/rules.py STANDARD, its word in
adapters/http/i18n/words.py and the catalogues. Everything else follows from these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can be booked."""

    DESK = "desk"
    ROOM = "room"
    VEHICLE = "vehicle"
    COUNTER = "counter"
    PARKING = "parking"
    LOCKER = "locker"
    EQUIPMENT = "equipment"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTraits:
    """`seats`: someone sits there, so it is a workplace: counted for capacity, one at a time, not on a home day.
    `meets`: people come together or talk there, so it takes its time in their calendar, and whoever finds it free may
    walk in, as at a workplace. `mirrored`: it usually has a mailbox in the calendar system. `size`: width and depth
    on a plan, in centimetres."""

    seats: bool
    meets: bool
    mirrored: bool
    size: tuple[int, int]


KINDS: Mapping[Kind, KindTraits] = {
    Kind.DESK: KindTraits(seats=True, meets=False, mirrored=False, size=(160, 80)),
    Kind.ROOM: KindTraits(seats=False, meets=True, mirrored=True, size=(200, 120)),
    Kind.VEHICLE: KindTraits(seats=False, meets=False, mirrored=True, size=(200, 450)),
    Kind.COUNTER: KindTraits(seats=True, meets=False, mirrored=False, size=(180, 80)),
    Kind.PARKING: KindTraits(seats=False, meets=False, mirrored=False, size=(250, 500)),
    Kind.LOCKER: KindTraits(seats=False, meets=False, mirrored=False, size=(40, 50)),
    Kind.EQUIPMENT: KindTraits(seats=False, meets=False, mirrored=True, size=(60, 60)),
}


def alike(one: Kind, two: Kind) -> bool:
    """Whether one can take the other's part: both seat someone, or they are of one kind."""
    return one is two or (KINDS[one].seats and KINDS[two].seats)
