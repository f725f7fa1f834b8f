"""One call at a mailbox other than the one whose lease we hold: in one of its few places, and not before its time."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from application.exchange import MailboxState, Trouble, Why
from application.mailbox_lease import SOON
from application.ports import Ports, Stale
from domain.calendar_event import Mailbox
from domain.when import later

HELD = timedelta(minutes=2)
FULL = timedelta(seconds=5)


async def ask[T](
    ports: Ports, box: Mailbox, call: Callable[[], Awaitable[T | Trouble]]
) -> T | Trouble:
    """What `call` answers; Trouble LATER where the mailbox is not to be asked now."""
    now = ports.clock.now()
    kept = await ports.mailboxes.find(box)
    not_before = kept.value.not_before if kept is not None else None
    if not_before is not None and not_before > now:
        return Trouble(why=Why.LATER, wait=not_before - now)
    slot = await ports.mailboxes.take_slot(box, now=now, until=later(now, HELD))
    if slot is None:
        return Trouble(why=Why.LATER, wait=FULL)
    try:
        answer = await call()
    finally:
        await ports.mailboxes.give_slot(slot)
    if isinstance(answer, Trouble) and answer.why is Why.LATER:
        await _leave_alone(ports, box, answer.wait or SOON)
    return answer


async def _leave_alone(ports: Ports, box: Mailbox, wait: timedelta) -> None:
    kept = await ports.mailboxes.find(box)
    state = kept.value if kept is not None else MailboxState(box=box)
    with suppress(Stale):  # somebody else writes the same
        await ports.mailboxes.write(
            replace(state, not_before=later(ports.clock.now(), wait)),
            kept.version if kept is not None else None,
        )
