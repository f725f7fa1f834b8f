"""Showing someone their own bookings: what is on or still to come, from the ledgers of their days, read side by side."""

import asyncio
from collections.abc import Iterable

from application.look_up import Looked, note_look
from application.ports import Ports
from application.see_booking import SeenBooking, see_bookings
from domain.booking import SETTLED
from domain.ids import BookingId
from domain.ledger import PersonLedger
from domain.people import Person
from domain.when import Instant, day_of, next_day

DAYS_AHEAD = 28
MOST_SHOWN = 30


async def show_mine(
    ports: Ports, *, viewer: Person, of: Person | None = None
) -> tuple[SeenBooking, ...]:
    """The bookings of `viewer`, or `of` somebody for whom they may book, that are not over, of today and the coming
    weeks, in order of time; at most 30. Of somebody else it is written down first that they were looked at."""
    whose = of or viewer
    await note_look(ports, viewer=viewer, at=whose.id, what=Looked.BOOKINGS)
    directory = await ports.places.directory()
    now = ports.clock.now()
    today = day_of(now, directory.zone)
    days = [next_day(today, days=n) for n in range(DAYS_AHEAD + 1)]
    listed = _listed(await ports.bookings.person_days(whose.id, days), now)
    heads = await asyncio.gather(*(ports.bookings.find(each) for each in listed[:MOST_SHOWN]))
    kept = [head.value for head in heads if head is not None]
    live = [each for each in kept if each.person == whose.id and each.seen_at(now) in SETTLED]
    return await see_bookings(ports, sorted(live, key=lambda each: each.span), viewer=viewer)


def _listed(ledgers: Iterable[PersonLedger], now: Instant) -> list[BookingId]:
    """Each booking once, under the first day that names it."""
    entries = (
        entry
        for ledger in ledgers
        for entry in sorted(ledger.entries, key=lambda each: each.span)
        if entry.state in SETTLED and entry.span.end > now
    )
    return list(dict.fromkeys(entry.booking for entry in entries))
