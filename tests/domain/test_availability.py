"""Availability: what is free when, and what a place is to the person who looks at it."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.admission import Admitted, Facts, decide_booking
from domain.availability import (
    PlaceState,
    PlaceView,
    free_for_part,
    free_spans,
    is_free,
    joined,
    next_change,
    place_views,
    standings,
)
from domain.booking import State
from domain.ids import PersonId, SiteId, TeamId
from domain.kinds import Kind
from domain.ledger import Entry
from domain.people import HomeDay, Person, Role
from domain.places import Closure, Directory, Eligibility, Holiday, Hours, Mode, Reservation
from domain.refusals import Refusal
from domain.rules import HOUR
from domain.when import Instant, Interval, PartId, later
from tests.builders import (
    MORNING,
    NOW,
    TODAY,
    a_desk,
    a_directory,
    a_person,
    a_sheet,
    a_site,
    a_vehicle,
    a_wish,
    a_zone,
    an_entry,
    at,
    ledgers_of,
    span,
)

HALL = SiteId("hall")
TICK = timedelta(microseconds=1)
S, R = PlaceState, Refusal

# --- the algebra of intervals

quarters = st.integers(0, 40)
within_day = st.tuples(quarters, quarters).filter(lambda pair: pair[0] < pair[1])


def stretch(pair: tuple[int, int]) -> Interval:
    first, last = (later(at("08:00"), timedelta(minutes=15 * n)) for n in pair)
    return Interval(first, last)


@pytest.mark.parametrize(
    ("taken", "free"),
    [
        ([], [("09:00", "12:00")]),
        ([("09:00", "12:00")], []),
        ([("08:00", "13:00")], []),
        ([("08:00", "09:00"), ("12:00", "13:00")], [("09:00", "12:00")]),
        ([("10:00", "11:00")], [("09:00", "10:00"), ("11:00", "12:00")]),
        ([("09:00", "10:00")], [("10:00", "12:00")]),
        ([("11:00", "12:00")], [("09:00", "11:00")]),
        ([("11:00", "11:30"), ("09:30", "11:15")], [("09:00", "09:30"), ("11:30", "12:00")]),
        ([("09:30", "11:30"), ("10:00", "10:15")], [("09:00", "09:30"), ("11:30", "12:00")]),
        ([("09:00", "10:30"), ("10:30", "12:00")], []),
    ],
)
def test_what_is_not_taken_is_free(
    taken: list[tuple[str, str]], free: list[tuple[str, str]]
) -> None:
    found = free_spans(span("09:00", "12:00"), [span(*pair) for pair in taken])
    assert found == tuple(span(*pair) for pair in free)


@given(within_day.map(stretch), st.lists(within_day.map(stretch), max_size=6))
def test_every_moment_is_either_free_or_taken(within: Interval, taken: list[Interval]) -> None:
    free = free_spans(within, taken)
    for minute in range(0, 600, 5):
        moment = later(at("08:00"), timedelta(minutes=minute))
        if within.holds(moment):
            is_taken = any(each.holds(moment) for each in taken)
            assert any(each.holds(moment) for each in free) is not is_taken
    assert all(within.covers(each) for each in free)
    assert all(one.end < two.start for one, two in pairwise(free))
    assert is_free(within, taken) is (free == (within,))


# --- what a place is


def look(
    *entries: Entry,
    when: Interval | None = None,
    viewer: Person | None = None,
    now: Instant = NOW,
    directory: Directory | None = None,
    part: PartId | None = None,
) -> PlaceView:
    """desk-1 as Ada sees it for nine to noon."""
    found = standings(
        HALL,
        when or span("09:00", "12:00"),
        directory=directory or a_directory(),
        ledgers=ledgers_of(*entries),
        viewer=viewer or a_person(),
        now=now,
        part=part,
    )
    (view,) = place_views(found)
    return view


def view(
    state: PlaceState, since: str = "", until: str = "", why: Refusal | None = None
) -> PlaceView:
    return PlaceView(
        resource=a_desk().id,
        state=state,
        since=at(since) if since else None,
        until=at(until) if until else None,
        why=why,
    )


def test_a_place_that_nobody_has_is_free() -> None:
    assert look() == view(S.FREE)


@pytest.mark.parametrize(
    ("spans", "seen"),
    [
        ([("07:00", "09:00")], view(S.FREE, "09:00")),
        ([("12:00", "13:00")], view(S.FREE, "", "12:00")),
        ([("07:00", "08:00"), ("15:00", "16:00")], view(S.FREE, "08:00", "15:00")),
        ([("09:00", "12:00")], view(S.TAKEN, "09:00", "12:00", R.TAKEN)),
        ([("08:00", "17:00")], view(S.TAKEN, "08:00", "17:00", R.TAKEN)),
        ([("09:00", "10:00"), ("10:00", "14:00")], view(S.TAKEN, "09:00", "14:00", R.TAKEN)),
        ([("08:00", "10:00")], view(S.PARTLY, "08:00", "10:00", R.TAKEN)),
        ([("10:00", "11:00")], view(S.PARTLY, "", "10:00", R.TAKEN)),
        ([("11:45", "14:00")], view(S.PARTLY, "", "11:45", R.TAKEN)),
        ([("09:00", "10:00"), ("10:15", "12:00")], view(S.PARTLY, "09:00", "10:00", R.TAKEN)),
    ],
)
def test_a_place_is_taken_when_nothing_of_the_span_is_left(
    spans: list[tuple[str, str]], seen: PlaceView
) -> None:
    entries = [an_entry(*pair, name=str(n)) for n, pair in enumerate(spans)]
    assert look(*entries) == seen


def test_a_stretch_that_reaches_the_edge_of_the_day_has_no_end_there() -> None:
    all_day = an_entry("00:00", "2026-11-25 00:00")
    assert look(all_day) == view(S.TAKEN, why=R.TAKEN)


def test_once_the_span_has_begun_the_stretch_is_that_of_now() -> None:
    entries = an_entry("08:00", "09:00", name="a"), an_entry("10:00", "11:00", name="b")
    day = span("08:00", "17:00")
    assert look(*entries, when=day, now=at("07:00")) == view(S.PARTLY, "08:00", "09:00", R.TAKEN)
    assert look(*entries, when=day, now=at("09:00")) == view(S.PARTLY, "09:00", "10:00", R.TAKEN)
    assert look(*entries, when=day, now=at("10:00")) == view(S.PARTLY, "10:00", "11:00", R.TAKEN)


def test_what_was_free_before_now_makes_no_place_partly_free() -> None:
    walk_in = an_entry("08:57", "12:00")
    morning = span("08:00", "12:00")
    assert look(walk_in, when=morning, now=at("08:30")).state is S.PARTLY
    assert look(walk_in, when=morning, now=at("09:00")).state is S.TAKEN


def test_ones_own_booking_is_ones_own_even_where_the_house_says_closed() -> None:
    mine = an_entry("10:00", "11:00", person="ada")
    assert look(mine).state is S.MINE
    closed = a_directory(holidays=(Holiday(day=TODAY),))
    assert look(mine, directory=closed).state is S.MINE
    assert look(an_entry("10:00", "11:00"), mine).state is S.MINE


def test_ones_own_booking_that_is_over_is_just_time_that_is_taken() -> None:
    mine, day = an_entry("08:00", "10:00", person="ada"), span("08:00", "17:00")
    assert look(mine, when=day, now=later(at("10:00"), -TICK)).state is S.MINE
    assert look(mine, when=day, now=at("10:00")).state is S.PARTLY


def test_what_is_asked_for_is_pending_until_someone_really_has_it() -> None:
    asked, had = (
        an_entry("09:00", "11:00", state=State.PENDING),
        an_entry("11:00", "12:00", name="y"),
    )
    assert look(an_entry(state=State.PENDING)).state is S.PENDING
    assert look(asked, had).state is S.TAKEN
    assert look(asked).state is S.PARTLY


def test_a_hold_counts_until_it_expires() -> None:
    hold = an_entry(state=State.HELD, expires_at=at("08:00"))
    assert look(hold, now=later(at("08:00"), -TICK)).state is S.TAKEN
    assert look(hold, now=at("08:00")) == view(S.FREE)


KEPT = Reservation(
    team=TeamId("mail"),
    weekdays=frozenset({2}),
    hours=Hours(starts=MORNING.starts, ends=MORNING.ends),
)


@pytest.mark.parametrize(
    ("place", "house", "state", "why"),
    [
        ({"mode": Mode.BLOCKED}, {}, S.BLOCKED, R.BLOCKED),
        ({"mode": Mode.ASSIGNED, "assigned_to": PersonId("bob")}, {}, S.ASSIGNED, R.ASSIGNED),
        ({"mode": Mode.ASSIGNED, "assigned_to": PersonId("ada")}, {}, S.FREE, None),
        ({"eligibility": Eligibility(roles=frozenset({Role.HR}))}, {}, S.RESERVED, R.NOT_ELIGIBLE),
        ({"zone": "front"}, {"zones": [a_zone(reserved=(KEPT,))]}, S.RESERVED, R.ZONE_RESERVED),
        ({"valid_from": date(2026, 11, 25)}, {}, S.CLOSED, R.RESOURCE_NOT_VALID),
        ({}, {"holidays": (Holiday(day=TODAY),)}, S.CLOSED, R.HOLIDAY),
        ({}, {"sites": [a_site(closures=(Closure(first=TODAY, last=TODAY),))]}, S.CLOSED, R.CLOSED),
        ({}, {"sites": [a_site(opening=())]}, S.CLOSED, R.OUTSIDE_HOURS),
        ({}, {"sites": [a_site(valid_until=date(2026, 11, 23))]}, S.CLOSED, R.SITE_NOT_VALID),
        ({}, {"rules": {Kind.DESK: {"horizon_days": -1}}}, S.FREE, R.TOO_FAR_AHEAD),
    ],
)
def test_what_the_house_says_shows_on_the_place(
    place: dict[str, Any], house: dict[str, Any], state: PlaceState, why: Refusal | None
) -> None:
    directory = a_directory(a_desk(**place), **house)
    empty, busy = look(directory=directory), look(an_entry(), directory=directory)
    assert (empty.state, empty.why) == (state, why)
    shown = state if state is not S.FREE else S.TAKEN
    assert (busy.state, busy.why) == (shown, why if shown is state else R.TAKEN)


def test_a_state_that_a_rule_gives_has_the_stretch_of_that_rule() -> None:
    directory = a_directory(a_desk(zone="front"), zones=[a_zone(reserved=(KEPT,))])
    assert look(directory=directory) == view(S.RESERVED, "08:00", "12:00", R.ZONE_RESERVED)


def test_a_home_day_leaves_the_place_free_and_says_why_not() -> None:
    person = a_person(home_days=frozenset({HomeDay(weekday=2)}))
    assert look(viewer=person) == view(S.FREE, why=R.HOME_DAY)


def test_a_part_of_day_is_judged_as_one() -> None:
    when = span("08:07", "11:53")
    assert look(when=when).why is R.OFF_GRID
    assert look(when=when, part=PartId("odd")).why is None


def test_every_place_of_the_site_is_seen_in_the_order_of_the_directory() -> None:
    places = [a_desk("b", zone="front"), a_vehicle("a"), a_desk("c"), a_desk("x", site="annex")]
    found = standings(
        HALL,
        span("09:00", "12:00"),
        directory=a_directory(*places),
        ledgers={},
        viewer=a_person(),
        now=NOW,
    )
    assert [each.resource for each in place_views(found)] == ["b", "a", "c"]


def test_a_span_over_midnight_is_looked_at_with_both_days() -> None:
    car = a_vehicle()
    evening = an_entry("22:00", "2026-11-25 00:00", name="n", resource=car)
    night = an_entry("2026-11-25 00:00", "2026-11-25 06:00", name="n", resource=car)
    found = standings(
        HALL,
        span("23:00", "2026-11-25 05:00"),
        directory=a_directory(car),
        ledgers=joined(ledgers_of(evening), ledgers_of(night)),
        viewer=a_person(),
        now=NOW,
    )
    (seen,) = found.values()
    assert (seen.state, seen.since, seen.until) == (S.TAKEN, at("22:00"), at("2026-11-25 06:00"))


@given(within_day.map(stretch), st.lists(within_day.map(stretch), max_size=3), st.integers(0, 40))
def test_a_place_is_free_exactly_when_it_could_be_booked(
    when: Interval, taken: list[Interval], minute: int
) -> None:
    now = later(at("08:00"), timedelta(minutes=minute * 15))
    entries = [an_entry(name=str(n), span=each) for n, each in enumerate(taken)]
    seen = look(*entries, when=when, now=now)
    wish = a_wish(span=when)
    facts = Facts(directory=a_directory(), sheets=(a_sheet(*entries),))
    found = decide_booking(wish, facts=facts, now=now)
    assert isinstance(found, Admitted) is (seen.state is S.FREE and seen.why is None)


# --- the whole part of day


def test_a_place_is_free_for_a_part_of_day_only_for_all_of_it() -> None:
    desks = [a_desk(f"desk-{n}") for n in (1, 2, 3)]
    directory = a_directory(*desks, a_desk("blocked", mode=Mode.BLOCKED))
    ledgers = ledgers_of(
        an_entry("11:45", "13:00", resource=desks[0]), an_entry("12:00", "13:00", resource=desks[1])
    )

    def free(part: str, day: date = TODAY, now: Instant = NOW) -> list[str]:
        found = free_for_part(
            HALL,
            day,
            PartId(part),
            directory=directory,
            ledgers=ledgers,
            viewer=a_person(),
            now=now,
        )
        return [str(each) for each in found]

    assert free("morning") == ["desk-2", "desk-3"]
    assert free("afternoon") == ["desk-1", "desk-2", "desk-3"]
    assert free("night") == []
    assert free("morning", day=date(2026, 11, 28)) == []
    assert free("morning", now=at("12:00")) == []


# --- when time alone changes the answer


def changes(*entries: Entry, now: str, **rules: object) -> Instant | None:
    return next_change(
        HALL,
        span("09:00", "12:00"),
        directory=a_directory(rules={Kind.DESK: rules}),
        ledgers=ledgers_of(*entries),
        viewer=a_person(),
        now=at(now),
    )


def test_the_answer_changes_when_an_entry_begins_or_ends_or_expires() -> None:
    entry = an_entry("09:20", "10:40", expires_at=at("08:50"))
    assert changes(entry, now="08:40") == at("08:50")
    assert changes(entry, now="09:10") == at("09:20")
    assert changes(entry, now="09:20") == at("10:40")


def test_the_answer_changes_when_the_span_begins_and_ends_and_with_the_part_of_day() -> None:
    assert changes(now="07:00") == at("08:00")
    assert changes(now="08:00") == at("09:00")
    assert changes(now="09:00") == at("12:00")
    assert changes(now="12:00") == at("13:00")


def test_the_answer_changes_just_past_the_notice() -> None:
    assert changes(now="08:10", minimum_notice=HOUR / 2) == later(at("08:30"), TICK)


def test_the_answer_changes_at_the_midnight_at_which_the_horizon_reaches_the_day() -> None:
    assert changes(now="2026-11-20 09:00", horizon_days=2) == at("2026-11-22 00:00")


def test_when_the_day_is_over_nothing_changes_any_more() -> None:
    assert changes(an_entry(), now="18:59") == at("19:00")
    assert changes(an_entry(), now="19:00") == at("2026-11-25 00:00")
    assert changes(an_entry(), now="2026-11-25 00:00") is None


@given(
    st.lists(within_day.map(stretch), max_size=3),
    st.integers(0, 600),
    st.integers(0, 600),
    st.booleans(),
)
def test_until_the_next_change_the_answer_stays_the_same(
    taken: list[Interval], minute: int, more: int, notice: bool
) -> None:
    directory = a_directory(rules={Kind.DESK: {"minimum_notice": HOUR if notice else 0 * HOUR}})
    entries = [
        an_entry(name=str(n), span=each, person="ada" if n else "bob", expires_at=each.end)
        for n, each in enumerate(taken)
    ]
    when, now = span("09:00", "15:00"), later(at("07:00"), timedelta(minutes=minute))
    change = next_change(
        HALL, when, directory=directory, ledgers=ledgers_of(*entries), viewer=a_person(), now=now
    )
    then = later(now, timedelta(minutes=more))
    if change is not None and then >= change:
        then = later(change, -TICK)
    before = look(*entries, when=when, now=now, directory=directory)
    assert look(*entries, when=when, now=then, directory=directory) == before
