"""Both sides at once, over the wire: whatever is done on either, and whatever goes wrong between them, they come to say the
same, nothing is there twice, and nothing that somebody else made was written to.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from domain.booking import State
from tests.application.town import ADA, books
from tests.builders import at, span
from tests.machines.both_sides import ADAS, BEN, BOXES, CAR, OURS, Both, both_sides

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
async def both() -> AsyncIterator[Both]:
    async with both_sides() as sides:
        yield sides


def agree(both: Both) -> None:
    for room in range(len(BOXES)):
        assert both.planned(room) == both.seen(room), f"room {room + 1}"
    ours = [each for each in both.ours() if each.at.span.start > both.now]
    asked = [e for e in ours if not e.foreign and e.at.resource != CAR.id]
    assert len(both.meetings()) == len(asked)
    rides = [e for e in both.ours() if e.at.resource == CAR.id and e.person == ADA.id]
    shown = [(mark, span) for mark, span, _ in both.mirrors()]
    assert len(set(shown)) == len(shown)
    assert set(shown) <= {(each.id, each.at.span) for each in rides}
    strangers = {each.mailbox for each in both.outlook.log.writes()} - set(OURS)
    assert not strangers
    assert max((each.in_flight for each in both.outlook.log.entries), default=0) <= 3


async def test_a_room_that_is_booked_here_is_taken_there(both: Both) -> None:
    made = await books(both.world, "10:00", "11:00", place="room-1")
    assert made.state is State.PENDING
    await both.lives(timedelta(minutes=1))
    assert both.booking(made.id).state is State.BOOKED
    agree(both)
    assert both.seen(0) == [(span("10:00", "11:00"), False)]


async def test_a_room_that_is_taken_there_is_booked_here_within_a_cycle(both: Both) -> None:
    await both.lives(HALF_AN_HOUR)
    both.outlook.book(BEN, at("14:00"), at("15:00"), rooms=[BOXES[0]])
    await both.lives(timedelta(minutes=12))
    agree(both)
    assert both.planned(0) == [(span("14:00", "15:00"), True)]


async def test_moves_and_cancellations_of_either_side_reach_the_other(both: Both) -> None:
    mine = await books(both.world, "10:00", "11:00", place="room-1")
    theirs = both.outlook.book(BEN, at("12:00"), at("13:00"), rooms=[BOXES[0]])
    await both.lives(HALF_AN_HOUR)
    agree(both)
    ((box, meeting),) = both.meetings()
    both.outlook.move(box, meeting, at("15:00"), at("16:00"))
    both.outlook.move(BEN, theirs, at("17:00"), at("18:00"))
    await both.lives(HALF_AN_HOUR)
    agree(both)
    assert both.booking(mine.id).at.span == span("15:00", "16:00")
    both.outlook.cancel(BEN, theirs)
    await cancel_booking(both.world.ports, caller=ADA, booking=mine.id)
    await both.lives(HALF_AN_HOUR)
    agree(both)
    assert both.planned(0) == []


async def test_a_meeting_of_ours_that_is_cancelled_there_ends_here(both: Both) -> None:
    mine = await books(both.world, "10:00", "11:00", place="room-1")
    await both.lives(HALF_AN_HOUR)
    ((box, meeting),) = both.meetings()
    both.outlook.cancel(box, meeting)
    await both.lives(HALF_AN_HOUR)
    agree(both)
    assert both.booking(mine.id).state not in (State.PENDING, State.BOOKED)


async def test_whoever_asks_second_is_declined_and_told_once(both: Both) -> None:
    both.outlook.book(BEN, at("10:00"), at("11:00"), rooms=[BOXES[0]])
    await both.outlook.settle()
    mine = await books(both.world, "10:30", "11:30", place="room-1")
    await both.lives(HALF_AN_HOUR)
    agree(both)
    assert both.booking(mine.id).state is State.DECLINED
    told = [key for key in both.world.notices.told if key.startswith(mine.id)]
    assert len(told) == 1


async def test_a_series_with_exceptions_is_booked_date_by_date(both: Both) -> None:
    series = both.outlook.add_weekly(BEN, at("10:00"), at("11:00"), times=4, rooms=[BOXES[0]])
    await both.lives(HALF_AN_HOUR)
    agree(both)
    assert len(both.planned(0)) == 4
    second = at("2026-12-01 10:00").date()
    third = at("2026-12-08 10:00").date()
    both.outlook.change_occurrence(
        BEN, series, second, at("2026-12-01 14:00"), at("2026-12-01 15:00")
    )
    both.outlook.delete_occurrence(BEN, series, third)
    await both.lives(HALF_AN_HOUR)
    agree(both)
    assert len(both.planned(0)) == 3


async def test_a_whole_day_is_a_day_of_ours(both: Both) -> None:
    day = at("2026-11-26 10:00").date()
    both.outlook.book_days(BEN, day, day, rooms=[BOXES[0]], showAs="busy")
    await both.lives(HALF_AN_HOUR)
    assert both.planned(0) == [(span("2026-11-26 00:00", "2026-11-27 00:00"), True)]


async def test_an_hour_of_nothing_costs_one_look_at_each_room_per_cycle(both: Both) -> None:
    await books(both.world, "10:00", "11:00", place="room-1")
    both.outlook.book(BEN, at("12:00"), at("13:00"), rooms=[BOXES[1]])
    await both.lives(HALF_AN_HOUR)
    both.outlook.log.clear()
    await both.lives(timedelta(hours=1))
    assert both.outlook.log.writes() == []
    assert len(both.outlook.log.entries) <= 6 * len(BOXES)
    assert {each.method for each in both.outlook.log.entries} == {"GET"}


async def test_a_person_who_is_invited_declines_and_nothing_happens(both: Both) -> None:
    await books(both.world, "10:00", "11:00", place="room-1")
    await both.lives(HALF_AN_HOUR)
    (copy,) = both.outlook.events(ADAS)
    both.outlook.respond(ADAS, copy["id"], "declined")
    await both.lives(HALF_AN_HOUR)
    agree(both)
    assert len(both.planned(0)) == 1


async def test_many_at_once_never_crowd_a_mailbox(both: Both) -> None:
    both.outlook.knobs.latency = 0.02
    for hour in range(9, 17):
        for room in ("room-1", "room-2"):
            who = ("ada", "bob", "cid")[hour % 3] if room == "room-1" else "rie"
            await books(both.world, f"{hour:02}:00", f"{hour:02}:45", place=room, who=who)
    await both.lives(HALF_AN_HOUR)
    agree(both)
    assert len(both.seen(0)) == len(both.seen(1)) == 8
    assert {each.state for each in both.ours()} == {State.BOOKED}
    assert not both.outlook.log.of(status=429)
    assert max(each.in_flight for each in both.outlook.log.entries) == 2


class TestMirrors:
    async def test_follow_their_bookings_and_take_no_time(self, both: Both) -> None:
        ride = await books(both.world, "10:00", "11:00", place=CAR.id)
        await both.lives(HALF_AN_HOUR)
        ((mark, span_there, id),) = both.mirrors()
        assert (mark, span_there) == (ride.id, span("10:00", "11:00"))
        assert both.outlook.event(ADAS, id)["showAs"] == "free"
        changes = Changes(when=span("12:00", "13:00"))
        await change_booking(both.world.ports, caller=ADA, booking=ride.id, changes=changes)
        await both.lives(HALF_AN_HOUR)
        agree(both)
        assert [each[1:] for each in both.mirrors()] == [(span("12:00", "13:00"), id)]
        await cancel_booking(both.world.ports, caller=ADA, booking=ride.id)
        await both.lives(HALF_AN_HOUR)
        assert both.mirrors() == []

    async def test_pitfall_28_one_that_its_person_keeps_deleting_stays_away(
        self, both: Both
    ) -> None:
        ride = await books(both.world, "10:00", "11:00", place=CAR.id)
        await both.lives(HALF_AN_HOUR)
        for hour in ("12:00", "14:00", "16:00", "17:00"):
            for _, _, id in both.mirrors():
                both.outlook.delete(ADAS, id)
            changes = Changes(when=span(hour, f"{hour[:2]}:45"))
            await change_booking(both.world.ports, caller=ADA, booking=ride.id, changes=changes)
            await both.lives(HALF_AN_HOUR)
        assert both.mirrors() == [] and both.booking(ride.id).state is State.BOOKED
        made = [each for each in both.outlook.log.writes() if each.method == "POST"]
        assert len(made) == 2, "it is restored once"


class TestEachThingCostsAtMostTwiceWhatItMust:
    """Beside the look at each room in every cycle: so many calls there must be, and so many there are."""

    async def calls(self, both: Both, minutes: int = 30) -> int:
        both.outlook.log.clear()
        began = both.now
        await both.lives(timedelta(minutes=minutes))
        cycles = (both.now - began) // timedelta(minutes=10)
        return len(both.outlook.log.entries) - cycles * len(BOXES)

    async def test_a_booking(self, both: Both) -> None:
        await both.lives(HALF_AN_HOUR)
        await books(both.world, "10:00", "11:00", place="room-1")
        assert await self.calls(both) <= 2 * 2  # made, and its answer read

    async def test_a_cancellation(self, both: Both) -> None:
        mine = await books(both.world, "10:00", "11:00", place="room-1")
        await both.lives(HALF_AN_HOUR)
        await cancel_booking(both.world.ports, caller=ADA, booking=mine.id)
        assert await self.calls(both) <= 2 * 1

    async def test_a_move_there(self, both: Both) -> None:
        await books(both.world, "10:00", "11:00", place="room-1")
        await both.lives(HALF_AN_HOUR)
        ((box, meeting),) = both.meetings()
        both.outlook.move(box, meeting, at("15:00"), at("16:00"))
        assert await self.calls(both) <= 2 * 1  # the organiser's copy read

    async def test_a_meeting_there_and_its_move(self, both: Both) -> None:
        await both.lives(HALF_AN_HOUR)
        theirs = both.outlook.book(BEN, at("14:00"), at("15:00"), rooms=[BOXES[0]])
        assert await self.calls(both) <= 0  # the look at the room shows it
        both.outlook.move(BEN, theirs, at("16:00"), at("17:00"))
        assert await self.calls(both) <= 0
        both.outlook.cancel(BEN, theirs)
        assert await self.calls(both) <= 2 * 1  # whether it is gone indeed
