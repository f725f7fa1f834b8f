"""What people hear of a room that Exchange decides: once, in words they can act on, and not what they know."""

from dataclasses import replace

from application.cancel_booking import cancel_booking
from application.deliver import deliver
from application.exchange import ExchangeTerms
from application.from_exchange import (
    accept_booking,
    decline_booking,
    end_by_exchange,
    move_by_exchange,
)
from application.impose import impose_foreign
from application.tell_clash import tell_clash
from domain.booking import Booking, State, Target, promised
from domain.ids import BookingId
from domain.notices import IN_OUTLOOK, Notice, Topic
from domain.rooms import WhyDeclined
from tests.application.town import ADA, a_town, books, faults, head
from tests.builders import LUXEMBOURG, a_desk, a_room, span
from tests.fakes import World

ROOM, OTHER = a_room(mailbox="room-1@example.org"), a_room("room-2", mailbox="room-2@example.org")
MEETING = BookingId("2026-11-24-outlook-1")


def a_house(*, on: bool = True, confirmations: bool = True) -> World:
    world = a_town(ROOM, OTHER, a_desk("desk-1"), confirmations=confirmations)
    return replace(world, ports=replace(world.ports, exchange=ExchangeTerms(on=on)))


async def asks(world: World) -> Booking:
    made = await books(world, "09:00", "10:00", place="room-1")
    await deliver(world.ports, made.id)
    return made


def told(world: World) -> list[Notice]:
    return list(world.notices.told.values())


async def a_meeting(world: World) -> BookingId:
    when = span("09:30", "11:00")
    await impose_foreign(
        world.ports,
        MEETING,
        Target(
            resource=ROOM.id,
            site=ROOM.site,
            kind=ROOM.kind,
            span=when,
            promise=promised(when, LUXEMBOURG),
        ),
    )
    return MEETING


async def test_a_room_that_has_yet_to_answer_is_confirmed_to_nobody_nor_when_it_has() -> None:
    world = a_house()
    made = await asks(world)
    await accept_booking(world.ports, made.id)
    assert await deliver(world.ports, made.id) == "told 0"
    assert told(world) == []


async def test_a_desk_is_confirmed_where_the_municipality_wants_it() -> None:
    for wanted in (True, False):
        world = a_house(confirmations=wanted)
        made = await books(world)
        await deliver(world.ports, made.id)
        assert [each.topic for each in told(world)] == [Topic.BOOKED] * wanted


async def test_a_room_that_says_no_is_told_once_with_what_else_there_is() -> None:
    world = a_house()
    made = await asks(world)
    for _ in range(2):
        await decline_booking(world.ports, made.id, WhyDeclined.NO_ANSWER)
        await deliver(world.ports, made.id)
    (notice,) = told(world)
    assert (notice.topic, notice.reason) == (Topic.DECLINED, "no-answer")
    assert notice.alternatives[0].resource == "room-2"


async def test_whoever_sat_there_already_hears_where_else_to_go_now() -> None:
    world = a_house()
    made = await asks(world)
    world.clock.set(span("09:07", "10:00").start)
    await decline_booking(world.ports, made.id, WhyDeclined.ROOM)
    await deliver(world.ports, made.id)
    (notice,) = told(world)
    assert notice.alternatives[0].resource == "room-2"
    assert notice.alternatives[0].span == span("09:07", "10:00")


async def test_what_somebody_did_in_outlook_is_told_as_that_once() -> None:
    world = a_house()
    made = await asks(world)
    await accept_booking(world.ports, made.id)
    for _ in range(2):
        await move_by_exchange(world.ports, made.id, span=span("12:00", "13:00"), resource=OTHER)
        await deliver(world.ports, made.id)
    for _ in range(2):
        await end_by_exchange(world.ports, made.id)
        await deliver(world.ports, made.id)
    assert [(each.topic, each.reason) for each in told(world)] == [
        (Topic.CHANGED, IN_OUTLOOK),
        (Topic.CANCELLED, IN_OUTLOOK),
    ]
    assert told(world)[0].before == made.at


async def test_what_its_person_cancels_exchange_tells() -> None:
    world = a_house()
    made = await asks(world)
    await cancel_booking(world.ports, caller=ADA, booking=made.id)
    await deliver(world.ports, made.id)
    assert told(world) == []


async def test_a_meeting_put_over_a_booking_is_told_once_and_both_stand() -> None:
    world = a_house()
    made = await asks(world)
    await accept_booking(world.ports, made.id)
    meeting = await a_meeting(world)
    assert await tell_clash(world.ports, made.id, meeting)
    await deliver(world.ports, made.id)
    assert not await tell_clash(world.ports, made.id, meeting)
    assert await tell_clash(world.ports, made.id, BookingId("2026-11-24-outlook-2"))
    (notice,) = told(world)
    assert notice.topic is Topic.ROOM_CLASH
    assert notice.alternatives[0].resource == "room-2"
    assert {head(world, each).state for each in (made.id, meeting)} == {State.BOOKED}
    assert await faults(world) == []


async def test_nothing_is_told_of_a_clash_with_what_does_not_stand() -> None:
    world = a_house()
    made = await asks(world)
    meeting = await a_meeting(world)
    assert not await tell_clash(world.ports, made.id, meeting)
    assert not await tell_clash(world.ports, meeting, made.id)
    assert not await tell_clash(world.ports, BookingId("2026-11-24-nowhere"), meeting)
