"""A booking's life: every move between states is in the table, and nothing else is a move."""

from dataclasses import replace
from datetime import date, time
from itertools import product

import pytest

from domain.booking import (
    LIVE,
    MOVES,
    SETTLED,
    Event,
    Promise,
    State,
    home_of,
    moved_on,
    promised,
)
from domain.ids import BookingId
from domain.when import PartId
from tests.builders import LUXEMBOURG, NOW, a_booking, a_room, a_wish, at, span

E, S = Event, State
ALLOWED = {
    (S.HELD, E.CONFIRM): S.BOOKED,
    (S.HELD, E.ASK): S.PENDING,
    (S.HELD, E.EXPIRE): S.EXPIRED,
    (S.PENDING, E.ACCEPT): S.BOOKED,
    (S.PENDING, E.DECLINE): S.DECLINED,
    (S.PENDING, E.CANCEL): S.CANCELLED,
    (S.PENDING, E.MOVE): S.MOVED,
    (S.BOOKED, E.ASK): S.PENDING,
    (S.BOOKED, E.DECLINE): S.DECLINED,
    (S.CHECKED_IN, E.DECLINE): S.DECLINED,
    (S.BOOKED, E.CHECK_IN): S.CHECKED_IN,
    (S.BOOKED, E.CHECK_OUT): S.ENDED,
    (S.BOOKED, E.CANCEL): S.CANCELLED,
    (S.BOOKED, E.RELEASE): S.RELEASED,
    (S.BOOKED, E.MOVE): S.MOVED,
    (S.CHECKED_IN, E.CHECK_OUT): S.ENDED,
    (S.CHECKED_IN, E.MOVE): S.MOVED,
}


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)))
def test_a_move_that_is_not_in_the_table_is_refused(state: State, event: Event) -> None:
    booking = a_booking(state=state, revision=3, expires_at=at("08:01"))
    after = moved_on(booking, event, now=NOW, change="next")
    if (state, event) not in ALLOWED:
        assert after is None
        return
    assert after == replace(
        booking,
        state=ALLOWED[state, event],
        changed_at=NOW,
        change="next",
        revision=4,
        expires_at=None,
    )


def test_the_table_says_what_the_design_says() -> None:
    assert dict(MOVES) == ALLOWED


def test_what_has_ended_stays_ended() -> None:
    ended = set(State) - LIVE
    assert not {state for state, _ in MOVES if state in ended}
    assert ended == {S.ENDED, S.CANCELLED, S.RELEASED, S.MOVED, S.DECLINED, S.EXPIRED}


@pytest.mark.parametrize("state", State)
def test_a_live_booking_is_over_when_its_time_is(state: State) -> None:
    booking = a_booking("09:00", "12:00", state=state)
    assert booking.live is (state in LIVE)
    assert booking.seen_at(at("11:59")) is state
    assert booking.seen_at(at("12:00")) is (S.ENDED if state in SETTLED else state)


def test_an_id_says_on_which_day_the_head_is() -> None:
    assert home_of(BookingId("2026-11-24-x7f")) == date(2026, 11, 24)
    assert a_booking("2026-11-25 09:00", "2026-11-25 10:00").home == date(2026, 11, 25)


def test_a_wish_names_its_target() -> None:
    wish = a_wish("09:00", "10:00", resource=a_room("r", site="annex"))
    assert wish.target.resource == "r"
    assert wish.target.site == "annex"
    assert wish.target.span == span("09:00", "10:00")


def test_a_promise_is_what_the_clocks_show() -> None:
    promise = promised(span("22:00", "2026-11-25 06:00"), LUXEMBOURG, part=PartId("night"))
    assert promise == Promise(
        day=date(2026, 11, 24),
        starts=time(22),
        last_day=date(2026, 11, 25),
        ends=time(6),
        part=PartId("night"),
    )
