"""Erasing a person: what goes, what stays, and that stopping anywhere does no harm."""

import re
from dataclasses import replace
from datetime import time

import pytest

from application.aggregate import aggregate
from application.book import book
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.deliver import deliver
from application.erase_person import erase_person, registered, replay_erasures
from application.faults import Stale, Unavailable
from application.identity import Bound, Identity
from application.list_seats import list_seats
from application.make_series import SeriesAsk, make_series
from domain.audit import Action, AuditEntry
from domain.booking import State
from domain.erasing import is_stranger
from domain.ids import PersonId, ResourceId, SiteId
from domain.kinds import Kind
from domain.series import Frequency, Pattern
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
    books,
    entries,
    faults,
    heads,
)
from tests.builders import TODAY, at, span
from tests.fakes import World

ADAS = PersonId("ada")
NAME = re.compile(r"\bada\b", re.IGNORECASE)


def named(world: World) -> list[str]:
    """Where Ada's name or id stands in anything that is kept."""
    kept = repr(
        (
            world.bookings.rows,
            world.quotas.rows,
            world.series.rows,
            world.people.known,
            world.people.teams,
            world.identities.rows,
            world.profiles.kept,
            world.notices.told,
            world.audit.rows,
            world.register.lines,
            world.places.known,
            world.seating.kept,
        )
    )
    return [kept[max(0, at.start() - 60) : at.end() + 60] for at in NAME.finditer(kept)]


async def test_the_seating_lists_are_made_anew_without_whoever_was_erased() -> None:
    world = a_town()
    await books(world)
    await books(world, who="bob", place="desk-2")
    await list_seats(world.ports)
    assert b"desk-1 Ada" in world.seating.kept[SiteId("hall")]
    await erase_person(world.ports, ADAS, caller=FAY)
    assert world.seating.kept == {SiteId("hall"): b"2026-11-24 desk-2 Bob"}


async def test_an_erasure_whose_lists_cannot_be_made_is_not_done_yet() -> None:
    world = a_town()
    await books(world)
    await list_seats(world.ports)
    world.seating.fail_next(before=Unavailable("the second account is away"))
    with pytest.raises(Unavailable):
        await erase_person(world.ports, ADAS, caller=FAY)
    await erase_person(world.ports, ADAS, caller=FAY)
    assert not named(world)


async def a_full_life(world: World) -> None:
    """Ada has a place today, three days in a row, one that was moved to another day, and one that is over; Bob has one
    that she booked for him, and she has one that the reception booked."""
    own = await books(world, "13:00", "15:00")
    await deliver(world.ports, own.id)
    world.clock.set(at("12:55"))
    await check_in(world.ports, caller=ADA, booking=own.id)
    moved = await books(world, "2026-11-25 09:00", "2026-11-25 12:00", place="desk-2")
    await change_booking(
        world.ports,
        caller=ADA,
        booking=moved.id,
        changes=Changes(when=span("2026-11-26 13:00", "2026-11-26 14:00")),
    )
    ask = replace(an_ask(THREE_DAYS, place="car-1"), note="ada takes her bike")
    await book(world.ports, ask)
    theirs = replace(an_ask("15:00", "16:00", place="p-1"), caller=RIE, note="for ada")
    await book(world.ports, theirs)
    over = await books(world, "16:00", "17:00")
    assert over.state is State.BOOKED
    await world.ports.audit.record(
        AuditEntry(action=Action.PERSON_LOOKED_UP, at=at("08:00"), actor=RIE.id, subject=ADAS)
    )
    world.identities.rows[Identity(tenant="t", object_id="o")] = Bound(person=ADAS)
    bobs = await books(world, "17:00", "18:00", who="bob", place="desk-2")
    key = f"booking|{bobs.id}"
    by_ada = replace(bobs, by=ADAS, note="by ada", override="ada says so")
    world.bookings.write_row(TODAY, key, by_ada, world.bookings.rows[TODAY][key][0])
    weekly = Pattern(frequency=Frequency.WEEKLY, first=TOMORROW)
    ask_series = SeriesAsk(
        caller=ADA,
        person=ADAS,
        resource=ResourceId("desk-1"),
        pattern=weekly,
        starts=time(9),
        ends=time(10),
        note="ada",
    )
    await make_series(world.ports, ask_series)


@pytest.fixture
async def world() -> World:
    world = a_town()
    await a_full_life(world)
    return world


async def test_nothing_leads_to_the_person_any_more_and_the_books_still_agree(
    world: World,
) -> None:
    assert named(world)
    erased = await erase_person(world.ports, ADAS, caller=FAY)
    assert not named(world)
    assert erased.left == () and erased.bookings == 10
    assert await faults(world) == []
    assert world.audit.told[-1] == (Action.PERSON_ERASED, "fay", "")


async def test_places_are_free_again_and_nobody_is_told(world: World) -> None:
    rung = len(world.doorbell.rings)
    await erase_person(world.ports, ADAS, caller=FAY)
    held = [entry for day in sorted(world.bookings.rows) for entry in await entries(world, day)]
    assert {entry.person for entry in held} == {"bob"}
    assert world.notices.told == {} and len(world.doorbell.rings) == rung


async def test_what_was_booked_for_a_colleague_stays_the_colleagues(world: World) -> None:
    await erase_person(world.ports, ADAS, caller=FAY)
    (bobs,) = [each for each in heads(world) if each.person == "bob"]
    assert bobs.live and is_stranger(bobs.by) and (bobs.note, bobs.override) == ("", "")


async def test_no_two_bookings_lose_their_person_to_the_same_stranger(world: World) -> None:
    await erase_person(world.ports, ADAS, caller=FAY)
    strangers = [each.person for each in heads(world) if each.person != "bob"]
    assert len(strangers) == 9 == len(set(strangers)) and all(map(is_stranger, strangers))


async def test_the_sums_of_a_day_stay_what_they_were() -> None:
    world = a_town()
    await books(world, "09:00", "11:00")
    used = await books(world, "13:00", "15:00")
    world.clock.set(at("12:55"))
    await check_in(world.ports, caller=ADA, booking=used.id)
    world.clock.set(at("2026-11-25 08:00"))
    await aggregate(world.ports)
    before = dict(world.statistics.sums)
    await erase_person(world.ports, ADAS, caller=FAY)
    world.heartbeats.beats.clear()
    await aggregate(world.ports)
    again = {
        key: replace(each, people=before[key].people) for key, each in world.statistics.sums.items()
    }
    assert again == before
    assert before[TODAY, "hall", Kind.DESK].checked_in == 1


async def test_the_register_knows_who_was_erased_and_names_nobody(world: World) -> None:
    await erase_person(world.ports, ADAS, caller=FAY)
    await erase_person(world.ports, ADAS, caller=FAY)
    lines = await world.register.all()
    assert len(lines) == 1 and registered(lines, ADAS) and not registered(lines, BOB.id)
    assert "ada" not in repr(lines)


async def test_what_a_restore_brought_back_is_erased_again(world: World) -> None:
    kept = dict(world.bookings.rows)
    await erase_person(world.ports, ADAS, caller=FAY)
    world.bookings.rows = kept
    assert await replay_erasures(world.ports, caller=FAY) == (ADAS,)
    assert "'ada'" not in repr(world.bookings.rows) and await faults(world) == []
    assert await replay_erasures(world.ports, caller=FAY) == ()


@pytest.mark.parametrize("after", [False, True], ids=["unwritten", "written"])
async def test_it_may_stop_at_any_write_and_finishes_when_it_is_done_again(after: bool) -> None:
    stopped = 0
    for at_write in range(0, 60, 3):
        world = a_town()
        await a_full_life(world)
        world.bookings.fail_next(times=0)
        world.bookings._orders.extend([(None, None)] * at_write)
        world.bookings.fail_next(**{"after" if after else "before": GONE}, times=11)
        try:
            await erase_person(world.ports, ADAS, caller=FAY)
        except (Unavailable, Stale):
            stopped += 1
        world.bookings._orders.clear()
        erased = await erase_person(world.ports, ADAS, caller=FAY)
        assert erased.left == () and not named(world), at_write
        assert await faults(world) == [], at_write
    assert stopped > 3


@pytest.mark.parametrize(
    "port",
    [
        "register",
        "identities",
        "people",
        "assignments",
        "quotas",
        "archive",
        "notices",
        "audit",
        "codes",
    ],
)
async def test_it_may_stop_at_any_other_store(world: World, port: str) -> None:
    getattr(world, port).fail_next(before=GONE)
    with pytest.raises(Unavailable):
        await erase_person(world.ports, ADAS, caller=FAY)
    await erase_person(world.ports, ADAS, caller=FAY)
    assert not named(world) and await faults(world) == []
