"""Listing the bookings that hold something: of a person, a resource or a site, over a few civil days.

A booking that touches several of the days is listed once, under the first of them. Ledgers say which there are, heads
say what they are; a ledger entry whose head no longer claims that day is passed over.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from application.asking import person_for, visible_resource
from application.list_places import site_shown
from application.look_up import Looked, note_look
from application.ports import Ports
from application.see_booking import SeenBooking, see_bookings
from domain.booking import SETTLED, Booking
from domain.ids import BookingId, PersonId, ResourceId, SiteId
from domain.ledger import Entry
from domain.people import Person
from domain.places import Directory
from domain.privacy import Sight
from domain.refusals import Refusal, Refused
from domain.when import civil_days, next_day, to_epoch

DAYS_AT_ONCE = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose bookings: exactly one of the three."""

    person: PersonId | None = None
    resource: ResourceId | None = None
    site: SiteId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Civil days, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        length = (self.last - self.first).days + 1
        return tuple(next_day(self.first, days=n) for n in range(length))


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a page ended: the day, the second since 1970 and the booking last listed."""

    day: date
    second: int
    booking: BookingId


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Bookings in order of time; `next` is None on the last page."""

    items: tuple[SeenBooking, ...]
    next: Position | None


async def list_bookings(
    ports: Ports,
    *,
    viewer: Person,
    of: Subject,
    period: Period,
    limit: int,
    after: Position | None = None,
) -> Page | Refused:
    """One page of at most `limit` bookings, after the position where an earlier page ended."""
    directory = await ports.places.directory()
    if refused := await _may_list(ports, directory, viewer, of):
        return refused
    days = [day for day in period.days if after is None or day >= after.day]
    found: list[tuple[Position, Booking]] = []
    for start in range(0, len(days), DAYS_AT_ONCE):
        chunk = days[start : start + DAYS_AT_ONCE]
        positions = [
            position
            for day, entries in await _entries(ports, directory, of, chunk)
            for position in _positions(day, entries)
            if after is None or position > after
        ]
        found += await _heads(ports, directory, period, positions, limit + 1 - len(found))
        if len(found) > limit:
            break
    sight = Sight.OPENED if of.person is not None else Sight.GLANCE
    shown = await see_bookings(
        ports, (booking for _, booking in found[:limit]), viewer=viewer, sight=sight
    )
    return Page(items=shown, next=found[limit - 1][0] if len(found) > limit else None)


async def _may_list(
    ports: Ports, directory: Directory, viewer: Person, of: Subject
) -> Refused | None:
    """Listing by person is for those who may book for them; who may not does not even learn whether there is such a
    person."""
    if of.site is not None:
        shown = site_shown(directory, of.site, viewer)
        return shown if isinstance(shown, Refused) else None
    if of.resource is not None:
        place = visible_resource(directory, of.resource, viewer)
        return Refused(why=Refusal.UNKNOWN_RESOURCE, rule="resource") if place is None else None
    if of.person is None:
        return None
    person = await person_for(ports, of.person, caller=viewer)
    if isinstance(person, Refused):
        return person
    await note_look(ports, viewer=viewer, at=person.id, what=Looked.BOOKINGS)
    return None


async def _entries(
    ports: Ports, directory: Directory, of: Subject, days: Sequence[date]
) -> list[tuple[date, tuple[Entry, ...]]]:
    if of.person is not None:
        people = await ports.bookings.person_days(of.person, days)
        return [(day, ledger.entries) for day, ledger in zip(days, people, strict=True)]
    if of.resource is not None:
        site = directory.resources[of.resource].site
        ledgers = await ports.bookings.resource_days(site, of.resource, days)
        return [(day, ledger.entries) for day, ledger in zip(days, ledgers, strict=True)]
    if of.site is None:
        return []
    plans = await asyncio.gather(
        *(ports.bookings.site_day(day, of.site, fresh=False) for day in days)
    )
    return [
        (plan.day, tuple(entry for ledger in plan.ledgers.values() for entry in ledger.entries))
        for plan in plans
    ]


def _positions(day: date, entries: tuple[Entry, ...]) -> list[Position]:
    """One position per booking; a move under way has two entries on a day."""
    first: dict[BookingId, int] = {}
    for entry in entries:
        second = to_epoch(entry.span.start)
        first[entry.booking] = min(second, first.get(entry.booking, second))
    return sorted(Position(day, second, booking) for booking, second in first.items())


async def _heads(
    ports: Ports,
    directory: Directory,
    period: Period,
    positions: list[Position],
    wanted: int,
) -> list[tuple[Position, Booking]]:
    """The first `wanted` of the positions whose head says that this is where the booking is listed."""
    found: list[tuple[Position, Booking]] = []
    while positions and len(found) < wanted:
        batch, positions = positions[:wanted], positions[wanted:]
        kept = await asyncio.gather(*(ports.bookings.find(each.booking) for each in batch))
        found += [
            (position, head.value)
            for position, head in zip(batch, kept, strict=True)
            if head is not None and _listed_on(head.value, position.day, period, directory)
        ]
    return found[:wanted]


def _listed_on(booking: Booking, day: date, period: Period, directory: Directory) -> bool:
    if booking.state not in SETTLED:
        return False
    touched = civil_days(booking.span, directory.zone)
    return next((each for each in touched if each >= period.first), None) == day
