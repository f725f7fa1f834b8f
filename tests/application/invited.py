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
from tests.application.town import ADA, PEOPLE, a_town, books
from tests.builders import a_desk, a_room, a_vehicle
from tests.fakes import World

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
    end = world.clock.now() + until
    waiting = [(world.clock.now(), ring.booking, ring.tries) for ring in world.doorbell.rings]
    world.doorbell.rings.clear()
    for _ in range(most):
        waiting.sort()
        if not waiting or waiting[0][0] > end:
            break
        at, booking, tries = waiting.pop(0)
        if at > world.clock.now():
            world.clock.set(at)
        await deliver(world.ports, booking, tries=tries)
        now = world.clock.now()
        waiting += [(now + ring.delay, ring.booking, ring.tries) for ring in world.doorbell.rings]
        world.doorbell.rings.clear()
    else:
        raise AssertionError("the queue never comes to rest")
    if until:
        world.clock.set(end)


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
