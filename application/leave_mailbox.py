"""A mailbox that is no room's any more: its foreign meetings hold a room that Exchange does not decide any longer.

They end; nobody is told, because they were nobody's here. A mailbox that comes back brings them back, as the same
bookings.
"""

from dataclasses import replace
from datetime import timedelta

from application.exchange import MailboxState
from application.impose import end_foreign
from application.mailbox_lease import NotNow, give_lease, take_lease
from application.ports import Ports
from domain.calendar_event import Mailbox
from domain.calendar_sync import Role
from domain.when import later

MOST = timedelta(seconds=60)
AGAIN = timedelta(seconds=5)


async def leave_mailbox(ports: Ports, box: Mailbox) -> str:
    held = await take_lease(ports, box)
    if isinstance(held, NotNow) and held.said != "suspended":
        return held.said
    deadline = later(ports.clock.now(), MOST)
    for kept in await ports.links.of_room(box):
        if kept.value.role is not Role.FOREIGN:
            continue
        if ports.clock.now() >= deadline:
            await ports.waker.wake(box, delay=AGAIN)
            break
        await end_foreign(ports, kept.value.booking)
        await ports.links.remove(kept.value)
    else:
        if not isinstance(held, NotNow):
            await give_lease(ports, held, _left)
        return "left"
    if not isinstance(held, NotNow):
        await give_lease(ports, held, lambda state: state)
    return "out of time"


def _left(state: MailboxState) -> MailboxState:
    left = replace(state, cursor="", window=None, listing_since=None)
    return replace(left, fused_at=None, fused=0, wish=None, drift=0)
