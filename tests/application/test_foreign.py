"""Everything that looks at bookings knows that a meeting made in Outlook is nobody's, and nobody's to change here."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.book import book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.check_out import check_out
from application.close_place import Closing, list_affected, relocate
from application.impose import impose_foreign
from application.list_bookings import Period, Subject, list_bookings
from application.look_up import open_booking
from application.release_no_shows import release_no_shows
from application.remind import remind
from application.retain import retain
from application.saved import Saved
from application.show_place import show_place
from domain.booking import State, Target, promised
from domain.ids import FOREIGN, BookingId
from domain.people import Person, Role
from domain.places import Eligibility, Mode
from domain.refusals import Refusal, Refused
from domain.when import Interval
from tests.application.test_retain import KEPT, days_pass
from tests.application.town import ADA, DAY_AFTER, FAY, RIE, a_town, an_ask, faults, head, refused
from tests.builders import LUXEMBOURG, TODAY, a_desk, a_room, span
from tests.fakes import World

ROOM = a_room(mailbox="room-1@example.org")
MEETING = BookingId("2026-11-24-outlook-1")
THEN = span("09:00", "10:00")


async def a_meeting(when: Interval = THEN) -> World:
    """A room in which somebody meets by Outlook."""
    world = a_town(ROOM, a_room("room-2"), a_desk("desk-1"))
    there = Target(
        resource=ROOM.id,
        site=ROOM.site,
        kind=ROOM.kind,
        span=when,
        promise=promised(when, LUXEMBOURG),
    )
    await impose_foreign(world.ports, MEETING, there)
    return world


@pytest.mark.parametrize("caller", [ADA, RIE, FAY], ids=lambda each: each.id)
async def test_nobody_changes_it_here_whatever_they_may_do_for_others(caller: Person) -> None:
    world = await a_meeting()
    before = head(world, MEETING)
    later_on = Changes(when=span("11:00", "12:00"), override="needed")
    asked: list[Saved | Refused] = [
        await cancel_booking(world.ports, caller=caller, booking=MEETING),
        await change_booking(world.ports, caller=caller, booking=MEETING, changes=later_on),
        await change_booking(
            world.ports, caller=caller, booking=MEETING, changes=Changes(note="mine")
        ),
        await check_in(world.ports, caller=caller, booking=MEETING),
        await check_out(world.ports, caller=caller, booking=MEETING),
    ]
    assert {refused(each).why for each in asked} == {Refusal.MADE_IN_OUTLOOK}
    assert head(world, MEETING) == before


async def test_its_room_is_taken_and_others_are_offered() -> None:
    world = await a_meeting()
    no = refused(await book(world.ports, an_ask("09:30", "10:30", place="room-1")))
    assert (no.why, no.clashes) == (Refusal.TAKEN, (THEN,))
    assert no.alternatives[0].resource == "room-2"


async def test_nobody_is_released_or_reminded_for_it() -> None:
    world = await a_meeting()
    for _ in range(8):
        world.clock.advance(timedelta(minutes=15))
        assert (await release_no_shows(world.ports), await remind(world.ports)) == (0, 0)
    assert head(world, MEETING).state is State.BOOKED
    assert world.notices.told == {}


async def test_whoever_opens_or_lists_it_sees_a_place_taken_by_nobody() -> None:
    world = await a_meeting()
    opened = await open_booking(world.ports, MEETING, viewer=FAY)
    assert not isinstance(opened, Refused)
    assert (opened.person, opened.by, opened.notes, opened.recorded) == (None, None, False, False)
    assert opened.check_in_closes_at is None
    page = await list_bookings(
        world.ports,
        viewer=ADA,
        of=Subject(resource=ROOM.id),
        period=Period(first=TODAY, last=TODAY),
        limit=5,
    )
    assert not isinstance(page, Refused)
    assert [each.booking.person for each in page.items] == [FOREIGN]
    shown = await show_place(world.ports, viewer=ADA, place=ROOM.id, when=THEN)
    assert not isinstance(shown, Refused)
    assert (shown.faces, shown.own, [e.from_outlook for e in shown.entries]) == ((), None, [True])
    assert world.audit.rows == []


async def test_closing_its_room_lists_it_and_leaves_it_to_outlook() -> None:
    world = await a_meeting()
    known = world.places.known
    assert known is not None
    shut = replace(ROOM, mode=Mode.BLOCKED)
    world.places.known = replace(known, resources={**known.resources, ROOM.id: shut})
    closing = Closing(site=ROOM.site, reason="paint")
    done = await relocate(world.ports, closing, caller=FAY)
    assert (done.moved, done.cancelled) == ((), ())
    assert [each.booking.id for each in done.left] == [MEETING]
    assert done.left == await list_affected(world.ports, closing)
    assert head(world, MEETING).state is State.BOOKED


async def test_a_room_kept_for_some_says_nothing_about_who_meets_there_by_outlook() -> None:
    world = await a_meeting()
    known = world.places.known
    assert known is not None
    some = replace(ROOM, eligibility=Eligibility(roles=frozenset({Role.HR})))
    world.places.known = replace(known, resources={**known.resources, ROOM.id: some})
    assert await list_affected(world.ports, Closing(site=ROOM.site)) == ()


async def test_retention_ends_it_and_has_no_name_to_take() -> None:
    world = await a_meeting(span("2026-11-24 22:00", "2026-11-25 06:00"))
    await days_pass(world, KEPT.days + 5)
    await retain(world.ports)
    kept = head(world, MEETING)
    assert (kept.person, kept.by, kept.state) == (FOREIGN, FOREIGN, State.ENDED)
    whole = await world.ports.bookings.whole_day(DAY_AFTER)
    assert not whole.resources
    assert await faults(world) == []
