"""Hearing from Graph that a calendar may have changed, or what becomes of its promise to say so.

Rules:
- A notification is a hint, and nobody's word is taken for it: only its subscription and its secret count, and all that
  follows is a look at that mailbox. What does not belong to a subscription of ours is dropped.
- The first hint wakes the mailbox at once. What comes before that look is covered by it; what comes soon after waits for
  one more look, however much it is.
- Graph hears a failure only where a look could not be asked for: then it says it again.
"""

import asyncio
import hmac
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from application.exchange import MailboxState, Subscription
from application.mailbox_notes import note
from application.ports import Ports, Stale, Unavailable
from domain.calendar_event import Mailbox
from domain.when import Instant, later

AT_ONCE = timedelta(seconds=1)
"""Long enough for the two or three notifications that one change makes, most of the time."""
APART = timedelta(seconds=5)
"""At most one look per mailbox and so long, in each process: a second process may look once more, which is harmless."""
NOTED_EVERY = timedelta(minutes=10)
MOST_AT_ONCE = 32
FEW = 8
"""So many subscriptions are looked up one by one. Anybody may name a thousand that are nobody's: those cost one look at all."""

RENEW, REMOVED = "reauthorizationrequired", "subscriptionremoved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One notification. `state`: the secret it brings; `lifecycle`: what becomes of the subscription; empty where a
    calendar changed."""

    subscription: str
    state: str
    lifecycle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """How many mailboxes were heard of, and how many notifications were nobody's."""

    heard: int
    dropped: int


class Wakings:
    """When each mailbox is looked at next, as far as this process asked for it."""

    def __init__(self) -> None:
        self._due: dict[Mailbox, Instant] = {}

    async def wake(self, ports: Ports, box: Mailbox) -> None:
        """Raises Unavailable or Misconfigured when it could not be asked for."""
        now, due = ports.clock.now(), self._due.get(box)
        if due is not None and now < due:
            return
        soon = later(now, AT_ONCE)
        self._due[box] = at = soon if due is None else max(soon, later(due, APART))
        try:
            await ports.waker.wake(box, delay=at - now)
        except BaseException:
            self._due.pop(box, None)
            raise


async def hear_notifications(ports: Ports, wakings: Wakings, items: Sequence[Heard]) -> Hearing:
    """Wake the mailboxes that `items` are about."""
    if not ports.exchange.on:
        return Hearing(heard=0, dropped=len(items))
    by_subscription: dict[str, list[Heard]] = {}
    for item in items:
        by_subscription.setdefault(item.subscription, []).append(item)
    if len(by_subscription) > FEW:
        ours = {each.subscription.id for each in await ports.mailboxes.all() if each.subscription}
        by_subscription = {name: some for name, some in by_subscription.items() if name in ours}
    places = asyncio.Semaphore(MOST_AT_ONCE)

    async def hear(some: list[Heard]) -> int:
        async with places:
            return await _hear(ports, wakings, some)

    taken = await asyncio.gather(*(hear(some) for some in by_subscription.values()))
    return Hearing(heard=sum(map(bool, taken)), dropped=len(items) - sum(taken))


async def _hear(ports: Ports, wakings: Wakings, items: list[Heard]) -> int:
    """How many of these, all of one subscription, are true."""
    box = await ports.mailboxes.subscribed(items[0].subscription)
    kept = await ports.mailboxes.find(box) if box is not None else None
    if box is None or kept is None or (held := kept.value.subscription) is None:
        return 0
    true = [item for item in items if _is_of(item, held)]
    if not true:
        return 0
    said = {item.lifecycle.lower() for item in true}
    if said & {RENEW, REMOVED}:
        await note(ports, box, lambda state: _told(state, held, gone=REMOVED in said))
    await wakings.wake(ports, box)
    await _remember(ports, kept.value)
    return len(true)


def _is_of(item: Heard, held: Subscription) -> bool:
    if item.subscription != held.id:
        return False
    return hmac.compare_digest(hashed(item.state), held.state_hash)


def hashed(state: str) -> str:
    """What is kept of the secret of a subscription."""
    return sha256(state.encode("utf-8", "surrogatepass")).hexdigest()


def _told(state: MailboxState, held: Subscription, *, gone: bool) -> MailboxState:
    """What Graph says of its promise; the look that follows does it (application/keep_subscribed.py)."""
    if state.subscription is None or state.subscription.id != held.id:
        return state
    after = None if gone else replace(state.subscription, renew=True)
    return replace(state, subscription=after, subscribe_after=None)


async def _remember(ports: Ports, state: MailboxState) -> None:
    """Note now and then that the subscription works: a silent one is told by it."""
    now = ports.clock.now()
    if state.notified_at is not None and now - state.notified_at < NOTED_EVERY:
        return
    with suppress(Stale, Unavailable):
        await note(ports, state.box, lambda there: replace(there, notified_at=now))
