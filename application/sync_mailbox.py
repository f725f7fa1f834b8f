"""Looking at one room's calendar, woken by the timer, by Graph or by a person: one round at a time, and only when it is
time. What a round is, is in calendar_round.
"""

from application.calendar_round import AGAIN, Outcome, one_round
from application.leave_mailbox import leave_mailbox
from application.mailbox_lease import NotNow, give_lease, take_lease
from application.ports import Ports, Stale, Unavailable
from application.room_mailboxes import room_mailboxes
from domain.calendar_event import Mailbox


async def sync_mailbox(ports: Ports, box: Mailbox) -> str:
    """One round, unless one is under way or it is not the time; what came of it, in a word. Raises Unavailable."""
    if not ports.exchange.on:
        return "off"
    directory = await ports.places.directory()
    rooms = room_mailboxes(directory).get(box, ())
    if not rooms:
        return await leave_mailbox(ports, box)
    held = await take_lease(ports, box)
    if isinstance(held, NotNow):
        if held.wait is not None:
            await ports.waker.wake(box, delay=held.wait)
        return held.said
    try:
        outcome = await one_round(ports, held, directory, rooms[0])
    except Stale:
        outcome = Outcome(said="overtaken", change=lambda state: state, wait=AGAIN)
    except Unavailable:
        await give_lease(ports, held, lambda state: state)
        raise
    kept = await give_lease(ports, held, outcome.change)
    if outcome.wait is not None:
        await ports.waker.wake(box, delay=outcome.wait)
    return outcome.said if kept else "overtaken"
