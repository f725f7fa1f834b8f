"""Two rooms with calendars in Exchange, and what people do in Outlook there.

Bookings of ours are put into Exchange as `write_meeting` does it, in one step, so that these tests are about the way back.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from application.exchange import ExchangeTerms, MailboxState
from application.impose import impose
from application.sync_mailbox import sync_mailbox
from application.tend_mailbox import Tending, tend_mailbox
from domain.booking import Booking, State
from domain.calendar_event import (
    Attendee,
    CalendarEvent,
    Draft,
    EventId,
    EventKind,
    Mailbox,
    Response,
    asked_for,
    owned_by_us,
)
from domain.calendar_sync import Link, Role
from domain.ids import FOREIGN, BookingId
from domain.kinds import Kind
from domain.ledger import Kept
from domain.when import Instant, Interval
from tests.application.town import a_town, books, head, heads
from tests.builders import a_person, a_room, span
from tests.fakes import World

BOX, OTHER_BOX = Mailbox("room-1@example.org"), Mailbox("room-2@example.org")
SERVICE, ANN = Mailbox("service@example.org"), Mailbox("ann@example.org")
ROOM, OTHER = a_room(mailbox=BOX), a_room("room-2", mailbox=OTHER_BOX)
WINDOW = timedelta(days=30)
RULES = {Kind.ROOM: {"within_opening_hours": False, "longest": timedelta(days=5)}}
_numbers = count(1)


def a_house(**terms: Any) -> World:
    world = a_town(ROOM, OTHER, rules=RULES)
    exchange = ExchangeTerms(on=True, service=SERVICE, window=WINDOW)
    return replace(world, ports=replace(world.ports, exchange=replace(exchange, **terms)))


def an_event(
    start: str = "09:00", end: str = "10:00", name: str = "", **fields: Any
) -> CalendarEvent:
    """A meeting that Ann organises and the room took, as the room's copy shows it."""
    plain = CalendarEvent(
        id=EventId(name or f"outlook-{next(_numbers)}"),
        span=span(start, end),
        organiser=ANN,
        attendees=(Attendee(address=BOX, resource=True, response=Response.ACCEPTED),),
        response=Response.ACCEPTED,
    )
    return replace(plain, **fields)


def meets(
    world: World, start: str = "09:00", end: str = "10:00", name: str = "", **fields: Any
) -> CalendarEvent:
    """Somebody puts a meeting into the room's calendar, new or changed."""
    return world.calendars.put(BOX, an_event(start, end, name, **fields))


def a_series(
    world: World, *days: str, start: str = "09:00", end: str = "10:00", name: str = "weekly"
) -> tuple[CalendarEvent, ...]:
    """A series with an occurrence on each of `days`; only its first form has more than times."""
    master = an_event(f"{days[0]} {start}", f"{days[0]} {end}", name, kind=EventKind.MASTER)
    world.calendars.put(BOX, master)
    return tuple(occurs(world, day, start=start, end=end, name=name) for day in days)


def occurs(
    world: World,
    day: str,
    *,
    start: str = "09:00",
    end: str = "10:00",
    name: str = "weekly",
    id: str = "",
    **fields: Any,
) -> CalendarEvent:
    when = span(f"{day} {start}", f"{day} {end}")
    plain: dict[str, Any] = {
        "kind": EventKind.OCCURRENCE,
        "master": EventId(name),
        "original_start": when.start,
        "uid": f"uid-{name}-{day}",
    }
    return meets(world, f"{day} {start}", f"{day} {end}", id or f"{name}-{day}", **(plain | fields))


async def syncs(world: World, box: Mailbox = BOX) -> str:
    return await sync_mailbox(world.ports, box)


async def lifts_fuse(world: World, box: Mailbox = BOX) -> None:
    """An administrator says that what vanished is gone indeed."""
    assert await tend_mailbox(world.ports, box, Tending.LIFT_FUSE, caller=a_person("adm"))


def foreign(world: World) -> list[Booking]:
    """The live foreign bookings, in order of time."""
    live = [each for each in heads(world) if each.person == FOREIGN and each.live]
    return sorted(live, key=lambda each: each.span)


def spans(world: World) -> list[Interval]:
    return [each.span for each in foreign(world)]


async def asks(
    world: World, start: str = "09:00", end: str = "10:00", *, place: str = "room-1"
) -> Booking:
    """Ada's booking of a room, and the invitation that went out for it."""
    made = await books(world, start, end, place=place)
    assert made.state is State.PENDING
    await invites(world, made)
    return made


async def invites(
    world: World, booking: Booking, *, box: Mailbox = BOX, answered: bool = True
) -> Link:
    """As carried out: the link first, the meeting, and what came back (unless the answer is lost)."""
    draft = Draft(
        booking=booking.id,
        transaction=f"{booking.id}-1",
        subject="Ada",
        body="",
        span=booking.span,
        room=(box, "Room"),
    )
    link = Link(
        booking=booking.id,
        role=Role.MEETING,
        mailbox=SERVICE,
        room=box,
        transaction=draft.transaction,
        asking=asked_for(draft),
        tried_at=world.clock.now(),
    )
    version = await world.links.write(link, None)
    made = await world.calendars.create(SERVICE, draft)
    assert isinstance(made, CalendarEvent)
    if not answered:
        return link
    kept = replace(
        link,
        event=made.id,
        uid=made.uid,
        etag=made.etag,
        asked=asked_for(draft),
        seen=owned_by_us(made),
        asking="",
        awaits=True,
    )
    await world.links.write(kept, version)
    return kept


async def granted(world: World, start: str = "09:00", end: str = "10:00") -> Booking:
    """A booking of ours that the room took and we heard of."""
    made = await asks(world, start, end)
    says(world, Response.ACCEPTED, made)
    await syncs(world)
    assert head(world, made.id).state is State.BOOKED
    world.calendars.calls.clear()
    return head(world, made.id)


def says(world: World, response: Response, booking: Booking) -> None:
    world.calendars.answer(BOX, response, uid=link_of(world, booking.id).uid)


def link_of(world: World, booking: BookingId) -> Link:
    return next(each for each in world.links.every if each.booking == booking)


def organisers_copy(world: World, booking: Booking) -> CalendarEvent:
    link = link_of(world, booking.id)
    assert link.event is not None
    return world.calendars.boxes[SERVICE][link.event]


def moves_in_outlook(world: World, booking: Booking, to: Interval) -> None:
    """Somebody moves our meeting with the service mailbox's calendar; the room's copy follows."""
    copy = organisers_copy(world, booking)
    world.calendars.put(SERVICE, replace(copy, span=to))
    for each in world.calendars.in_box(BOX):
        if each.uid == copy.uid:
            world.calendars.put(BOX, replace(each, span=to))


def state_of(world: World, box: Mailbox = BOX) -> MailboxState:
    return world.mailboxes.kept[box].value


def called(world: World, *, box: Mailbox | None = None) -> list[str]:
    return [each.what for each in world.calendars.calls if box in (None, each.box)]


async def rewrites(world: World, booking: Booking, **fields: Any) -> None:
    """The head as something else left it."""
    kept: Kept[Booking] | None = await world.ports.bookings.find(booking.id)
    assert kept is not None
    after = replace(kept.value, change=world.ids.change(), **fields)
    await impose(world.ports, after, before=kept)


def after(world: World, by: timedelta) -> Instant:
    world.clock.advance(by)
    return world.clock.now()
