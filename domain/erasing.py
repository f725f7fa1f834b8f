"""Taking a person out of a booking: what stays is that a place was used, not by whom.

Rules:
- A booking that is over holds nothing, in no ledger. So it is ended first, by the ordinary way of any change, and only
  then does it lose its person: at no moment do a day's books disagree with its bookings.
- Whoever is taken out is replaced by a stranger made up for that one booking, so that no two bookings can be put
  together again. Nothing leads back: no key, no list.
- Notes, reasons, and the series that a booking came from go as well: they tell whose it was.
- What somebody booked for a colleague stays the colleague's; only who did it, and what they wrote, goes.
"""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from domain.booking import Booking, State
from domain.ids import FOREIGN, PersonId
from domain.ledger import Intent
from domain.series import Series, finished
from domain.settling import days_of
from domain.when import Instant

STRANGER = "nobody-"


def stranger(chance: str) -> PersonId:
    """Nobody we know: an id that was made up of `chance` and stands for no person."""
    return PersonId(f"{STRANGER}{chance}")


def is_stranger(person: PersonId) -> bool:
    """Whether it stands for no person: made up here, or for whoever met by Outlook alone."""
    return person == FOREIGN or person.startswith(STRANGER)


def last_day(booking: Booking, zone: ZoneInfo) -> date:
    """The last civil day on which `booking` holds, or may come to hold, anything."""
    return max(days_of(booking, zone))


def ended_for_good(booking: Booking, *, now: Instant, change: str) -> Booking:
    """`booking` as one that holds nothing any more. One whose time is over ends as everybody saw it already; one that is
    under way ends now where it is used; what lies ahead is cancelled. It is itself where it holds nothing already."""
    if not booking.live and booking.moving is None:
        return booking
    after = replace(booking, moving=None, expires_at=None, change=change, changed_at=now)
    if not booking.live:
        return after
    over = booking.span.end <= now
    if booking.state is State.HELD or (booking.state is State.PENDING and over):
        return replace(after, state=State.EXPIRED)
    if over:
        return replace(after, state=State.ENDED)
    if booking.state is State.CHECKED_IN:
        return replace(after, state=State.ENDED, ended_at=now)
    return replace(after, state=State.CANCELLED, ended_at=now)


def without_person(booking: Booking, *, gone: PersonId, nobody: PersonId, change: str) -> Booking:
    """`booking` without `gone`, whom `nobody` stands in for, in whichever part they have in it. Raises ValueError for a
    booking of theirs that still holds something."""
    if booking.person != gone and booking.by != gone:
        return booking
    mine = booking.person == gone
    if mine and (booking.live or booking.moving is not None):
        raise ValueError("a booking loses its person only when it holds nothing any more")
    return replace(
        booking,
        person=nobody if mine else booking.person,
        by=nobody if booking.by == gone else booking.by,
        note="",
        override="",
        series=None if mine else booking.series,
        occurrence=None if mine else booking.occurrence,
        change=change,
    )


def anonymous(booking: Booking, *, nobody: PersonId, other: PersonId, change: str) -> Booking:
    """`booking` without anybody: `nobody` had it, `other` made it, unless they made it for themselves."""
    made_it = nobody if booking.by == booking.person else other
    after = without_person(booking, gone=booking.person, nobody=nobody, change=change)
    return replace(after, by=made_it)


def without_actor(intent: Intent, gone: PersonId) -> Intent:
    """`intent` without what `gone` did and wrote, if it was they who did it."""
    if intent.deed is None or intent.deed.actor != gone:
        return intent
    return replace(intent, reason="", deed=replace(intent.deed, actor=None, reason=""))


def pruned(series: Series, *, before: date) -> Series | None:
    """`series` without what became of dates before `before`; None once there is nothing else to it."""
    after = replace(
        series,
        bookings={day: booking for day, booking in series.bookings.items() if day >= before},
        refused={day: why for day, why in series.refused.items() if day >= before},
        skipped=frozenset(day for day in series.skipped if day >= before),
    )
    return None if finished(series) and not after.bookings else after
