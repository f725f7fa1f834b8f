"""Imposing: writing down what is so, without asking any rule.

A meeting made in Outlook is a fact. Its copy here is a foreign booking: its id is the caller's and never changes, and it
follows that meeting to other times, days, rooms and sites by its legs, as any booking does.
"""

from dataclasses import replace

from application.ports import Ports, Stale, Unavailable
from application.saved import Saved
from application.settle import (
    ATTEMPTS,
    DOORBELL_DELAY,
    follow,
    head_change,
    pause,
    places_of,
    read_sheet,
    targets_of,
)
from domain.booking import Booking, State, Target
from domain.ids import FOREIGN, BookingId
from domain.ledger import Intent, Kept
from domain.settling import NoToken
from domain.when import Instant


async def impose(
    ports: Ports,
    after: Booking,
    *,
    before: Kept[Booking] | None = None,
    intents: tuple[Intent, ...] = (),
) -> Booking:
    """Write `after` over `before` (None: it is new), whatever is in its way, and let its days follow.

    Raises Stale when the booking itself went on since `before` was read: decide again. Raises Unavailable: imposing it
    again goes on where this stopped."""
    if intents:
        await ports.doorbell.ring(after.id, delay=DOORBELL_DELAY)
    seen = before.value if before is not None else None
    for attempt in range(ATTEMPTS):
        try:
            await _write_head(ports, after, before, intents)
        except (Stale, Unavailable, NoToken):
            await pause(ports, attempt)
            kept = await ports.bookings.find(after.id)
            if kept is None or kept.value.change != after.change:
                if (kept and kept.version) != (before and before.version):
                    raise Stale("the booking went on") from None
                continue
        await follow(ports, after, before=seen, strict=True)
        return after
    raise Unavailable("the day's books kept changing")


async def _write_head(
    ports: Ports, after: Booking, before: Kept[Booking] | None, intents: tuple[Intent, ...]
) -> None:
    directory = await ports.places.directory()
    places = places_of(targets_of(after, before.value if before is not None else None))
    sheet = await read_sheet(ports, directory, after.home, places=places, person=after.person)
    salt = ports.ids.salt()
    await ports.bookings.apply(
        head_change(after, before, sheet, directory=directory, salt=salt, intents=intents)
    )


async def impose_foreign(ports: Ports, booking: BookingId, at: Target) -> Saved:
    """Have the foreign booking stand at `at`: new, moved, or come back. `booking` begins with a civil day of `at` when it
    is new. Doing it twice changes nothing. Raises Unavailable."""
    for attempt in range(ATTEMPTS):
        kept = await ports.bookings.find(booking)
        if kept is not None and kept.value.state is State.BOOKED and kept.value.at == at:
            await follow(ports, kept.value, strict=True)
            return Saved(booking=kept.value, changed=False)
        after = _foreign(ports, booking, at, kept.value if kept is not None else None)
        try:
            return Saved(booking=await impose(ports, after, before=kept))
        except Stale:
            await pause(ports, attempt)
    raise Unavailable("the foreign booking kept changing")


async def end_foreign(ports: Ports, booking: BookingId) -> Saved | None:
    """Let go of what a foreign booking still holds; None where there is none. What is over stays as it was."""
    for attempt in range(ATTEMPTS):
        kept = await ports.bookings.find(booking)
        if kept is None:
            return None
        now = ports.clock.now()
        if not kept.value.live or kept.value.span.end <= now:
            await follow(ports, kept.value, strict=True)
            return Saved(booking=kept.value, changed=False)
        try:
            return Saved(booking=await impose(ports, _ended(ports, kept.value, now), before=kept))
        except Stale:
            await pause(ports, attempt)
    raise Unavailable("the foreign booking kept changing")


def _foreign(ports: Ports, booking: BookingId, at: Target, before: Booking | None) -> Booking:
    """MOVES is about what people may do; a copy is whatever the meeting is."""
    now, change = ports.clock.now(), ports.ids.change()
    if before is None:
        return Booking(
            id=booking,
            person=FOREIGN,
            by=FOREIGN,
            at=at,
            state=State.BOOKED,
            created_at=now,
            changed_at=now,
            kept_since=now,
            change=change,
        )
    return replace(
        before,
        at=at,
        state=State.BOOKED,
        changed_at=now,
        kept_since=now,
        ended_at=None,
        change=change,
        revision=before.revision + 1,
    )


def _ended(ports: Ports, before: Booking, now: Instant) -> Booking:
    """A meeting that ends while it is under way has used its room so far."""
    begun = before.span.start < now
    return replace(
        before,
        state=State.ENDED if begun else State.CANCELLED,
        changed_at=now,
        ended_at=now,
        change=ports.ids.change(),
        revision=before.revision + 1,
    )
