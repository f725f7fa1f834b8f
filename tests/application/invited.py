"""A house whose rooms Exchange decides, and the queue that carries bookings out to it."""

from dataclasses import replace
from datetime import timedelta

from application.deliver import deliver
from application.exchange import ExchangeTerms, Organiser
from domain.booking import Booking
from domain.calendar_event import CalendarEvent, Mailbox, Response
from domain.calendar_sync import Link, Role
from domain.ids import BookingId, PersonId
from domain.kinds import Kind
from domain.places import Mirror
from domain.when import Instant, later
from tests.application.town import ADA, PEOPLE, a_town, books
from tests.builders import a_desk, a_room, a_vehicle
from tests.fakes import Ring, World

ROOM, OTHER = Mailbox("room-1@example.org"), Mailbox("room-2@example.org")
SERVICE, ADAS = Mailbox("service@example.org"), Mailbox("ada@example.org")
PLACES = (
    a_room("room-1", mailbox="Room-1@example.org"),
    a_room("room-2", mailbox=OTHER),
    a_room("room-3"),
    a_desk("desk-1"),
    a_desk("desk-2"),
    a_vehicle("car-1"),
)


def a_house(
    *, mirrors: dict[Kind, Mirror] | None = None, mail: bool = True, **terms: object
) -> World:
    """Ada has a mailbox, where `mail`; the others have none."""
    world = a_town(*PLACES, mirrors=mirrors or {})
    world.people.known = {each.id: each for each in PEOPLE}
    if mail:
        world.people.known[ADA.id] = replace(ADA, mail="Ada@example.org")
    exchange = ExchangeTerms(on=True, service=SERVICE)
    return replace(world, ports=replace(world.ports, exchange=replace(exchange, **terms)))  # type: ignore[arg-type]  # any field


def by_person() -> World:
    return a_house(organiser=Organiser.USER)


async def asks(
    world: World,
    start: str = "09:00",
    end: str = "10:00",
    *,
    place: str = "room-1",
    who: str = "ada",
) -> Booking:
    """A booking, carried out."""
    made = await books(world, start, end, place=place, who=who)
    await deliver(world.ports, made.id)
    return await now_of(world, made.id)


async def now_of(world: World, booking: BookingId) -> Booking:
    kept = await world.ports.bookings.find(booking)
    assert kept is not None
    return kept.value


async def rings(world: World, *, until: timedelta = timedelta(0), most: int = 60) -> None:
    """Let time pass, and deliver whatever rang when its time comes; what rings later stays in the queue."""
    end = later(world.clock.now(), until)
    waiting = _taken(world)
    for _ in range(most):
        waiting.sort(key=lambda each: each[0])
        if not waiting or waiting[0][0] > end:
            break
        at, ring = waiting.pop(0)
        world.clock.set(max(at, world.clock.now()))
        await deliver(world.ports, ring.booking, tries=ring.tries)
        waiting += _taken(world)
    else:
        raise AssertionError("the queue never comes to rest")
    world.clock.set(max(end, world.clock.now()))
    left = (replace(ring, delay=at - world.clock.now()) for at, ring in waiting)
    world.doorbell.rings.extend(left)


def _taken(world: World) -> list[tuple[Instant, Ring]]:
    now, rang = world.clock.now(), tuple(world.doorbell.rings)
    world.doorbell.rings.clear()
    return [(later(now, ring.delay), ring) for ring in rang]


def link_of(world: World, booking: Booking, role: Role = Role.MEETING) -> Link:
    """The newest."""
    mine = [each for each in world.links.every if (each.booking, each.role) == (booking.id, role)]
    return max(mine, key=lambda each: each.number)


def meetings(world: World, box: Mailbox = SERVICE) -> tuple[CalendarEvent, ...]:
    return tuple(each for each in world.calendars.in_box(box) if not each.cancelled)


def the_meeting(world: World, box: Mailbox = SERVICE) -> CalendarEvent:
    (found,) = meetings(world, box)
    return found


def called(world: World) -> list[str]:
    return [each.what for each in world.calendars.calls]


def says(world: World, response: Response, room: Mailbox = ROOM) -> None:
    world.calendars.answer(room, response)


def forget_calls(world: World) -> None:
    world.calendars.calls.clear()


def person(world: World, name: str, mail: str) -> None:
    known = world.people.known
    known[PersonId(name)] = replace(known[PersonId(name)], mail=mail)
