"""Heeding a wake: one look at a mailbox, and whatever is due there.

First what Graph promised us is put in order, so that nothing happens between a look and a promise; then the changes.
"""

from application.keep_subscribed import give_back, keep_subscribed
from application.ports import Ports
from application.room_mailboxes import room_mailboxes
from application.sync_mailbox import sync_mailbox
from domain.calendar_event import Mailbox


async def heed_wake(ports: Ports, box: Mailbox) -> None:
    """Nothing, where there is no Exchange. Raises Unavailable: the message comes back."""
    if not ports.exchange.on:
        return
    if box in room_mailboxes(await ports.places.directory()):
        await keep_subscribed(ports, box)
    else:
        await _let_go(ports, box)
    await sync_mailbox(ports, box)


async def _let_go(ports: Ports, box: Mailbox) -> None:
    """What is no room's any more needs no promise."""
    kept = await ports.mailboxes.find(box)
    if kept is not None and kept.value.subscription is not None:
        await give_back(ports, box, kept.value.subscription)
