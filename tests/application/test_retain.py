"""Retention: when bookings lose their people, what stays of them, and that no pass does harm by stopping."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from application.aggregate import JOB as SUMMED
from application.aggregate import aggregate
from application.book import book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.deliver import deliver
from application.faults import Stale, Unavailable
from application.look_up import open_booking
from application.make_series import SeriesAsk, make_series
from application.retain import JOB, ROWS_LAST, retain
from application.seal_audit import seal_audit
from application.verify_audit import verify_audit
from domain.audit import Action
from domain.booking import State
from domain.calendar_event import EventId, Mailbox
from domain.calendar_sync import Link, Role
from domain.erasing import is_stranger
from domain.ids import PersonId, ResourceId
from domain.kinds import Kind
from domain.ledger import Leg
from domain.pact import Pact, PrivacyProfile
from domain.privacy import Terms
from domain.refusals import Refused
from domain.series import Frequency, Pattern
from domain.when import next_day
from tests.application.town import (
    ADA,
    BOB,
    FAY,
    GONE,
    RIE,
    THREE_DAYS,
    TOMORROW,
    a_town,
    an_ask,
    booked,
    books,
    faults,
    heads,
)
from tests.builders import TODAY, at, span
from tests.fakes import World

KEPT = timedelta(days=Terms().keep_bookings_days)


async def a_day_of_bookings(world: World) -> None:
    """Ada's, used; Bob's, cancelled and never used; one that the reception made; one with a note; one over three days;
    one that moved two days on."""
    used = await books(world, "13:00", "15:00")
    gone = await books(world, "13:00", "15:00", who="bob", place="desk-2")
    await cancel_booking(world.ports, caller=BOB, booking=gone.id)
    await books(world, "16:00", "17:00", who="bob", place="desk-2")
    await book(world.ports, replace(an_ask("15:00", "16:00", place="p-1"), caller=RIE))
    await book(world.ports, replace(an_ask(THREE_DAYS, place="car-1"), note="my bike"))
    moved = await books(world, "09:00", "10:00", who="cid", place="desk-2")
    for day in ("2026-11-25", "2026-11-26"):
        changes = Changes(when=span(f"{day} 13:00", f"{day} 14:00"))
        await change_booking(
            world.ports, caller=an_ask(who="cid").caller, booking=moved.id, changes=changes
        )
    world.clock.set(at("12:55"))
    await check_in(world.ports, caller=ADA, booking=used.id)


async def days_pass(world: World, count: int = 1, *, sums: bool = True) -> None:
    for _ in range(count):
        world.clock.advance(timedelta(days=1))
        if sums:
            await aggregate(world.ports)


def named(world: World) -> set[str]:
    """Everyone in the days' books who is no stranger."""
    found = {person for each in heads(world) for person in (each.person, each.by)}
    for rows in world.bookings.rows.values():
        found |= {value.person for _, value in rows.values() if isinstance(value, Leg)}
        found |= {PersonId(key[7:]) for key in rows if key.startswith("person|")}
    return {person for person in found if not is_stranger(person)}


@pytest.fixture
async def world() -> World:
    world = a_town()
    await a_day_of_bookings(world)
    return world


async def test_names_stay_for_the_days_that_were_agreed_and_then_go(world: World) -> None:
    await days_pass(world, KEPT.days)
    assert await retain(world.ports) == "0 days without names, 0 removed"
    assert named(world) == {"ada", "bob", "cid", "rie"}
    await days_pass(world)
    await retain(world.ports)
    assert "bob" not in named(world), "his day is over; those that lasted longer are not"
    assert named(world) >= {"ada", "cid"}
    await days_pass(world, 2)
    await retain(world.ports)
    assert named(world) == set() and await faults(world) == []


async def test_what_was_noted_and_told_and_counted_goes_with_the_names(world: World) -> None:
    await days_pass(world, KEPT.days + 5)
    await retain(world.ports)
    assert all((each.note, each.override, each.series) == ("", "", None) for each in heads(world))
    assert not [key for rows in world.bookings.rows.values() for key in rows if "outbox" in key]


async def test_what_tied_a_booking_to_a_meeting_goes_with_its_name(world: World) -> None:
    gone = next(each for each in heads(world) if each.person == "bob")
    box = Mailbox("bob@example.org")
    link = Link(booking=gone.id, role=Role.MIRROR, mailbox=box, event=EventId("e"), off=True)
    await world.links.write(link, None)
    await days_pass(world, KEPT.days + 5)
    await retain(world.ports)
    assert not world.links.every


async def test_the_audit_forgets_the_ordinary_course_and_keeps_what_somebody_answers_for(
    world: World,
) -> None:
    saturday = an_ask(span("2026-11-28 09:00", "2026-11-28 12:00"), who="bob")
    forced = booked(await book(world.ports, replace(saturday, caller=FAY, override="the archive")))
    made = await books(world, "2026-11-27 09:00", "2026-11-27 10:00", place="desk-2")
    for each in heads(world):
        await deliver(world.ports, each.id)
    await seal_audit(world.ports)
    await days_pass(world, KEPT.days + 3)
    await seal_audit(world.ports)
    await retain(world.ports)
    own = {row.entry.subject for row in world.audit.rows if row.entry.actor == row.entry.subject}
    assert own == {ADA.id, None}, "the booking that is kept longer, and those that nobody had"
    (kept,) = [row for row in world.audit.rows if row.entry.target == made.id]
    assert kept.entry.actor == ADA.id
    await days_pass(world, 3)
    await retain(world.ports)
    told = {each for each in world.audit.told if each[1] or each[2]}
    assert told == {
        (Action.BOOKING_MADE, "rie", "ada"),
        (Action.BOOKING_MADE_BY_OVERRIDE, "fay", "bob"),
    }
    (answered,) = [row for row in world.audit.rows if row.entry.target == forced.id]
    assert answered.entry.reason == "the archive"
    await seal_audit(world.ports)
    assert (await verify_audit(world.ports)).broken == ()


async def test_every_booking_has_a_stranger_of_its_own(world: World) -> None:
    await days_pass(world, KEPT.days + 5)
    await retain(world.ports)
    strangers = [each.person for each in heads(world)]
    assert len(set(strangers)) == len(strangers) == 6
    (theirs,) = [each for each in heads(world) if each.at.resource == "p-1"]
    assert theirs.by != theirs.person and is_stranger(theirs.by)
    assert all(each.by == each.person for each in heads(world) if each != theirs)


async def test_the_sums_of_every_day_stay_what_they_were(world: World) -> None:
    await days_pass(world, KEPT.days + 5)
    before = dict(world.statistics.sums)
    assert sum(sums.bookings for sums in before.values()) > 5
    await retain(world.ports)
    world.heartbeats.beats.pop(SUMMED)
    world.clock.set(at("2026-11-24 12:00"))
    await days_pass(world, 5)
    again = {key: world.statistics.sums[key] for key in before}
    assert {key: replace(each, people=0) for key, each in before.items()} == again
    assert before[TODAY, "hall", Kind.DESK].people == 2, "strangers would be too many"


async def test_a_day_that_was_not_summed_keeps_its_names(world: World) -> None:
    await days_pass(world, KEPT.days + 5, sums=False)
    assert await retain(world.ports) == "0 days without names, 0 removed"
    assert "ada" in named(world)


async def test_the_terms_decide_how_many_days(world: World) -> None:
    pact = Pact(profile=PrivacyProfile(terms=Terms(keep_bookings_days=3)))
    await world.ports.profiles.write(pact, None)
    await days_pass(world, 6)
    await retain(world.ports)
    assert named(world) == set()


async def test_a_day_goes_whole_years_later(world: World) -> None:
    await days_pass(world, KEPT.days + 5)
    await retain(world.ports)
    world.clock.advance(ROWS_LAST - KEPT - timedelta(days=10))
    assert (await retain(world.ports)).endswith("0 removed")
    world.clock.advance(timedelta(days=10))
    assert (await retain(world.ports)).endswith("3 removed")
    assert not any(world.bookings.rows.values())


async def test_a_series_forgets_the_dates_that_have_no_names_and_goes_when_none_is_left() -> None:
    world = a_town()
    pattern = Pattern(frequency=Frequency.WEEKLY, first=TOMORROW, count=2)
    ask = SeriesAsk(
        caller=ADA,
        person=ADA.id,
        resource=ResourceId("desk-1"),
        pattern=pattern,
        starts=time(9),
        ends=time(10),
    )
    await make_series(world.ports, ask)
    await days_pass(world, KEPT.days + 3)
    await retain(world.ports)
    (kept,) = await world.ports.series.every()
    assert list(kept.value.bookings) == [next_day(TOMORROW, days=7)]
    await days_pass(world, 7)
    await retain(world.ports)
    assert await world.ports.series.every() == () and named(world) == set()


@pytest.mark.parametrize("after", [False, True], ids=["unwritten", "written"])
async def test_a_pass_may_stop_at_any_write_and_the_next_goes_on(after: bool) -> None:
    stopped = 0
    for at_write in range(0, 40, 3):
        world = a_town()
        await a_day_of_bookings(world)
        await days_pass(world, KEPT.days + 5)
        world.bookings._orders.extend([(None, None)] * at_write)
        world.bookings.fail_next(**{"after" if after else "before": GONE}, times=11)
        try:
            await retain(world.ports)
        except (Unavailable, Stale):
            stopped += 1
        world.bookings._orders.clear()
        await retain(world.ports)
        assert named(world) == set() and await faults(world) == [], at_write
    assert stopped > 3


async def test_a_pass_goes_on_at_the_day_where_the_last_one_stopped(world: World) -> None:
    await days_pass(world, KEPT.days + 5)
    world.archive.fail_next(times=0)
    await retain(world.ports)
    assert world.heartbeats.beats[JOB].cursor == "2026-11-26"
    assert await retain(world.ports) == "0 days without names, 0 removed"


async def test_a_booking_that_nobody_ended_is_ended(world: World) -> None:
    await days_pass(world, KEPT.days + 5)
    await retain(world.ports)
    states = {each.state for each in heads(world)}
    assert states == {State.ENDED, State.CANCELLED}


async def test_nobody_is_shown_as_nobody_even_to_whom_may_see_everyone(world: World) -> None:
    await days_pass(world, KEPT.days + 5)
    await retain(world.ports)
    for each in heads(world):
        seen = await open_booking(world.ports, each.id, viewer=FAY)
        assert not isinstance(seen, Refused) and seen.person is None and not seen.recorded
    assert all(not is_stranger(PersonId(subject)) for _, _, subject in world.audit.told)
