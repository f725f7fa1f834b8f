"""Proving a day: whether its ledgers, legs and tokens are what its bookings say.

Bookings are truth; everything else derives from them. The nightly sweep asks this of each coming day, `rebuild-day`
repairs what it finds, and the race tests hold the whole system to it. A meeting made in Outlook is a fact, whatever else
is there: it takes nothing twice, and no person's ledger knows of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from domain.booking import LIVE, Booking
from domain.capacity import Capacity
from domain.ids import BookingId, PersonId, ResourceId
from domain.kinds import KINDS
from domain.ledger import CapacityKey, Entry, Leg, PersonLedger, ResourceLedger
from domain.settling import due_entries

Token = tuple[str, str, int]


class Fault(StrEnum):
    TAKEN_TWICE = "taken-twice"
    PERSON_TWICE = "person-twice"
    ENTRY_MISSING = "entry-missing"
    ENTRY_STRAY = "entry-stray"
    LEG_STRANDED = "leg-stranded"
    LEG_MISSING = "leg-missing"
    TOKEN_MISSING = "token-missing"
    TOKEN_STRAY = "token-stray"
    OVER_CAPACITY = "over-capacity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that does not agree. `subject`: the id of the resource, person or limit."""

    fault: Fault
    subject: str
    booking: BookingId | None = None
    person: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What is stored of one day. `bookings`: every booking that the day mentions, from its head, wherever that is."""

    day: date
    bookings: Mapping[BookingId, Booking]
    legs: Mapping[BookingId, Leg]
    resources: Mapping[ResourceId, ResourceLedger]
    people: Mapping[PersonId, PersonLedger]
    tokens: Mapping[Token, PersonId]


def prove_day(books: Books, *, capacity: Capacity) -> tuple[Finding, ...]:
    """Everything on this day that does not agree with its bookings; nothing, if all is well."""
    zone = capacity.directory.zone
    due = [e for b in books.bookings.values() for e in due_entries(b, books.day, zone)]
    return (
        *_overlaps(due),
        *_entries(books, due),
        *_legs(books, due),
        *_tokens(books, capacity),
    )


def _overlaps(due: Iterable[Entry]) -> Iterable[Finding]:
    for one, two in combinations(due, 2):
        if one.booking == two.booking or not one.span.overlaps(two.span):
            continue
        if one.from_outlook or two.from_outlook:
            continue
        if one.resource == two.resource:
            yield Finding(fault=Fault.TAKEN_TWICE, subject=one.resource, booking=two.booking)
        elif one.person == two.person and KINDS[one.kind].seats and KINDS[two.kind].seats:
            yield Finding(fault=Fault.PERSON_TWICE, subject=one.person, booking=two.booking)


def _entries(books: Books, due: list[Entry]) -> Iterable[Finding]:
    of_places = {_key(entry) for entry in due}
    by_resource = {_key(e) for ledger in books.resources.values() for e in ledger.entries}
    by_person = {_key(e) for ledger in books.people.values() for e in ledger.entries}
    of_people = {_key(entry) for entry in due if not entry.from_outlook}
    for wanted, held in ((of_places, by_resource), (of_people, by_person)):
        for booking, resource, person, *_ in sorted(wanted - held):
            yield _entry(Fault.ENTRY_MISSING, booking, resource, person)
        for booking, resource, person, *_ in sorted(held - wanted):
            yield _entry(Fault.ENTRY_STRAY, booking, resource, person)


def _key(entry: Entry) -> tuple[str, str, str, int, int, str]:
    start, end = int(entry.span.start.timestamp()), int(entry.span.end.timestamp())
    return entry.booking, entry.resource, entry.person, start, end, entry.state.value


def _entry(fault: Fault, booking: str, resource: str, person: str) -> Finding:
    return Finding(
        fault=fault, subject=resource, booking=BookingId(booking), person=PersonId(person)
    )


def _legs(books: Books, due: list[Entry]) -> Iterable[Finding]:
    due_here = {entry.booking for entry in due if entry.foreign_on(books.day)}
    live_legs = {leg.booking for leg in books.legs.values() if leg.state in LIVE}
    for booking in sorted(live_legs - due_here):
        leg = books.legs[booking]
        yield Finding(
            fault=Fault.LEG_STRANDED, subject=leg.resource, booking=booking, person=leg.person
        )
    for booking in sorted(due_here - live_legs):
        yield Finding(fault=Fault.LEG_MISSING, subject=booking, booking=booking)


def _tokens(books: Books, capacity: Capacity) -> Iterable[Finding]:
    held = {
        ((key[0], str(key[1]), k), person.person)
        for person in books.people.values()
        for key, k in person.tokens.items()
    }
    for token, who in sorted(held - set(books.tokens.items())):
        yield Finding(fault=Fault.TOKEN_MISSING, subject="|".join(map(str, token)), person=who)
    for token, who in sorted(set(books.tokens.items()) - held):
        yield Finding(fault=Fault.TOKEN_STRAY, subject="|".join(map(str, token)), person=who)
    seated: dict[CapacityKey, set[PersonId]] = {}
    for person in books.people.values():
        for key in capacity.needed(person.entries):
            seated.setdefault(key, set()).add(person.person)
            if key not in person.tokens:
                yield Finding(
                    fault=Fault.TOKEN_MISSING,
                    subject=f"{key[0]}|{key[1]}",
                    person=person.person,
                )
    for key, people in sorted(seated.items()):
        if len(people) > capacity.limit(key):
            yield Finding(fault=Fault.OVER_CAPACITY, subject=f"{key[0]}|{key[1]}")
