"""Pitfalls of which one side alone tells too little: all of ours, over the wire, on the whole of the played Exchange."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.http.front import Front
from application.cancel_booking import cancel_booking
from application.exchange import MailboxState
from domain.booking import State
from tests.application.town import ADA, books
from tests.builders import at, span
from tests.http.hooks.test_over_the_wire import Door, no_pages
from tests.machines.both_sides import BEN, BOXES, CAR, SERVICE, Both, both_sides
from tests.machines.test_both_sides import agree
from tests.serving import serving

CYCLES = timedelta(minutes=25)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
async def both() -> AsyncIterator[Both]:
    """Nobody tells us anything: every room is looked at in its turn."""
    async with both_sides() as sides:
        yield sides


@pytest.fixture
async def told() -> AsyncIterator[Both]:
    """Graph tells us of changes, at our own address."""
    door = Door()
    with serving(door) as address:
        async with both_sides(notify=f"{address}/graph/notifications") as sides:
            door.front = Front(sides.world.ports, lambda: no_pages)
            yield sides


def state_of(both: Both, room: int = 0) -> MailboxState:
    return both.world.mailboxes.kept[BOXES[room]].value


@pytest.mark.parametrize("status", [0, 503, 504])
async def test_pitfall_02_a_meeting_that_was_made_though_the_answer_said_no_is_made_once(
    both: Both, status: int
) -> None:
    both.outlook.faults.add(status, method="POST", path="/events$", after=True)
    await books(both.world, "10:00", "11:00", place="room-1")
    await both.lives(HALF_AN_HOUR)
    agree(both)
    assert both.planned(0) == [(span("10:00", "11:00"), False)]
    assert len(both.outlook.events(SERVICE)) == 1


async def test_pitfall_07_a_cancelled_series_that_the_room_keeps_ends_whoever_tells_of_it(
    both: Both,
) -> None:
    """Its dates come with their times alone, and nothing comes of the series itself."""
    both.outlook.knobs.masters_in_delta = False
    series = both.outlook.add_weekly(BEN, at("10:00"), at("11:00"), times=4, rooms=[BOXES[0]])
    await both.lives(CYCLES)
    assert len(both.planned(0)) == 4
    both.outlook.cancel(BEN, series)
    await both.lives(CYCLES)
    agree(both)
    assert both.planned(0) == []


async def test_pitfall_21_a_mirror_that_could_not_be_made_is_made_when_it_can_be(
    both: Both,
) -> None:
    both.outlook.faults.add(503, path="ada%40example.org/", times=None)
    ride = await books(both.world, "12:00", "13:00", place=CAR.id)
    await both.lives(HALF_AN_HOUR)
    assert both.mirrors() == []
    assert await both.world.ports.links.open() == (ride.id,)
    both.outlook.faults.clear()
    await both.lives(HALF_AN_HOUR)
    assert [each[:2] for each in both.mirrors()] == [(ride.id, ride.at.span)]


async def test_pitfall_21_nor_is_one_that_could_not_be_taken_away_forgotten(both: Both) -> None:
    ride = await books(both.world, "12:00", "13:00", place=CAR.id)
    await both.lives(HALF_AN_HOUR)
    both.outlook.faults.add(500, method="DELETE", path="ada%40example.org/", times=3)
    await cancel_booking(both.world.ports, caller=ADA, booking=ride.id)
    await both.lives(HALF_AN_HOUR)
    assert both.mirrors() == []


async def test_pitfall_22_news_told_six_times_in_any_order_is_looked_at_once_or_twice(
    told: Both,
) -> None:
    told.outlook.knobs.notification_copies, told.outlook.knobs.notifications_shuffled = 6, True
    told.outlook.knobs.notifications_per_post = 1
    await told.lives(HALF_AN_HOUR)
    told.outlook.log.clear()
    theirs = told.outlook.book(BEN, at("14:00"), at("15:00"), rooms=[BOXES[0]])
    told.outlook.move(BEN, theirs, at("16:00"), at("17:00"))
    for _ in range(12):
        await told.lives(timedelta(seconds=10))
    assert told.planned(0) == [(span("16:00", "17:00"), True)]
    assert len(told.outlook.log.of("GET", "delta", BOXES[0])) <= 3


async def test_pitfall_23_a_promise_that_is_not_kept_is_made_anew_and_nothing_is_missed(
    told: Both,
) -> None:
    await told.lives(HALF_AN_HOUR)
    held = state_of(told).subscription
    told.outlook.knobs.notifications_lost = True
    told.outlook.book(BEN, at("14:00"), at("15:00"), rooms=[BOXES[0]])
    await told.lives(HALF_AN_HOUR)
    agree(told)
    now = state_of(told).subscription
    assert held is not None and now is not None and now.id != held.id
    assert {each.id for each in told.outlook.subscriptions()} >= {now.id}
    assert len(told.outlook.subscriptions()) == len(BOXES)
    assert state_of(told).silences == 1


async def test_pitfall_23_what_only_comes_once_more_breaks_no_promise(told: Both) -> None:
    told.outlook.book(BEN, at("14:00"), at("15:00"), rooms=[BOXES[0]])
    await told.lives(HALF_AN_HOUR)
    told.outlook.knobs.replays = 3
    await told.lives(timedelta(hours=3))
    assert state_of(told).silences == 0
    assert told.outlook.log.of("DELETE", "subscriptions") == []


@pytest.mark.parametrize("shut", ["denied", "gone", "blind"])
async def test_pitfall_30_a_room_that_is_closed_to_us_loses_nothing(both: Both, shut: str) -> None:
    mine = await books(both.world, "15:00", "16:00", place="room-1")
    both.outlook.book(BEN, at("17:00"), at("18:00"), rooms=[BOXES[0]])
    await both.lives(HALF_AN_HOUR)
    before = both.planned(0)
    both.outlook.suspend(BOXES[0], shut)
    both.outlook.kill_delta_links()
    await both.lives(timedelta(hours=2))
    assert both.planned(0) == before
    assert (state_of(both).suspended_at is not None) is (shut != "blind")
    both.outlook.suspend(BOXES[0], "open")
    await both.lives(timedelta(hours=2))
    agree(both)
    assert both.booking(mine.id).state is State.BOOKED
    assert state_of(both).suspended_at is None
