"""Sealing and verifying the audit, over a town in which things happen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from application.cancel_booking import cancel_booking
from application.deliver import LEASE, deliver
from application.faults import Unavailable
from application.record import record
from application.seal_audit import JOB, MOST_HOURS, seal_audit
from application.verify_audit import verify_audit
from domain.audit import Action, Outcome
from domain.refusals import Refusal, Refused
from domain.seals import HOUR, Seal
from domain.verifying import Break
from domain.when import later
from tests.application.town import ADA, BOB, GONE, RIE, a_town, books
from tests.fakes import World


async def a_day(world: World) -> None:
    """Some hours in which something was recorded, and one in which nothing was."""
    for hour in range(4):
        if hour != 2:
            await record(world.ports, Action.SIGNED_IN, actor=ADA.id)
            await record(world.ports, Action.PERSON_LOOKED_UP, actor=RIE.id, subject=BOB.id)
        world.clock.advance(HOUR)
    world.clock.advance(timedelta(minutes=15))
    await seal_audit(world.ports)


async def breaks(world: World) -> list[Break]:
    return [each.what for each in (await verify_audit(world.ports)).broken]


async def test_every_closed_hour_is_sealed_once_the_empty_ones_too() -> None:
    world = a_town()
    await a_day(world)
    seals = await world.ports.audit.seals()
    assert [seal.hour for seal in seals] == [
        later(seals[0].hour, n * HOUR) for n in range(len(seals))
    ]
    assert [seal.count for seal in seals][-4:] == [2, 2, 0, 2]
    assert await seal_audit(world.ports) == 0
    beat = await world.ports.heartbeats.last(JOB)
    assert beat is not None and beat.said.endswith(seals[-1].hash)


async def test_a_stalled_timer_is_caught_up() -> None:
    world = a_town()
    await a_day(world)
    await record(world.ports, Action.SIGNED_OUT, actor=ADA.id)
    world.clock.advance(timedelta(days=40))
    assert await seal_audit(world.ports) == MOST_HOURS
    assert await seal_audit(world.ports) == 40 * 24 - MOST_HOURS
    found = await verify_audit(world.ports)
    assert found.broken == () and found.unsealed == 0 and found.rows == 7


async def test_a_pass_that_breaks_off_is_gone_on_with() -> None:
    world = a_town()
    await a_day(world)
    world.clock.advance(timedelta(hours=5))
    world.audit.fail_next(after=Unavailable("gone"))
    with pytest.raises(Unavailable):
        await seal_audit(world.ports)
    assert await seal_audit(world.ports) == 4
    assert await breaks(world) == []


async def test_a_row_that_is_changed_added_or_taken_out_is_found() -> None:
    world = a_town()
    await a_day(world)
    assert await breaks(world) == []
    whole = list(world.audit.rows)
    row = whole[0]
    entry = replace(row.entry, outcome=Outcome.REFUSED)
    world.audit.rows = [replace(row, entry=entry), *whole[1:]]
    found = (await verify_audit(world.ports)).broken
    assert [(each.what, each.mark) for each in found] == [(Break.ROW_CHANGED, row.mark)]
    world.audit.rows = [replace(row, entry=replace(row.entry, actor=BOB.id)), *whole[1:]]
    found = (await verify_audit(world.ports)).broken
    assert [(each.what, each.detail) for each in found] == [(Break.VALUE_CHANGED, "actor")]
    world.audit.rows = whole[1:]
    assert await breaks(world) == [Break.ROWS_MISSING]
    world.audit.rows = [*whole, replace(row, recorded_at=later(row.recorded_at, 2 * HOUR))]
    assert Break.ROW_CHANGED in await breaks(world)


async def test_erasing_a_person_leaves_everything_verifiable_and_says_what_is_not_any_more() -> (
    None
):
    world = a_town()
    await a_day(world)
    assert await world.ports.audit.forget(BOB.id) == 3
    found = await verify_audit(world.ports)
    assert found.broken == () and found.erased == 3 and found.rows == 6


async def test_seals_taken_off_the_end_are_missed() -> None:
    world = a_town()
    await a_day(world)
    newest = max(world.audit.kept)
    del world.audit.kept[newest]
    assert await breaks(world) == [Break.SEAL_MISSING]


async def test_a_chain_made_anew_does_not_agree_with_what_was_written_down() -> None:
    world = a_town()
    await a_day(world)
    last = (await verify_audit(world.ports)).last
    assert last is not None
    world.audit.rows = []
    world.audit.kept = dict[object, Seal]()  # type: ignore[assignment]  # empty either way
    world.heartbeats.beats.clear()
    await record(world.ports, Action.SIGNED_IN, actor=ADA.id)
    world.clock.advance(timedelta(hours=2))
    await seal_audit(world.ports)
    assert await breaks(world) == []
    found = await verify_audit(world.ports, known=(last.hour, last.hash))
    assert [each.hour for each in found.broken] == [last.hour]


async def test_retention_takes_what_is_old_enough_and_nothing_younger() -> None:
    world = a_town()
    await a_day(world)
    world.clock.advance(timedelta(days=366))
    for _ in range(12):
        await seal_audit(world.ports)
    assert await world.ports.audit.prune(date(2026, 11, 25)) == 6
    assert await breaks(world) == []
    await record(world.ports, Action.SIGNED_IN, actor=ADA.id)
    tomorrow = later(world.clock.now(), timedelta(days=1)).date()
    await world.ports.audit.prune(tomorrow)
    assert await breaks(world) == [Break.REMOVED_TOO_EARLY]


# -- bookings


async def test_a_booking_is_in_the_audit_once_with_who_made_it_for_whom() -> None:
    world = a_town()
    world.origins.said = "web 192.0.2.0"
    made = await books(world, who="ada")
    for _ in range(3):
        await deliver(world.ports, made.id)
    await cancel_booking(world.ports, caller=RIE, booking=made.id, reason="Closed.")
    await deliver(world.ports, made.id)
    assert world.audit.told == [
        (Action.BOOKING_MADE, "ada", "ada"),
        (Action.BOOKING_CANCELLED, "rie", "ada"),
    ]
    last = world.audit.rows[-1].entry
    assert last.target == made.id and last.origin == "web 192.0.2.0" and last.reason == "Closed."


@pytest.mark.parametrize("after", [timedelta(0), timedelta(minutes=30), timedelta(hours=7)])
@pytest.mark.parametrize("written", [True, False])
async def test_a_delivery_that_broke_off_records_what_is_missing_and_nothing_twice(
    after: timedelta, written: bool
) -> None:
    world = a_town()
    made = await books(world)
    world.audit.fail_next(before=None if written else GONE, after=GONE)
    with pytest.raises(Unavailable):
        await deliver(world.ports, made.id)
    assert len(world.audit.rows) == written
    world.clock.advance(LEASE + after)
    await seal_audit(world.ports)
    assert await deliver(world.ports, made.id) == "told 1"
    assert [row.mark for row in world.audit.rows] == [f"{made.id}-000001"]
    await seal_audit(world.ports)
    assert await breaks(world) == []


async def test_mail_that_cannot_be_sent_keeps_nothing_from_the_audit() -> None:
    world = a_town()
    made = await books(world)
    world.notices.fail_next(before=GONE)
    with pytest.raises(Unavailable):
        await deliver(world.ports, made.id)
    assert world.audit.told == [(Action.BOOKING_MADE, "ada", "ada")]


# -- one call beside the act


async def test_an_act_is_recorded_with_where_it_came_from_and_why_it_was_refused() -> None:
    world = a_town()
    world.origins.said = "kiosk"
    refused = Refused(why=Refusal.NOT_YOURS, rule="may-book-for")
    await record(world.ports, Action.CODE_FAILED, actor=None, subject=BOB.id, refused=refused)
    entry = world.audit.rows[0].entry
    assert (entry.outcome, entry.code, entry.origin) == (Outcome.REFUSED, "not-yours", "kiosk")


async def test_what_could_not_be_recorded_is_not_answered_as_if_it_were() -> None:
    world = a_town()
    world.audit.fail_next(before=GONE)
    with pytest.raises(Unavailable):
        await record(world.ports, Action.PERSON_EXPORTED, actor=RIE.id, subject=BOB.id)
