"""Leavers: whoever is no longer among the people, by import or because the directory removed them, holds no places.

A person is gone once their row is; what they booked from now on is cancelled, their series end, and nobody is told,
because nobody is there to be. It is found anew from what is booked, so a pass that broke off is simply made again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from application.cancel_booking import cancel_booking
from application.cancel_series import cancel_series
from application.ports import Ports
from application.saved import Saved
from application.sweep import longest_horizon
from domain.ids import BookingId, PersonId, SeriesId
from domain.ledger import PersonLedger
from domain.people import Person
from domain.when import day_of, next_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """Somebody who goes, and what they still hold."""

    person: PersonId
    bookings: tuple[BookingId, ...]
    series: tuple[SeriesId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """`left`: bookings that could not be cancelled, because they have begun or changed meanwhile."""

    people: int
    cancelled: int
    left: tuple[BookingId, ...]


async def list_leavers(ports: Ports) -> tuple[Leaver, ...]:
    """Everyone who holds a booking from today on, or a series that may still grow, and is not among the people."""
    directory = await ports.places.directory()
    today = day_of(ports.clock.now(), directory.zone)
    booked: dict[PersonId, set[BookingId]] = {}
    for day in _days(today, longest_horizon(directory)):
        for ledger in await ports.bookings.present(day):
            booked.setdefault(ledger.person, set()).update(_ahead(ledger, ports))
    growing: dict[PersonId, list[SeriesId]] = {}
    for series in await ports.series.all():
        growing.setdefault(series.person, []).append(series.id)
    gone = await _gone(ports, {*booked, *growing})
    return tuple(
        Leaver(
            person=person,
            bookings=tuple(sorted(booked.get(person, ()))),
            series=tuple(sorted(growing.get(person, ()))),
        )
        for person in gone
        if booked.get(person) or growing.get(person)
    )


async def held_by(ports: Ports, person: PersonId) -> Leaver:
    """What one person holds from now on."""
    directory = await ports.places.directory()
    days = _days(day_of(ports.clock.now(), directory.zone), longest_horizon(directory))
    ledgers = await ports.bookings.person_days(person, days)
    series = await ports.series.of(person)
    return Leaver(
        person=person,
        bookings=tuple(sorted({each for ledger in ledgers for each in _ahead(ledger, ports)})),
        series=tuple(sorted(each.id for each in series if not each.ended)),
    )


async def release_leavers(ports: Ports, *, caller: Person) -> Released:
    """Cancel what leavers hold. `caller` may act for anyone."""
    return await release_what(ports, await list_leavers(ports), caller=caller)


async def release_what(ports: Ports, leavers: tuple[Leaver, ...], *, caller: Person) -> Released:
    """End these people's sessions and series, and cancel what they hold."""
    cancelled, left = 0, list[BookingId]()
    for leaver in leavers:
        await ports.session_versions.end_all(leaver.person)
        today = day_of(ports.clock.now(), (await ports.places.directory()).zone)
        for series in leaver.series:
            await cancel_series(ports, caller=caller, series=series, from_day=today)
        for booking in leaver.bookings:
            done = await cancel_booking(ports, caller=caller, booking=booking)
            if isinstance(done, Saved):
                cancelled += 1
            else:
                left.append(booking)
    return Released(people=len(leavers), cancelled=cancelled, left=tuple(left))


def _days(today: date, horizon: int) -> list[date]:
    return [next_day(today, days=n) for n in range(horizon + 1)]


def _ahead(ledger: PersonLedger, ports: Ports) -> Iterable[BookingId]:
    now = ports.clock.now()
    return (entry.booking for entry in ledger.entries if entry.span.start > now)


async def _gone(ports: Ports, people: Iterable[PersonId]) -> list[PersonId]:
    return [person for person in sorted(people) if await ports.staff.read(person) is None]
