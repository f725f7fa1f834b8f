"""Heeding a wake: one look at a mailbox, and whatever is due there.

First what Graph promised us is put in order, so that nothing happens between a look and a promise; then the changes.
A message about a mailbox that is no room's any more is old, and dropped.
"""

from application.keep_subscribed import keep_subscribed
from application.ports import Ports
from application.room_mailboxes import room_mailboxes
from domain.calendar_event import Mailbox


async def heed_wake(ports: Ports, box: Mailbox) -> None:
    """Nothing, where there is no Exchange."""
    if not ports.exchange.on or box not in room_mailboxes(await ports.places.directory()):
        return
    await keep_subscribed(ports, box)
