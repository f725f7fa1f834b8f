"""Presence: checking in and out, not coming, and freeing what nobody turned up for.

Rules:
- One checks in from a while before the start until the place is released; doing it twice changes nothing.
- The grace runs from the start, or from when the place became theirs if that was later: nobody loses a place they took
  a minute ago.
- Checking out ends the booking and frees the rest; before the start there is nothing to use, so it cancels.
- While a room has yet to answer there is nothing to check in to, nor to release: one can only let it be.
- A booking that is used cannot be cancelled, only ended.
- Only a booking that wants a check-in, and did not get one in time, is released; a check-in at that moment wins if it is
  written first.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from domain.booking import Booking, Event, State, moved_on
from domain.people import Person, may_book_for
from domain.refusals import Refusal, Refused
from domain.rules import Rules
from domain.when import Instant, Interval, later


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The booking as it is to be written."""

    booking: Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """Nothing to write: it is so already, or not yet time."""

    booking: Booking


def check_in_opens(booking: Booking, rules: Rules) -> Instant:
    """From when on one may check in."""
    return later(booking.span.start, -rules.check_in_opens)


def check_in_deadline(booking: Booking, rules: Rules) -> Instant | None:
    """Until when the place is kept without a check-in; None where none is wanted."""
    if not rules.check_in_required:
        return None
    return later(max(booking.span.start, booking.kept_since), rules.check_in_closes)


def decide_check_in(
    booking: Booking, *, by: Person, person: Person, rules: Rules, now: Instant, change: str
) -> Changed | Unchanged | Refused:
    """Whether `by` may check `person` in now."""
    if not may_book_for(by, person):
        return Refused(why=Refusal.NOT_YOURS, rule="may-book-for")
    if booking.state is State.CHECKED_IN and now < booking.span.end:
        return Unchanged(booking=booking)
    if booking.state is State.PENDING and now < booking.span.end:
        return Refused(why=Refusal.AWAITING_ANSWER, rule="state")
    if now < (opens := check_in_opens(booking, rules)) and booking.state is State.BOOKED:
        minutes = rules.check_in_opens // timedelta(minutes=1)
        return Refused(
            why=Refusal.TOO_EARLY,
            rule="check-in-window",
            limits=(("opensMinutes", minutes),),
            until=opens,
        )
    if booking.seen_at(now) is State.ENDED:
        return Refused(why=Refusal.OVER, rule="state", since=booking.ended_at or booking.span.end)
    return _move(booking, Event.CHECK_IN, now=now, change=change, checked_in_at=now)


def decide_check_out(
    booking: Booking, *, by: Person, person: Person, now: Instant, change: str
) -> Changed | Unchanged | Refused:
    """Whether `by` may end `person`'s booking now; the rest of the span becomes free."""
    if not may_book_for(by, person):
        return Refused(why=Refusal.NOT_YOURS, rule="may-book-for")
    if booking.seen_at(now) in (State.ENDED, State.CANCELLED):
        return Unchanged(booking=booking)
    if now <= booking.span.start or booking.state is State.PENDING:
        return _move(booking, Event.CANCEL, now=now, change=change, ended_at=now, whole=True)
    return _move(booking, Event.CHECK_OUT, now=now, change=change, ended_at=now)


def decide_cancellation(
    booking: Booking, *, by: Person, person: Person, now: Instant, change: str
) -> Changed | Unchanged | Refused:
    """Whether `by` may cancel `person`'s booking ("I'm not coming")."""
    if not may_book_for(by, person):
        return Refused(why=Refusal.NOT_YOURS, rule="may-book-for")
    if booking.state is State.CANCELLED:
        return Unchanged(booking=booking)
    if booking.seen_at(now) is State.ENDED:
        return Refused(why=Refusal.OVER, rule="state", since=booking.ended_at or booking.span.end)
    return _move(booking, Event.CANCEL, now=now, change=change, ended_at=now)


def decide_release(
    booking: Booking, *, rules: Rules, now: Instant, change: str
) -> Changed | Unchanged:
    """Whether a booking nobody turned up for is freed."""
    deadline = check_in_deadline(booking, rules)
    if booking.state is not State.BOOKED or deadline is None or now < deadline:
        return Unchanged(booking=booking)
    released = moved_on(booking, Event.RELEASE, now=now, change=change)
    return (
        Changed(booking=replace(released, ended_at=now, moving=None))
        if released
        else Unchanged(booking=booking)
    )


def _move(
    booking: Booking,
    event: Event,
    *,
    now: Instant,
    change: str,
    checked_in_at: Instant | None = None,
    ended_at: Instant | None = None,
    whole: bool = False,
) -> Changed | Refused:
    if whole and booking.state is State.CHECKED_IN:
        # Checked in early and left again before the start: MOVES knows no way back, so it ends having used nothing.
        event = Event.CHECK_OUT
    after = moved_on(booking, event, now=now, change=change)
    if after is None:
        return Refused(
            why=Refusal.WRONG_STATE, rule="state", limits=(("state", booking.state.value),)
        )
    return Changed(
        booking=replace(
            after,
            checked_in_at=checked_in_at or booking.checked_in_at,
            ended_at=ended_at or booking.ended_at,
            moving=None,
        )
    )


def arrived(booking: Booking, *, now: Instant) -> Booking:
    """`booking` checked in by the same write that moved or made it; as it was where MOVES knows no such step."""
    there = moved_on(booking, Event.CHECK_IN, now=now, change=booking.change)
    if there is None:
        return booking
    return replace(there, revision=booking.revision, checked_in_at=now)


def used_span(booking: Booking) -> Interval | None:
    """The time that was really held: up to `ended_at` where it ended early; None where it ended before it began."""
    if booking.ended_at is None or booking.ended_at >= booking.span.end:
        return booking.span
    return (
        Interval(booking.span.start, booking.ended_at)
        if booking.ended_at > booking.span.start
        else None
    )
