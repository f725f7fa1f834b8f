"""Notices: which message follows which change, as values; the words are in adapters/mail/templates.

Rules:
- A change tells the person it concerns, and the intents of one revision are told once.
- Only the latest state is worth telling: of several changes that nobody was told of yet, the last one counts, and a
  booking that was made and cancelled before anybody was told is not mentioned at all: unless a place was closed, which
  the person did not do.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.booking import Booking, State, Target
from domain.ledger import Intent
from domain.refusals import Alternative

UNTOLD = ""
"""The notice of an intent that nobody is told of: only the audit is."""


class Topic(StrEnum):
    """What a message is about; also the folder of its template."""

    BOOKED = "booked"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    RELEASED = "released"
    DECLINED = "declined"
    REMINDER = "reminder"
    RELEASE_WARNING = "release-warning"
    TOMORROW = "tomorrow"
    PLACE_CLOSED = "place-closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one person. `key` names it for ever: telling twice with one key tells once.
    `before`: where and when it was, if that changed. `also`: further bookings of the same evening summary."""

    key: str
    topic: Topic
    booking: Booking
    before: Target | None = None
    also: tuple[Booking, ...] = ()
    reason: str = ""
    alternatives: tuple[Alternative, ...] = ()


def plan_notices(booking: Booking, undone: tuple[Intent, ...], *, told: bool) -> tuple[Notice, ...]:
    """The messages that bring a person up to date; `told` says whether an earlier revision was ever told."""
    news = [intent for intent in undone if intent.notice in set(Topic)]
    if not news:
        return ()
    last = news[-1]
    unmade = booking.state is State.CANCELLED and last.notice != Topic.PLACE_CLOSED
    if unmade and not told and any(i.notice == Topic.BOOKED for i in news):
        return ()
    fresh = not told and any(i.notice == Topic.BOOKED for i in news)
    topic = Topic.BOOKED if fresh and last.notice == Topic.CHANGED else Topic(last.notice)
    before = (
        None
        if topic is Topic.BOOKED
        else next((i.before for i in news if i.before is not None), None)
    )
    return (
        Notice(
            key=f"{booking.id}-{last.revision}",
            topic=topic,
            booking=booking,
            before=before,
            reason=last.reason,
        ),
    )
