"""Settling: after it the day's books hold what the bookings say; doing it twice changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.booking import LIVE, SETTLED, Booking, Moving, State, promised
from domain.capacity import Capacity
from domain.ids import BookingId, PersonId
from domain.ledger import DayChange, Kept, Leg, PersonLedger, ResourceLedger, Sheet, Version
from domain.places import Resource
from domain.settling import (
    NoToken,
    clear_day,
    days_of,
    due_entries,
    settle_day,
    settled,
)
from domain.when import Instant, Interval, PartId, later
from tests.builders import (
    LUXEMBOURG,
    TODAY,
    a_booking,
    a_desk,
    a_directory,
    a_sheet,
    a_site,
    a_target,
    a_vehicle,
    an_entry,
    at,
    span,
)

TOMORROW = date(2026, 11, 25)
KEY = ("hall", PartId("morning"))
DESKS = (a_desk(), a_desk("desk-2"), a_desk("desk-3"))
LIMITED = a_directory(*DESKS, sites=[a_site(capacity=((PartId("morning"), 2),))])
CAPACITY = Capacity(directory=LIMITED, day=TODAY)


@dataclass
class Day:
    """One civil day's books, to which changes are really made."""

    sheet: Sheet
    tokens: dict[tuple[str, PartId], set[int]] = field(default_factory=dict)

    def seen(self) -> Sheet:
        return replace(self.sheet, taken={k: frozenset(v) for k, v in self.tokens.items()})

    def apply(self, change: DayChange) -> None:
        for key, number in change.free:
            self.tokens[key].remove(number)
        for key, number, _ in change.take:
            assert number not in self.tokens.setdefault(key, set()), "a token taken twice"
            self.tokens[key].add(number)
        self.sheet = replace(
            self.sheet,
            resources=dict(self.sheet.resources) | {x.resource: x for x in change.resources},
            people=dict(self.sheet.people) | {x.person: x for x in change.people},
        )
        if change.leg is not None:
            leg = change.leg[0]
            kept = Kept(value=leg, version=Version("1"))
            self.sheet = replace(self.sheet, legs={**self.sheet.legs, leg.booking: kept})


def settle(booking: Booking, sheet: Sheet, salt: int = 0) -> DayChange:
    return settle_day(booking, sheet, capacity=CAPACITY, salt=salt)


def test_a_new_booking_comes_into_both_ledgers_and_takes_a_token() -> None:
    change = settle(a_booking(), a_sheet())
    entry = an_entry(name="a", person="ada")
    assert change.resources == (
        ResourceLedger(resource=DESKS[0].id, site=DESKS[0].site, entries=(entry,)),
    )
    assert change.people == (
        PersonLedger(person=PersonId("ada"), entries=(entry,), tokens={KEY: 0}),
    )
    assert change.take == ((KEY, 0, PersonId("ada")),)
    assert (change.free, change.leg) == ((), None)


def test_the_salt_spreads_the_tokens() -> None:
    assert [settle(a_booking(), a_sheet(), salt).take[0][1] for salt in range(3)] == [0, 1, 0]
    half = a_sheet(taken={KEY: frozenset({0})})
    assert settle(a_booking(), half, 4).take == ((KEY, 1, PersonId("ada")),)


def test_without_a_token_nothing_is_written() -> None:
    with pytest.raises(NoToken):
        settle(a_booking(), a_sheet(taken={KEY: frozenset({0, 1})}))


@pytest.mark.parametrize("state", sorted(set(State) - LIVE))
def test_what_is_no_longer_live_leaves_the_ledgers_and_gives_back_its_token(state: State) -> None:
    mine = an_entry(name="a", person="ada")
    sheet = a_sheet(mine, an_entry("13:00", "14:00"), tokens={KEY: 1}, taken={KEY: frozenset({1})})
    change = settle(a_booking(state=state), sheet)
    assert change.resources[0].entries == (an_entry("13:00", "14:00"),)
    assert change.people[0].entries == ()
    assert change.free == ((KEY, 1),)


def test_a_token_is_kept_while_another_seat_needs_it() -> None:
    mine = an_entry("08:00", "09:00", name="a", person="ada")
    other = an_entry("09:00", "10:00", name="b", person="ada", resource=DESKS[1])
    change = settle(a_booking(state=State.CANCELLED), a_sheet(mine, other, tokens={KEY: 1}))
    assert (change.take, change.free) == ((), ())
    assert change.people[0].tokens == {KEY: 1}


def test_a_move_within_the_day_leaves_one_ledger_for_another() -> None:
    mine = an_entry(name="a", person="ada")
    moved = a_booking(resource=DESKS[1])
    change = settle(moved, a_sheet(mine, resources=DESKS, tokens={KEY: 0}))
    held = {ledger.resource: ledger.entries for ledger in change.resources}
    assert held == {DESKS[0].id: (), DESKS[1].id: (replace(mine, resource=DESKS[1].id),)}
    assert (change.take, change.free) == ((), ())


def test_a_held_booking_says_until_when() -> None:
    held = a_booking(state=State.HELD, expires_at=at("08:01"))
    (entry,) = due_entries(held, TODAY, LUXEMBOURG)
    assert (entry.state, entry.expires_at) == (State.HELD, at("08:01"))
    assert not entry.expired(later(at("08:01"), -timedelta(microseconds=1)))
    assert entry.expired(at("08:01"))


NIGHT = a_booking("22:00", "2026-11-26 06:00", resource=a_vehicle())


def test_a_span_over_days_has_its_share_on_each() -> None:
    days = [date(2026, 11, day) for day in (23, 24, 25, 26, 27)]
    shares = [[entry.span for entry in due_entries(NIGHT, day, LUXEMBOURG)] for day in days]
    assert shares == [
        [],
        [span("22:00", "2026-11-25 00:00")],
        [span("2026-11-25 00:00", "2026-11-26 00:00")],
        [span("2026-11-26 00:00", "2026-11-26 06:00")],
        [],
    ]
    assert days_of(NIGHT, LUXEMBOURG) == tuple(days[1:4])


def leg_of(booking: Booking, state: State = State.BOOKED) -> Leg:
    (entry,) = due_entries(booking, TOMORROW, LUXEMBOURG)
    return Leg(
        booking=booking.id,
        day=TOMORROW,
        person=booking.person,
        resource=entry.resource,
        site=entry.site,
        span=entry.span,
        state=state,
    )


def tomorrow(*legs: Leg) -> Sheet:
    kept = {leg.booking: Kept(value=leg, version=Version("7")) for leg in legs}
    return a_sheet(day=TOMORROW, resources=[a_vehicle()], legs=kept)


def test_a_later_day_gets_a_leg_and_the_home_day_none() -> None:
    assert settle(NIGHT, a_sheet(resources=[a_vehicle()])).leg is None
    assert settle(NIGHT, tomorrow()).leg == (leg_of(NIGHT), None)


def test_a_leg_follows_its_head() -> None:
    held = leg_of(NIGHT, State.HELD)
    assert settle(NIGHT, tomorrow(held)).leg == (leg_of(NIGHT), Version("7"))
    assert settle(NIGHT, tomorrow(leg_of(NIGHT))).leg is None


def test_a_leg_that_is_left_is_marked_and_kept() -> None:
    moved = replace(NIGHT, at=a_target("08:00", "09:00", resource=a_vehicle()))
    assert settle(moved, tomorrow(leg_of(NIGHT))).leg == (leg_of(NIGHT, State.MOVED), Version("7"))
    gone = replace(NIGHT, state=State.CANCELLED)
    assert settle(gone, tomorrow(leg_of(NIGHT))).leg == (
        leg_of(NIGHT, State.CANCELLED),
        Version("7"),
    )
    assert settle(gone, tomorrow()).leg is None


def test_a_move_under_way_holds_its_target_and_keeps_what_it_has() -> None:
    to = a_target("2026-11-25 09:00", "2026-11-25 10:00")
    moving = a_booking(moving=Moving(to=to, expires_at=at("08:01")))
    assert days_of(moving, LUXEMBOURG) == (TODAY, TOMORROW)
    (old,) = due_entries(moving, TODAY, LUXEMBOURG)
    (new,) = due_entries(moving, TOMORROW, LUXEMBOURG)
    assert (old.state, old.expires_at) == (State.BOOKED, None)
    assert (new.state, new.expires_at) == (State.HELD, at("08:01"))


def test_the_home_day_comes_first_even_when_the_booking_has_left_it() -> None:
    left = a_booking("2026-11-26 09:00", "2026-11-26 10:00", id=BookingId("2026-11-27-a"))
    assert days_of(left, LUXEMBOURG) == (date(2026, 11, 27), date(2026, 11, 26))
    assert due_entries(left, left.home, LUXEMBOURG) == ()


def test_a_booking_without_a_head_is_cleared_away() -> None:
    mine = an_entry(name="a", person="ada")
    sheet = a_sheet(mine, tokens={KEY: 1})
    change = clear_day(mine.booking, PersonId("ada"), sheet, capacity=CAPACITY)
    assert change.resources[0].entries == ()
    assert change.people[0].entries == ()
    assert change.free == ((KEY, 1),)
    stranded = clear_day(NIGHT.id, NIGHT.person, tomorrow(leg_of(NIGHT)), capacity=CAPACITY)
    assert stranded.leg == (leg_of(NIGHT, State.EXPIRED), Version("7"))


def test_what_is_settled_is_in_order_of_time() -> None:
    early, late = an_entry("08:00", "09:00", name="z"), an_entry("13:00", "14:00", name="y")
    due = an_entry("10:00", "11:00", name="a")
    assert settled((late, early), due.booking, (due,)) == (early, due, late)


def test_a_change_touches_the_sites_whose_plan_differs() -> None:
    change = settle(a_booking(), a_sheet())
    assert change.touched == {"hall"}
    assert not change.empty
    assert DayChange(day=TODAY).empty
    assert DayChange(day=TODAY).touched == frozenset()
    head = DayChange(day=TODAY, head=(a_booking(), None))
    assert head.touched == {"hall"} and not head.empty


# Ada, Bob and Cyd book, move and leave; the hall seats two in the morning.

people = st.sampled_from(["ada", "bob", "cyd"])


def booking_of(
    person: str, name: str, desk: Resource, start: int, length: int, state: State
) -> Booking:
    begin = later(at("07:00"), timedelta(minutes=15 * start))
    when = Interval(begin, Instant(begin + timedelta(minutes=15 * length)))
    made = a_booking(name=f"{person}-{name}", person=person, resource=desk, state=state)
    target = replace(made.at, span=when, promise=promised(when, LUXEMBOURG))
    return replace(made, at=target)


steps = st.builds(
    booking_of,
    people,
    st.sampled_from(["1", "2"]),
    st.sampled_from(DESKS),
    st.integers(0, 40),
    st.integers(1, 8),
    st.sampled_from([*sorted(SETTLED), State.CANCELLED, State.ENDED]),
)


@given(st.lists(steps, max_size=12), st.integers(0, 1000))
def test_the_books_are_what_the_bookings_say_and_settling_again_changes_nothing(
    versions: list[Booking], salt: int
) -> None:
    day, heads = (
        Day(a_sheet(resources=DESKS, people=("ada", "bob", "cyd"))),
        dict[BookingId, Booking](),
    )
    for booking in versions:
        try:
            day.apply(settle(booking, day.seen(), salt))
        except NoToken:
            assert len(day.tokens[KEY]) == 2
            continue
        heads[booking.id] = booking
        assert settle(booking, day.seen(), salt).empty
    agree(day, heads.values())


def agree(day: Day, heads: Iterable[Booking]) -> None:
    due = {entry for head in heads for entry in due_entries(head, TODAY, LUXEMBOURG)}
    resources, persons = day.sheet.resources.values(), day.sheet.people.values()
    assert {entry for ledger in resources for entry in ledger.entries} == due
    assert {entry for ledger in persons for entry in ledger.entries} == due
    for ledger in resources:
        assert all(entry.resource == ledger.resource for entry in ledger.entries)
    held = [(key, number) for ledger in persons for key, number in ledger.tokens.items()]
    assert len(held) == len(set(held))
    assert {number for _, number in held} == day.tokens.get(KEY, set())
    assert len(held) <= 2
    for person in persons:
        assert set(person.tokens) == CAPACITY.needed(person.entries)
