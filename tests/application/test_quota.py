"""Quotas over a period: exact under races, and given back when nothing was booked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.book import book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.faults import Stale, Unavailable
from domain.ids import PersonId, ResourceId
from domain.kinds import Kind
from domain.ledger import DayChange
from domain.refusals import Refusal
from tests.application.town import (
    ADA,
    FAY,
    GONE,
    a_town,
    an_ask,
    booked,
    books,
    refused,
)
from tests.builders import a_counter, a_desk, a_directory, a_site, at, span
from tests.fakes import World

HELD = {Kind.DESK: {"held_at_once": 1}}
WEEKLY = {Kind.DESK: {"per_week": 2}}
DAYS = [f"2026-11-{day}" for day in (24, 25, 26, 27)]


async def counted(world: World, period: str = "held-desk") -> list[str]:
    return sorted((await world.quotas.row(PersonId("ada"), period)).counted)


async def test_as_many_as_the_rule_says_are_held_at_once() -> None:
    world = a_town(rules=HELD)
    first = await books(world)
    answer = refused(await book(world.ports, an_ask("13:00", "15:00")))
    assert (answer.why, answer.limits) == (Refusal.TOO_MANY_HELD, (("most", 1),))
    await cancel_booking(world.ports, caller=ADA, booking=first.id)
    assert await books(world, "13:00", "15:00")


async def test_what_is_over_is_no_longer_held() -> None:
    world = a_town(rules=HELD)
    await books(world)
    world.clock.set(at("12:00"))
    second = await books(world, "13:00", "15:00")
    assert await counted(world) == [second.id]


async def test_a_week_counts_what_was_used_but_not_what_was_cancelled() -> None:
    world = a_town(rules=WEEKLY)
    first = await books(world, f"{DAYS[0]} 09:00", f"{DAYS[0]} 10:00")
    await books(world, f"{DAYS[1]} 09:00", f"{DAYS[1]} 10:00")
    third = an_ask(f"{DAYS[2]} 09:00", f"{DAYS[2]} 10:00")
    assert refused(await book(world.ports, third)).why is Refusal.WEEK_QUOTA
    await cancel_booking(world.ports, caller=ADA, booking=first.id)
    assert booked(await book(world.ports, third))
    assert await books(world, "2026-11-30 09:00", "2026-11-30 10:00")


async def test_a_place_lost_to_another_costs_no_quota() -> None:
    world = a_town(rules=HELD)

    async def quicker(_: DayChange) -> None:
        await books(world, who="bob")

    world.bookings.before_apply = quicker
    assert refused(await book(world.ports, an_ask())).why is Refusal.TAKEN
    assert await counted(world) == []
    assert await books(world, place="desk-2")


async def test_what_could_not_be_written_stops_counting_after_a_while() -> None:
    world = a_town(rules=HELD)
    world.bookings.fail_next(before=GONE, times=50)
    with pytest.raises(Unavailable):
        await book(world.ports, an_ask())
    world.bookings._orders.clear()
    assert refused(await book(world.ports, an_ask())).why is Refusal.TOO_MANY_HELD
    world.clock.advance(timedelta(minutes=3))
    assert await books(world)


async def test_two_at_the_same_moment_do_not_both_get_the_last_one() -> None:
    world = a_town(rules=HELD)
    rivals: list[object] = []

    async def second(_: DayChange) -> None:
        rivals.append(await book(world.ports, an_ask("13:00", "15:00")))

    world.bookings.before_apply = second
    assert await books(world)
    assert refused(rivals[0]).why is Refusal.TOO_MANY_HELD


async def test_a_row_that_keeps_changing_is_unavailable_never_stale() -> None:
    world = a_town(rules=HELD)
    world.quotas.fail_next(before=Stale("again"), times=50)
    with pytest.raises(Unavailable):
        await book(world.ports, an_ask())


async def test_a_row_whose_answer_was_lost_is_read_again() -> None:
    world = a_town(rules=HELD)
    world.quotas.fail_next(after=GONE)
    assert await counted(world) == [] and [(await books(world)).id] == await counted(world)


async def test_changing_what_counts_already_takes_nothing_more() -> None:
    world = a_town()
    first = await books(world)
    second = await books(world, "13:00", "15:00")
    world.places.known = a_directory(
        *(world.places.known.resources.values() if world.places.known else ()), rules=HELD
    )
    for made in (first, second):
        changes = Changes(resource=ResourceId("desk-2"))
        moved = await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)
        assert booked(moved).at.resource == "desk-2"


async def test_a_booking_on_its_way_into_a_week_keeps_the_room_it_counted() -> None:
    rules = {Kind.DESK: {"per_week": 1}}
    world = a_town(rules=rules)
    made = await books(world, "2026-11-30 09:00", "2026-11-30 10:00")
    rivals: list[object] = []
    world.clock.advance(timedelta(seconds=1))

    async def second(_: DayChange) -> None:
        ask = an_ask(f"{DAYS[1]} 13:00", f"{DAYS[1]} 15:00")
        rivals.append(await book(world.ports, ask))

    world.bookings.before_apply = second
    changes = Changes(when=span(f"{DAYS[0]} 09:00", f"{DAYS[0]} 10:00"))
    moved = await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)
    assert booked(moved).span == changes.when
    assert refused(rivals[0]).why is Refusal.WEEK_QUOTA


async def test_a_booking_that_became_one_of_another_kind_counts_there() -> None:
    world = a_town(a_desk(), a_counter(), sites=[a_site()], rules=HELD)
    made = await books(world)
    world.clock.advance(timedelta(seconds=1))
    changes = Changes(resource=ResourceId("counter-1"))
    await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)
    assert await books(world, "13:00", "15:00")


async def test_a_change_refused_after_it_had_counted_is_counted_no_more() -> None:
    rules = {Kind.COUNTER: {"held_at_once": 1}}
    world = a_town(a_desk(), a_counter(), sites=[a_site()], rules=rules)
    made = await books(world)
    world.clock.advance(timedelta(seconds=1))

    async def quicker(_: DayChange) -> None:
        await books(world, who="bob", place="counter-1")

    world.bookings.before_apply = quicker
    changes = Changes(resource=ResourceId("counter-1"))
    no = await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)
    assert refused(no).why is Refusal.TAKEN
    assert await counted(world, "held-counter") == []


async def test_what_was_booked_with_a_reason_counts_but_is_not_refused() -> None:
    world = a_town(rules=HELD)
    forced = replace(an_ask(), caller=FAY, override="two desks while the lift is mended")
    booked(await book(world.ports, forced))
    again = replace(an_ask("13:00", "15:00"), caller=FAY, override="the same")
    assert booked(await book(world.ports, again))
    assert len(await counted(world)) == 2
    assert refused(await book(world.ports, an_ask("15:00", "16:00"))).why is Refusal.TOO_MANY_HELD
