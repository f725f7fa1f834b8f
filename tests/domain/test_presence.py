"""Presence: checking in and out, not coming, and freeing what nobody turned up for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.booking import Booking, Moving, State
from domain.people import Person, Role
from domain.presence import (
    Changed,
    Unchanged,
    arrived,
    check_in_deadline,
    check_in_opens,
    decide_cancellation,
    decide_check_in,
    decide_check_out,
    decide_release,
    used_span,
)
from domain.refusals import Refusal, Refused
from domain.rules import MINUTE, Rules
from domain.when import Instant, later
from tests.builders import a_booking, a_person, a_target, at, span

ADA, BOB = a_person("ada"), a_person("bob")
RULES = Rules(check_in_required=True, check_in_opens=60 * MINUTE, check_in_closes=30 * MINUTE)
TICK = timedelta(microseconds=1)
# One booking, from nine to noon, made the day before.
BOOKED = a_booking("09:00", "12:00")

Decision = Changed | Unchanged | Refused


def check_in(booking: Booking, now: Instant, by: Person = ADA) -> Decision:
    return decide_check_in(booking, by=by, person=ADA, rules=RULES, now=now, change="c")


def check_out(booking: Booking, now: Instant, by: Person = ADA) -> Decision:
    return decide_check_out(booking, by=by, person=ADA, now=now, change="c")


def cancel(booking: Booking, now: Instant, by: Person = ADA) -> Decision:
    return decide_cancellation(booking, by=by, person=ADA, now=now, change="c")


def release(booking: Booking, now: Instant, rules: Rules = RULES) -> Decision:
    return decide_release(booking, rules=rules, now=now, change="c")


def state_after(decision: Decision) -> State:
    assert isinstance(decision, Changed), decision
    return decision.booking.state


def why_not(decision: Decision) -> Refusal:
    assert isinstance(decision, Refused), decision
    return decision.why


@pytest.mark.parametrize("decide", [check_in, check_out, cancel])
def test_nobody_acts_on_the_booking_of_someone_they_may_not_book_for(
    decide: Callable[[Booking, Instant, Person], Decision],
) -> None:
    assert why_not(decide(BOOKED, at("09:00"), BOB)) is Refusal.NOT_YOURS
    reception = a_person("eve", Role.RECEPTION)
    assert isinstance(decide(BOOKED, at("09:00"), reception), Changed)


def test_one_checks_in_from_when_the_window_opens() -> None:
    opens = check_in_opens(BOOKED, RULES)
    assert opens == at("08:00")
    early = check_in(BOOKED, later(opens, -TICK))
    assert isinstance(early, Refused)
    assert (early.why, early.until) == (Refusal.TOO_EARLY, opens)
    assert early.limits == (("opensMinutes", 60),)
    decision = check_in(BOOKED, opens)
    assert isinstance(decision, Changed)
    assert decision.booking.checked_in_at == opens
    assert decision.booking.state is State.CHECKED_IN


def test_one_checks_in_late_as_long_as_the_place_was_not_released() -> None:
    assert state_after(check_in(BOOKED, at("11:59"))) is State.CHECKED_IN
    released = replace(BOOKED, state=State.RELEASED, ended_at=at("09:30"))
    assert why_not(check_in(released, at("09:31"))) is Refusal.WRONG_STATE


def test_nobody_checks_in_to_what_is_over() -> None:
    late = check_in(BOOKED, at("12:00"))
    assert isinstance(late, Refused)
    assert (late.why, late.since) == (Refusal.OVER, at("12:00"))
    ended = replace(BOOKED, state=State.ENDED, ended_at=at("10:00"))
    assert why_not(check_in(ended, at("10:30"))) is Refusal.OVER


def test_checking_in_twice_changes_nothing() -> None:
    there = replace(BOOKED, state=State.CHECKED_IN, checked_in_at=at("08:30"))
    assert check_in(there, at("09:00")) == Unchanged(booking=there)
    assert check_in(there, at("07:00")) == Unchanged(booking=there)
    assert why_not(check_in(there, at("12:00"))) is Refusal.OVER


def test_a_room_that_has_yet_to_answer_is_not_checked_in_to_and_can_be_let_be() -> None:
    asked = replace(BOOKED, state=State.PENDING)
    assert why_not(check_in(asked, at("09:05"))) is Refusal.AWAITING_ANSWER
    let_be = check_out(asked, at("09:05"))
    assert isinstance(let_be, Changed)
    assert let_be.booking.state is State.CANCELLED


@pytest.mark.parametrize("state", [State.HELD, State.CANCELLED, State.DECLINED])
def test_only_what_is_booked_can_be_checked_in_to(state: State) -> None:
    decision = check_in(replace(BOOKED, state=state), at("07:00"))
    assert isinstance(decision, Refused)
    assert (decision.why, decision.limits) == (Refusal.WRONG_STATE, (("state", state.value),))


def test_the_grace_runs_from_the_start() -> None:
    assert check_in_deadline(BOOKED, RULES) == at("09:30")


def test_the_grace_runs_from_when_the_place_became_theirs_if_that_was_later() -> None:
    assert check_in_deadline(replace(BOOKED, kept_since=at("10:00")), RULES) == at("10:30")


def test_where_no_check_in_is_wanted_there_is_no_deadline() -> None:
    relaxed = replace(RULES, check_in_required=False)
    assert check_in_deadline(BOOKED, relaxed) is None
    assert release(BOOKED, at("11:00"), relaxed) == Unchanged(booking=BOOKED)


def test_a_place_is_released_at_the_deadline_and_not_before() -> None:
    assert release(BOOKED, later(at("09:30"), -TICK)) == Unchanged(booking=BOOKED)
    decision = release(BOOKED, at("09:30"))
    assert isinstance(decision, Changed)
    assert decision.booking.state is State.RELEASED
    assert decision.booking.ended_at == at("09:30")


@pytest.mark.parametrize("state", sorted(set(State) - {State.BOOKED}))
def test_only_what_is_booked_and_not_used_is_released(state: State) -> None:
    booking = replace(BOOKED, state=state)
    assert release(booking, at("11:00")) == Unchanged(booking=booking)


def test_checking_out_ends_the_booking_and_frees_the_rest() -> None:
    there = replace(BOOKED, state=State.CHECKED_IN, checked_in_at=at("09:00"))
    decision = check_out(there, at("10:15"))
    assert isinstance(decision, Changed)
    assert decision.booking.state is State.ENDED
    assert decision.booking.checked_in_at == at("09:00")
    assert used_span(decision.booking) == span("09:00", "10:15")


def test_checking_out_without_having_checked_in_ends_it_too() -> None:
    assert state_after(check_out(BOOKED, later(at("09:00"), TICK))) is State.ENDED


def test_leaving_before_the_start_cancels() -> None:
    decision = check_out(BOOKED, at("09:00"))
    assert isinstance(decision, Changed)
    assert decision.booking.state is State.CANCELLED
    assert used_span(decision.booking) is None


def test_whoever_checked_in_early_and_leaves_before_the_start_has_used_nothing() -> None:
    there = replace(BOOKED, state=State.CHECKED_IN, checked_in_at=at("08:10"))
    decision = check_out(there, at("08:20"))
    assert isinstance(decision, Changed)
    assert decision.booking.state is State.ENDED
    assert used_span(decision.booking) is None


def test_checking_out_of_what_is_over_changes_nothing() -> None:
    assert check_out(BOOKED, at("12:00")) == Unchanged(booking=BOOKED)
    ended = replace(BOOKED, state=State.ENDED, ended_at=at("10:00"))
    assert check_out(ended, at("10:30")) == Unchanged(booking=ended)


def test_leaving_what_was_cancelled_changes_nothing() -> None:
    gone = replace(BOOKED, state=State.CANCELLED)
    assert check_out(gone, at("10:00")) == Unchanged(booking=gone)


def test_nobody_checks_out_of_what_was_released() -> None:
    gone = replace(BOOKED, state=State.RELEASED)
    assert why_not(check_out(gone, at("10:00"))) is Refusal.WRONG_STATE


def test_not_coming_frees_the_place_before_and_after_the_start() -> None:
    for now in (at("2026-11-23 12:00"), at("09:00"), at("11:59")):
        decision = cancel(BOOKED, now)
        assert isinstance(decision, Changed)
        assert decision.booking.state is State.CANCELLED
        assert decision.booking.ended_at == now


def test_what_awaits_approval_can_be_cancelled() -> None:
    assert state_after(cancel(replace(BOOKED, state=State.PENDING), at("08:00"))) is State.CANCELLED


def test_cancelling_twice_changes_nothing() -> None:
    gone = replace(BOOKED, state=State.CANCELLED)
    assert cancel(gone, at("08:00")) == Unchanged(booking=gone)


def test_a_booking_that_is_used_cannot_be_cancelled() -> None:
    there = replace(BOOKED, state=State.CHECKED_IN)
    assert why_not(cancel(there, at("10:00"))) is Refusal.WRONG_STATE


def test_what_is_over_cannot_be_cancelled() -> None:
    assert why_not(cancel(BOOKED, at("12:00"))) is Refusal.OVER
    for booking, since in (
        (BOOKED, at("12:00")),
        (replace(BOOKED, state=State.ENDED, ended_at=at("10:00")), at("10:00")),
    ):
        late = cancel(booking, at("12:30"))
        assert isinstance(late, Refused)
        assert late.since == since


def test_whoever_ends_a_booking_ends_a_move_under_way() -> None:
    moving = _moving(BOOKED)
    for decision in (
        cancel(moving, at("08:00")),
        check_in(moving, at("09:00")),
        check_out(moving, at("09:10")),
        release(moving, at("09:30")),
    ):
        assert isinstance(decision, Changed)
        assert decision.booking.moving is None


def _moving(booking: Booking) -> Booking:
    to = a_target("2026-11-25 09:00", "2026-11-25 12:00")
    return replace(booking, moving=Moving(to=to, expires_at=at("08:10")))


def test_all_of_the_span_is_used_unless_it_ended_early() -> None:
    assert used_span(BOOKED) == span("09:00", "12:00")
    assert used_span(replace(BOOKED, ended_at=at("12:00"))) == span("09:00", "12:00")
    assert used_span(replace(BOOKED, ended_at=at("13:00"))) == span("09:00", "12:00")
    assert used_span(replace(BOOKED, ended_at=at("09:00"))) is None


def test_whoever_arrives_by_a_move_is_checked_in_by_the_same_write() -> None:
    there = arrived(BOOKED, now=at("09:05"))
    assert (there.state, there.revision) == (State.CHECKED_IN, BOOKED.revision)
    assert there.checked_in_at == at("09:05")
    already = replace(BOOKED, state=State.CHECKED_IN, checked_in_at=at("08:59"))
    assert arrived(already, now=at("09:05")) == already
