"""Figures: the sums of a day as they may be shown, about groups and never about a few.

Rules:
- A figure about fewer people than the agreed smallest group is not shown; about nobody at all it is.
- Nor is a part of it (checked in, released, cancelled) that is small, or that leaves a small rest.
- Sums of a time when people were not counted are about nobody knows how many: not shown.
"""

from dataclasses import dataclass
from datetime import date

from domain.ids import SiteId
from domain.kinds import Kind
from domain.sums import DaySums


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One day of one site and kind. None: too few to be shown."""

    day: date
    site: SiteId
    kind: Kind
    places: int
    people: int | None
    bookings: int | None
    checked_in: int | None
    released: int | None
    cancelled: int | None
    booked_minutes: int | None
    used_minutes: int | None


def figures(sums: DaySums, *, smallest: int) -> Figures:
    """`sums` about groups of at least `smallest` people."""
    enough = sums.people >= smallest or not sums.bookings

    def whole(number: int) -> int | None:
        return number if enough else None

    def part(number: int) -> int | None:
        rest = sums.bookings - number
        telling = 0 < number < smallest or 0 < rest < smallest
        return None if telling or not enough else number

    return Figures(
        day=sums.day,
        site=sums.site,
        kind=sums.kind,
        places=sums.places,
        people=whole(sums.people),
        bookings=whole(sums.bookings),
        checked_in=part(sums.checked_in),
        released=part(sums.released),
        cancelled=part(sums.cancelled),
        booked_minutes=whole(sums.booked_minutes),
        used_minutes=whole(sums.used_minutes),
    )
