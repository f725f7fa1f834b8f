"""Delivering: the outside world is driven to the latest state, once."""

from datetime import timedelta

import pytest

from application.book import book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.deliver import LEASE, MOST_TRIES, deliver
from application.faults import Stale, Unavailable
from domain.booking import State
from domain.ids import BookingId, ResourceId
from domain.ledger import DayChange
from domain.notices import Topic
from domain.when import later
from tests.application.town import (
    ADA,
    GONE,
    THREE_DAYS,
    a_town,
    an_ask,
    books,
    entries,
    head,
    heads,
)
from tests.builders import TODAY
from tests.fakes import World

DESK_2 = Changes(resource=ResourceId("desk-2"))


def told(world: World) -> list[Topic]:
    return [notice.topic for notice in world.notices.told.values()]


async def test_a_booking_is_told_once_however_often_the_message_comes() -> None:
    world = a_town()
    made = await books(world)
    assert await deliver(world.ports, made.id) == "told 1"
    assert await deliver(world.ports, made.id) == "nothing"
    assert told(world) == [Topic.BOOKED]


async def test_a_message_that_comes_before_the_booking_is_sent_once_more_and_then_dropped() -> None:
    world, nowhere = a_town(), BookingId("2026-11-24-nowhere")
    assert await deliver(world.ports, nowhere) == "unknown"
    ring = world.doorbell.rings[-1]
    assert ring.delay >= timedelta(minutes=1)
    assert await deliver(world.ports, nowhere, tries=ring.tries) == "dropped"
    assert len(world.doorbell.rings) == 1


async def test_a_booking_that_was_made_and_cancelled_before_anybody_was_told_is_not_mentioned() -> (
    None
):
    world = a_town()
    made = await books(world)
    await cancel_booking(world.ports, caller=ADA, booking=made.id)
    assert await deliver(world.ports, made.id) == "told 0"
    assert await deliver(world.ports, made.id) == "nothing"


async def test_of_several_changes_only_the_latest_is_told() -> None:
    world = a_town()
    made = await books(world)
    await deliver(world.ports, made.id)
    for place in ("desk-2", "desk-1", "desk-2"):
        changes = Changes(resource=ResourceId(place))
        await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)
    await deliver(world.ports, made.id)
    assert told(world) == [Topic.BOOKED, Topic.CHANGED]
    last = list(world.notices.told.values())[-1]
    assert last.booking.at.resource == "desk-2"
    assert last.before == made.at


async def test_a_change_before_anybody_was_told_is_told_as_the_booking_it_became() -> None:
    world = a_town()
    made = await books(world)
    await change_booking(world.ports, caller=ADA, booking=made.id, changes=DESK_2)
    await deliver(world.ports, made.id)
    (notice,) = world.notices.told.values()
    assert (notice.topic, notice.booking.at.resource) == (Topic.BOOKED, "desk-2")


async def test_while_another_holds_the_lease_the_message_comes_back_when_it_ends() -> None:
    world = a_town()
    made = await books(world)
    (row,) = await world.outbox.of(made.id)
    await world.outbox.lease(row, later(world.clock.now(), timedelta(seconds=90)))
    assert await deliver(world.ports, made.id) == "busy"
    assert world.doorbell.rings[-1].delay == timedelta(seconds=90)
    world.clock.advance(timedelta(seconds=91))
    assert await deliver(world.ports, made.id) == "told 1"


async def test_losing_half_of_the_leases_to_another_is_looked_at_again() -> None:
    world = a_town()
    made = await books(world)
    await change_booking(world.ports, caller=ADA, booking=made.id, changes=DESK_2)
    world.outbox.fail_next()
    world.outbox.fail_next(before=Stale(key="outbox", reason="UpdateConditionNotSatisfied"))
    assert await deliver(world.ports, made.id) == "busy"
    assert world.doorbell.rings[-1].delay == LEASE
    world.clock.advance(LEASE)
    assert await deliver(world.ports, made.id) == "told 1"


async def test_a_notice_that_cannot_be_sent_is_sent_when_the_lease_is_over_and_once() -> None:
    world = a_town()
    made = await books(world)
    world.notices.fail_next(after=GONE)
    with pytest.raises(Unavailable):
        await deliver(world.ports, made.id)
    assert await deliver(world.ports, made.id) == "busy"
    world.clock.advance(LEASE)
    assert await deliver(world.ports, made.id) == "told 1"
    assert told(world) == [Topic.BOOKED]


async def test_a_hold_that_is_under_way_is_looked_at_later_and_ended_when_it_ran_out() -> None:
    world = a_town()
    world.bookings.fail_next(times=2)
    world.bookings.fail_next(before=GONE, times=100)
    with pytest.raises(Unavailable):
        await book(world.ports, an_ask(THREE_DAYS, place="car-1"))
    world.bookings._orders.clear()
    (held,) = heads(world)
    assert await deliver(world.ports, held.id) == "held"
    world.clock.advance(world.doorbell.rings[-1].delay)
    assert await deliver(world.ports, held.id, tries=1) == "held"
    assert head(world, held.id).state is State.EXPIRED
    assert await entries(world) == []
    assert await deliver(world.ports, held.id, tries=MOST_TRIES) == "nothing"
    assert told(world) == []


async def test_a_hold_that_somebody_confirms_meanwhile_is_left_to_them() -> None:
    world = a_town()
    world.bookings.fail_next(times=2)
    world.bookings.fail_next(before=GONE, times=100)
    with pytest.raises(Unavailable):
        await book(world.ports, an_ask(THREE_DAYS, place="car-1"))
    world.bookings._orders.clear()
    world.clock.advance(timedelta(minutes=1))
    (held,) = heads(world)

    async def touched(_: DayChange) -> None:
        version, row = world.bookings.rows[TODAY][f"booking|{held.id}"]
        world.bookings.write_row(TODAY, f"booking|{held.id}", row, version)

    world.bookings.before_apply = touched
    assert await deliver(world.ports, held.id) == "held"
