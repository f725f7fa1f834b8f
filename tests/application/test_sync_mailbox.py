"""A round of a room's calendar: what was made in Outlook becomes bookings, ours follow, once each."""

from dataclasses import replace
from datetime import timedelta

from application.exchange import Trouble, Why
from domain.booking import State
from domain.calendar_event import EventId, EventKind, Response
from tests.application.outlook import (
    BOX,
    SERVICE,
    a_house,
    asks,
    called,
    foreign,
    granted,
    link_of,
    meets,
    moves_in_outlook,
    says,
    spans,
    state_of,
    syncs,
)
from tests.application.town import faults, head, notices_of
from tests.builders import at, span


async def test_a_meeting_made_in_outlook_becomes_a_foreign_booking_once() -> None:
    world = a_house()
    meets(world, "09:00", "10:00")
    assert await syncs(world) == "synced"
    assert await syncs(world) == "synced"
    assert spans(world) == [span("09:00", "10:00")]
    assert called(world) == ["changes", "changes"]
    assert not await faults(world)


async def test_it_follows_to_another_time_and_ends_when_it_is_deleted() -> None:
    world = a_house()
    made = meets(world, "09:00", "10:00")
    await syncs(world)
    meets(world, "14:00", "15:00", made.id)
    await syncs(world)
    assert spans(world) == [span("14:00", "15:00")]
    world.calendars.take(BOX, made.id)
    await syncs(world)
    assert not foreign(world) and not world.links.every
    assert not await faults(world)


async def test_an_answer_of_the_room_is_heard_without_another_call() -> None:
    world = a_house()
    made = await asks(world)
    await syncs(world)
    world.calendars.calls.clear()
    says(world, Response.ACCEPTED, made)
    await syncs(world)
    assert head(world, made.id).state is State.BOOKED
    assert called(world) == ["changes"]
    assert not link_of(world, made.id).awaits


async def test_a_refusal_of_the_room_declines_the_booking() -> None:
    world = a_house()
    made = await asks(world)
    says(world, Response.DECLINED, made)
    await syncs(world)
    assert head(world, made.id).state is State.DECLINED
    assert "declined" in await notices_of(world, made.id)


async def test_nothing_happens_when_nothing_happened() -> None:
    world = a_house()
    await granted(world)
    await syncs(world)
    assert called(world) == ["changes"]
    assert state_of(world).cursor


async def test_a_throttled_mailbox_is_left_alone_and_woken_when_its_time_has_come() -> None:
    world = a_house()
    world.calendars.trouble_next(Trouble(why=Why.LATER, wait=timedelta(seconds=40)))
    assert await syncs(world) == "later"
    assert world.waker.wakes[-1].delay == timedelta(seconds=40)
    assert await syncs(world) == "later"
    assert called(world) == ["changes"]
    world.clock.advance(timedelta(seconds=40))
    assert await syncs(world) == "synced"


async def test_an_organisers_mailbox_that_is_throttled_is_waited_for() -> None:
    world = a_house()
    made = await granted(world)
    moves_in_outlook(world, made, span("11:00", "12:00"))
    world.calendars.trouble_next(Trouble(why=Why.LATER, wait=timedelta(minutes=2)), of="read_many")
    assert await syncs(world) == "organiser later"
    assert world.waker.wakes[-1].delay == timedelta(minutes=2)
    assert state_of(world, SERVICE).not_before == at("08:02")
    world.clock.advance(timedelta(minutes=2))
    await syncs(world)
    assert head(world, made.id).span == span("11:00", "12:00")
    assert link_of(world, made.id).seen.startswith(str(int(at("11:00").timestamp())))
    says(world, Response.ACCEPTED, made)
    assert not [each for each in world.calendars.calls if each.writes]


async def test_our_meeting_made_into_a_series_is_one_booking_still_and_nobodys_beside_it() -> None:
    world = a_house()
    made = await granted(world)
    copy = world.calendars.in_box(BOX)[0]
    world.calendars.put(BOX, replace(copy, kind=EventKind.MASTER))
    for number, day in enumerate(("2026-11-24", "2026-12-01")):
        when = span(f"{day} 09:00", f"{day} 10:00")
        occurrence = replace(
            copy, id=EventId(f"o{number}"), uid=f"o{number}", span=when, master=copy.id
        )
        world.calendars.put(BOX, replace(occurrence, kind=EventKind.OCCURRENCE))
    assert await syncs(world) == "synced"
    assert head(world, made.id).state is State.BOOKED
    assert not foreign(world) and not await faults(world)
