"""Closing a place: whoever booked there is moved or cancelled, and told why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.close_place import Closing, list_affected, relocate
from application.deliver import deliver
from application.faults import Unavailable
from domain.booking import State
from domain.ids import ResourceId, SiteId
from domain.kinds import Kind
from domain.ledger import DayChange
from domain.notices import Topic
from domain.places import Closure, Mode
from domain.refusals import Refusal
from domain.rules import Policy
from tests.application.town import (
    ADA,
    FAY,
    GONE,
    THREE_DAYS,
    TOMORROW,
    a_town,
    books,
    entries,
    faults,
    head,
    refused,
)
from tests.builders import a_desk, a_site, a_vehicle
from tests.fakes import World

HALL = Closing(site=SiteId("hall"), reason="the roof leaks")
DESKS = (a_desk("desk-1"), a_desk("desk-2"), a_desk("far-1", site="annex"))


def block(world: World, *places: str) -> None:
    """The municipality as it is once these are blocked."""
    known = world.places.known
    assert known is not None
    blocked = {
        ResourceId(name): replace(known.resources[ResourceId(name)], mode=Mode.BLOCKED)
        for name in places
    }
    world.places.known = replace(known, resources={**known.resources, **blocked})


def close_tomorrow(world: World) -> None:
    known = world.places.known
    assert known is not None
    hall = known.sites[SiteId("hall")]
    shut = replace(hall, closures=(Closure(first=TOMORROW, last=TOMORROW),))
    world.places.known = replace(known, sites={**known.sites, hall.id: shut})


async def test_only_what_no_longer_fits_is_listed() -> None:
    world = a_town(*DESKS)
    await books(world)
    there = await books(world, "2026-11-25 09:00", "2026-11-25 12:00")
    await books(world, "2026-11-25 09:00", "2026-11-25 12:00", who="bob", place="far-1")
    close_tomorrow(world)
    (only,) = await list_affected(world.ports, HALL)
    assert (only.booking.id, only.refused.why) == (there.id, Refusal.CLOSED)


async def test_of_one_resource_only_its_own_bookings_are_listed() -> None:
    world = a_town(*DESKS)
    made = await books(world)
    await books(world, who="bob", place="desk-2")
    block(world, "desk-1", "desk-2")
    one = replace(HALL, resource=ResourceId("desk-1"))
    assert [each.booking.id for each in await list_affected(world.ports, one)] == [made.id]


async def test_a_booking_moves_to_the_nearest_place_and_its_person_is_told_why() -> None:
    world = a_town(*DESKS)
    made = await books(world)
    await deliver(world.ports, made.id)
    block(world, "desk-1")
    done = await relocate(world.ports, HALL, caller=FAY)
    assert [(b.id, b.at.resource) for b in done.moved] == [(made.id, "desk-2")]
    assert (done.cancelled, done.left) == ((), ())
    await deliver(world.ports, made.id)
    notice = list(world.notices.told.values())[-1]
    assert (notice.topic, notice.reason) == (Topic.CHANGED, "the roof leaks")
    assert notice.before == made.at
    assert await faults(world) == []


async def test_where_there_is_no_place_left_it_is_cancelled_and_told_even_if_nothing_was_told_yet() -> (
    None
):
    world = a_town(a_desk("desk-1"))
    made = await books(world)
    block(world, "desk-1")
    done = await relocate(world.ports, HALL, caller=FAY)
    assert [b.id for b in done.cancelled] == [made.id]
    await deliver(world.ports, made.id)
    (notice,) = world.notices.told.values()
    assert (notice.topic, notice.reason) == (Topic.PLACE_CLOSED, "the roof leaks")
    assert await entries(world) == []


async def test_whoever_sits_there_already_and_has_nowhere_to_go_is_checked_out() -> None:
    world = a_town(a_desk("desk-1"))
    made = await books(world, "08:00", "12:00")
    await check_in(world.ports, caller=ADA, booking=made.id)
    block(world, "desk-1")
    await relocate(world.ports, HALL, caller=FAY)
    assert head(world, made.id).state in (State.ENDED, State.CANCELLED)
    assert await entries(world) == []


async def test_it_waits_until_nobody_decides_by_the_old_directory() -> None:
    world = a_town(*DESKS)
    block(world, "desk-1")
    await relocate(world.ports, HALL, caller=FAY)
    assert world.clock.pauses[0] > 15


async def test_a_place_that_is_taken_meanwhile_is_planned_anew() -> None:
    world = a_town(*DESKS)
    made = await books(world)
    block(world, "desk-1")

    async def quicker(_: DayChange) -> None:
        await books(world, who="bob", place="desk-2")

    world.bookings.before_apply = quicker
    done = await relocate(world.ports, HALL, caller=FAY)
    assert [(b.id, b.at.resource) for b in done.moved] == [(made.id, "far-1")]
    assert done.left == ()


async def test_what_its_person_moved_or_cancelled_meanwhile_is_left_alone() -> None:
    world = a_town(a_desk("desk-1"), a_desk("desk-2"))
    made = await books(world)
    block(world, "desk-1")

    async def quicker(_: DayChange) -> None:
        await cancel_booking(world.ports, caller=ADA, booking=made.id)

    world.bookings.before_apply = quicker
    done = await relocate(world.ports, HALL, caller=FAY)
    assert (done.moved, done.cancelled, done.left) == ((), (), ())
    assert head(world, made.id).state is State.CANCELLED


async def test_a_pass_that_broke_off_goes_on_with_what_is_left_and_again_changes_nothing() -> None:
    world = a_town(*DESKS, a_desk("far-2", site="annex"))
    first = await books(world)
    second = await books(world, who="bob", place="desk-2")
    block(world, "desk-1", "desk-2")
    world.bookings.fail_next()
    world.bookings.fail_next(before=GONE, times=20)
    with pytest.raises(Unavailable):
        await relocate(world.ports, HALL, caller=FAY)
    world.bookings._orders.clear()
    done = await relocate(world.ports, HALL, caller=FAY)
    assert [b.id for b in done.moved] == [second.id]
    assert head(world, first.id).at.site == "annex"
    again = await relocate(world.ports, HALL, caller=FAY)
    assert (again.moved, again.cancelled, again.left) == ((), (), ())
    assert await faults(world) == []


async def test_a_span_of_several_days_moves_whole() -> None:
    world = a_town(a_vehicle("car-1"), a_vehicle("car-2"))
    made = await books(world, THREE_DAYS, place="car-1")
    block(world, "car-1")
    await relocate(world.ports, HALL, caller=FAY)
    assert head(world, made.id).at.resource == "car-2"
    assert [e.resource for e in await entries(world, TOMORROW)] == ["car-2"]
    assert await faults(world) == []


async def test_the_rules_of_the_house_keep_nobody_at_a_closed_place() -> None:
    """The booking is longer than the rules have allowed since it was made."""
    world = a_town(*DESKS)
    made = await books(world, "08:00", "17:00")
    block(world, "desk-1")
    known = world.places.known
    assert known is not None
    short = Policy(changes={Kind.DESK: {"longest": timedelta(hours=4)}})
    world.places.known = replace(known, policy=short)
    done = await relocate(world.ports, HALL, caller=FAY)
    assert [b.at.resource for b in done.moved] == ["desk-2"]
    assert head(world, made.id).override == "the roof leaks"


async def test_a_cancellation_of_what_was_seen_does_not_cancel_what_it_became() -> None:
    world = a_town(a_desk("desk-1"), a_desk("desk-2"), sites=[a_site()])
    made = await books(world)

    async def quicker(_: DayChange) -> None:
        changes = Changes(resource=ResourceId("desk-2"))
        await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)

    world.bookings.before_apply = quicker
    answer = await cancel_booking(world.ports, caller=ADA, booking=made.id, seen=made.change)
    assert refused(answer).why is Refusal.CHANGED_MEANWHILE
    assert head(world, made.id).state is State.BOOKED
