"""Asking for the full comparison of every room's calendar, once a night: each is done by a round of its own.

The rounds begin one after another, so that a thousand mailboxes are not all read in the same minute.
"""

from datetime import timedelta

from application.ask_mailbox import ask_for
from application.exchange import Wish
from application.ports import Beat, Ports
from application.room_mailboxes import room_mailboxes

JOB = "reconcile_calendars"
APART = timedelta(seconds=2)


async def reconcile_calendars(ports: Ports) -> str:
    """One night's asking; how many rooms, in a sentence. Raises Unavailable."""
    said = await _asked(ports) if ports.exchange.on else "no Exchange"
    await ports.heartbeats.beat(Beat(job=JOB, at=ports.clock.now(), said=said))
    return said


async def _asked(ports: Ports) -> str:
    boxes = sorted(room_mailboxes(await ports.places.directory()))
    for number, box in enumerate(boxes):
        await ask_for(ports, box, Wish.RECONCILE, delay=number * APART)
    return f"{len(boxes)} to be compared"
