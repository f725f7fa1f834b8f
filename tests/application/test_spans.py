"""Bookings over several civil days: held day by day, committed on the head, followed by the days."""

from datetime import date, timedelta

import pytest

from application.book import book
from application.cancel_booking import cancel_booking
from application.faults import Unavailable
from application.sweep import sweep
from domain.booking import State
from domain.ledger import DayChange
from domain.refusals import Refusal
from tests.application.town import (
    ADA,
    DAY_AFTER,
    GONE,
    THREE_DAYS,
    TOMORROW,
    a_town,
    an_ask,
    booked,
    books,
    entries,
    faults,
    heads,
    nothing_left,
    notices_of,
    refused,
)
from tests.builders import TODAY, span

DAYS = (TODAY, TOMORROW, DAY_AFTER)
WEDNESDAY_ON = span("2026-11-25 12:00", "2026-11-26 12:00")


async def test_a_span_stands_on_every_day_it_touches_and_is_told_once() -> None:
    world = a_town()
    made = await books(world, THREE_DAYS, place="car-1")
    assert made.state is State.BOOKED
    for day in DAYS:
        assert [(e.booking, e.state) for e in await entries(world, day)] == [(made.id, "booked")]
    assert await notices_of(world, made.id) == ["booked"]
    assert await faults(world) == []


async def test_a_span_that_loses_its_third_day_gives_back_the_first_two() -> None:
    world = a_town()

    async def quicker(change: DayChange) -> None:
        if change.day == TOMORROW:
            await books(world, "2026-11-26 08:00", "2026-11-26 09:00", who="bob", place="car-1")
        else:
            world.bookings.before_apply = quicker

    world.bookings.before_apply = quicker
    answer = refused(await book(world.ports, an_ask(THREE_DAYS, place="car-1")))
    assert answer.why is Refusal.TAKEN
    assert await entries(world, TODAY) == []
    assert await entries(world, TOMORROW) == []
    assert [entry.person for entry in await entries(world, DAY_AFTER)] == ["bob"]
    assert await faults(world) == []


async def test_a_day_that_changes_under_a_span_is_decided_again() -> None:
    world = a_town()

    async def quicker(change: DayChange) -> None:
        if change.day == TOMORROW:
            await books(world, "2026-11-26 15:00", "2026-11-26 16:00", who="bob", place="car-1")
        else:
            world.bookings.before_apply = quicker

    world.bookings.before_apply = quicker
    await books(world, THREE_DAYS, place="car-1")
    assert len(await entries(world, DAY_AFTER)) == 2
    assert await faults(world) == []


@pytest.mark.parametrize("written", range(1, 6))
@pytest.mark.parametrize("committed", [True, False])
async def test_one_fault_anywhere_leaves_the_whole_span(written: int, committed: bool) -> None:
    world = a_town()
    world.bookings.fail_next(times=written - 1)
    if committed:
        world.bookings.fail_next(after=GONE)
    else:
        world.bookings.fail_next(before=GONE)
    made = await books(world, THREE_DAYS, place="car-1")
    await sweep(world.ports)
    assert await notices_of(world, made.id) == ["booked"]
    assert [len(await entries(world, day)) for day in DAYS] == [1, 1, 1]
    assert await faults(world) == []


@pytest.mark.parametrize("written", range(6))
async def test_a_storage_that_goes_away_half_way_leaves_all_or_nothing(written: int) -> None:
    world = a_town()
    world.bookings.fail_next(times=written)
    world.bookings.fail_next(before=GONE, times=100)
    try:
        await book(world.ports, an_ask(THREE_DAYS, place="car-1"))
    except Unavailable:
        world.bookings._orders.clear()
        world.clock.advance(timedelta(minutes=1))
        await sweep(world.ports)
        assert await nothing_left(world)
        return
    world.bookings._orders.clear()
    await sweep(world.ports)
    assert [len(await entries(world, day)) for day in DAYS] == [1, 1, 1]
    assert await faults(world) == []


@pytest.mark.parametrize("written", [1, 2, 3])
async def test_what_a_crash_left_held_is_cleared_by_whoever_meets_it(written: int) -> None:
    world = a_town()
    world.bookings.fail_next(times=written)
    world.bookings.fail_next(before=GONE, times=100)
    with pytest.raises(Unavailable):
        await book(world.ports, an_ask(THREE_DAYS, place="car-1"))
    world.bookings._orders.clear()
    in_the_way = an_ask(WEDNESDAY_ON, who="bob", place="car-1")
    if written > 1:
        assert refused(await book(world.ports, in_the_way)).why is Refusal.TAKEN
    world.clock.advance(timedelta(seconds=30))
    assert booked(await book(world.ports, in_the_way)).person == "bob"
    await sweep(world.ports)
    assert await faults(world) == []


async def test_a_span_that_was_committed_is_never_held_again() -> None:
    """Its answer is lost, and so is the first look for it."""
    world, head_writes = a_town(), list[State]()

    def watch(change: DayChange) -> None:
        world.bookings.before_apply = watch
        if change.head is not None:
            head_writes.append(change.head[0].state)
        if change.head is not None and change.head[0].state is State.BOOKED:
            # The commit's answer and the next two looks for it are lost.
            world.bookings.fail_next(after=GONE)
            world.bookings.fail_next_read(GONE, times=2)

    world.bookings.before_apply = watch
    made = await books(world, THREE_DAYS, place="car-1")
    assert head_writes == [State.HELD, State.BOOKED]
    assert await notices_of(world, made.id) == ["booked"]


async def test_cancelling_frees_every_day() -> None:
    world = a_town()
    made = await books(world, THREE_DAYS, place="car-1")
    await cancel_booking(world.ports, caller=ADA, booking=made.id)
    assert await nothing_left(world)


async def test_a_cancellation_whose_other_days_could_not_follow_stands_in_nobodys_way() -> None:
    world = a_town()
    made = await books(world, THREE_DAYS, place="car-1")
    world.bookings.fail_next()
    world.bookings.fail_next(before=GONE, times=2)
    await cancel_booking(world.ports, caller=ADA, booking=made.id)
    assert [len(await entries(world, day)) for day in DAYS] == [0, 1, 1]
    assert booked(await book(world.ports, an_ask(WEDNESDAY_ON, who="bob", place="car-1")))
    assert await faults(world) == []


async def test_two_spans_in_each_others_way_end_with_one_of_them() -> None:
    world = a_town()
    late = an_ask(span("2026-11-25 10:00", "2026-11-27 10:00"), who="bob", place="car-1")
    world.bookings.before_apply = None

    async def other(change: DayChange) -> None:
        if change.day == date(2026, 11, 25):
            booked(await book(world.ports, late))
        else:
            world.bookings.before_apply = other

    world.bookings.before_apply = other
    assert refused(await book(world.ports, an_ask(THREE_DAYS, place="car-1"))).why is Refusal.TAKEN
    assert [each.person for each in heads(world) if each.live] == ["bob"]
    assert await faults(world) == []
