"""Proving one day's books against its bookings, and repairing what does not agree."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import date

from application.ports import Ports, Stale, Unavailable, WholeDay
from application.settle import expire, places_of, settle, targets_of
from domain.booking import Booking
from domain.capacity import Capacity
from domain.ids import BookingId, PersonId, ResourceId, SiteId
from domain.ledger import CapacityKey, DayChange, Entry
from domain.proving import Books, Fault, Finding, prove_day
from domain.when import PartId

TOKENS = frozenset({Fault.TOKEN_MISSING, Fault.TOKEN_STRAY})


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
    for change in _misplaced(whole, books):
        with suppress(Stale, Unavailable):
            await ports.bookings.apply(change)
    for booking, person, places in _traces(whole, books):
        with suppress(Stale, Unavailable):
            await settle(ports, booking, day, person=person, places=places)
    findings = await check_day(ports, day)
    counted = sorted({f.person for f in findings if f.fault in TOKENS and f.person is not None})
    for each in counted:
        with suppress(Stale, Unavailable):
            await _count_again(ports, each, day)
    return await check_day(ports, day) if counted else findings


def _misplaced(whole: WholeDay, books: Books) -> list[DayChange]:
    """The ledgers of people that hold what is another's, without it: settling looks in the right ledger only."""
    found: list[DayChange] = []
    for ledger in whole.people.values():
        own = tuple(
            entry
            for entry in ledger.entries
            if entry.booking not in books.bookings
            or books.bookings[entry.booking].person == ledger.person
        )
        if own != ledger.entries:
            found.append(DayChange(day=whole.day, people=(replace(ledger, entries=own),)))
    return found


async def _count_again(ports: Ports, person: PersonId, day: date) -> None:
    """Make the capacity tokens of one person's day what their seats need.

    The ledger is read first and written with that version: tokens change hands only together with it, so what is
    read of them afterwards still holds when the write succeeds."""
    directory = await ports.places.directory()
    capacity = Capacity(directory=directory, day=day)
    sheet = await ports.bookings.sheet(day, person=person)
    ledger = sheet.people[person]
    taken: dict[CapacityKey, dict[int, PersonId]] = {}
    for (scope, part, k), who in (await ports.bookings.whole_day(day)).tokens.items():
        taken.setdefault((scope, PartId(part)), {})[k] = who
    own = {(key, k) for key, ks in taken.items() for k, who in ks.items() if who == person}
    tokens: dict[CapacityKey, int] = {}
    for key in sorted(capacity.needed(ledger.entries)):
        mine = sorted(k for known, k in own if known == key)
        free = capacity.free(key, {key: frozenset(taken.get(key, {}))})
        if chosen := [*mine, *free][:1]:
            tokens[key] = chosen[0]
    kept = set(tokens.items())
    await ports.bookings.apply(
        DayChange(
            day=day,
            people=(replace(ledger, tokens=tokens),),
            take=tuple((key, k, person) for key, k in sorted(kept - own)),
            free=tuple(sorted(own - kept)),
        )
    )


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
