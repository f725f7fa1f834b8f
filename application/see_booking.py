"""Showing bookings: what a viewer sees of one, decided here and nowhere else.

Until the municipality's privacy profile says more: whoever may change a booking sees all of it, everybody else sees
that the place is held, and not by whom, nor what was noted.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from application.check_in import rules_for
from application.ports import Ports
from domain.booking import Booking, State
from domain.ids import PersonId
from domain.people import Person, may_book_for
from domain.places import Directory
from domain.presence import check_in_deadline, check_in_opens
from domain.when import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBooking:
    """A booking as one viewer sees it now. `person` is None where they are not shown whose it is; then its notes are
    not shown either. `check_in_closes_at` is None where no check-in is wanted."""

    booking: Booking
    state: State
    person: Person | None
    check_in_opens_at: Instant
    check_in_closes_at: Instant | None


async def see_booking(ports: Ports, booking: Booking, *, viewer: Person) -> SeenBooking:
    """One booking through the eyes of `viewer`."""
    return (await see_bookings(ports, [booking], viewer=viewer))[0]


async def see_bookings(
    ports: Ports, bookings: Iterable[Booking], *, viewer: Person
) -> tuple[SeenBooking, ...]:
    """Bookings through the eyes of `viewer`, in the same order; each person is looked up once."""
    asked = tuple(bookings)
    directory = await ports.places.directory()
    others = sorted({each.person for each in asked} - {viewer.id})
    found = await asyncio.gather(*(ports.people.find(person) for person in others))
    known = {person.id: person for person in found if person is not None} | {viewer.id: viewer}
    now = ports.clock.now()
    return tuple(_seen(each, known, viewer, directory, now) for each in asked)


def _seen(
    booking: Booking,
    known: dict[PersonId, Person],
    viewer: Person,
    directory: Directory,
    now: Instant,
) -> SeenBooking:
    person = known.get(booking.person)
    rules = rules_for(booking, person, directory)
    return SeenBooking(
        booking=booking,
        state=booking.seen_at(now),
        person=person if person is not None and may_book_for(viewer, person) else None,
        check_in_opens_at=check_in_opens(booking, rules),
        check_in_closes_at=check_in_deadline(booking, rules),
    )
