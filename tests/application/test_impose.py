"""Imposing: a meeting made in Outlook stands here as it stands there, whatever is in its way."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from application.aggregate import aggregate
from application.faults import Stale, Unavailable
from application.impose import end_foreign, impose, impose_foreign
from application.sweep import sweep
from domain.booking import State, Target, promised
from domain.ids import FOREIGN, BookingId
from domain.places import Resource
from domain.when import Interval
from tests.application.town import (
    DAY_AFTER,
    GONE,
    TOMORROW,
    a_town,
    books,
    entries,
    faults,
    head,
    nothing_left,
)
from tests.builders import LUXEMBOURG, TODAY, a_desk, a_room, span
from tests.fakes import World

ROOM, OTHER = a_room(mailbox="room-1@example.org"), a_room("annexe-1", site="annexe")
MEETING = BookingId("2026-11-24-outlook-1")


def a_house() -> World:
    return a_town(ROOM, OTHER, a_desk("desk-1"))


def a_meeting(when: Interval, room: Resource = ROOM) -> Target:
    return Target(
        resource=room.id,
        site=room.site,
        kind=room.kind,
        span=when,
        promise=promised(when, LUXEMBOURG),
    )


async def test_a_meeting_takes_its_room_over_whatever_is_there_and_nothing_is_wrong() -> None:
    world = a_house()
    ours = await books(world, "09:00", "10:00", place="room-1")
    done = await impose_foreign(world.ports, MEETING, a_meeting(span("09:30", "11:07")))
    another = BookingId("2026-11-24-outlook-2")
    await impose_foreign(world.ports, another, a_meeting(span("09:00", "19:30")))
    assert (done.booking.person, done.booking.state) == (FOREIGN, State.BOOKED)
    assert {entry.booking for entry in await entries(world)} == {ours.id, MEETING, another}
    assert await faults(world) == []


async def test_it_is_in_nobodys_ledger_and_takes_no_token() -> None:
    world = a_house()
    await impose_foreign(world.ports, MEETING, a_meeting(span("09:00", "10:00")))
    whole = await world.ports.bookings.whole_day(TODAY)
    assert (dict(whole.people), dict(whole.tokens), whole.outbox) == ({}, {}, ())


async def test_doing_it_twice_changes_nothing() -> None:
    world, there = a_house(), a_meeting(span("09:00", "10:00"))
    first = await impose_foreign(world.ports, MEETING, there)
    again = await impose_foreign(world.ports, MEETING, there)
    assert (first.changed, again.changed, again.booking) == (True, False, first.booking)


async def test_it_goes_to_other_days_rooms_and_sites_under_the_same_id() -> None:
    world = a_house()
    await impose_foreign(world.ports, MEETING, a_meeting(span("09:00", "10:00")))
    nights = span("2026-11-25 22:00", "2026-11-26 06:00")
    await impose_foreign(world.ports, MEETING, a_meeting(nights, OTHER))
    assert await entries(world, TODAY) == []
    for day in (TOMORROW, DAY_AFTER):
        assert [entry.resource for entry in await entries(world, day)] == ["annexe-1"]
    assert await faults(world) == []
    await end_foreign(world.ports, MEETING)
    assert await nothing_left(world)


async def test_a_meeting_that_is_gone_frees_its_room_and_may_come_back() -> None:
    world, there = a_house(), a_meeting(span("09:00", "10:00"))
    await impose_foreign(world.ports, MEETING, there)
    assert (await end_foreign(world.ports, MEETING)) is not None
    assert head(world, MEETING).state is State.CANCELLED
    assert await nothing_left(world)
    again = await end_foreign(world.ports, MEETING)
    assert again is not None
    assert not again.changed
    assert (await impose_foreign(world.ports, MEETING, there)).changed
    back = head(world, MEETING)
    assert (back.state, back.ended_at) == (State.BOOKED, None)
    assert await faults(world) == []


async def test_what_was_used_of_a_meeting_that_is_deleted_half_way_stays() -> None:
    world = a_house()
    await impose_foreign(world.ports, MEETING, a_meeting(span("09:00", "10:00")))
    world.clock.advance(timedelta(minutes=90))
    await end_foreign(world.ports, MEETING)
    ended = head(world, MEETING)
    assert (ended.state, ended.ended_at) == (State.ENDED, world.clock.now())
    await impose_foreign(world.ports, MEETING, a_meeting(span("09:00", "10:00")))
    world.clock.advance(timedelta(hours=1))
    done = await end_foreign(world.ports, MEETING)
    assert done is not None
    assert not done.changed


async def test_ending_what_is_not_there_is_no_error() -> None:
    assert await end_foreign(a_house().ports, MEETING) is None


async def test_a_write_of_unknown_outcome_is_looked_up() -> None:
    world = a_house()
    world.bookings.fail_next(after=GONE)
    await impose_foreign(world.ports, MEETING, a_meeting(span("09:00", "10:00")))
    assert head(world, MEETING).revision == 1
    assert await faults(world) == []


async def test_a_booking_that_went_on_is_left_to_whoever_reads_it_again() -> None:
    world = a_house()
    await impose_foreign(world.ports, MEETING, a_meeting(span("09:00", "10:00")))
    kept = await world.ports.bookings.find(MEETING)
    assert kept is not None
    await end_foreign(world.ports, MEETING)
    with pytest.raises(Stale):
        await impose(world.ports, replace(kept.value, change="mine"), before=kept)
    with pytest.raises(Stale):
        await impose(world.ports, replace(kept.value, change="mine"))
    assert head(world, MEETING).state is State.CANCELLED


async def test_storage_that_is_gone_is_said_to_be() -> None:
    world = a_house()
    world.bookings.fail_next(before=GONE, times=1000)
    with pytest.raises(Unavailable):
        await impose_foreign(world.ports, MEETING, a_meeting(span("09:00", "10:00")))


async def test_days_that_could_not_follow_do_so_when_it_is_imposed_again() -> None:
    world = a_house()
    there = a_meeting(span("2026-11-24 22:00", "2026-11-26 06:00"))
    world.bookings.fail_next(times=2)
    world.bookings.fail_next(before=GONE, times=1000)
    with pytest.raises(Unavailable):
        await impose_foreign(world.ports, MEETING, there)
    world.bookings._orders.clear()
    assert not (await impose_foreign(world.ports, MEETING, there)).changed
    for day in (TODAY, TOMORROW, DAY_AFTER):
        assert [entry.booking for entry in await entries(world, day)] == [MEETING]
    assert await faults(world) == []


async def test_the_nightly_sweep_finds_nothing_wrong_with_it_and_repairs_its_days() -> None:
    world = a_house()
    there = a_meeting(span("2026-11-24 22:00", "2026-11-25 06:00"))
    await impose_foreign(world.ports, MEETING, there)
    assert "0 found" in await sweep(world.ports)
    del world.bookings.rows[TOMORROW][f"resource|{ROOM.site}|{ROOM.id}"]
    assert "1 found, 1 repaired" in await sweep(world.ports)
    assert [entry.booking for entry in await entries(world, TOMORROW)] == [MEETING]


async def test_the_sums_of_a_day_know_no_person_of_it() -> None:
    world = a_house()
    yesterday = span("2026-11-23 09:00", "2026-11-23 10:00")
    old = BookingId("2026-11-23-outlook-1")
    await impose_foreign(world.ports, old, a_meeting(yesterday))
    await aggregate(world.ports)
    (sums,) = (
        each
        for each in await world.statistics.of(date(2026, 11, 23))
        if (each.site, each.kind) == (ROOM.site, ROOM.kind)
    )
    assert (sums.bookings, sums.booked_minutes, sums.people) == (1, 60, 0)
