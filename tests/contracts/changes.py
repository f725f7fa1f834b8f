"""Changes as the use cases make them: settled by the domain's own rule, the head on top."""

from dataclasses import replace
from datetime import date

from application.ports import Bookings
from domain.booking import Booking
from domain.capacity import Capacity
from domain.ids import PersonId, ResourceId, SiteId
from domain.ledger import DayChange, Intent, Sheet, Version
from domain.places import Directory
from domain.settling import settle_day
from tests.builders import TODAY, a_booking, a_directory

HALL, DESK, ADA = SiteId("hall"), ResourceId("desk-1"), PersonId("ada")


def booked(booking: Booking) -> Intent:
    return Intent(booking=booking.id, revision=booking.revision, notice="booked")


async def a_sheet_of(
    bookings: Bookings, booking: Booking, day: date = TODAY, scopes: tuple[str, ...] = ()
) -> Sheet:
    return await bookings.sheet(
        day,
        resources=[(booking.at.site, booking.at.resource)],
        person=booking.person,
        scopes=scopes,
        legs=[booking.id],
    )


def settled_change(
    booking: Booking,
    sheet: Sheet,
    *,
    seen: Version | None = None,
    directory: Directory | None = None,
) -> DayChange:
    """What makes `sheet`'s day agree with `booking`; with the head and its intent on the home day."""
    capacity = Capacity(directory=directory or a_directory(), day=sheet.day)
    change = settle_day(booking, sheet, capacity=capacity, salt=0)
    if sheet.day != booking.home:
        return change
    return replace(change, head=(booking, seen), intents=(booked(booking),))


async def write(
    bookings: Bookings, booking: Booking | None = None, *, directory: Directory | None = None
) -> Booking:
    """One booking, written as a whole; this morning's desk-1 for Ada if nothing else is said."""
    made = booking or a_booking()
    sheet = await a_sheet_of(bookings, made)
    await bookings.apply(settled_change(made, sheet, directory=directory))
    return made
