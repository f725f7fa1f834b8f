"""Telling whoever has a room that a meeting was put straight into its calendar over theirs: both stand, and people settle it.
Once for each meeting, for ever: the outbox of the booking remembers with which."""

from dataclasses import replace

from application.impose import impose
from application.ports import Ports, Stale, Unavailable
from application.settle import ATTEMPTS, pause
from domain.booking import Booking, State
from domain.ids import BookingId
from domain.ledger import Intent
from domain.notices import Topic

GRANTED = frozenset({State.BOOKED, State.CHECKED_IN})


async def tell_clash(ports: Ports, booking: BookingId, meeting: BookingId) -> bool:
    """Tell the person of `booking` that the foreign booking `meeting` overlaps it; whether that is news. Nothing is told of
    what the room has yet to answer, or of what is over. Raises Unavailable."""
    for attempt in range(ATTEMPTS):
        kept = await ports.bookings.find(booking)
        if kept is None or kept.value.foreign or not _stands(ports, kept.value):
            return False
        rows = await ports.outbox.of(booking)
        told = (intent for row in rows for intent in row.intents)
        if any(i.notice == Topic.ROOM_CLASH and i.reason == meeting for i in told):
            return False
        after = replace(
            kept.value,
            changed_at=ports.clock.now(),
            change=ports.ids.change(),
            revision=kept.value.revision + 1,
        )
        news = Intent(
            booking=booking, revision=after.revision, notice=Topic.ROOM_CLASH, reason=meeting
        )
        try:
            await impose(ports, after, before=kept, intents=(news,))
        except Stale:
            await pause(ports, attempt)
            continue
        return True
    raise Unavailable("the booking kept changing")


def _stands(ports: Ports, booking: Booking) -> bool:
    return booking.seen_at(ports.clock.now()) in GRANTED
