"""What an administrator does about a room's calendar: look now, compare, repair, have Graph promise anew, lift the fuse.

Nothing here asks Exchange anything: it is noted, and the job that is woken does it. Who did it is recorded first. The
mailbox that invites rooms can be opened again: then it is tried with the next booking, and with those that wait.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from application.exchange import MailboxState, Subscription, Wish
from application.mailbox_notes import note
from application.ports import Ports
from application.record import record
from application.room_mailboxes import room_mailboxes
from domain.audit import Action
from domain.calendar_event import Mailbox
from domain.people import Person
from domain.when import Instant

AT_ONCE = 16
MOST_RUNG = 100
"""The others are found by the timer that looks at calendars."""


class Tending(StrEnum):
    """The value is part of an address: never renamed."""

    SYNC = "sync"
    RECONCILE = "reconcile"
    REPAIR = "repair"
    SUBSCRIBE = "subscribe"
    LIFT_FUSE = "lift-fuse"


ACTIONS = {
    Tending.SYNC: Action.CALENDAR_LOOKED_AT,
    Tending.RECONCILE: Action.CALENDAR_COMPARED,
    Tending.REPAIR: Action.CALENDAR_REPAIRED,
    Tending.SUBSCRIBE: Action.SUBSCRIPTION_REMADE,
    Tending.LIFT_FUSE: Action.FUSE_LIFTED,
}


async def tend_mailbox(ports: Ports, box: Mailbox, what: Tending, *, caller: Person) -> bool:
    """Whether there is such a mailbox. Raises Unavailable when it could not be noted."""
    rooms = room_mailboxes(await ports.places.directory()).get(box)
    if ports.exchange.on and rooms is None and box == ports.exchange.service:
        return await _tend_inviting(ports, box, what, caller)
    if not ports.exchange.on or rooms is None:
        return False
    await record(ports, ACTIONS[what], actor=caller.id, target=rooms[0].id)
    now = ports.clock.now()
    await note(ports, box, lambda state: wished(state, what, now))
    await ports.waker.wake(box)
    return True


async def _tend_inviting(ports: Ports, box: Mailbox, what: Tending, caller: Person) -> bool:
    """Its calendar is not read, so there is nothing else to be done about it."""
    if what is not Tending.SYNC:
        return False
    await record(ports, ACTIONS[what], actor=caller.id)
    await note(ports, box, opened)
    for booking in (await ports.links.open())[:MOST_RUNG]:
        await ports.doorbell.ring(booking, delay=timedelta(0))
    return True


def opened(state: MailboxState) -> MailboxState:
    """To be tried again, and with nothing held against it."""
    return replace(state, suspended_at=None, probed_at=None, trouble="", refused=0)


async def look_at_all(ports: Ports, *, caller: Person) -> None:
    """Have every room's calendar looked at now."""
    if not ports.exchange.on:
        return
    boxes = room_mailboxes(await ports.places.directory())
    await record(ports, Action.CALENDAR_LOOKED_AT, actor=caller.id)
    places = asyncio.Semaphore(AT_ONCE)

    async def wake(box: Mailbox) -> None:
        async with places:
            await ports.waker.wake(box)

    await asyncio.gather(*map(wake, boxes))


def wished(state: MailboxState, what: Tending, now: Instant) -> MailboxState:
    """What is noted. Whoever asks is heard at once: a wait that we chose ourselves is over, Exchange's own is not."""
    match what:
        case Tending.SYNC:
            return replace(state, probed_at=None)
        case Tending.RECONCILE:
            return replace(state, wish=state.wish or Wish.RECONCILE, refused=0)
        case Tending.REPAIR:
            return replace(state, wish=Wish.REPAIR, refused=0)
        case Tending.SUBSCRIBE:
            return replace(
                state, subscription=_void(state.subscription), subscribe_after=None, subscribing=""
            )
        case Tending.LIFT_FUSE:
            return replace(state, lifted_at=now) if state.fused_at is not None else state


def _void(held: Subscription | None) -> Subscription | None:
    """Made for no address of ours, so that it is made anew."""
    return replace(held, notify="") if held is not None else None
