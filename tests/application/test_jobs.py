"""The jobs: reminding, sweeping and repairing, aggregating."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from adapters.telemetry.counts import MemoryCounts
from application.aggregate import aggregate
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.counts import Kind as Happening
from application.deliver import deliver
from application.faults import Unavailable
from application.rebuild_day import check_day, rebuild_day
from application.remind import remind
from application.sweep import JOB, longest_horizon, sweep
from domain.booking import Booking, State
from domain.ids import BookingId, PersonId
from domain.kinds import Kind
from domain.ledger import Leg, PersonLedger, ResourceLedger, Version
from domain.notices import Topic
from domain.proving import Fault
from domain.rules import RuleException
from domain.when import PartId
from tests.application.town import (
    ADA,
    BOB,
    GONE,
    THREE_DAYS,
    TOMORROW,
    a_town,
    books,
    entries,
    faults,
    head,
)
from tests.builders import TODAY, a_desk, a_site, at, span
from tests.fake_bookings import Value
from tests.fake_counts import SUM
from tests.fakes import World


def told(world: World) -> list[tuple[Topic, str]]:
    return [(notice.topic, notice.booking.person) for notice in world.notices.told.values()]


# -- reminding


async def test_a_reminder_comes_half_an_hour_before_and_once() -> None:
    world = a_town()
    await books(world, "13:00", "15:00")
    for moment in ("12:15", "12:30", "12:30", "12:45"):
        world.clock.set(at(moment))
        await remind(world.ports)
    assert told(world) == [(Topic.REMINDER, "ada")]


async def test_a_release_is_announced_while_there_is_time_and_not_to_who_is_there() -> None:
    world = a_town()
    await books(world, "08:00", "12:00")
    bobs = await books(world, "08:00", "12:00", who="bob", place="desk-2")
    await check_in(world.ports, caller=BOB, booking=bobs.id)
    for moment in ("08:45", "08:50", "08:55"):
        world.clock.set(at(moment))
        await remind(world.ports)
    assert told(world) == [(Topic.RELEASE_WARNING, "ada")]


async def test_a_pass_that_failed_is_caught_up_and_tells_nobody_twice() -> None:
    world = a_town()
    await books(world, "13:00", "15:00")
    await books(world, "13:00", "15:00", who="bob", place="desk-2")
    world.clock.set(at("12:15"))
    await remind(world.ports)
    world.clock.set(at("12:30"))
    world.notices.fail_next()
    world.notices.fail_next(before=GONE)
    with pytest.raises(Unavailable):
        await remind(world.ports)
    world.clock.set(at("12:45"))
    await remind(world.ports)
    assert sorted(told(world)) == [(Topic.REMINDER, "ada"), (Topic.REMINDER, "bob")]


async def test_in_the_evening_everyone_with_something_tomorrow_is_told_once() -> None:
    world = a_town()
    first = await books(world, "2026-11-25 09:00", "2026-11-25 10:00")
    second = await books(world, "2026-11-25 11:00", "2026-11-25 12:00")
    gone = await books(world, "2026-11-25 09:00", "2026-11-25 10:00", who="bob", place="desk-2")
    await cancel_booking(world.ports, caller=BOB, booking=gone.id)
    for moment in ("16:45", "17:00", "17:15"):
        world.clock.set(at(moment))
        await remind(world.ports)
    (notice,) = world.notices.told.values()
    assert notice.topic is Topic.TOMORROW
    assert [notice.booking.id, *(each.id for each in notice.also)] == [first.id, second.id]


# -- sweeping and repairing

CAPPED = a_site(capacity=((PartId("morning"), 5),))


async def a_capped_day() -> tuple[World, Booking]:
    world = a_town(a_desk("desk-1"), a_desk("desk-2"), sites=[CAPPED])
    return world, await books(world)


def plant(world: World, key: str, change: Callable[[Value], Value] | None) -> None:
    """Damage one row of today; None removes it."""
    rows = world.bookings.rows[TODAY]
    if change is None:
        del rows[key]
    else:
        rows[key] = Version("v900"), change(rows[key][1])


def emptied(value: Value) -> Value:
    assert isinstance(value, ResourceLedger | PersonLedger)
    return replace(value, entries=())


def foreign(value: Value) -> Value:
    assert isinstance(value, ResourceLedger)
    return replace(
        value,
        entries=tuple(replace(e, booking=BookingId("2026-11-20-gone")) for e in value.entries),
    )


def tokenless(value: Value) -> Value:
    assert isinstance(value, PersonLedger)
    return replace(value, tokens={})


async def token_key(world: World) -> str:
    ((scope, part, k),) = (await world.bookings.whole_day(TODAY)).tokens
    return f"cap|{scope}|{part}|{k:04d}"


@pytest.mark.parametrize(
    ("key", "damage", "fault"),
    [
        ("resource|hall|desk-1", emptied, Fault.ENTRY_MISSING),
        ("person|ada", emptied, Fault.ENTRY_MISSING),
        ("resource|hall|desk-1", foreign, Fault.ENTRY_STRAY),
        ("person|ada", tokenless, Fault.TOKEN_MISSING),
        ("person|ada", tokenless, Fault.TOKEN_STRAY),
        ("token", None, Fault.TOKEN_MISSING),
        ("token", lambda _: PersonId("bob"), Fault.TOKEN_MISSING),
        ("token", lambda _: PersonId("bob"), Fault.TOKEN_STRAY),
    ],
)
async def test_the_sweep_finds_and_repairs_damage(
    key: str, damage: Callable[[Value], Value] | None, fault: Fault
) -> None:
    world, made = await a_capped_day()
    plant(world, await token_key(world) if key == "token" else key, damage)
    assert fault in {finding.fault for finding in await check_day(world.ports, TODAY)}
    assert "0 found" not in await sweep(world.ports)
    assert await faults(world) == []
    assert head(world, made.id) == made
    assert list((await world.bookings.whole_day(TODAY)).tokens.values()) == ["ada"]


async def test_what_stands_in_another_persons_ledger_goes() -> None:
    world, _ = await a_capped_day()
    ledger = world.bookings.rows[TODAY]["person|ada"][1]
    assert isinstance(ledger, PersonLedger)
    wrong = replace(ledger, person=PersonId("bob"), tokens={})
    world.bookings.rows[TODAY]["person|bob"] = Version("v901"), wrong
    assert await check_day(world.ports, TODAY)
    assert await rebuild_day(world.ports, TODAY) == ()


async def test_stranded_and_missing_legs_are_repaired() -> None:
    world = a_town()
    made = await books(world, THREE_DAYS, place="car-1")
    rows = world.bookings.rows[TOMORROW]
    leg = rows.pop(f"leg|{made.id}")[1]
    assert isinstance(leg, Leg)
    stray = BookingId("2026-11-24-stray")
    rows[f"leg|{stray}"] = Version("v902"), replace(leg, booking=stray)
    found = {finding.fault for finding in await check_day(world.ports, TOMORROW)}
    assert found == {Fault.LEG_MISSING, Fault.LEG_STRANDED}
    await sweep(world.ports)
    assert await faults(world) == []


async def test_what_cannot_be_repaired_is_said_and_not_touched() -> None:
    world = a_town()
    made = await books(world)
    twin = replace(made, id=BookingId("2026-11-24-twin"), person=PersonId("bob"))
    world.bookings.rows[TODAY][f"booking|{twin.id}"] = Version("v903"), twin
    left = await rebuild_day(world.ports, TODAY)
    assert [finding.fault for finding in left] == [Fault.TAKEN_TWICE]
    assert head(world, twin.id).state is State.BOOKED
    own = replace(
        made, id=BookingId("2026-11-24-own"), at=replace(made.at, resource=a_desk("desk-2").id)
    )
    world.bookings.rows[TODAY][f"booking|{own.id}"] = Version("v904"), own
    left = await rebuild_day(world.ports, TODAY)
    assert Fault.PERSON_TWICE in {finding.fault for finding in left}


async def test_a_limit_that_is_lower_than_what_is_there_is_said() -> None:
    world, _ = await a_capped_day()
    await books(world, who="bob", place="desk-2")
    known = world.places.known
    assert known is not None
    low = replace(CAPPED, capacity=((PartId("morning"), 1),))
    world.places.known = replace(known, sites={low.id: low})
    found = await rebuild_day(world.ports, TODAY)
    assert [finding.fault for finding in found] == [Fault.OVER_CAPACITY]
    assert len(await entries(world)) == 2


async def test_intents_that_nobody_carried_out_ring_again() -> None:
    world = a_town()
    made = await books(world)
    world.doorbell.rings.clear()
    world.clock.advance(timedelta(minutes=5))
    await sweep(world.ports)
    assert world.doorbell.rings == []
    world.clock.advance(timedelta(minutes=10))
    await sweep(world.ports)
    assert [ring.booking for ring in world.doorbell.rings] == [made.id]
    await deliver(world.ports, made.id)
    world.doorbell.rings.clear()
    await sweep(world.ports)
    assert world.doorbell.rings == []


async def test_intents_of_a_booking_made_long_ago_and_moved_ring_again_too() -> None:
    world = a_town()
    made = await books(world)
    changes = Changes(when=span("2026-12-10 09:00", "2026-12-10 12:00"))
    await change_booking(world.ports, caller=ADA, booking=made.id, changes=changes)
    world.clock.set(at("2026-12-04 03:00"))
    world.doorbell.rings.clear()
    await sweep(world.ports)
    assert [ring.booking for ring in world.doorbell.rings] == [made.id]


async def test_a_sweep_that_broke_off_goes_on_where_it_stopped() -> None:
    world = a_town()
    await books(world, "2026-11-24 14:00", "2026-11-24 15:00")
    await books(world, "2026-11-25 09:00", "2026-11-25 10:00")
    world.clock.advance(timedelta(hours=1))
    world.doorbell.fail_next()
    world.doorbell.fail_next(before=GONE)
    with pytest.raises(Unavailable):
        await sweep(world.ports)
    assert world.heartbeats.beats[JOB].cursor == "2026-11-24"
    await sweep(world.ports)
    assert world.heartbeats.beats[JOB].cursor == ""


async def test_a_sweep_asks_nothing_of_days_on_which_nothing_is_kept() -> None:
    world = a_town()
    asked = 0

    def count() -> None:
        nonlocal asked
        asked += 1

    world.bookings.before_call = count
    await sweep(world.ports)
    assert asked == 1


def test_the_longest_horizon_knows_the_exceptions_too() -> None:
    known = a_town().places.known
    assert known is not None
    usual = longest_horizon(known)
    further = RuleException(kind=Kind.DESK, changes={"horizon_days": usual + 100})
    policy = replace(known.policy, exceptions=(further,))
    assert longest_horizon(replace(known, policy=policy)) == usual + 100


# -- aggregating


async def test_every_day_that_is_over_is_summed_once_and_a_standstill_is_caught_up() -> None:
    world = a_town()
    await books(world, "08:00", "12:00")
    await books(world, "2026-11-26 09:00", "2026-11-26 10:00")
    assert await aggregate(world.ports) == 1
    world.clock.set(at("2026-11-27 02:00"))
    assert await aggregate(world.ports) == 3
    assert await aggregate(world.ports) == 0
    assert {day for day, *_ in world.statistics.sums} >= {TODAY, date(2026, 11, 26)}


async def test_the_night_sums_what_was_counted_and_forgets_after_thirteen_months() -> None:
    world = a_town()
    kept = world.platform.kept_counts
    world.clock.set(at("2026-11-25 02:40"))
    counts = MemoryCounts()
    counts.record(Happening.JOB, "remind", 0.1, "done")
    for process in ("one", "two"):
        await kept.keep(TODAY, process, counts.taken())
    for day in (date(2025, 9, 30), date(2025, 10, 1), date(2026, 11, 25)):
        await kept.keep(day, "one", counts.taken())
    await aggregate(world.ports)
    assert sorted(kept.said) == [
        (date(2025, 10, 1), SUM),
        (TODAY, SUM),
        (date(2026, 11, 25), "one"),
    ]
    (month,) = [each for each in await kept.month(TODAY.replace(day=1)) if each.day == TODAY]
    assert sum(tally.count for tally in month.counted.tallies.values()) == 2


async def test_a_pass_that_broke_off_does_its_days_again_with_the_same_result() -> None:
    world = a_town()
    await books(world, "08:00", "12:00")
    world.clock.set(at("2026-11-25 02:00"))
    world.statistics.fail_next(after=GONE)
    with pytest.raises(Unavailable):
        await aggregate(world.ports)
    first = dict(world.statistics.sums)
    assert await aggregate(world.ports) == 1
    assert world.statistics.sums == first
