"""Taking a person out of a booking: how it ends first, and what stays of it."""

import re
from dataclasses import replace
from datetime import time

import pytest

from domain.audit import Action, Deed
from domain.booking import LIVE, Booking, Moving, State
from domain.erasing import (
    anonymous,
    ended_for_good,
    is_stranger,
    last_day,
    pruned,
    stranger,
    without_actor,
    without_person,
)
from domain.ids import ID_PATTERN, BookingId, PersonId, ResourceId, SeriesId
from domain.ledger import Intent
from domain.series import Frequency, Pattern, Series
from domain.when import next_day
from tests.builders import LUXEMBOURG, NOW, TODAY, a_booking, a_target, at

ADA, BOB, RIE = PersonId("ada"), PersonId("bob"), PersonId("rie")
NOBODY, OTHER = stranger("1"), stranger("2")
OVER, UNDER_WAY, AHEAD = ("07:00", "07:30"), ("07:30", "09:00"), ("09:00", "10:00")


def ended(state: State, times: tuple[str, str]) -> Booking:
    return ended_for_good(a_booking(*times, state=state), now=NOW, change="c")


@pytest.mark.parametrize(
    ("state", "times", "after"),
    [
        (State.BOOKED, OVER, State.ENDED),
        (State.CHECKED_IN, OVER, State.ENDED),
        (State.HELD, OVER, State.EXPIRED),
        (State.PENDING, OVER, State.EXPIRED),
        (State.BOOKED, UNDER_WAY, State.CANCELLED),
        (State.CHECKED_IN, UNDER_WAY, State.ENDED),
        (State.BOOKED, AHEAD, State.CANCELLED),
        (State.PENDING, AHEAD, State.CANCELLED),
        (State.HELD, AHEAD, State.EXPIRED),
    ],
)
def test_every_booking_that_holds_something_ends(
    state: State, times: tuple[str, str], after: State
) -> None:
    assert ended(state, times).state is after


@pytest.mark.parametrize("state", sorted(set(State) - LIVE))
def test_what_holds_nothing_stays_as_it_is(state: State) -> None:
    assert ended(state, AHEAD) == a_booking(*AHEAD, state=state)


def test_what_is_over_was_used_as_long_as_before() -> None:
    assert ended(State.CHECKED_IN, OVER).ended_at is None
    assert ended(State.CHECKED_IN, UNDER_WAY).ended_at == NOW


def test_a_move_under_way_ends_with_the_booking() -> None:
    moving = Moving(to=a_target("2026-12-01 09:00", "2026-12-01 10:00"), expires_at=NOW)
    booking = a_booking(moving=moving)
    assert last_day(booking, LUXEMBOURG).isoformat() == "2026-12-01"
    assert ended_for_good(booking, now=NOW, change="c").moving is None


def test_a_booking_that_holds_something_keeps_its_person() -> None:
    with pytest.raises(ValueError, match="only when it holds nothing"):
        without_person(a_booking(), gone=ADA, nobody=NOBODY, change="c")


def test_the_erased_and_all_they_wrote_is_gone_and_where_and_when_stays() -> None:
    full = a_booking(
        state=State.ENDED,
        note="n",
        override="o",
        series=SeriesId("s"),
        occurrence=TODAY,
        by=RIE,
    )
    after = without_person(full, gone=ADA, nobody=NOBODY, change="c")
    assert (after.person, after.by, after.at, after.state) == (NOBODY, RIE, full.at, full.state)
    assert (after.note, after.override, after.series, after.occurrence) == ("", "", None, None)


def test_what_they_booked_for_a_colleague_stays_the_colleagues() -> None:
    bobs = a_booking(person="bob", by=ADA, note="n", series=SeriesId("s"))
    after = without_person(bobs, gone=ADA, nobody=NOBODY, change="c")
    assert after == replace(bobs, by=NOBODY, note="", change="c")
    assert without_person(bobs, gone=RIE, nobody=NOBODY, change="c") == bobs


def test_whoever_made_it_is_somebody_else_unless_they_made_it_for_themselves() -> None:
    own, theirs = a_booking(state=State.ENDED), a_booking(state=State.ENDED, by=RIE)
    after = anonymous(own, nobody=NOBODY, other=OTHER, change="c")
    assert (after.person, after.by) == (NOBODY, NOBODY)
    assert anonymous(theirs, nobody=NOBODY, other=OTHER, change="c").by == OTHER


def test_a_stranger_has_an_id_like_anybody_and_is_known_for_one() -> None:
    assert re.fullmatch(ID_PATTERN, stranger("p-0123456789abcdef"))
    assert is_stranger(NOBODY) and not is_stranger(ADA)


def test_what_somebody_did_is_told_without_them_and_others_as_they_did_it() -> None:
    deed = Deed(action=Action.BOOKING_CANCELLED, at=NOW, actor=ADA, reason="r")
    intent = Intent(booking=BookingId("b"), revision=1, notice="cancelled", reason="r", deed=deed)
    after = without_actor(intent, ADA)
    assert after.reason == "" and after.deed == replace(deed, actor=None, reason="")
    assert without_actor(intent, BOB) == intent
    assert without_actor(replace(intent, deed=None), ADA) == replace(intent, deed=None)


def test_a_series_forgets_its_early_dates_and_goes_once_it_is_finished_and_empty() -> None:
    days = (TODAY, next_day(TODAY, days=7))
    series = Series(
        id=SeriesId("s"),
        person=ADA,
        by=ADA,
        resource=ResourceId("desk-1"),
        pattern=Pattern(frequency=Frequency.WEEKLY, first=TODAY, count=2),
        starts=time(9),
        ends=time(10),
        created_at=at("07:00"),
        bookings={day: BookingId(f"{day}-a") for day in days},
        refused={TODAY: "taken"},
        skipped=frozenset(days),
        decided_until=days[1],
    )
    after = pruned(series, before=days[1])
    assert after is not None and list(after.bookings) == [days[1]]
    assert after.refused == {} and after.skipped == {days[1]}
    assert pruned(series, before=next_day(days[1])) is None
    growing = replace(series, pattern=replace(series.pattern, count=None))
    assert pruned(growing, before=next_day(days[1])) is not None
