"""A small world to act in: two desks, a room, a parking place and a car at the hall; Tuesday 24 November 2026, 08:00."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from application.asking import Ask, When
from application.book import Booked, book
from application.faults import Unavailable
from application.rebuild_day import check_day
from application.saved import Saved
from domain.booking import Booking, State
from domain.ids import BookingId, PersonId, ResourceId
from domain.kinds import Kind
from domain.ledger import Entry
from domain.people import Role
from domain.places import Resource
from domain.refusals import Refused
from tests.builders import (
    NOW,
    TODAY,
    a_desk,
    a_directory,
    a_parking_place,
    a_person,
    a_room,
    a_vehicle,
    span,
)
from tests.fakes import World, a_world

ADA, BOB, CID = a_person("ada"), a_person("bob"), a_person("cid")
RIE, FAY = a_person("rie", Role.RECEPTION), a_person("fay", Role.FACILITY_MANAGER)
PEOPLE = (ADA, BOB, CID, RIE, FAY)
PLACES = (a_desk("desk-1"), a_desk("desk-2"), a_room(), a_parking_place(), a_vehicle())
TOMORROW, DAY_AFTER = date(2026, 11, 25), date(2026, 11, 26)
THREE_DAYS = span("2026-11-24 10:00", "2026-11-26 10:00")
GONE = Unavailable("storage is gone")


def a_town(
    *places: Resource,
    rules: Mapping[Kind, Mapping[str, object]] | None = None,
    **fields: Any,
) -> World:
    """The world with these places, or the usual five."""
    return a_world(a_directory(*(places or PLACES), rules=rules, **fields), PEOPLE, NOW)


def an_ask(
    start: str | When = "09:00", end: str = "12:00", *, who: str = "ada", place: str = "desk-1"
) -> Ask:
    person = next(each for each in PEOPLE if each.id == who)
    when = span(start, end) if isinstance(start, str) else start
    return Ask(caller=person, person=PersonId(who), resource=ResourceId(place), when=when)


async def books(
    world: World, start: str | When = "09:00", end: str = "12:00", **who: str
) -> Booking:
    """A booking that nothing stands in the way of."""
    return booked(await book(world.ports, an_ask(start, end, **who)))


def booked(result: Booked | Saved | Refused | None) -> Booking:
    assert isinstance(result, Booked | Saved), result
    return result.booking


def refused(result: object) -> Refused:
    assert isinstance(result, Refused), result
    return result


def heads(world: World) -> list[Booking]:
    rows = [row for day in world.bookings.rows.values() for _, row in day.values()]
    return [row for row in rows if isinstance(row, Booking)]


def head(world: World, booking: BookingId) -> Booking:
    return next(each for each in heads(world) if each.id == booking)


async def entries(world: World, day: date = TODAY) -> list[Entry]:
    whole = await world.ports.bookings.whole_day(day)
    return [entry for ledger in whole.resources.values() for entry in ledger.entries]


async def nothing_left(world: World) -> bool:
    """Whether no day holds anything, nor disagrees with its bookings."""
    days = sorted(world.bookings.rows)
    held = [entry for day in days for entry in await entries(world, day)]
    live = [each for each in heads(world) if each.state is not State.EXPIRED and each.live]
    return not held and not live and not await faults(world)


async def faults(world: World) -> list[object]:
    return [
        each for day in sorted(world.bookings.rows) for each in await check_day(world.ports, day)
    ]


async def notices_of(world: World, booking: BookingId) -> list[str]:
    """What the outbox holds of a booking to be told, oldest first."""
    rows = await world.outbox.of(booking)
    return [str(intent.notice) for row in rows for intent in row.intents if intent.notice]
