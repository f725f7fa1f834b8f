"""What the days' books promise, in memory and in storage."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.faults import Stale
from application.ports import Bookings
from domain.booking import Moving, State
from domain.ids import BookingId, PersonId
from domain.ledger import DayChange, Leg
from domain.when import PartId, later, next_day
from tests.builders import (
    NOW,
    TODAY,
    a_booking,
    a_desk,
    a_directory,
    a_room,
    a_site,
    a_target,
    span,
)
from tests.contracts.changes import (
    ADA,
    DESK,
    HALL,
    a_sheet_of,
    booked,
    settled_change,
    write,
)
from tests.contracts.conftest import Kit

MORNING_AT_HALL = ("hall", PartId("morning"))


@pytest.fixture
def bookings(kit: Kit) -> Bookings:
    return kit.ports.bookings


class TestASheet:
    async def test_an_empty_day_has_empty_ledgers_without_a_version(
        self, bookings: Bookings
    ) -> None:
        sheet = await a_sheet_of(bookings, a_booking(), scopes=("hall",))
        assert sheet.resources[DESK].entries == () and sheet.resources[DESK].version is None
        assert sheet.people[ADA].entries == () and sheet.people[ADA].version is None
        assert sheet.taken == {} and sheet.legs == {}

    async def test_what_was_written_is_read_with_versions(self, bookings: Bookings) -> None:
        made = await write(bookings)
        sheet = await a_sheet_of(bookings, made)
        (entry,) = sheet.resources[DESK].entries
        assert (entry.booking, entry.span, entry.state) == (made.id, made.span, State.BOOKED)
        assert sheet.people[ADA].entries == (entry,)
        assert sheet.resources[DESK].version and sheet.people[ADA].version

    async def test_instants_between_two_seconds_come_back_as_they_were(
        self, bookings: Bookings
    ) -> None:
        exact = later(NOW, timedelta(microseconds=123_456))
        walk_in = replace(a_booking().at, span=replace(a_booking().span, start=exact))
        made = await write(bookings, replace(a_booking(), at=walk_in, checked_in_at=exact))
        sheet = await a_sheet_of(bookings, made)
        assert sheet.people[ADA].entries[0].span == made.span
        head = await bookings.find(made.id)
        assert head is not None and head.value == made


class TestAHead:
    async def test_a_booking_comes_back_in_full(self, bookings: Bookings) -> None:
        other = a_target("13:00", "15:30", a_room())
        full = a_booking(
            note="Wëllkomm, 'n groet & <b>",
            override="fire drill",
            occurrence=TODAY,
            checked_in_at=NOW,
            moving=Moving(to=other, expires_at=later(NOW, timedelta(minutes=2))),
        )
        made = await write(bookings, full)
        head = await bookings.find(made.id)
        assert head is not None and head.value == full

    async def test_one_that_was_never_made_is_not_found(self, bookings: Bookings) -> None:
        assert await bookings.find(BookingId(f"{TODAY}-nobody")) is None

    async def test_an_id_is_written_once(self, bookings: Bookings) -> None:
        made = await write(bookings)
        with pytest.raises(Stale) as caught:
            await bookings.apply(DayChange(day=TODAY, head=(made, None)))
        assert caught.value.key == f"booking|{made.id}"
        assert caught.value.reason == "EntityAlreadyExists"

    async def test_a_version_serves_one_change(self, bookings: Bookings) -> None:
        made = await write(bookings)
        head = await bookings.find(made.id)
        assert head is not None
        after = replace(made, state=State.CHECKED_IN, change="first", revision=2)
        await bookings.apply(DayChange(day=TODAY, head=(after, head.version)))
        with pytest.raises(Stale):
            await bookings.apply(
                DayChange(day=TODAY, head=(replace(after, change="second"), head.version))
            )
        kept = await bookings.find(made.id)
        assert kept is not None and kept.value.change == "first"

    async def test_a_head_is_kept_on_its_home_day_only(self, bookings: Bookings) -> None:
        with pytest.raises(ValueError, match="is not kept on"):
            await bookings.apply(DayChange(day=next_day(TODAY), head=(a_booking(), None)))

    async def test_intents_travel_with_their_head(self, bookings: Bookings) -> None:
        made = await write(bookings)
        sheet = await a_sheet_of(bookings, made)
        change = DayChange(
            day=TODAY, people=(sheet.people[ADA],), intents=(booked(replace(made, revision=9)),)
        )
        with pytest.raises(ValueError, match="intents travel"):
            await bookings.apply(change)


class TestAllOrNothing:
    async def test_two_who_read_the_same_sheet_get_one_booking(self, bookings: Bookings) -> None:
        first, second = a_booking(name="a"), a_booking(name="b", person="bob")
        sheet_a, sheet_b = (
            await a_sheet_of(bookings, first),
            await a_sheet_of(bookings, second),
        )
        await bookings.apply(settled_change(first, sheet_a))
        with pytest.raises(Stale) as caught:
            await bookings.apply(settled_change(second, sheet_b))
        assert caught.value.key == "resource|hall|desk-1"
        assert await bookings.find(second.id) is None
        after = await a_sheet_of(bookings, second)
        assert [entry.booking for entry in after.resources[DESK].entries] == [first.id]
        assert after.people[PersonId("bob")].entries == ()

    async def test_a_stale_ledger_stops_the_head_as_well(self, bookings: Bookings) -> None:
        await write(bookings)
        late = a_booking("13:00", "14:00", name="late")
        sheet = await a_sheet_of(bookings, late)
        await bookings.apply(settled_change(a_booking("15:00", "16:00", name="between"), sheet))
        with pytest.raises(Stale):
            await bookings.apply(settled_change(late, sheet))
        assert await bookings.find(late.id) is None

    async def test_a_change_without_writes_writes_nothing(self, bookings: Bookings) -> None:
        await bookings.apply(DayChange(day=TODAY))
        assert (await bookings.whole_day(TODAY)).heads == {}

    async def test_a_row_named_twice_is_a_bug(self, bookings: Bookings) -> None:
        sheet = await a_sheet_of(bookings, a_booking())
        ledger = sheet.resources[DESK]
        with pytest.raises(ValueError, match="named once"):
            await bookings.apply(DayChange(day=TODAY, resources=(ledger, ledger)))


class TestTokens:
    async def test_a_token_is_held_by_one(self, bookings: Bookings) -> None:
        directory = a_directory(sites=[a_site(capacity=((PartId("morning"), 2),))])
        made = await write(bookings, directory=directory)
        sheet = await a_sheet_of(bookings, made, scopes=("hall", "front"))
        ((key, number),) = sheet.people[ADA].tokens.items()
        assert key == MORNING_AT_HALL and sheet.taken == {key: frozenset({number})}
        with pytest.raises(Stale):
            await bookings.apply(DayChange(day=TODAY, take=((key, number, PersonId("bob")),)))

    async def test_a_token_that_is_freed_can_be_taken_again(self, bookings: Bookings) -> None:
        key = MORNING_AT_HALL
        await bookings.apply(DayChange(day=TODAY, take=((key, 1, ADA),)))
        await bookings.apply(DayChange(day=TODAY, free=((key, 1),)))
        with pytest.raises(Stale):
            await bookings.apply(DayChange(day=TODAY, free=((key, 1),)))
        await bookings.apply(DayChange(day=TODAY, take=((key, 1, PersonId("bob")),)))
        day = await bookings.whole_day(TODAY)
        assert day.tokens == {("hall", "morning", 1): PersonId("bob")}


class TestAPlan:
    async def test_it_holds_what_is_live_and_the_stamp(self, bookings: Bookings) -> None:
        made = await write(bookings)
        plan = await bookings.site_day(TODAY, HALL)
        assert [entry.booking for entry in plan.ledgers[DESK].entries] == [made.id]
        assert plan.stamp == await bookings.stamp(TODAY, HALL) != ""

    async def test_an_untouched_plan_is_empty(self, bookings: Bookings) -> None:
        plan = await bookings.site_day(TODAY, HALL)
        assert plan.ledgers == {} and plan.stamp == ""
        assert await bookings.stamp(TODAY, HALL) == ""

    async def test_every_change_changes_the_stamp_of_its_day(self, bookings: Bookings) -> None:
        await write(bookings, a_booking(name="a"))
        before = await bookings.stamp(TODAY, HALL)
        await write(bookings, a_booking("13:00", "14:00", name="b"))
        assert await bookings.stamp(TODAY, HALL) not in ("", before)
        assert await bookings.stamp(next_day(TODAY), HALL) == ""

    async def test_what_one_wrote_is_seen_at_once(self, bookings: Bookings) -> None:
        await bookings.site_day(TODAY, HALL, fresh=False)
        made = await write(bookings)
        plan = await bookings.site_day(TODAY, HALL, fresh=False)
        assert [entry.booking for entry in plan.ledgers[DESK].entries] == [made.id]

    async def test_a_plan_read_again_shows_what_changed_and_keeps_the_rest(
        self, bookings: Bookings
    ) -> None:
        other = a_desk("desk-2")
        first = await write(bookings, a_booking(name="a"))
        kept = await write(bookings, a_booking(name="b", resource=other, person="bob"))
        before = await bookings.site_day(TODAY, HALL)
        second = await write(bookings, a_booking("13:00", "14:00", name="c"))
        after = await bookings.site_day(TODAY, HALL)
        assert [e.booking for e in after.ledgers[DESK].entries] == [first.id, second.id]
        assert [e.booking for e in after.ledgers[other.id].entries] == [kept.id]
        assert after.ledgers[other.id] == before.ledgers[other.id]

    async def test_another_site_does_not_show(self, bookings: Bookings) -> None:
        elsewhere = a_room("room-9", site="hall-annex")
        await write(bookings, a_booking(resource=elsewhere))
        assert (await bookings.site_day(TODAY, HALL)).ledgers == {}

    async def test_a_ledger_that_was_emptied_is_left_out(self, bookings: Bookings) -> None:
        made = await write(bookings)
        head = await bookings.find(made.id)
        assert head is not None
        gone = replace(made, state=State.CANCELLED, revision=2)
        sheet = await a_sheet_of(bookings, gone)
        await bookings.apply(settled_change(gone, sheet, seen=head.version))
        assert (await bookings.site_day(TODAY, HALL)).ledgers == {}
        assert await bookings.present(TODAY) == ()


class TestLooking:
    async def test_days_come_in_the_order_asked_for(self, bookings: Bookings) -> None:
        made = await write(bookings)
        days = (next_day(TODAY), TODAY)
        people = await bookings.person_days(ADA, days)
        assert [len(ledger.entries) for ledger in people] == [0, 1]
        places = await bookings.resource_days(HALL, DESK, days)
        assert [[e.booking for e in ledger.entries] for ledger in places] == [[], [made.id]]

    async def test_present_are_those_who_hold_anything(self, bookings: Bookings) -> None:
        await write(bookings)
        await write(bookings, a_booking("13:00", "14:00", name="b", person="bob"))
        assert {ledger.person for ledger in await bookings.present(TODAY)} == {"ada", "bob"}

    async def test_a_leg_leads_to_its_head(self, bookings: Bookings) -> None:
        long = a_booking(name="long", at=a_target("2026-11-24 18:00", "2026-11-25 09:00"))
        await write(bookings, long)
        leg = Leg(
            booking=long.id,
            day=next_day(TODAY),
            person=long.person,
            resource=DESK,
            site=HALL,
            span=span("2026-11-25 00:00", "2026-11-25 09:00"),
            state=State.BOOKED,
        )
        await bookings.apply(DayChange(day=leg.day, leg=(leg, None)))
        assert await bookings.heads_on(leg.day) == (long,)
        sheet = await a_sheet_of(bookings, long, leg.day)
        assert sheet.legs[long.id].value == leg
        with pytest.raises(Stale):
            await bookings.apply(DayChange(day=leg.day, leg=(leg, None)))

    async def test_heads_are_found_in_any_state(self, bookings: Bookings) -> None:
        gone = await write(bookings, a_booking(state=State.RELEASED))
        assert await bookings.heads_on(TODAY) == (gone,)
        assert await bookings.heads_on(next_day(TODAY)) == ()

    async def test_a_whole_day_is_everything(self, bookings: Bookings) -> None:
        directory = a_directory(sites=[a_site(capacity=((PartId("morning"), 2),))])
        made = await write(bookings, directory=directory)
        day = await bookings.whole_day(TODAY)
        assert {head.value for head in day.heads.values()} == {made}
        assert day.resources[DESK].entries == day.people[ADA].entries != ()
        assert set(day.tokens.values()) == {ADA}
        assert [row.intents for row in day.outbox] == [(booked(made),)]
        assert day.legs == {}

    async def test_the_first_day_with_anything_on_it_is_found_among_empty_ones(
        self, bookings: Bookings
    ) -> None:
        before, after = next_day(TODAY, days=-40), next_day(TODAY, days=40)
        assert await bookings.first_used(before, after) is None
        await write(bookings)
        assert await bookings.first_used(before, after) == TODAY
        assert await bookings.first_used(TODAY, TODAY) == TODAY
        assert await bookings.first_used(next_day(TODAY), after) is None
        assert await bookings.first_used(before, next_day(TODAY, days=-1)) is None
