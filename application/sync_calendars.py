"""Waking a round for every room's mailbox: whatever Graph tells or forgets to tell, each is looked at in every cycle.

A mailbox that cannot be opened is tried once an hour, one that asked to be left alone when its time has come. Bookings
that wait for an answer of Exchange are driven on; mailboxes that are no room's any more are left.
"""

import asyncio
from collections.abc import Collection, Iterable
from datetime import timedelta

from application.exchange import MailboxState
from application.mailbox_lease import probe_due
from application.ports import Beat, Ports
from application.room_mailboxes import room_mailboxes
from domain.calendar_event import Mailbox
from domain.calendar_sync import Link
from domain.ids import BookingId
from domain.when import Instant, later

JOB = "sync_calendars"
AT_ONCE = 20
LEFT_BEHIND = timedelta(minutes=1)
NOW = timedelta(0)


async def sync_calendars(ports: Ports) -> str:
    """One cycle; what it did, in a sentence. Raises Unavailable: the next cycle does what this one did not."""
    said = await _asked(ports) if ports.exchange.on else "no Exchange"
    await ports.heartbeats.beat(Beat(job=JOB, at=ports.clock.now(), said=said))
    return said


async def _asked(ports: Ports) -> str:
    rooms = room_mailboxes(await ports.places.directory())
    states = {state.box: state for state in await ports.mailboxes.all()}
    now = ports.clock.now()
    due = [box for box in rooms if _due(states.get(box), now)]
    left = [box for box, state in states.items() if state.cursor and box not in rooms]
    await _wake(ports, [*due, *left])
    rung = await _ring(ports, now)
    return f"{len(due)} of {len(rooms)} woken, {len(left)} left, {rung} rung again"


def _due(state: MailboxState | None, now: Instant) -> bool:
    if state is None:
        return True
    if state.not_before is not None and state.not_before > now:
        return False
    return state.suspended_at is None or probe_due(state, now)


async def _wake(ports: Ports, boxes: Collection[Mailbox]) -> None:
    for some in _bunches(tuple(boxes)):
        await asyncio.gather(*(ports.waker.wake(box) for box in some))


def _bunches(boxes: tuple[Mailbox, ...]) -> Iterable[tuple[Mailbox, ...]]:
    return (boxes[first : first + AT_ONCE] for first in range(0, len(boxes), AT_ONCE))


async def _ring(ports: Ports, now: Instant) -> int:
    """Bookings that something is still to come of, unless that was asked for only just now."""
    rung = 0
    for booking in await ports.links.open():
        if await _waits(ports, booking, now):
            await ports.doorbell.ring(booking, delay=NOW)
            rung += 1
    return rung


async def _waits(ports: Ports, booking: BookingId, now: Instant) -> bool:
    links = [kept.value for kept in await ports.links.of(booking)]
    return any(link.open and _old(link, now) for link in links)


def _old(link: Link, now: Instant) -> bool:
    tried = link.tried_at or link.made_at
    return tried is None or later(tried, LEFT_BEHIND) <= now
