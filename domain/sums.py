"""Sums: one day of one site and kind in numbers that name nobody.

Rules:
- A place counts when it was valid that day and neither blocked nor at a site that was not open.
- Booked time is what was promised on that day; used time is what was held by someone who checked in, up to when they
  left, or all of it where no check-in is wanted.
- A meeting made in Outlook counts as booked and as used: nobody can check in for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.booking import Booking, State
from domain.erasing import is_stranger
from domain.ids import SiteId
from domain.kinds import Kind
from domain.places import Directory, Mode, SiteState
from domain.presence import used_span
from domain.when import Instant, Interval, leg_on

MADE = frozenset({State.BOOKED, State.CHECKED_IN, State.ENDED, State.CANCELLED, State.RELEASED})


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySums:
    """Minutes are whole; `bookings` counts those that were made, whatever became of them; `people` those whose they
    were."""

    day: date
    site: SiteId
    kind: Kind
    places: int
    bookings: int = 0
    checked_in: int = 0
    released: int = 0
    cancelled: int = 0
    booked_minutes: int = 0
    used_minutes: int = 0
    people: int = 0


def sum_day(
    day: date, bookings: Iterable[Booking], *, directory: Directory, now: Instant
) -> tuple[DaySums, ...]:
    """The sums of every site and kind that has places or bookings on `day`."""
    by: dict[tuple[SiteId, Kind], list[Booking]] = {}
    for booking in bookings:
        if booking.state in MADE and leg_on(booking.span, day, directory.zone) is not None:
            by.setdefault((booking.at.site, booking.at.kind), []).append(booking)
    places = _places(day, directory)
    return tuple(
        _sums(day, key, places.get(key, 0), by.get(key, []), directory=directory, now=now)
        for key in sorted(set(by) | set(places))
    )


def _places(day: date, directory: Directory) -> dict[tuple[SiteId, Kind], int]:
    counted: dict[tuple[SiteId, Kind], int] = {}
    for place in directory.resources.values():
        site = directory.sites[place.site]
        if (
            site.state is SiteState.OPEN
            and site.valid_on(day)
            and place.valid_on(day)
            and place.mode is not Mode.BLOCKED
        ):
            key = (place.site, place.kind)
            counted[key] = counted.get(key, 0) + 1
    return counted


def _sums(
    day: date,
    key: tuple[SiteId, Kind],
    places: int,
    bookings: list[Booking],
    *,
    directory: Directory,
    now: Instant,
) -> DaySums:
    seen = [booking.seen_at(now) for booking in bookings]
    kept = [b for b in bookings if b.state not in (State.CANCELLED, State.RELEASED)]
    used = [b for b in kept if b.checked_in_at is not None or not _wanted(b, directory)]
    share = [leg_on(b.span, day, directory.zone) for b in kept]
    spent = [leg_on(u, day, directory.zone) for b in used if (u := used_span(b)) is not None]
    return DaySums(
        day=day,
        site=key[0],
        kind=key[1],
        places=places,
        bookings=len(bookings),
        checked_in=sum(booking.checked_in_at is not None for booking in bookings),
        released=seen.count(State.RELEASED),
        cancelled=seen.count(State.CANCELLED),
        booked_minutes=_minutes(share),
        used_minutes=_minutes(spent),
        people=len({each.person for each in bookings if not is_stranger(each.person)}),
    )


def _wanted(booking: Booking, directory: Directory) -> bool:
    if booking.foreign:
        return False
    rules = directory.policy.rules_for(
        booking.at.kind, site=booking.at.site, resource=booking.at.resource
    )
    return rules.check_in_required


def _minutes(spans: Iterable[Interval | None]) -> int:
    return int(sum(s.length.total_seconds() for s in spans if s is not None) // 60)
