"""What is asked of a mailbox's next round beyond the ordinary: a comparison, a repair, or to believe a blown fuse."""

from dataclasses import replace
from datetime import timedelta

from application.exchange import MailboxState, Wish
from application.mailbox_notes import note
from application.ports import Ports
from domain.calendar_event import Mailbox

NOW = timedelta(0)


async def ask_for(ports: Ports, box: Mailbox, wish: Wish, *, delay: timedelta = NOW) -> None:
    """Have the next round compare everything, and repair it if so wished. What was asked for before stays.
    Raises Stale, Unavailable."""

    def asked(state: MailboxState) -> MailboxState:
        return replace(state, wish=wish) if state.wish is None else state

    await note(ports, box, asked)
    await ports.waker.wake(box, delay=delay)


async def lift_fuse(ports: Ports, box: Mailbox) -> bool:
    """An administrator says that what vanished is gone indeed: the next round looks again, and ends what is; whether
    there was a fuse to lift. Raises Stale, Unavailable."""
    now = ports.clock.now()

    def lifted(state: MailboxState) -> MailboxState:
        return replace(state, lifted_at=now) if state.fused_at is not None else state

    after = await note(ports, box, lifted)
    if after.lifted_at is None:
        return False
    await ports.waker.wake(box)
    return True
