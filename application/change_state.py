"""Carrying out a change of a booking's state: decided on the head, committed on the head, followed by the days."""

from collections.abc import Callable

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
from domain.booking import Booking
from domain.ids import BookingId
from domain.ledger import Intent, Kept
from domain.notices import Topic
from domain.presence import Changed, Unchanged
from domain.refusals import Refusal, Refused
from domain.settling import NoToken

Decide = Callable[[Booking, str], Changed | Unchanged | Refused]


async def change_state(
    ports: Ports,
    kept: Kept[Booking],
    decide: Decide,
    *,
    topic: Topic | None = None,
    reason: str = "",
    seen: str | None = None,
) -> Saved | Refused:
    """Apply `decide` to the booking as it is when the write succeeds. `topic`: what the person is told, if anything, and
    `reason` why. `seen`: the version that the caller looked at; another one is not touched.

    Raises Unavailable when storage did not let it happen in a bounded number of tries."""
    change = ports.ids.change()
    booking: BookingId = kept.value.id
    if topic is not None:
        await ports.doorbell.ring(booking, delay=DOORBELL_DELAY)
    for attempt in range(ATTEMPTS):
        if attempt:
            found = await ports.bookings.find(booking)
            if found is None:
                return Refused(why=Refusal.UNKNOWN_BOOKING, rule="booking")
            kept = found
        if kept.value.change == change:
            return await _done(ports, kept.value, kept.value)
        if seen not in (None, kept.value.change):
            return Refused(why=Refusal.CHANGED_MEANWHILE, rule="if-match")
        decision = decide(kept.value, change)
        if isinstance(decision, Refused):
            return decision
        if isinstance(decision, Unchanged):
            return Saved(booking=decision.booking, changed=False)
        try:
            await _write(ports, kept, decision.booking, _intents(decision.booking, topic, reason))
        except (Stale, Unavailable, NoToken):
            await pause(ports, attempt)
            continue
        return await _done(ports, decision.booking, kept.value)
    raise Unavailable("the booking kept changing")


async def _done(ports: Ports, after: Booking, before: Booking) -> Saved:
    await follow(ports, after, before=before)
    return Saved(booking=after)


def _intents(after: Booking, topic: Topic | None, reason: str) -> tuple[Intent, ...]:
    if topic is None:
        return ()
    return (Intent(booking=after.id, revision=after.revision, notice=topic, reason=reason),)


async def _write(
    ports: Ports, kept: Kept[Booking], after: Booking, intents: tuple[Intent, ...]
) -> None:
    directory = await ports.places.directory()
    places = places_of(targets_of(after, kept.value))
    sheet = await read_sheet(ports, directory, after.home, places=places, person=after.person)
    salt = ports.ids.salt()
    await ports.bookings.apply(
        head_change(after, kept, sheet, directory=directory, salt=salt, intents=intents)
    )
