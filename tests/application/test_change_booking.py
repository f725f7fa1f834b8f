"""Changing a booking: another time, another place, another day; its id stays."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from application.book import book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.faults import Unavailable
from application.release_no_shows import release_no_shows
from application.saved import Saved
from application.sweep import sweep
from domain.booking import Booking, State
from domain.ids import ResourceId
from domain.ledger import DayChange
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.when import Interval, PartId
from tests.application.town import (
    ADA,
    BOB,
    FAY,
    GONE,
    TOMORROW,
    a_town,
    an_ask,
    booked,
    books,
    entries,
    faults,
    head,
    heads,
    notices_of,
    refused,
)
from tests.builders import TODAY, a_desk, a_part, a_part_wish, a_site, at, span
from tests.fakes import World

DESK_2 = Changes(resource=ResourceId("desk-2"))
TO_TOMORROW = Changes(when=span("2026-11-25 09:00", "2026-11-25 12:00"))
TO_THURSDAY = Changes(when=span("2026-11-26 09:00", "2026-11-26 12:00"))


async def changes(
    world: World, booking: Booking, what: Changes, *, by: Person = ADA, seen: str | None = None
) -> Saved | Refused:
    return await change_booking(world.ports, caller=by, booking=booking.id, changes=what, seen=seen)


async def test_a_change_within_the_day_is_one_transaction_whatever_the_places() -> None:
    world = a_town()
    made = await books(world)
    after = booked(await changes(world, made, replace(DESK_2, when=span("10:00", "13:00"))))
    assert (after.id, after.at.resource, after.span) == (made.id, "desk-2", span("10:00", "13:00"))
    assert len(world.bookings.applied) == 2
    assert [e.resource for e in await entries(world)] == ["desk-2"]
    assert await notices_of(world, made.id) == ["booked", "changed"]


async def test_a_lost_answer_after_a_change_is_found() -> None:
    world = a_town()
    made = await books(world)
    world.bookings.fail_next(after=GONE)
    assert booked(await changes(world, made, DESK_2)).at.resource == "desk-2"
    assert await notices_of(world, made.id) == ["booked", "changed"]


async def test_a_race_for_the_new_place_is_decided_again() -> None:
    world = a_town()
    made = await books(world)

    async def quicker(_: DayChange) -> None:
        await books(world, who="bob", place="desk-2")

    world.bookings.before_apply = quicker
    assert refused(await changes(world, made, DESK_2)).why is Refusal.TAKEN
    assert head(world, made.id) == made


async def test_what_is_offered_instead_does_not_count_the_booking_that_is_changed() -> None:
    world = a_town()
    made = await books(world, "10:00", "11:00")
    await books(world, "12:00", "13:00", who="bob")
    answer = refused(await changes(world, made, Changes(when=span("11:30", "12:30"))))
    assert answer.why is Refusal.TAKEN
    assert (ResourceId("desk-2"), span("11:30", "12:30")) in [
        (each.resource, each.span) for each in answer.alternatives
    ]
    assert ResourceId("desk-1") in [each.resource for each in answer.alternatives]


async def test_moving_to_another_day_keeps_the_id_and_frees_the_old_day() -> None:
    world = a_town()
    made = await books(world)
    after = booked(await changes(world, made, TO_TOMORROW))
    assert after.id == made.id
    assert after.state is State.BOOKED
    assert await entries(world, TODAY) == []
    assert [e.booking for e in await entries(world, TOMORROW)] == [made.id]
    assert await notices_of(world, made.id) == ["booked", "changed"]
    assert await faults(world) == []


async def test_moving_there_and_back_leaves_no_trace_but_the_mark_that_it_went() -> None:
    world = a_town()
    made = await books(world)
    await changes(world, made, TO_TOMORROW)
    await changes(world, made, Changes(when=made.span))
    assert [e.booking for e in await entries(world, TODAY)] == [made.id]
    assert await entries(world, TOMORROW) == []
    assert (await world.bookings.whole_day(TOMORROW)).legs[made.id].value.state is State.MOVED
    assert await faults(world) == []


async def test_a_move_to_a_day_that_is_taken_meanwhile_leaves_everything_as_it_was() -> None:
    world = a_town()
    made = await books(world)

    async def quicker(_: DayChange) -> None:
        await books(world, "2026-11-25 09:00", "2026-11-25 12:00", who="bob")

    world.bookings.before_apply = quicker
    assert refused(await changes(world, made, TO_TOMORROW)).why is Refusal.TAKEN
    assert head(world, made.id) == made
    assert await faults(world) == []


async def test_the_version_a_caller_saw_outlives_a_move_that_came_to_nothing() -> None:
    world = a_town()
    made = await books(world)
    world.bookings.fail_next()
    world.bookings.fail_next(before=GONE, times=100)
    with pytest.raises(Unavailable):
        await changes(world, made, TO_TOMORROW, seen=made.change)
    world.bookings._orders.clear()
    assert head(world, made.id).moving is not None
    world.clock.advance(timedelta(minutes=1))
    after = booked(await changes(world, made, TO_TOMORROW, seen=made.change))
    assert after.span == TO_TOMORROW.when
    assert await faults(world) == []


async def test_what_somebody_else_changed_meanwhile_is_not_changed_unseen() -> None:
    world = a_town()
    made = await books(world)
    await changes(world, made, DESK_2, by=FAY)
    answer = await changes(world, made, TO_TOMORROW, seen=made.change)
    assert refused(answer).why is Refusal.CHANGED_MEANWHILE


async def test_a_change_between_the_look_and_the_write_is_not_overwritten_either() -> None:
    world = a_town()
    made = await books(world)

    async def quicker(_: DayChange) -> None:
        await changes(world, made, DESK_2, by=FAY)

    world.bookings.before_apply = quicker
    answer = await changes(world, made, Changes(when=span("10:00", "11:00")), seen=made.change)
    assert refused(answer).why is Refusal.CHANGED_MEANWHILE


async def test_two_who_move_one_booking_end_with_one_of_both_wishes() -> None:
    world = a_town()
    made = await books(world)

    async def other(change: DayChange) -> None:
        if change.day == TODAY:
            world.bookings.before_apply = other
            return
        with pytest.raises(Unavailable):
            await changes(world, made, TO_THURSDAY, by=FAY)

    world.bookings.before_apply = other
    result = await changes(world, made, TO_TOMORROW)
    world.clock.advance(timedelta(minutes=1))
    await sweep(world.ports)
    now = head(world, made.id)
    assert booked(result).span == now.span
    assert now.moving is None
    assert len([e for day in world.bookings.rows for e in await entries(world, day)]) == 1
    assert await faults(world) == []


@pytest.mark.parametrize("written", range(1, 7))
async def test_a_move_that_breaks_off_anywhere_is_made_or_not_made(written: int) -> None:
    world = a_town()
    made = await books(world)
    world.bookings.fail_next(times=written - 1)
    world.bookings.fail_next(before=GONE, times=100)
    with suppress(Unavailable):
        await changes(world, made, TO_TOMORROW)
    world.bookings._orders.clear()
    world.clock.advance(timedelta(minutes=1))
    await sweep(world.ports)
    day = TOMORROW if head(world, made.id).span == TO_TOMORROW.when else TODAY
    held = {each: await entries(world, each) for each in (TODAY, TOMORROW)}
    assert [e.booking for e in held.pop(day)] == [made.id]
    assert list(held.values()) == [[]]
    assert await faults(world) == []


async def test_a_booking_that_is_released_while_it_moves_stays_released() -> None:
    world = a_town()
    made = await books(world, "07:00", "12:00")
    world.clock.set(at("09:30"))

    async def released(change: DayChange) -> None:
        if change.day == TODAY:
            world.bookings.before_apply = released
            return
        await release_no_shows(world.ports)

    world.bookings.before_apply = released
    assert refused(await changes(world, made, TO_TOMORROW)).why is Refusal.WRONG_STATE
    after = head(world, made.id)
    assert (after.state, after.moving, after.span) == (State.RELEASED, None, made.span)
    await sweep(world.ports)
    assert [e for day in world.bookings.rows for e in await entries(world, day)] == []
    assert await faults(world) == []


async def test_a_cancellation_during_a_move_wins() -> None:
    world = a_town()
    made = await books(world)

    async def cancelled(change: DayChange) -> None:
        if change.day == TODAY:
            world.bookings.before_apply = cancelled
            return
        await cancel_booking(world.ports, caller=ADA, booking=made.id)

    world.bookings.before_apply = cancelled
    assert refused(await changes(world, made, TO_TOMORROW)).why is Refusal.WRONG_STATE
    assert await entries(world, TOMORROW) == []
    assert head(world, made.id).state is State.CANCELLED
    assert await faults(world) == []


async def test_whoever_is_there_cannot_begin_later() -> None:
    world = a_town()
    made = await books(world, "08:30", "12:00")
    await check_in(world.ports, caller=ADA, booking=made.id)
    assert refused(await changes(world, made, TO_TOMORROW)).why is Refusal.WRONG_STATE
    after = booked(await changes(world, made, Changes(when=span("08:30", "15:00"))))
    assert after.state is State.CHECKED_IN


async def test_a_place_that_was_just_taken_is_kept_for_the_grace() -> None:
    world = a_town()
    made = await books(world, "08:00", "12:00")
    world.clock.set(at("08:50"))
    await changes(world, made, DESK_2)
    world.clock.set(at("09:10"))
    assert await release_no_shows(world.ports) == 0
    world.clock.set(at("09:50"))
    assert await release_no_shows(world.ports) == 1


async def test_a_note_alone_changes_no_ledger_and_tells_nobody() -> None:
    world = a_town()
    made = await books(world)
    after = booked(await changes(world, made, Changes(note="by the window")))
    assert after.note == "by the window"
    assert world.bookings.applied[-1].resources == ()
    assert await notices_of(world, made.id) == ["booked"]


async def test_a_booking_that_is_over_gets_no_new_note() -> None:
    world = a_town()
    made = await books(world)
    booked(await cancel_booking(world.ports, caller=ADA, booking=made.id))
    no = refused(await changes(world, made, Changes(note="by the window")))
    assert (no.why, no.limits) == (Refusal.WRONG_STATE, (("state", "cancelled"),))
    assert head(world, made.id).note == made.note


async def test_the_same_again_changes_nothing() -> None:
    world = a_town()
    made = await books(world)
    result = await changes(world, made, Changes(when=made.span))
    assert result == Saved(booking=made, changed=False)


async def test_only_whose_it_is_and_who_may_book_for_them_changes_it() -> None:
    world = a_town()
    made = await books(world)
    assert refused(await changes(world, made, DESK_2, by=BOB)).why is Refusal.NOT_YOURS


async def test_a_reason_given_by_the_facility_manager_does_not_bind_the_person_later() -> None:
    world = a_town()
    forced = replace(an_ask("09:00", "12:00"), caller=FAY, override="the lift is out of order")
    made = booked(await book(world.ports, forced))
    after = booked(await changes(world, made, DESK_2))
    assert (after.at.resource, after.override) == ("desk-2", "")


async def test_a_part_of_day_moves_to_a_site_that_does_not_know_it_and_keeps_its_hours() -> None:
    other = a_site("annex", parts=(a_part("whole", "08:00", "18:00"),))
    world = a_town(a_desk(), a_desk("far", site="annex"), sites=[a_site(), other])
    wish = a_part_wish()
    made = booked(await book(world.ports, an_ask(wish.span)))
    named = replace(made, at=replace(made.at, promise=wish.promise))
    row = world.bookings.rows[TODAY]
    row[f"booking|{made.id}"] = (row[f"booking|{made.id}"][0], named)
    after = booked(await changes(world, named, Changes(resource=ResourceId("far"))))
    assert after.span == Interval(wish.span.start, wish.span.end)
    assert after.at.promise.part is None
    back = booked(await changes(world, after, Changes(when=wish.span)))
    assert back.at.promise.part != PartId("morning")


async def test_of_someone_who_left_the_facility_manager_may_still_cancel() -> None:
    world = a_town()
    made = await books(world)
    del world.people.known[ADA.id]
    assert booked(await cancel_booking(world.ports, caller=FAY, booking=made.id))
    assert [each.state for each in heads(world)] == [State.CANCELLED]
