"""Carrying out a change of a booking's state: decided on the head, committed on the head, followed by the days."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from application.ports import Ports, Stale, Unavailable
from application.record import deed_of
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
from domain.audit import Action
from domain.booking import Booking
from domain.ids import BookingId, PersonId
from domain.ledger import Intent, Kept
from domain.notices import UNTOLD, Topic
from domain.presence import Changed, Unchanged
from domain.refusals import Refusal, Refused
from domain.settling import NoToken

Decide = Callable[[Booking, str], Changed | Unchanged | Refused]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is done, and who does it; None: a job. `topic`: what the person is told, if anything, and `reason` why.
    `origin`: where it comes from, if not from where this runs."""

    action: Action
    by: PersonId | None
    topic: Topic | None = None
    reason: str = ""
    origin: str = ""


async def change_state(
    ports: Ports, kept: Kept[Booking], decide: Decide, act: Act | None, *, seen: str | None = None
) -> Saved | Refused:
    """Apply `decide` to the booking as it is when the write succeeds. `seen`: the version that the caller looked at;
    another one is not touched. Without an `act` neither the person nor the audit is told: for erasing, which is told as
    a whole.

    Raises Unavailable when storage did not let it happen in a bounded number of tries."""
    change = ports.ids.change()
    booking: BookingId = kept.value.id
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
            await _write(
                ports, kept, decision.booking, _intents(ports, decision.booking, kept.value, act)
            )
        except (Stale, Unavailable, NoToken):
            await pause(ports, attempt)
            continue
        return await _done(ports, decision.booking, kept.value)
    raise Unavailable("the booking kept changing")


async def _done(ports: Ports, after: Booking, before: Booking) -> Saved:
    await follow(ports, after, before=before)
    return Saved(booking=after)


def _intents(ports: Ports, after: Booking, before: Booking, act: Act | None) -> tuple[Intent, ...]:
    if act is None:
        return ()
    deed = deed_of(ports, act.action, by=act.by, at=after.changed_at, reason=act.reason)
    intent = Intent(
        booking=after.id,
        revision=after.revision,
        notice=act.topic or UNTOLD,
        before=before.at if after.at != before.at else None,
        reason=act.reason,
        deed=replace(deed, origin=act.origin or deed.origin),
    )
    return (intent,)


async def _ring(ports: Ports, intents: tuple[Intent, ...]) -> None:
    for intent in intents[:1]:
        await ports.doorbell.ring(intent.booking, delay=DOORBELL_DELAY)


async def _write(
    ports: Ports, kept: Kept[Booking], after: Booking, intents: tuple[Intent, ...]
) -> None:
    """The doorbell rings while the day is read, before there is anything to deliver."""
    directory = await ports.places.directory()
    places = places_of(targets_of(after, kept.value))
    sheet, _ = await asyncio.gather(
        read_sheet(ports, directory, after.home, places=places, person=after.person),
        _ring(ports, intents),
    )
    salt = ports.ids.salt()
    await ports.bookings.apply(
        head_change(after, kept, sheet, directory=directory, salt=salt, intents=intents)
    )
