"""Booking a place of one civil day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from application.asking import DayPart
from application.book import RequestKey, book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.deliver import LEASE, deliver
from application.faults import Unavailable
from application.walk_in import walk_in
from domain.audit import Action
from domain.ids import PersonId, ResourceId
from domain.ledger import DayChange, Sheet
from domain.refusals import Refusal
from domain.seals import forgotten
from domain.when import PartId
from tests.application.town import (
    ADA,
    FAY,
    GONE,
    a_town,
    an_ask,
    booked,
    books,
    entries,
    faults,
    head,
    heads,
    nothing_left,
    notices_of,
    refused,
)
from tests.builders import TODAY, a_desk, a_site, at, span
from tests.fake_bookings import FakeBookings

KEY = RequestKey(path="/bookings", key="k1", body="hash-1")


async def test_a_booking_is_one_transaction_with_its_intent() -> None:
    world = a_town()
    made = await books(world)
    assert len(world.bookings.applied) == 1
    assert await notices_of(world, made.id) == ["booked"]
    assert [entry.booking for entry in await entries(world)] == [made.id]


async def test_the_message_is_sent_before_the_booking_is_written() -> None:
    world, rung = a_town(), list[int]()
    world.bookings.before_apply = lambda _: rung.append(len(world.doorbell.rings))
    made = await books(world)
    assert rung == [1]
    assert world.doorbell.rings[0].booking == made.id
    assert world.doorbell.rings[0].delay > timedelta(0)


async def test_a_race_is_decided_again_and_the_loser_is_told_what_else_there_is() -> None:
    world = a_town()

    async def quicker(_: DayChange) -> None:
        await books(world, who="bob")

    world.bookings.before_apply = quicker
    answer = refused(await book(world.ports, an_ask()))
    assert answer.why is Refusal.TAKEN
    assert [each.resource for each in answer.alternatives][:1] == ["desk-2"]
    assert [each.person for each in heads(world)] == ["bob"]


async def test_somebody_at_the_same_desk_later_that_day_costs_a_second_look_only() -> None:
    world = a_town()

    async def quicker(_: DayChange) -> None:
        await books(world, "13:00", "15:00", who="bob")

    world.bookings.before_apply = quicker
    await books(world)
    assert len(await entries(world)) == 2
    assert await faults(world) == []


async def test_a_lost_answer_after_the_commit_is_found_and_returned() -> None:
    world = a_town()
    world.bookings.fail_next(after=GONE)
    made = await books(world)
    assert [each.id for each in heads(world)] == [made.id]
    assert await notices_of(world, made.id) == ["booked"]


async def test_a_lost_answer_whose_booking_cannot_be_read_at_first_is_found_all_the_same() -> None:
    world = a_town()
    world.bookings.before_apply = lambda _: world.bookings.fail_next_read(GONE)
    world.bookings.fail_next(after=GONE)
    made = await books(world)
    assert [each.id for each in heads(world)] == [made.id]


async def test_a_storage_that_fails_once_is_asked_again() -> None:
    world = a_town()
    world.bookings.fail_next(before=GONE, times=3)
    await books(world)
    assert len(heads(world)) == 1


async def test_a_storage_that_is_gone_is_unavailable_and_nothing_is_held() -> None:
    world = a_town()
    world.bookings.fail_next(before=GONE, times=50)
    with pytest.raises(Unavailable):
        await book(world.ports, an_ask())
    assert await nothing_left(world)


async def test_reads_that_fail_at_first_are_tried_again() -> None:
    world = a_town()
    world.bookings.fail_next_read(GONE, times=2)
    assert (await books(world)).person == "ada"


async def test_a_repeat_with_the_same_key_finds_the_first_result() -> None:
    world = a_town()
    first = booked(await book(world.ports, an_ask(), key=KEY))
    again = await book(world.ports, an_ask(), key=KEY)
    assert booked(again).id == first.id
    assert not getattr(again, "fresh", True)
    assert len(heads(world)) == 1


async def test_a_repeat_finds_the_first_result_even_when_it_was_cancelled_since() -> None:
    world = a_town()
    first = booked(await book(world.ports, an_ask(), key=KEY))
    await cancel_booking(world.ports, caller=ADA, booking=first.id)
    assert booked(await book(world.ports, an_ask(), key=KEY)).state == "cancelled"


async def test_another_body_under_the_same_key_is_refused() -> None:
    world = a_town()
    await book(world.ports, an_ask(), key=KEY)
    other = replace(KEY, body="hash-2")
    answer = refused(await book(world.ports, an_ask("13:00", "15:00"), key=other))
    assert answer.why is Refusal.KEY_REUSED
    assert len(heads(world)) == 1


async def test_a_repeat_after_a_refusal_is_decided_again() -> None:
    world = a_town()
    bobs = await books(world, who="bob")
    assert refused(await book(world.ports, an_ask(), key=KEY)).why is Refusal.TAKEN
    await cancel_booking(world.ports, caller=world.people.known[bobs.person], booking=bobs.id)
    assert booked(await book(world.ports, an_ask(), key=KEY)).person == "ada"


async def test_a_repeat_after_an_unknown_outcome_finds_what_was_written() -> None:
    world = a_town()
    world.bookings.fail_next(after=GONE)
    world.bookings.before_apply = lambda _: world.bookings.fail_next_read(GONE, times=2)
    with pytest.raises(Unavailable):
        await book(world.ports, an_ask(), key=KEY)
    assert booked(await book(world.ports, an_ask(), key=KEY)).id == heads(world)[0].id
    assert len(heads(world)) == 1


async def test_a_walk_in_refused_before_midnight_cannot_be_repeated_after_it_under_its_key() -> (
    None
):
    world = a_town()
    who = {"caller": ADA, "person": PersonId("ada"), "resource": ResourceId("car-1")}
    taken = await books(
        world, span("2026-11-24 22:00", "2026-11-25 02:00"), who="bob", place="car-1"
    )
    world.clock.set(at("2026-11-24 23:50"))
    assert refused(await walk_in(world.ports, key=KEY, **who)).why is Refusal.TAKEN  # type: ignore[arg-type]  # by name
    await cancel_booking(world.ports, caller=FAY, booking=taken.id)
    world.clock.set(at("2026-11-25 00:10"))
    assert refused(await walk_in(world.ports, key=KEY, **who)).why is Refusal.KEY_REUSED  # type: ignore[arg-type]  # by name


async def test_only_a_facility_manager_sets_a_rule_aside_and_never_what_is_taken() -> None:
    world, saturday = a_town(), span("2026-11-28 09:00", "2026-11-28 12:00")
    plain = an_ask(saturday)
    assert refused(await book(world.ports, plain)).why is Refusal.OUTSIDE_HOURS
    claimed = replace(plain, override="moving the archive")
    assert refused(await book(world.ports, claimed)).why is Refusal.MAY_NOT_OVERRIDE
    made = booked(await book(world.ports, replace(claimed, caller=FAY)))
    assert made.override == "moving the archive"
    await deliver(world.ports, made.id)
    (row,) = world.audit.rows
    assert world.audit.told == [(Action.BOOKING_MADE_BY_OVERRIDE, "fay", "ada")]
    assert (row.entry.target, row.entry.reason) == (made.id, "moving the archive")
    assert forgotten(row, made.person).entry.reason == "", "a reason goes with its person"
    changes = Changes(when=span("2026-11-28 10:00", "2026-11-28 13:00"), override="later")
    await change_booking(world.ports, caller=FAY, booking=made.id, changes=changes)
    await change_booking(world.ports, caller=FAY, booking=made.id, changes=Changes(note="x"))
    world.clock.advance(LEASE)
    await deliver(world.ports, made.id)
    assert [(row.entry.action, row.entry.reason) for row in world.audit.rows[1:]] == [
        (Action.BOOKING_CHANGED_BY_OVERRIDE, "later"),
        (Action.BOOKING_CHANGED, ""),
    ]
    second = replace(an_ask(saturday, who="bob"), caller=FAY, override="moving the archive")
    assert refused(await book(world.ports, second)).why is Refusal.TAKEN


async def test_a_wish_for_years_is_refused_before_its_days_are_read() -> None:
    world = a_town()
    years = an_ask(span("2026-11-24 09:00", "2046-11-24 09:00"), place="car-1")
    forced = replace(years, caller=FAY, override="for ever")
    for ask in (years, forced):
        assert refused(await book(world.ports, ask)).why is Refusal.TOO_MANY_DAYS


async def test_a_part_of_day_that_the_site_does_not_know_is_refused_with_those_it_knows() -> None:
    ask = an_ask(DayPart(day=TODAY, part=PartId("night")))
    answer = refused(await book(a_town().ports, ask))
    assert answer.why is Refusal.UNKNOWN_PART
    assert ("partOfDay", "morning") in answer.limits


LIMITED = a_site(capacity=((PartId("morning"), 2),))
DESKS = tuple(a_desk(f"desk-{n}") for n in (1, 2, 3))


async def test_two_who_reach_for_one_token_both_get_one_while_there_are_two() -> None:
    world = a_town(*DESKS, sites=[LIMITED])
    wanted: list[int] = []

    async def quicker(change: DayChange) -> None:
        """Bob, on another desk, takes the very token that Ada is about to take."""
        wanted.append(change.take[0][1])
        world.ids._made += (wanted[0] + world.ids._made + 1) % 2
        await books(world, who="bob", place="desk-2")
        assert (await world.bookings.whole_day(TODAY)).tokens == {
            ("hall", "morning", wanted[0]): "bob"
        }

    world.bookings.before_apply = quicker
    await books(world)
    tokens = (await world.bookings.whole_day(TODAY)).tokens
    assert sorted(tokens.values()) == ["ada", "bob"]
    assert await faults(world) == []


async def test_the_last_token_goes_to_one_and_the_other_is_told_that_the_site_is_full() -> None:
    world = a_town(*DESKS, sites=[replace(LIMITED, capacity=((PartId("morning"), 1),))])

    async def quicker(_: DayChange) -> None:
        await books(world, who="bob", place="desk-2")

    world.bookings.before_apply = quicker
    answer = refused(await book(world.ports, an_ask()))
    assert answer.why is Refusal.SITE_FULL
    assert await faults(world) == []


async def test_what_is_offered_instead_of_a_full_site_can_really_be_booked() -> None:
    places = (*DESKS, a_desk("desk-9", site="annex"))
    one = replace(LIMITED, capacity=((PartId("morning"), 1),))
    world = a_town(*places, sites=[one])
    await books(world, who="bob", place="desk-2")
    answer = refused(await book(world.ports, an_ask()))
    assert answer.alternatives
    for each in answer.alternatives:
        ask = an_ask(each.span, place=each.resource)
        made = booked(await book(world.ports, ask))
        await cancel_booking(world.ports, caller=ADA, booking=made.id)


async def test_a_limit_set_after_people_had_booked_turns_nobody_out_and_lets_nobody_in() -> None:
    world = a_town(*DESKS)
    made = [
        await books(world, who=who, place=place)
        for who, place in (("ada", "desk-1"), ("bob", "desk-2"))
    ]
    known = world.places.known
    assert known is not None
    tight = replace(LIMITED, capacity=((PartId("morning"), 1),))
    world.places.known = replace(known, sites={tight.id: tight})
    for each in made:
        caller = world.people.known[each.person]
        assert booked(await check_in(world.ports, caller=caller, booking=each.id))
    answer = await book(world.ports, an_ask(who="cid", place="desk-3"))
    assert refused(answer).why is Refusal.SITE_FULL
    assert {head(world, each.id).state for each in made} == {"checked_in"}
    elsewhere = Changes(resource=ResourceId("desk-3"))
    moved = await change_booking(world.ports, caller=ADA, booking=made[0].id, changes=elsewhere)
    assert booked(moved).at.resource == "desk-3"


class LateBooks:
    """Books whose first write is cut off, and comes to light while they are next read: the ledgers were read before it,
    the limit's tokens after it."""

    def __init__(self, books: FakeBookings) -> None:
        self._books = books
        self._late: DayChange | None = None
        self._cut = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._books, name)

    async def apply(self, change: DayChange) -> None:
        if not self._cut:
            self._cut, self._late = True, change
            raise Unavailable("the connection broke")
        await self._books.apply(change)

    async def sheet(self, day: date, **asked: Any) -> Sheet:
        read = await self._books.sheet(day, **asked)
        if self._late is None:
            return read
        late, self._late = self._late, None
        await self._books.apply(late)
        return replace(read, taken=(await self._books.sheet(day, **asked)).taken)


async def test_a_write_that_comes_to_light_late_is_not_taken_for_a_reason_to_refuse() -> None:
    world = a_town(*DESKS, sites=[replace(LIMITED, capacity=((PartId("morning"), 1),))])
    ports = replace(world.ports, bookings=LateBooks(world.bookings))
    made = booked(await book(ports, an_ask(), key=KEY))
    assert head(world, made.id).state == "booked"
    assert booked(await book(ports, an_ask(), key=KEY)).id == made.id
    assert await faults(world) == []
