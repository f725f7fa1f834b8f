"""What Exchange said or did to a booking of ours: the room took it or not, somebody moved or cancelled the meeting.

Each is decided on the head as it is when the write succeeds, does nothing the second time, and leaves a booking alone
that went on meanwhile: one that was cancelled here, released, given up, or is over.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from application.change_state import Act, change_state
from application.ports import Ports
from application.saved import Saved
from application.settle import follow
from domain.audit import EXCHANGE, Action
from domain.booking import SETTLED, Booking, Event, State, Target, moved_on, promised
from domain.ids import BookingId
from domain.notices import IN_OUTLOOK, Topic
from domain.places import Resource
from domain.presence import Changed, Unchanged
from domain.refusals import Refusal, Refused
from domain.rooms import WhyDeclined
from domain.when import Instant, Interval

Decide = Callable[[Booking, Instant, str], Changed | Unchanged | None]
"""The booking once Exchange had its way; None where it went on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOn:
    """Nothing was done: the booking is not what Exchange spoke of any more. None: there is none."""

    booking: Booking | None


async def accept_booking(
    ports: Ports, booking: BookingId, *, at: Target | None = None
) -> Saved | WentOn:
    """The room takes it. `at`: where and when the booking was when the room answered; an answer to something else than
    what is asked now says nothing. Raises Unavailable."""

    def decide(current: Booking, now: Instant, change: str) -> Changed | Unchanged | None:
        if not _same(current, at):
            return None
        if current.state in (State.BOOKED, State.CHECKED_IN):
            return Unchanged(booking=current)
        after = moved_on(current, Event.ACCEPT, now=now, change=change)
        return Changed(booking=replace(after, kept_since=now)) if after is not None else None

    return await _apply(ports, booking, decide, Action.BOOKING_ACCEPTED)


async def decline_booking(
    ports: Ports, booking: BookingId, why: WhyDeclined, *, at: Target | None = None
) -> Saved | WentOn:
    """The room does not take it, or never answered: its person is told once, with alternatives. `at` as above.
    Raises Unavailable."""

    def decide(current: Booking, now: Instant, change: str) -> Changed | Unchanged | None:
        if current.state is State.DECLINED:
            return Unchanged(booking=current)
        if _over(current, now) or not _same(current, at):
            return None
        if why is WhyDeclined.NO_ANSWER and current.state is not State.PENDING:
            return None
        after = moved_on(current, Event.DECLINE, now=now, change=change)
        if after is None:
            return None
        return Changed(booking=replace(after, ended_at=now, moving=None))

    return await _apply(
        ports, booking, decide, Action.BOOKING_DECLINED, topic=Topic.DECLINED, reason=why.value
    )


async def end_by_exchange(ports: Ports, booking: BookingId) -> Saved | WentOn:
    """Somebody cancelled or deleted the meeting in Outlook: its person is told once. Raises Unavailable."""

    def decide(current: Booking, now: Instant, change: str) -> Changed | Unchanged | None:
        if current.state is State.CANCELLED:
            return Unchanged(booking=current)
        if _over(current, now):
            return None
        used = current.state is State.CHECKED_IN
        event = Event.CHECK_OUT if used else Event.CANCEL
        after = moved_on(current, event, now=now, change=change)
        if after is None:
            return None
        return Changed(booking=replace(after, ended_at=now, moving=None))

    return await _apply(
        ports,
        booking,
        decide,
        Action.BOOKING_CANCELLED,
        topic=Topic.CANCELLED,
        reason=IN_OUTLOOK,
    )


async def move_by_exchange(
    ports: Ports, booking: BookingId, *, span: Interval, resource: Resource
) -> Saved | WentOn:
    """Somebody moved the meeting in Outlook: the booking follows, whatever our rules say and whatever is there, and its
    person is told once. Raises Unavailable."""
    directory = await ports.places.directory()
    target = Target(
        resource=resource.id,
        site=resource.site,
        kind=resource.kind,
        span=span,
        promise=promised(span, directory.zone),
    )

    def decide(current: Booking, now: Instant, change: str) -> Changed | Unchanged | None:
        if current.state not in SETTLED:
            return None
        if current.at.resource == resource.id and current.span == span:
            return Unchanged(booking=current)
        if _over(current, now):
            return None
        return Changed(
            booking=replace(
                current,
                at=target,
                moving=None,
                changed_at=now,
                kept_since=now,
                change=change,
                revision=current.revision + 1,
            )
        )

    return await _apply(
        ports, booking, decide, Action.BOOKING_CHANGED, topic=Topic.CHANGED, reason=IN_OUTLOOK
    )


async def _apply(
    ports: Ports,
    booking: BookingId,
    decide: Decide,
    action: Action,
    *,
    topic: Topic | None = None,
    reason: str = "",
) -> Saved | WentOn:
    kept = await ports.bookings.find(booking)
    if kept is None:
        return WentOn(booking=None)
    latest = kept.value

    def decided(current: Booking, change: str) -> Changed | Unchanged | Refused:
        nonlocal latest
        latest = current
        done = decide(current, ports.clock.now(), change)
        return done if done is not None else Refused(why=Refusal.WRONG_STATE, rule="state")

    act = Act(action=action, by=None, topic=topic, reason=reason, origin=EXCHANGE)
    done = await change_state(ports, kept, decided, act)
    if isinstance(done, Refused):
        return WentOn(booking=latest)
    if not done.changed:
        # Told again: perhaps because it broke off between the head and its days.
        await follow(ports, done.booking, strict=True)
    return done


def _over(booking: Booking, now: Instant) -> bool:
    return booking.seen_at(now) is State.ENDED


def _same(booking: Booking, at: Target | None) -> bool:
    return at is None or (booking.at.resource, booking.span) == (at.resource, at.span)
