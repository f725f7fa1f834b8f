"""The nightly comparison: what was missed is found, foreign bookings are put right, ours on request."""

from dataclasses import replace
from datetime import timedelta

from application.ask_mailbox import ask_for
from application.deliver import deliver
from application.exchange import Trouble, Why, Wish
from application.impose import end_foreign
from application.reconcile_calendars import reconcile_calendars
from application.sync_calendars import sync_calendars
from domain.booking import State
from domain.calendar_event import Response
from domain.calendar_sync import Role
from domain.when import later
from tests.application.outlook import (
    BOX,
    OTHER_BOX,
    SERVICE,
    WINDOW,
    a_house,
    a_series,
    an_event,
    asks,
    called,
    foreign,
    granted,
    link_of,
    meets,
    rewrites,
    says,
    spans,
    state_of,
    syncs,
)
from tests.application.town import books, faults, head
from tests.builders import NOW, a_directory, at, span
from tests.fakes import World

WEEKS = ("2026-11-25", "2026-12-02", "2026-12-09", "2027-01-06")


async def compares(world: World, wish: Wish = Wish.RECONCILE) -> int:
    """The drift that a comparison finds."""
    await ask_for(world.ports, BOX, wish)
    assert await syncs(world) == "synced"
    assert state_of(world).wish is None
    return state_of(world).drift


async def test_every_room_is_asked_for_one_after_another() -> None:
    world = a_house()
    assert await reconcile_calendars(world.ports) == "2 to be compared"
    assert [(each.box, each.delay) for each in world.waker.wakes] == [
        (BOX, timedelta(0)),
        (OTHER_BOX, timedelta(seconds=2)),
    ]
    assert state_of(world).wish is Wish.RECONCILE


async def test_where_both_sides_agree_there_is_no_drift_and_no_write() -> None:
    world = a_house()
    await granted(world)
    a_series(world, *WEEKS)
    await syncs(world)
    world.calendars.calls.clear()
    assert await compares(world) == 0
    assert called(world) == ["changes", "changes"]
    assert state_of(world).drift_at == NOW


async def test_only_what_somebody_should_have_told_us_of_counts_as_a_change() -> None:
    world = a_house()
    meets(world)
    await syncs(world)
    assert state_of(world).changed_at is None  # the first list is of everything
    await syncs(world)
    assert state_of(world).changed_at is None
    meets(world, "11:00", "12:00")
    await syncs(world)
    assert state_of(world).changed_at == NOW
    world.clock.advance(timedelta(hours=1))
    await compares(world)
    assert state_of(world).changed_at == NOW


async def test_what_happened_since_the_last_round_is_no_drift() -> None:
    world = a_house()
    made = meets(world, "09:00", "10:00")
    await syncs(world)
    meets(world, "14:00", "15:00", made.id)
    meets(world, "16:00", "17:00")
    assert await compares(world) == 0
    assert spans(world) == [span("14:00", "15:00"), span("16:00", "17:00")]


async def test_a_deletion_that_was_missed_is_found_and_looked_for_before_anything_ends() -> None:
    world = a_house()
    made = meets(world, "09:00", "10:00")
    meets(world, "14:00", "15:00")
    await syncs(world)
    del world.calendars.boxes[BOX][made.id]
    world.calendars.calls.clear()
    assert await compares(world) == 1
    assert called(world) == ["changes", "changes", "read_many"]
    assert spans(world) == [span("14:00", "15:00")]
    assert await compares(world) == 0


async def test_a_deleted_occurrence_that_nothing_told_of_ends() -> None:
    world = a_house()
    first, *_ = a_series(world, *WEEKS)
    await syncs(world)
    del world.calendars.boxes[BOX][first.id]
    assert await compares(world) == 1
    assert [each.start for each in spans(world)] == [at(f"{day} 09:00") for day in WEEKS[1:3]]


async def test_a_foreign_booking_that_was_lost_or_stands_wrong_is_put_right() -> None:
    world = a_house()
    meets(world, "09:00", "10:00")
    await syncs(world)
    (booking,) = foreign(world)
    await end_foreign(world.ports, booking.id)
    assert await compares(world) == 1
    assert spans(world) == [span("09:00", "10:00")] and not await faults(world)


async def test_a_foreign_booking_of_no_meeting_ends() -> None:
    world = a_house()
    meets(world, "09:00", "10:00")
    await syncs(world)
    (link,) = world.links.every
    await world.links.remove(link)
    world.calendars.boxes[BOX].clear()
    assert await compares(world) == 1
    assert not foreign(world)


async def test_the_window_rolls_with_every_comparison_and_a_long_series_with_it() -> None:
    world = a_house()
    a_series(world, *WEEKS)
    await syncs(world)
    before = state_of(world).window
    assert before is not None and before.end > later(NOW, WINDOW)
    assert len(foreign(world)) == 3
    world.clock.advance(timedelta(days=14))
    assert await compares(world) == 0
    after = state_of(world).window
    assert after is not None and after.end - before.end == timedelta(days=14)
    assert [each.start for each in spans(world)][-1] == at("2027-01-06 09:00")


async def test_a_window_that_has_grown_short_is_renewed_without_being_asked() -> None:
    world = a_house()
    a_series(world, *WEEKS)
    await syncs(world)
    world.clock.advance(timedelta(days=14))
    await syncs(world)
    assert state_of(world).full_at == world.clock.now()
    assert [each.start for each in spans(world)][-1] == at("2027-01-06 09:00")


async def test_links_of_what_is_behind_the_window_are_let_go_and_its_booking_stays() -> None:
    world = a_house()
    ours = await granted(world, "09:00", "10:00")
    meets(world, "11:00", "12:00")
    await syncs(world)
    (booking,) = foreign(world)
    world.clock.advance(timedelta(days=3))
    assert await compares(world) == 0
    assert [(each.role, each.off) for each in world.links.every] == [(Role.MEETING, True)]
    assert head(world, booking.id).state is State.BOOKED
    assert head(world, ours.id).state is State.BOOKED


async def test_a_meeting_of_ours_whose_booking_we_do_not_know_is_drift_until_somebody_asks() -> (
    None
):
    world = a_house()
    made = await granted(world)
    await world.links.remove(link_of(world, made.id))
    copy = world.calendars.in_box(BOX)[0]
    world.calendars.put(BOX, replace(copy, created_at=at("07:00")))
    await syncs(world)
    world.clock.advance(timedelta(minutes=11))
    world.calendars.calls.clear()
    assert await compares(world) == 2, (
        "the meeting without a booking, the booking without a meeting"
    )
    assert not foreign(world)
    assert not [each for each in world.calendars.calls if each.writes]
    await ask_for(world.ports, BOX, Wish.REPAIR)
    assert await syncs(world) == "synced"
    (sent,) = world.calendars.in_box(SERVICE)
    assert (sent.booking, [each.uid for each in world.calendars.in_box(BOX)]) == (
        made.id,
        [sent.uid],
    )


async def test_after_a_repair_it_is_compared_once_more() -> None:
    world = a_house()
    made = await granted(world)
    await world.links.remove(link_of(world, made.id))
    world.clock.advance(timedelta(minutes=11))
    await ask_for(world.ports, BOX, Wish.REPAIR)
    await syncs(world)
    assert state_of(world).drift and state_of(world).wish is Wish.RECONCILE
    assert world.waker.wakes[-1].delay == timedelta(minutes=2)
    world.clock.advance(timedelta(minutes=2))
    await syncs(world)
    assert (state_of(world).drift, state_of(world).wish) == (0, None)


async def test_a_repair_waits_where_the_organisers_mailbox_is_busy() -> None:
    world = a_house()
    made = await granted(world)
    await world.links.remove(link_of(world, made.id))
    copy = world.calendars.in_box(BOX)[0]
    world.calendars.put(BOX, replace(copy, created_at=at("07:00")))
    await ask_for(world.ports, BOX, Wish.REPAIR)
    busy = Trouble(why=Why.LATER, wait=timedelta(minutes=1))
    world.calendars.trouble_next(busy, of="with_uid")
    assert await syncs(world) == "organiser later"
    assert state_of(world).wish is Wish.REPAIR
    world.clock.advance(timedelta(minutes=1))
    await syncs(world)
    assert not world.calendars.in_box(SERVICE)


async def test_a_room_that_threw_our_meeting_out_takes_the_booking_no_more() -> None:
    world = a_house()
    made = await granted(world)
    world.calendars.take(BOX, world.calendars.in_box(BOX)[0].id)
    await syncs(world)
    assert head(world, made.id).state is State.DECLINED


async def test_a_mailbox_that_is_no_rooms_any_more_is_left_and_its_meetings_with_it() -> None:
    world = a_house()
    meets(world, "09:00", "10:00")
    world.calendars.put(OTHER_BOX, an_event("09:00", "10:00", "other"))
    await syncs(world)
    await syncs(world, OTHER_BOX)
    known = world.places.known
    assert known is not None
    rooms = [
        replace(each, mailbox="") if each.id == "room-1" else each
        for each in known.resources.values()
    ]
    world.places.known = replace(a_directory(*rooms), policy=known.policy)
    assert "1 left" in await sync_calendars(world.ports)
    assert await syncs(world) == "left"
    assert [each.at.resource for each in foreign(world)] == ["room-2"]
    assert "0 left" in await sync_calendars(world.ports)
    world.places.known = known
    await syncs(world)
    assert len(foreign(world)) == 2


async def test_what_waits_for_an_answer_is_driven_on() -> None:
    world = a_house()
    made = await asks(world)
    world.doorbell.rings.clear()
    assert "0 rung again" in await sync_calendars(world.ports)
    world.clock.advance(timedelta(minutes=1))
    assert "1 rung again" in await sync_calendars(world.ports)
    assert world.doorbell.rings[-1].booking == made.id
    says(world, Response.ACCEPTED, made)
    await syncs(world)
    assert "0 rung again" in await sync_calendars(world.ports)


async def test_without_exchange_nothing_is_asked() -> None:
    world = a_house(on=False)
    assert await sync_calendars(world.ports) == "no Exchange"
    assert await reconcile_calendars(world.ports) == "no Exchange"
    assert await syncs(world) == "off"
    assert not world.calendars.calls


async def test_a_room_given_up_on_is_retracted_when_it_says_yes_after_all() -> None:
    world = a_house()
    made = await asks(world)
    await syncs(world)
    await rewrites(world, made, state=State.DECLINED)
    world.doorbell.rings.clear()
    says(world, Response.ACCEPTED, made)
    await syncs(world)
    assert [each.booking for each in world.doorbell.rings] == [made.id]
    assert head(world, made.id).state is State.DECLINED
    await deliver(world.ports, made.id)
    assert not world.calendars.in_box(SERVICE) and link_of(world, made.id).off
    assert await books(world, "09:00", "10:00", place="room-1")
