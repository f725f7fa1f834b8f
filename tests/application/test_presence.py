"""Checking in and out, not coming, sitting elsewhere, walking in, and freeing what nobody turned up for."""

from datetime import date, timedelta

import pytest

from application.cancel_booking import cancel_booking
from application.check_in import check_in
from application.check_out import check_out
from application.faults import Unavailable
from application.release_no_shows import JOB, release_no_shows
from application.saved import Saved
from application.sit_here import sit_here
from application.walk_in import walk_in
from domain.booking import State
from domain.ids import PersonId, ResourceId
from domain.kinds import Kind
from domain.ledger import DayChange
from domain.refusals import Refusal
from tests.application.town import (
    ADA,
    BOB,
    GONE,
    THREE_DAYS,
    TOMORROW,
    a_town,
    booked,
    books,
    entries,
    faults,
    head,
    nothing_left,
    notices_of,
    refused,
)
from tests.builders import TODAY, a_desk, a_room, a_site, a_vehicle, at, span
from tests.fakes import World

ME = {"caller": ADA, "person": PersonId("ada")}


async def sits(world: World, place: str) -> Saved:
    result = await sit_here(world.ports, caller=ADA, person=ADA.id, resource=ResourceId(place))
    assert isinstance(result, Saved), result
    return result


async def test_not_coming_frees_the_place_and_twice_changes_nothing() -> None:
    world = a_town()
    made = await books(world)
    await cancel_booking(world.ports, caller=ADA, booking=made.id)
    assert await nothing_left(world)
    again = await cancel_booking(world.ports, caller=ADA, booking=made.id)
    assert isinstance(again, Saved)
    assert not again.changed
    assert await notices_of(world, made.id) == ["booked", "cancelled"]


async def test_a_lost_answer_to_a_cancellation_is_found() -> None:
    world = a_town()
    made = await books(world)
    world.bookings.fail_next(after=GONE)
    assert booked(await cancel_booking(world.ports, caller=ADA, booking=made.id))
    assert await notices_of(world, made.id) == ["booked", "cancelled"]


async def test_a_change_of_state_while_the_storage_is_gone_is_unavailable() -> None:
    world = a_town()
    made = await books(world)
    world.bookings.fail_next(before=GONE, times=20)
    with pytest.raises(Unavailable):
        await cancel_booking(world.ports, caller=ADA, booking=made.id)
    assert head(world, made.id).state is State.BOOKED


async def test_leaving_frees_the_rest_and_leaving_before_the_start_cancels() -> None:
    world = a_town()
    first, second = await books(world, "08:00", "12:00"), await books(world, "13:00", "15:00")
    world.clock.set(at("08:30"))
    await check_in(world.ports, caller=ADA, booking=first.id)
    world.clock.set(at("10:00"))
    left = booked(await check_out(world.ports, caller=ADA, booking=first.id))
    assert (left.state, left.ended_at) == (State.ENDED, at("10:00"))
    after = booked(await check_out(world.ports, caller=ADA, booking=second.id))
    assert after.state is State.CANCELLED
    assert await nothing_left(world)


async def test_checking_in_when_the_release_was_first_is_refused() -> None:
    world = a_town()
    made = await books(world, "08:00", "12:00")
    world.clock.set(at("09:00"))

    async def released(_: DayChange) -> None:
        assert await release_no_shows(world.ports) == 1

    world.bookings.before_apply = released
    answer = refused(await check_in(world.ports, caller=ADA, booking=made.id))
    assert answer.why is Refusal.WRONG_STATE
    assert await notices_of(world, made.id) == ["booked", "released"]


async def test_a_release_when_the_check_in_was_first_leaves_the_person_in_peace() -> None:
    world = a_town()
    made = await books(world, "08:00", "12:00")
    world.clock.set(at("09:00"))

    async def arrived(_: DayChange) -> None:
        booked(await check_in(world.ports, caller=ADA, booking=made.id))

    world.bookings.before_apply = arrived
    assert await release_no_shows(world.ports) == 0
    assert head(world, made.id).state is State.CHECKED_IN
    assert await notices_of(world, made.id) == ["booked"]


async def test_the_grace_ends_on_the_minute() -> None:
    world = a_town()
    await books(world, "08:00", "12:00")
    world.clock.set(at("08:59"))
    assert await release_no_shows(world.ports) == 0
    world.clock.set(at("09:00"))
    assert await release_no_shows(world.ports) == 1
    assert await nothing_left(world)


async def test_a_stalled_weekend_is_caught_up_and_the_cursor_moves_on() -> None:
    world = a_town()
    await release_no_shows(world.ports)
    for day in ("2026-11-24", "2026-11-25", "2026-11-26"):
        await books(world, f"{day} 13:00", f"{day} 15:00")
    world.clock.set(at("2026-11-27 09:00"))
    assert await release_no_shows(world.ports) == 3
    assert world.heartbeats.beats[JOB].cursor == "2026-11-27"
    assert await release_no_shows(world.ports) == 0


async def test_a_pass_that_fails_half_way_is_gone_on_with() -> None:
    world = a_town()
    await release_no_shows(world.ports)
    await books(world, "13:00", "15:00")
    await books(world, "2026-11-25 13:00", "2026-11-25 15:00")
    world.clock.set(at("2026-11-25 16:00"))
    world.bookings.fail_next()
    world.bookings.fail_next(before=GONE, times=20)
    with pytest.raises(Unavailable):
        await release_no_shows(world.ports)
    assert world.heartbeats.beats[JOB].cursor == "2026-11-24"
    world.bookings._orders.clear()
    assert await release_no_shows(world.ports) == 1
    assert await nothing_left(world)


async def test_a_span_from_last_night_is_released_when_its_own_grace_is_over() -> None:
    """On the second day its share begins at midnight; its grace began before."""
    rules = {Kind.ROOM: {"within_opening_hours": False, "check_in_closes": timedelta(hours=1)}}
    world = a_town(a_room(), rules=rules)
    made = await books(world, "2026-11-24 23:30", "2026-11-25 04:00", place="room-1")
    world.clock.set(at("2026-11-25 00:05"))
    assert await release_no_shows(world.ports) == 0
    world.clock.set(at("2026-11-25 00:35"))
    assert await release_no_shows(world.ports) == 1
    assert head(world, made.id).state is State.RELEASED
    assert await nothing_left(world)


async def test_the_later_days_of_a_span_that_is_used_are_never_released() -> None:
    rules = {Kind.VEHICLE: {"check_in_required": True}}
    world = a_town(a_vehicle(), rules=rules)
    made = await books(world, THREE_DAYS, place="car-1")
    world.clock.set(at("10:30"))
    await check_in(world.ports, caller=ADA, booking=made.id)
    for moment in ("2026-11-25 05:00", "2026-11-26 05:00"):
        world.clock.set(at(moment))
        assert await release_no_shows(world.ports) == 0
    assert [e.state for e in await entries(world, TOMORROW)] == [State.CHECKED_IN]


async def test_a_pass_ends_holds_that_ran_out() -> None:
    world = a_town()
    world.bookings.fail_next(times=2)
    world.bookings.fail_next(before=GONE, times=100)
    with pytest.raises(Unavailable):
        await books(world, THREE_DAYS, place="car-1")
    world.bookings._orders.clear()
    world.clock.advance(timedelta(minutes=1))
    await release_no_shows(world.ports)
    assert await nothing_left(world)


async def test_walking_in_books_and_checks_in_at_once_until_the_part_of_day_ends() -> None:
    world = a_town()
    world.clock.set(at("09:07"))
    made = booked(await walk_in(world.ports, resource=ResourceId("desk-1"), **ME))  # type: ignore[arg-type]  # by name
    assert (made.state, made.span) == (State.CHECKED_IN, span("09:07", "12:00"))
    assert len(world.bookings.applied) == 1


async def test_walking_in_ends_where_the_next_booking_begins_and_begins_where_the_last_ended() -> (
    None
):
    world = a_town()
    await books(world, "08:00", "09:00", who="bob")
    await books(world, "10:00", "11:00", who="bob")
    world.clock.set(at("09:00"))
    made = booked(await walk_in(world.ports, resource=ResourceId("desk-1"), **ME))  # type: ignore[arg-type]  # by name
    assert made.span == span("09:00", "10:00")


async def test_walking_in_ends_where_ones_own_next_booking_begins() -> None:
    world = a_town()
    await books(world, "11:00", "15:00", place="desk-2")
    world.clock.set(at("09:00"))
    made = booked(await walk_in(world.ports, resource=ResourceId("desk-1"), **ME))  # type: ignore[arg-type]  # by name
    assert made.span == span("09:00", "11:00")


async def test_walking_in_where_someone_sits_is_refused() -> None:
    world = a_town()
    await books(world, who="bob")
    world.clock.set(at("09:00"))
    answer = refused(await walk_in(world.ports, resource=ResourceId("desk-1"), **ME))  # type: ignore[arg-type]  # by name
    assert answer.why is Refusal.TAKEN
    assert answer.alternatives[0].resource == "desk-2"


async def test_sitting_elsewhere_moves_the_booking_from_now_on_and_checks_in() -> None:
    world = a_town()
    made = await books(world, "08:00", "12:00")
    world.clock.set(at("08:20"))
    moved = (await sits(world, "desk-2")).booking
    assert (moved.id, moved.at.resource, moved.state) == (made.id, "desk-2", State.CHECKED_IN)
    assert moved.span == span("08:20", "12:00")
    assert await faults(world) == []


async def test_sitting_where_one_booked_checks_in() -> None:
    world = a_town()
    made = await books(world, "08:00", "12:00")
    assert (await sits(world, "desk-1")).booking.id == made.id
    assert head(world, made.id).state is State.CHECKED_IN


async def test_sitting_down_early_elsewhere_keeps_the_start() -> None:
    world = a_town()
    await books(world, "09:00", "12:00")
    world.clock.set(at("08:30"))
    assert (await sits(world, "desk-2")).booking.span == span("09:00", "12:00")
    world.clock.set(at("08:40"))
    assert (await sits(world, "desk-1")).booking.state is State.CHECKED_IN


async def test_sitting_down_at_another_site_moves_there() -> None:
    world = a_town(a_desk(), a_desk("far", site="annex"), sites=[a_site(), a_site("annex")])
    made = await books(world, "08:00", "12:00")
    moved = (await sits(world, "far")).booking
    assert (moved.id, moved.at.site) == (made.id, "annex")
    assert [e.site for e in await entries(world)] == ["annex"]
    assert await faults(world) == []


async def test_sitting_down_without_a_booking_is_a_walk_in() -> None:
    world = a_town()
    assert (await sits(world, "desk-1")).booking.state is State.CHECKED_IN


async def test_sitting_down_long_before_ones_booking_is_a_walk_in_that_ends_there() -> None:
    world = a_town()
    await books(world, "10:00", "12:00", place="desk-2")
    assert (await sits(world, "desk-1")).booking.span == span("08:00", "10:00")


async def test_a_share_that_did_not_follow_its_cancellation_does_not_keep_one_from_sitting_down() -> (
    None
):
    rules = {Kind.DESK: {"longest": timedelta(hours=60), "within_opening_hours": False}}
    world = a_town(a_desk("desk-1"), a_desk("desk-2"), rules=rules)
    made = await books(world, THREE_DAYS)
    world.bookings.fail_next()
    world.bookings.fail_next(before=GONE, times=2)
    await cancel_booking(world.ports, caller=ADA, booking=made.id)
    world.clock.set(at("2026-11-25 09:00"))
    assert [e.booking for e in await entries(world, date(2026, 11, 25))] == [made.id]
    seated = (await sits(world, "desk-2")).booking
    assert (seated.state, seated.id != made.id) == (State.CHECKED_IN, True)


async def test_nobody_checks_in_for_a_stranger() -> None:
    world = a_town()
    made = await books(world)
    answer = refused(await check_in(world.ports, caller=BOB, booking=made.id))
    assert answer.why is Refusal.NOT_YOURS
    assert TODAY in world.bookings.rows
