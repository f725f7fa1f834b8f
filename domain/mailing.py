"""Mail on its way: which mails there are, whether one is still worth sending, and when which mailbox may send the next.

Rules:
- A mail is sent once, or not at all where nobody knows whether it went: it is `sending` before the first byte leaves,
  and whatever is `sending` for too long is `unknown` for good.
- It is tried again only when it certainly was not sent, and for a day at most.
- A mailbox sends 30 in a minute at most, whoever asks: its last ones are remembered, with a little to spare.
- A mailbox that may not send is passed over, and tried again with a mail after an hour.
- Whoever has no address finds on the page what could not be mailed, until they have seen it: what others did to their
  bookings. Reminders are nothing once their time is over, and what one did oneself one knows.
- What has been overtaken is not sent: a reminder of what no longer stands, or has begun; that something is booked which
  is not any more. Its end has a mail of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from domain.booking import Booking, State, Target
from domain.calendar_event import Mailbox
from domain.ids import BookingId
from domain.notices import STANDING, Notice, Topic
from domain.refusals import Alternative
from domain.when import Instant, later

MOST = 30
MINUTE = timedelta(seconds=65)
"""With what a mail may be under way longer than the next."""
LEASE = timedelta(minutes=5)
"""A mail that is `sending` for longer was lost with its process."""
CLOSED_FOR = timedelta(hours=1)
THROTTLED_FOR = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(days=1)

REMINDING = frozenset({Topic.REMINDER, Topic.RELEASE_WARNING, Topic.TOMORROW})


class MailState(StrEnum):
    """`dropped`: overtaken, or its person has no address. `failed`: it certainly was not sent, and will not be."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    DROPPED = "dropped"


OPEN = frozenset({MailState.WAITING, MailState.SENDING})
NOT_SENT = frozenset({MailState.UNKNOWN, MailState.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What is kept of a mail: no word of it and nobody's name. It is written anew, from the booking, when it is sent.
    `before`, `also`, `alternatives` as in the notice. `code`: the transport's own word for what went wrong."""

    key: str
    booking: BookingId
    topic: Topic
    made_at: Instant
    changed_at: Instant
    state: MailState = MailState.WAITING
    before: Target | None = None
    also: tuple[BookingId, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    tries: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A mailbox that sends. `sent`: when its last ones went, at most 30, oldest first. `not_before`: it may not send
    earlier. `closed_at`: since when it cannot, and `code` why."""

    box: Mailbox
    sent: tuple[Instant, ...] = ()
    not_before: Instant | None = None
    closed_at: Instant | None = None
    code: str = ""

    def free_from(self, now: Instant) -> Instant:
        """When it may send the next: `now`, or later."""
        full = len(self.sent) >= MOST
        moments = (now, self.not_before, later(self.sent[-MOST], MINUTE) if full else None)
        return max(moment for moment in moments if moment is not None)

    def sending(self, now: Instant) -> "Sender":
        return replace(self, sent=(*self.sent, now)[-MOST:])

    def throttled(self, now: Instant, wait: timedelta | None) -> "Sender":
        return replace(self, not_before=later(now, wait or THROTTLED_FOR))

    def closed(self, now: Instant, code: str) -> "Sender":
        return replace(
            self, closed_at=self.closed_at or now, not_before=later(now, CLOSED_FOR), code=code
        )

    def open(self) -> "Sender":
        """As one that has just sent."""
        return replace(self, closed_at=None, not_before=None, code="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What has not gone yet, for whoever looks after it. `oldest_at`: since when the oldest waits. `unknown`, `failed`:
    how many went perhaps, or not at all, as long as anything is kept of them. `closed`: mailboxes that cannot send."""

    waiting: int = 0
    oldest_at: Instant | None = None
    unknown: int = 0
    failed: int = 0
    closed: tuple[Sender, ...] = ()


def mail_of(notice: Notice, now: Instant) -> Mail:
    return Mail(
        key=notice.key,
        booking=notice.booking.id,
        topic=notice.topic,
        made_at=now,
        changed_at=now,
        before=notice.before,
        also=tuple(each.id for each in notice.also),
        alternatives=notice.alternatives,
    )


def worth_a_slip(notice: Notice) -> bool:
    """Whether it is laid down for somebody without an address."""
    return notice.topic not in REMINDING and not notice.own


def soonest(senders: Sequence[Sender], now: Instant) -> Sender:
    """Whose turn it is: who may send first, and of those who has sent least lately."""
    return min(senders, key=lambda each: (each.free_from(now), len(each.sent), each.sent, each.box))


def overtaken(mail: Mail, booking: Booking, now: Instant) -> bool:
    """Whether it would no longer be true."""
    if mail.topic in REMINDING:
        begun = booking.span.start <= now and mail.topic is not Topic.RELEASE_WARNING
        return booking.state is not State.BOOKED or begun
    return mail.topic in STANDING and not booking.live


def given_up(mail: Mail, now: Instant) -> bool:
    return now - mail.made_at > GIVEN_UP_AFTER
