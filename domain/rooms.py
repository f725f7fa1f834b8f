"""Rooms whose calendar is in Exchange: whether a room takes a booking is for Exchange to say.

Rules:
- A room with a mailbox is decided by Exchange, where there is one; everything else is decided here.
- What Exchange has yet to say is pending: it holds the place against everybody else here.
- Whoever stands in the room has it: they are checked in, and the room may still say no.
- Another place or time asks anew; what was asked and is no longer for Exchange to decide is booked.
"""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from domain.booking import Booking, State, Target
from domain.kinds import Kind
from domain.places import Resource
from domain.presence import arrived
from domain.when import Instant

ANSWER_WITHIN = timedelta(minutes=5)
"""How long a room may say nothing at all before the booking is given up; a tentative answer may take longer."""


class WhyDeclined(StrEnum):
    """Why a room is not to be had: stored, told by template, never renamed. `ROOM`: it said no. `NO_ANSWER`: nothing
    came in time."""

    ROOM = "room"
    NO_ANSWER = "no-answer"


def decided_by_exchange(resource: Resource, *, on: bool) -> bool:
    """Whether it is for Exchange to say who has `resource`. `on`: whether there is an Exchange."""
    return on and resource.kind is Kind.ROOM and bool(resource.mailbox)


def asked(
    booking: Booking,
    resource: Resource,
    *,
    on: bool,
    before: Target | None = None,
    arriving: Instant | None = None,
) -> Booking:
    """`booking`, just made at or changed to `resource`, in the state in which it waits for an answer or not. `before`:
    where and when it was; `arriving`: from when its person is there."""
    if arriving is not None:
        ours = replace(booking, state=State.BOOKED) if booking.state is State.PENDING else booking
        return arrived(ours, now=arriving)
    if booking.state not in (State.BOOKED, State.PENDING) or (
        before is not None and _same(before, booking.at)
    ):
        return booking
    waits = decided_by_exchange(resource, on=on)
    return replace(booking, state=State.PENDING if waits else State.BOOKED)


def _same(one: Target, two: Target) -> bool:
    return (one.resource, one.span) == (two.resource, two.span)
