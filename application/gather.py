"""Gathering the sheets of every civil day that a wish touches, and deciding on them."""

import asyncio
from datetime import date

from application.ports import Ports
from application.settle import places_of, read_sheet, targets_of
from domain.admission import Facts
from domain.booking import Booking, Wish
from domain.ids import BookingId
from domain.ledger import Sheet
from domain.places import Directory
from domain.when import civil_days


async def sheets_for(
    ports: Ports, wish: Wish, directory: Directory, *, booking: Booking | None = None
) -> tuple[Sheet, ...]:
    """The sheets of the days of `wish`, side by side; with the places that `booking` has now, if it is a change."""
    days = civil_days(wish.span, directory.zone)
    return await sheets_of(ports, wish, directory, days, booking=booking)


async def sheets_of(
    ports: Ports,
    wish: Wish,
    directory: Directory,
    days: tuple[date, ...],
    *,
    booking: Booking | None = None,
) -> tuple[Sheet, ...]:
    """As `sheets_for`, for days that the caller names."""
    places = places_of({wish.target} | targets_of(booking))
    legs = (booking.id,) if booking is not None else ()
    read = [
        read_sheet(ports, directory, day, places=places, person=wish.person.id, legs=legs)
        for day in days
    ]
    return tuple(await asyncio.gather(*read))


def facts(directory: Directory, sheets: tuple[Sheet, ...], *, ignoring: BookingId | None) -> Facts:
    """What a decision rests on."""
    return Facts(directory=directory, sheets=sheets, ignoring=ignoring)
