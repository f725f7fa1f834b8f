"""Proving one day's books against its bookings, and repairing what does not agree."""

import asyncio
from contextlib import suppress
from datetime import date

from application.ports import Ports, Stale, Unavailable, WholeDay
from application.settle import expire, places_of, settle, targets_of
from domain.booking import Booking
from domain.capacity import Capacity
from domain.ids import BookingId, PersonId, ResourceId, SiteId
from domain.ledger import Entry
from domain.proving import Books, Finding, prove_day


async def check_day(ports: Ports, day: date) -> tuple[Finding, ...]:
    """What does not agree on `day`."""
    directory = await ports.places.directory()
    books = await _books(ports, await ports.bookings.whole_day(day))
    return prove_day(books, capacity=Capacity(directory=directory, day=day))


async def rebuild_day(ports: Ports, day: date) -> tuple[Finding, ...]:
    """Repair what can be repaired; what still does not agree afterwards."""
    whole = await ports.bookings.whole_day(day)
    books = await _books(ports, whole)
    now = ports.clock.now()
    for booking in books.bookings:
        with suppress(Stale, Unavailable):
            await expire(ports, booking, now=now)
    for booking, person, places in _traces(whole, books):
        with suppress(Stale, Unavailable):
            await settle(ports, booking, day, person=person, places=places)
    return await check_day(ports, day)


async def _books(ports: Ports, whole: WholeDay) -> Books:
    """The day with the heads of everything it mentions."""
    mentioned = {entry.booking for entry in _entries(whole)} | set(whole.legs)
    elsewhere = sorted(mentioned - set(whole.heads))
    found = await asyncio.gather(*(ports.bookings.find(booking) for booking in elsewhere))
    bookings: dict[BookingId, Booking] = {b: kept.value for b, kept in whole.heads.items()}
    bookings |= {kept.value.id: kept.value for kept in found if kept is not None}
    return Books(
        day=whole.day,
        bookings=bookings,
        legs={booking: kept.value for booking, kept in whole.legs.items()},
        resources=whole.resources,
        people=whole.people,
        tokens=whole.tokens,
    )


def _entries(whole: WholeDay) -> list[Entry]:
    by_resource = [e for ledger in whole.resources.values() for e in ledger.entries]
    by_person = [e for ledger in whole.people.values() for e in ledger.entries]
    return by_resource + by_person


Trace = tuple[BookingId, PersonId, frozenset[tuple[SiteId, ResourceId]]]


def _traces(whole: WholeDay, books: Books) -> list[Trace]:
    """Every booking with a trace on the day, and the places where traces stand."""
    places: dict[BookingId, set[tuple[SiteId, ResourceId]]] = {}
    people: dict[BookingId, PersonId] = {}
    for entry in _entries(whole):
        places.setdefault(entry.booking, set()).add((entry.site, entry.resource))
        people[entry.booking] = entry.person
    for leg in books.legs.values():
        places.setdefault(leg.booking, set()).add((leg.site, leg.resource))
        people.setdefault(leg.booking, leg.person)
    for booking in books.bookings.values():
        places.setdefault(booking.id, set()).update(places_of(targets_of(booking)))
        people[booking.id] = booking.person
    return [(b, people[b], frozenset(found)) for b, found in sorted(places.items())]
