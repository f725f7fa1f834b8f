"""What the fakes can do beyond their ports: interfere before a write, and fail before or after one."""

import asyncio
from datetime import timedelta

import pytest

from application.faults import Stale, Unavailable
from domain.ledger import DayChange
from domain.when import later
from tests.builders import NOW, TODAY, a_booking, a_directory
from tests.contracts.changes import a_sheet_of, settled_change, write
from tests.fakes import FakeBookings, FakeClock, FakeIds, a_world


async def test_a_hook_comes_between_the_decision_and_the_write_once() -> None:
    bookings = FakeBookings()
    ours = a_booking(name="ours")
    sheet = await a_sheet_of(bookings, ours)
    seen: list[DayChange] = []

    async def interfere(change: DayChange) -> None:
        seen.append(change)
        await write(bookings, a_booking(name="theirs", person="bob"))

    bookings.before_apply = interfere
    with pytest.raises(Stale):
        await bookings.apply(settled_change(ours, sheet))
    assert len(seen) == 1 and seen[0].head == (ours, None)
    assert list((await bookings.whole_day(TODAY)).heads) == ["2026-11-24-theirs"]


async def test_a_failure_before_the_write_leaves_nothing() -> None:
    bookings = FakeBookings()
    bookings.fail_next(before=Unavailable("down"))
    with pytest.raises(Unavailable):
        await write(bookings)
    assert (await bookings.whole_day(TODAY)).heads == {}
    await write(bookings)


async def test_a_failure_after_the_write_leaves_all_of_it() -> None:
    bookings = FakeBookings()
    bookings.fail_next(after=Unavailable("lost answer"))
    with pytest.raises(Unavailable):
        await write(bookings)
    assert await bookings.find(a_booking().id) is not None


async def test_readers_at_once_see_the_same_and_one_writer_wins() -> None:
    bookings = FakeBookings()
    rivals = [a_booking(name=f"n{n}", person=f"p{n}") for n in range(10)]
    results = await asyncio.gather(
        *(write(bookings, each) for each in rivals), return_exceptions=True
    )
    assert sum(isinstance(each, Stale) for each in results) == 9


async def test_a_pause_takes_its_time_on_the_clock() -> None:
    clock = FakeClock(NOW)
    await clock.pause(1.5)
    assert clock.now() == later(NOW, timedelta(seconds=1.5)) and clock.pauses == [1.5]


def test_ids_are_the_same_in_every_run() -> None:
    first, second = FakeIds(), FakeIds()
    assert [first.booking(TODAY), first.change()] == [second.booking(TODAY), second.change()]
    assert first.booking(TODAY) != first.booking(TODAY)


def test_a_world_is_made_of_the_fakes_it_names() -> None:
    world = a_world(a_directory(), (), NOW)
    assert world.ports.bookings is world.bookings and world.ports.clock is world.clock
