"""What looking back over all days, the register, the assignments and forgetting promise, in memory and in storage."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from application.faults import Stale
from application.identity import Bound, Identity
from application.persondata import Erasure
from application.ports import Counted, QuotaRow
from domain.audit import Action, Deed
from domain.booking import Booking, State
from domain.ids import BookingId, OrganisationId, PersonId, ResourceId, SeriesId, TeamId
from domain.ledger import Intent, Version
from domain.people import Team
from domain.places import Mode
from domain.privacy import Preference
from domain.series import Frequency, Pattern, Series
from domain.when import later, next_day
from tests.builders import NOW, TODAY, a_booking, a_desk, a_directory, a_person
from tests.contracts.changes import a_sheet_of, settled_change
from tests.contracts.conftest import Kit

ADA, BOB, CID = PersonId("ada"), PersonId("bob"), PersonId("cid")
TOMORROW = next_day(TODAY)


async def add(
    kit: Kit,
    booking: Booking | None = None,
    *,
    seen: Version | None = None,
    intents: tuple[Intent, ...] = (),
) -> Booking:
    """One booking on its home day; this morning's desk-1 for Ada if nothing else is said."""
    made = booking or a_booking()
    sheet = await a_sheet_of(kit.ports.bookings, made, made.home)
    change = settled_change(made, sheet, seen=seen)
    await kit.ports.bookings.apply(replace(change, intents=intents or change.intents))
    return made


class TestTheArchive:
    async def test_days_come_in_order_and_only_those_with_anything(self, kit: Kit) -> None:
        assert await kit.ports.archive.next_day(None) is None
        await add(kit, a_booking("2026-11-26 09:00", "2026-11-26 10:00"))
        await add(kit)
        assert await kit.ports.archive.next_day(None) == TODAY
        assert await kit.ports.archive.next_day(TODAY) == date(2026, 11, 26)
        assert await kit.ports.archive.next_day(date(2026, 11, 26)) is None

    async def test_a_persons_days_are_those_of_their_bookings_and_of_what_they_booked(
        self, kit: Kit
    ) -> None:
        await add(kit)
        span = ("2026-11-25 09:00", "2026-11-25 10:00")
        theirs = a_booking(*span, person="bob", by=ADA)
        await add(kit, theirs)
        archive = kit.ports.archive
        assert await archive.days_of(ADA) == (TODAY, TOMORROW)
        assert await archive.days_of(BOB) == (TOMORROW,)
        assert await archive.days_of(CID) == ()
        assert await archive.people() == {ADA, BOB}
        both = await archive.bookings_of(ADA, (TOMORROW, TODAY, next_day(TODAY, days=9)))
        assert [(each.person, each.by) for each in both] == [(ADA, ADA), (BOB, ADA)]
        assert await archive.bookings_of(BOB, (TODAY,)) == ()

    async def test_only_ledgers_in_which_nothing_stands_are_forgotten(self, kit: Kit) -> None:
        made = await add(kit)
        archive, bookings = kit.ports.archive, kit.ports.bookings
        await archive.forget_ledgers(TODAY, {ADA})
        assert ADA in (await bookings.whole_day(TODAY)).people
        kept = await bookings.find(made.id)
        assert kept is not None
        await add(kit, replace(made, state=State.CANCELLED, revision=2), seen=kept.version)
        await archive.forget_ledgers(TODAY, {BOB})
        assert ADA in (await bookings.whole_day(TODAY)).people
        await archive.forget_ledgers(TODAY, None)
        assert (await bookings.whole_day(TODAY)).people == {}

    async def test_work_plans_are_forgotten_by_day_and_person_and_nothing_else_is(
        self, kit: Kit
    ) -> None:
        await add(kit)
        archive = kit.ports.archive
        for day, person in ((TODAY, ADA), (TODAY, BOB), (TOMORROW, ADA)):
            await kit.plan(day, person)
        await archive.forget_ledgers(TODAY, {BOB})
        assert await archive.days_of(BOB) == (TODAY,)
        await archive.forget_plans(TODAY, {BOB})
        assert await archive.days_of(BOB) == ()
        await archive.forget_plans(TODAY, None)
        assert await archive.days_of(ADA) == (TODAY, TOMORROW), "a booking, and tomorrow's plan"
        await archive.forget_plans(TOMORROW, None)
        assert await archive.days_of(ADA) == (TODAY,)

    async def test_what_was_to_be_told_of_a_booking_is_forgotten(self, kit: Kit) -> None:
        made = await add(kit)
        assert len(await kit.ports.outbox.of(made.id)) == 1
        await kit.ports.archive.forget_intents(made.id)
        await kit.ports.archive.forget_intents(made.id)
        assert await kit.ports.outbox.of(made.id) == ()

    async def test_whoever_did_something_to_a_booking_is_forgotten_with_their_words(
        self, kit: Kit
    ) -> None:
        made = a_booking(person="bob")
        deed = Deed(action=Action.BOOKING_CANCELLED, at=NOW, actor=ADA, reason="a leak")
        told = Intent(booking=made.id, revision=1, notice="booked", reason="a leak", deed=deed)
        bobs = replace(told, deed=replace(deed, actor=BOB))
        await add(kit, made, intents=(told, bobs))
        assert await kit.ports.archive.forget_actor(ADA) == 1
        assert await kit.ports.archive.forget_actor(ADA) == 0
        (row,) = await kit.ports.outbox.of(made.id)
        nobodys = replace(deed, actor=None, reason="")
        assert row.intents == (replace(told, reason="", deed=nobodys), bobs)
        assert row.done_at is None

    async def test_a_day_is_removed_whole_and_no_other(self, kit: Kit) -> None:
        await add(kit)
        await add(kit, a_booking("2026-11-25 09:00", "2026-11-25 10:00"))
        assert await kit.ports.archive.remove_day(TODAY) >= 3
        assert await kit.ports.archive.remove_day(TODAY) == 0
        assert await kit.ports.archive.next_day(None) == TOMORROW


class TestTheRegister:
    async def test_lines_are_only_ever_added(self, kit: Kit) -> None:
        first = Erasure(digest="d1", salt="s1", at=NOW)
        await kit.ports.register.add(first)
        await kit.ports.register.add(replace(first, digest="other"))
        second = Erasure(digest="d2", salt="s2", at=later(NOW, timedelta(hours=1)))
        await kit.ports.register.add(second)
        assert await kit.ports.register.all() == (first, second)


class TestTheAssignments:
    @pytest.fixture
    async def town(self, kit: Kit) -> Kit:
        desk = a_desk(mode=Mode.ASSIGNED, assigned_to=ADA)
        team = Team(id=TeamId("ict"), name="ICT", organisation=OrganisationId("m"), lead=ADA)
        directory = a_directory(desk, a_desk("desk-2"))
        await kit.fill(directory, (a_person("ada"), a_person("bob")), (team,))
        return kit

    async def test_they_go_to_another_person(self, town: Kit) -> None:
        assert await town.ports.assignments.hand_over(ADA, BOB) == 2
        place = (await town.ports.places.directory()).resources[ResourceId("desk-1")]
        team = await town.ports.people.team(TeamId("ict"))
        assert (place.assigned_to, place.mode) == (BOB, Mode.ASSIGNED)
        assert team is not None and team.lead == BOB
        assert await town.ports.assignments.hand_over(ADA, BOB) == 0

    async def test_or_to_nobody_and_the_place_is_anybodys(self, town: Kit) -> None:
        await town.ports.assignments.hand_over(ADA, None)
        place = (await town.ports.places.directory()).resources[ResourceId("desk-1")]
        assert (place.assigned_to, place.mode) == (None, Mode.BOOKABLE)


class TestForgetting:
    async def test_quotas_are_found_and_forgotten_by_person(self, kit: Kit) -> None:
        quotas = kit.ports.quotas
        counted = {BookingId("2026-11-24-a"): Counted(added_at=NOW, ends_at=NOW)}
        one = await quotas.write(QuotaRow(person=ADA, period="held-desk", counted=counted))
        two = await quotas.write(QuotaRow(person=ADA, period="2026-w48-desk", counted={}))
        bobs = await quotas.write(QuotaRow(person=BOB, period="held-desk", counted=counted))
        assert await quotas.of(ADA) == (two, one)
        await quotas.forget(ADA)
        await quotas.forget(ADA)
        assert await quotas.of(ADA) == () and await quotas.of(BOB) == (bobs,)

    async def test_quotas_are_pruned_once_everything_in_them_is_over(self, kit: Kit) -> None:
        quotas = kit.ports.quotas
        counted = {BookingId("2026-11-24-a"): Counted(added_at=NOW, ends_at=NOW)}
        await quotas.write(QuotaRow(person=ADA, period="held-desk", counted=counted))
        assert await quotas.prune(NOW) == 0
        assert await quotas.prune(later(NOW, timedelta(seconds=1))) == 1
        assert await quotas.of(ADA) == ()

    async def test_idempotency_keys_go_once_their_day_is_over(self, kit: Kit) -> None:
        requests = kit.ports.requests
        await requests.claim(ADA, "/bookings", "k1", body="b", booking="one")
        kit.clock.advance(timedelta(hours=23))
        await requests.claim(ADA, "/bookings", "k2", body="b", booking="two")
        assert await requests.prune() == 0
        kit.clock.advance(timedelta(hours=2))
        assert await requests.prune() == 1
        assert (
            await requests.claim(ADA, "/bookings", "k2", body="b", booking="x")
        ).booking == "two"

    async def test_a_series_is_found_ended_or_not_handed_over_and_forgotten(self, kit: Kit) -> None:
        book = kit.ports.series
        made = Series(
            id=SeriesId("s-1"),
            person=ADA,
            by=ADA,
            resource=ResourceId("desk-1"),
            pattern=Pattern(frequency=Frequency.DAILY, first=TODAY),
            starts=time(9),
            ends=time(10),
            created_at=NOW,
            ended=True,
        )
        await book.write(made, None)
        (kept,) = await book.every()
        assert kept.value == made
        await book.hand_over(kept, BOB)
        assert await book.of(ADA) == () and await book.of(BOB) == (replace(made, person=BOB),)
        with pytest.raises(Stale):
            await book.hand_over(kept, CID)
        await book.forget(replace(made, person=BOB))
        await book.forget(replace(made, person=BOB))
        assert await book.every() == () and await book.of(BOB) == ()

    async def test_a_removed_person_is_not_found_and_the_others_are(self, kit: Kit) -> None:
        team = Team(id=TeamId("ada"), name="Ada's")
        await kit.fill(a_directory(), (a_person("ada"), a_person("bob")), (team,))
        known = Identity(tenant="t", object_id="o")
        await kit.ports.identities.bind(known, Bound(person=BOB))
        await kit.ports.preferences.say(BOB, Preference.HIDE)
        assert await kit.ports.people.find(ADA) is not None
        await kit.ports.staff.remove(ADA)
        await kit.ports.staff.remove(ADA)
        assert await kit.ports.people.find(ADA) is None
        assert await kit.ports.people.find(BOB) is not None
        assert await kit.ports.people.team(TeamId("ada")) == team
        assert await kit.ports.identities.find(known) == Bound(person=BOB)
        assert await kit.ports.preferences.of(BOB) is Preference.HIDE
