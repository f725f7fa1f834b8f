"""Notices: which message follows which change, as values; the words are in adapters/mail/templates.

Rules:
- A change tells the person it concerns, and the intents of one revision are told once.
- Only the latest state is worth telling: of several changes that nobody was told of yet, the last one counts, and a
  booking that was made and cancelled before anybody was told is not mentioned at all: unless a place was closed, which
  the person did not do.
- That a booking was made is told where the municipality wants that (`confirms`).
- Whom Exchange invites to a meeting hears from Exchange what they did themselves; from us, what others did to it.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.booking import Booking, State, Target
from domain.ledger import Intent
from domain.refusals import Alternative

UNTOLD = ""
"""The notice of an intent that nobody is told of: only the audit is."""
IN_OUTLOOK = "outlook"
"""The reason of a change that was made in Outlook; its letter says so in the reader's words."""


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
    ROOM_CLASH = "room-clash"


HEARD = frozenset({Topic.BOOKED, Topic.CHANGED, Topic.CANCELLED})
"""What an invitation of Exchange's tells as well."""
STANDING = frozenset({Topic.BOOKED, Topic.CHANGED, Topic.ROOM_CLASH})
"""What is only true of a booking that stands."""
OFFERING = frozenset({Topic.DECLINED, Topic.ROOM_CLASH})
"""What is told with what else there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one person. `key` names it for ever: telling twice with one key tells once.
    `before`: where and when it was, if that changed. `also`: further bookings of the same evening summary. `own`: it
    tells of what the person did themselves."""

    key: str
    topic: Topic
    booking: Booking
    before: Target | None = None
    also: tuple[Booking, ...] = ()
    reason: str = ""
    alternatives: tuple[Alternative, ...] = ()
    own: bool = False


def plan_notices(
    booking: Booking,
    undone: tuple[Intent, ...],
    *,
    told: bool,
    confirms: bool = True,
    invited: bool = False,
) -> tuple[Notice, ...]:
    """The messages that bring a person up to date; `told` says whether an earlier revision was ever told. `invited`:
    Exchange keeps a meeting with its person for it."""
    every = [intent for intent in undone if intent.notice in set(Topic)]
    if not every or booking.foreign:
        return ()
    made = any(i.notice == Topic.BOOKED for i in every)
    unmade = booking.state is State.CANCELLED and every[-1].notice != Topic.PLACE_CLOSED
    if unmade and not told and made:
        return ()
    news = [i for i in every if _worth(i, booking, confirms=confirms, invited=invited)]
    if not news or (news[-1].notice in STANDING and not booking.live):
        return ()
    return (_notice(booking, news, fresh=not told and news[0].notice == Topic.BOOKED),)


def _worth(intent: Intent, booking: Booking, *, confirms: bool, invited: bool) -> bool:
    if intent.notice == Topic.BOOKED:
        return confirms and not invited
    return not (invited and _own(intent, booking) and intent.notice in HEARD)


def _own(intent: Intent, booking: Booking) -> bool:
    return intent.deed is not None and intent.deed.actor == booking.person


def _notice(booking: Booking, news: list[Intent], *, fresh: bool) -> Notice:
    last = news[-1]
    topic = Topic.BOOKED if fresh and last.notice == Topic.CHANGED else Topic(last.notice)
    before = next((i.before for i in news if i.before is not None), None)
    return Notice(
        key=f"{booking.id}-{last.revision}",
        topic=topic,
        booking=booking,
        before=None if topic is Topic.BOOKED else before,
        reason=last.reason,
        own=_own(last, booking),
    )
