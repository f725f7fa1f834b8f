"""Delivering: telling the outside world what became of a booking, driven to its latest state.

A message in the queue is a hint. It may come twice, early, late, or for a booking that never was; the outbox rows, which
were committed with the booking, say what is left to do. People are told once, also while Exchange is not done: neither
waits for the other. A room's answer is looked for when nothing else is left to do.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from application.mailbox_work import Later, Settled
from application.ports import OutboxRow, Ports, Stale, Unavailable
from application.record import booking_entry
from application.settle import expire
from application.telling import notices_for
from application.write_meeting import write_meeting
from domain.booking import Booking, State
from domain.ids import BookingId
from domain.notices import UNTOLD
from domain.when import later

LEASE = timedelta(minutes=2)
SECOND_LOOK = timedelta(minutes=2)
FAULTY = timedelta(seconds=30)
"""How long we leave it when storage was not there while Exchange was written to."""
MOST_TRIES = 3
PAUSED = timedelta(minutes=2)
"""While a copy is brought back, nothing is told and nothing written to Exchange."""


async def deliver(ports: Ports, booking: BookingId, *, tries: int = 0) -> str:
    """Carry out what is undone for `booking`; what was done, in a word. Raises Unavailable: the queue tries again."""
    if await ports.places.paused():
        await ports.doorbell.ring(booking, delay=PAUSED, tries=tries)
        return "paused"
    kept = await ports.bookings.find(booking)
    now = ports.clock.now()
    if kept is None:
        return await _look_again(ports, booking, tries, "unknown", "dropped")
    if kept.value.state is State.HELD or kept.value.moving is not None:
        with suppress(Stale):
            await expire(ports, booking, now=now)
        if kept.value.state is State.HELD:
            return await _look_again(ports, booking, tries, "held", "held")
    rows = await ports.outbox.of(booking)
    undone = [row for row in rows if row.done_at is None]
    if not undone:
        return await _follow_up(ports, kept.value)
    held = [row for row in undone if row.leased_until and row.leased_until > now]
    if busy := [row.leased_until for row in held if row.leased_until and not row.put_off]:
        await ports.doorbell.ring(booking, delay=max(busy) - now, tries=tries)
        return "busy"
    if len(held) == len(undone):
        # Nothing new, and Exchange is not to be asked yet.
        return "later"
    try:
        leased = [
            await ports.outbox.lease(
                replace(await _timed(ports, row), put_off=False), later(now, LEASE)
            )
            for row in undone
        ]
    except Stale:
        leased = []
    latest = await ports.bookings.find(booking)
    if not leased or latest is None or latest.value.revision != kept.value.revision:
        # Another has some of the rows, or the booking went on since they were read: look when the leases are over.
        await ports.doorbell.ring(booking, delay=LEASE, tries=tries)
        return "busy"
    await _record(ports, latest.value, leased)
    old = [row for row in rows if row.done_at is not None or row.told_at is not None]
    told = any(intent.notice != UNTOLD for row in old for intent in row.intents)
    return await _carry_out(ports, latest.value, leased, told=told)


async def _follow_up(ports: Ports, booking: Booking) -> str:
    """Nothing is left to tell: whether Exchange still owes us an answer, or we it something."""
    if not ports.exchange.on:
        return "nothing"
    links = await ports.links.of(booking.id)
    if booking.state is not State.PENDING and not any(kept.value.open for kept in links):
        return "nothing"
    return await _ring_again(ports, booking.id, await write_meeting(ports, booking.id))


async def _ring_again(ports: Ports, booking: BookingId, outcome: Settled | Later) -> str:
    delay = outcome.delay if isinstance(outcome, Later) else outcome.look
    if delay is None:
        return "nothing"
    await ports.doorbell.ring(booking, delay=max(delay, timedelta(0)))
    return "later" if isinstance(outcome, Later) else "waiting"


async def _timed(ports: Ports, row: OutboxRow) -> OutboxRow:
    """The row with the moment under which the audit has it, or will: kept with the lease, so that a repeat finds it."""
    if all(intent.deed is None for intent in row.intents):
        return row
    return replace(row, audit_at=await ports.audit.moment_for(_mark(row), row.audit_at))


async def _record(ports: Ports, booking: Booking, leased: list[OutboxRow]) -> None:
    """Before anyone is told: mail that cannot be sent today keeps nothing from the audit."""
    for row in leased:
        for intent in row.intents:
            if intent.deed is not None:
                entry = booking_entry(booking, intent.deed, mark=_mark(row))
                await ports.audit.record(entry, under=row.audit_at)


def without_deeds(row: OutboxRow) -> OutboxRow:
    """What the audit has is not kept a second time."""
    return replace(row, intents=tuple(replace(each, deed=None) for each in row.intents))


def _mark(row: OutboxRow) -> str:
    return f"{row.booking}-{row.revision:06d}"


async def _look_again(
    ports: Ports, booking: BookingId, tries: int, again: str, dropped: str
) -> str:
    if tries >= MOST_TRIES or (again == "unknown" and tries >= 1):
        return dropped
    await ports.doorbell.ring(booking, delay=SECOND_LOOK, tries=tries + 1)
    return again


async def _carry_out(ports: Ports, booking: Booking, leased: list[OutboxRow], *, told: bool) -> str:
    """Tell people and write to Exchange; what does not work of the one does not keep the other."""
    untold = [row for row in leased if row.told_at is None]
    mailing: Unavailable | None = None
    notices = 0
    try:
        notices = await _tell(ports, booking, untold, told=told)
    except Unavailable as fault:
        mailing = fault
    now = ports.clock.now()
    if mailing is None:
        leased = [without_deeds(replace(row, told_at=row.told_at or now)) for row in leased]
    try:
        outcome = await write_meeting(ports, booking.id)
    except Unavailable:
        outcome = Later(delay=FAULTY)
    if mailing is not None:
        raise mailing
    said = await _ring_again(ports, booking.id, outcome)
    now = ports.clock.now()
    with suppress(
        Stale
    ):  # something new was to be told meanwhile, and whoever does that has these rows too
        for row in leased:
            if isinstance(outcome, Later):
                await ports.outbox.lease(replace(row, put_off=True), later(now, outcome.delay))
            else:
                await ports.outbox.finish(row, now)
    return said if isinstance(outcome, Later) else f"told {notices}"


async def _tell(ports: Ports, booking: Booking, rows: list[OutboxRow], *, told: bool) -> int:
    intents = tuple(intent for row in rows for intent in row.intents)
    notices = await notices_for(ports, booking, intents, told=told)
    for notice in notices:
        await ports.notices.tell(notice)
    return len(notices)
