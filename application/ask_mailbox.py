"""What is asked of a mailbox's next round beyond the ordinary: a comparison, or a repair."""

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
