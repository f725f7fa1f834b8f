"""Noting one thing about a mailbox, whatever else is noted meanwhile: a round, a webhook and a person write the same row."""

from collections.abc import Callable
from dataclasses import replace

from application.exchange import MailboxState
from application.ports import Ports, Stale
from domain.calendar_event import Mailbox

TRIES = 6


async def note(
    ports: Ports, box: Mailbox, change: Callable[[MailboxState], MailboxState]
) -> MailboxState:
    """The row after `change`, which is asked again with what somebody else has written. Nothing is written where nothing
    changes. Raises Stale when the row keeps changing."""
    for left in reversed(range(TRIES)):
        kept = await ports.mailboxes.find(box)
        before = kept.value if kept is not None else MailboxState(box=box)
        after = replace(change(before), box=box)
        if after == before and kept is not None:
            return before
        try:
            await ports.mailboxes.write(after, kept.version if kept is not None else None)
        except Stale:
            if not left:
                raise
            await ports.clock.pause(0.05 * (TRIES - left) * ports.ids.jitter())
        else:
            return after
    raise AssertionError("unreachable")
