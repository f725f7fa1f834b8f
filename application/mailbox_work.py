"""Working at a mailbox: not before its time, in one of its few places for the whole of the work; and what trouble means.

Nobody waits here: whoever may not go in is told for how long, and ends.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from application.exchange import MailboxState, Slot, Trouble, Why
from application.mailbox_lease import PROBE_EVERY, SOON, probe_due, troubled
from application.mailbox_notes import note
from application.ports import Ports
from domain.calendar_event import Mailbox
from domain.when import later

HELD = timedelta(minutes=2)
"""A place of a process that died is free again then."""
FULL = timedelta(seconds=5)
UNKNOWN = timedelta(seconds=15)
LONGEST_UNKNOWN = timedelta(seconds=60)
SIGNED_OUT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Exchange holds what is wanted. `look`: after which time to look for the room's answer."""

    look: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Something is left to do, after `delay`. `closed`: the mailbox is not there, or not ours to open."""

    delay: timedelta
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """We are at work at a mailbox. `probing`: it was closed when we last tried."""

    slot: Slot
    probing: bool


async def enter(ports: Ports, box: Mailbox) -> Inside | Later:
    """A place at the mailbox, to be left with `leave`. Raises Unavailable."""
    now = ports.clock.now()
    kept = await ports.mailboxes.find(box)
    state = kept.value if kept is not None else MailboxState(box=box)
    if state.not_before is not None and state.not_before > now:
        return Later(delay=state.not_before - now)
    if state.suspended_at is not None:
        if not probe_due(state, now):
            tried = state.probed_at or now
            return Later(delay=later(tried, PROBE_EVERY) - now, closed=True)
        await note(ports, box, lambda state: replace(state, probed_at=now))
    slot = await ports.mailboxes.take_slot(box, now=now, until=later(now, HELD))
    if slot is None:
        return Later(delay=FULL * (1 + ports.ids.jitter()))
    return Inside(slot=slot, probing=state.suspended_at is not None)


async def leave(ports: Ports, inside: Inside, *, closed: bool) -> None:
    await ports.mailboxes.give_slot(inside.slot)
    if inside.probing and not closed:
        await note(ports, inside.slot.box, _open)


def _open(state: MailboxState) -> MailboxState:
    return replace(state, suspended_at=None, probed_at=None, trouble="")


async def wait_out(ports: Ports, box: Mailbox, trouble: Trouble) -> Later:
    """What trouble that is not about the event in hand asks for, noted for all who work there. Raises Unavailable."""
    now, jitter = ports.clock.now(), ports.ids.jitter()
    match trouble.why:
        case Why.CLOSED:
            await note(ports, box, lambda state: troubled(state, trouble, now, jitter))
            return Later(delay=PROBE_EVERY, closed=True)
        case Why.UNKNOWN:
            delay = min(max(trouble.wait or UNKNOWN, UNKNOWN), LONGEST_UNKNOWN)
        case Why.SIGNED_OUT:
            delay = SIGNED_OUT
        case Why.LATER:
            delay = trouble.wait if trouble.wait is not None else SOON * (1 + jitter)
        case _:
            return Later(delay=LONGEST_UNKNOWN)
    until = later(now, delay)
    await note(
        ports,
        box,
        lambda state: replace(
            state,
            not_before=max(until, state.not_before or until),
            trouble=trouble.code or trouble.why.value,
        ),
    )
    return Later(delay=delay)


async def need_attention(ports: Ports, room: Mailbox) -> None:
    """Exchange refused a write for what it was: nobody is told, an administrator sees it counted. Raises Unavailable."""
    await note(ports, room, lambda state: replace(state, refused=state.refused + 1))
