"""The lease under which one round at a time looks at a mailbox, and what a round leaves behind in its state.

A round that dies is over when its lease is. Whoever writes the state meanwhile (a webhook, a person) loses nothing: what
a round found is written over the state as it is then, if the lease is still the round's own.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from application.exchange import MailboxState, Trouble, Why
from application.ports import Ports, Stale
from domain.calendar_event import Mailbox
from domain.ledger import Kept, Version
from domain.when import Instant, later

LEASE = timedelta(minutes=3)
PROBE_EVERY = timedelta(hours=1)
TRIES = 6
SOON = timedelta(seconds=30)
"""How long a mailbox is left alone that did not say for how long."""
SHORTLY = timedelta(seconds=5)
"""When to come back where another is at it: what woke us may have come too late for that one."""

Change = Callable[[MailboxState], MailboxState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A mailbox that is ours until `until` at the latest, as it was when we took it; `version`: of what we wrote then."""

    state: MailboxState
    until: Instant
    version: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNow:
    """No round begins. `wait`: when it may; None: when the timer comes by. `said`: why, in a word."""

    said: str
    wait: timedelta | None = None


async def take_lease(ports: Ports, box: Mailbox) -> Held | NotNow:
    now = ports.clock.now()
    kept = await ports.mailboxes.find(box)
    state = kept.value if kept is not None else MailboxState(box=box)
    if state.leased_until is not None and state.leased_until > now:
        return NotNow(said="busy", wait=min(state.leased_until - now, SHORTLY))
    if state.not_before is not None and state.not_before > now:
        return NotNow(said="later", wait=state.not_before - now)
    if state.suspended_at is not None and not probe_due(state, now):
        return NotNow(said="suspended")
    until = later(now, LEASE)
    leased = replace(state, leased_until=until, started_at=now)
    try:
        version = await ports.mailboxes.write(leased, kept.version if kept is not None else None)
    except Stale:
        return NotNow(said="busy", wait=SHORTLY)
    return Held(state=leased, until=until, version=version)


def probe_due(state: MailboxState, now: Instant) -> bool:
    return state.probed_at is None or later(state.probed_at, PROBE_EVERY) <= now


async def give_lease(ports: Ports, held: Held, change: Change) -> bool:
    """Keep what the round found and end its lease; whether it was still ours."""
    kept: Kept[MailboxState] | None = Kept(value=held.state, version=held.version)
    for attempt in range(TRIES):
        # As we left it, most of the time: then it need not be read again.
        if attempt:
            kept = await ports.mailboxes.find(held.state.box)
        if kept is None or kept.value.leased_until != held.until:
            return False
        after = replace(change(kept.value), leased_until=None)
        with suppress(Stale):
            await ports.mailboxes.write(after, kept.version)
            return True
        await ports.clock.pause(0.05 * (attempt + 1) * ports.ids.jitter())
    return False


def troubled(state: MailboxState, trouble: Trouble, now: Instant, jitter: float) -> MailboxState:
    """What is noted of a mailbox with which there was trouble."""
    match trouble.why:
        case Why.LATER | Why.UNKNOWN:
            wait = trouble.wait if trouble.wait is not None else SOON * (1 + jitter)
            return replace(state, not_before=later(now, wait), trouble=trouble.code)
        case Why.CLOSED:
            since = state.suspended_at or now
            return replace(state, suspended_at=since, probed_at=now, trouble=trouble.code)
        case _:
            return replace(state, trouble=trouble.code or trouble.why.value)


def well(state: MailboxState, now: Instant) -> MailboxState:
    """What is noted of a mailbox that answered."""
    return replace(
        state, suspended_at=None, probed_at=None, not_before=None, trouble="", synced_at=now
    )
