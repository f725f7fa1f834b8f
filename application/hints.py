"""Hints for pages: what another system says, kept for a while, asked for once at a time, and done without when it is slow.

One per process. An asker waits a moment at most; the question goes on, and its answer serves whoever asks next. After
trouble nothing is asked for a while, so that no page waits for a system that is away.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from datetime import timedelta
from itertools import batched
from weakref import WeakKeyDictionary

from application.exchange import Mailboxes, Trouble, Why
from application.exchange_resources import Busy, PresenceNow, Presences, Schedules
from application.faults import Misconfigured, Unavailable
from application.ports import Clock
from domain.calendar_event import Mailbox
from domain.when import Instant, Interval, later

PATIENCE = 0.8  # seconds that a page waits
PAUSE = timedelta(seconds=30)
ASKED_FOR = timedelta(minutes=1)
CROWDED = timedelta(seconds=2)
MOST_KEPT = 20_000

type Load[K, V] = Callable[[tuple[K, ...]], Awaitable[Mapping[K, V] | Trouble]]


class Hints[K, V]:
    """`load` answers some keys, at most `at_once`, and leaves out those it knows nothing of."""

    def __init__(
        self,
        load: Load[K, V],
        clock: Clock,
        *,
        lasts: timedelta,
        at_once: int,
        patience: float = PATIENCE,
    ) -> None:
        self._load, self._clock = load, clock
        self._lasts, self._at_once, self._patience = lasts, at_once, patience
        self._kept: dict[K, tuple[Instant, V | None]] = {}
        self._asking: dict[tuple[asyncio.AbstractEventLoop, K], asyncio.Task[None]] = {}
        self._not_before: Instant | None = None
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            WeakKeyDictionary()
        )

    async def of(self, keys: Collection[K]) -> Mapping[K, V]:
        """What is known of `keys`, in a moment."""
        loop, old = asyncio.get_running_loop(), [key for key in keys if not self._fresh(key)]
        missing = [key for key in old if (loop, key) not in self._asking]
        if missing and not self._pausing():
            task = asyncio.ensure_future(self._ask(loop, tuple(missing)))
            self._asking.update({(loop, key): task for key in missing})
        under_way = {self._asking[loop, key] for key in old if (loop, key) in self._asking}
        if under_way:
            await asyncio.wait(under_way, timeout=self._patience)
        found = {key: self._kept[key][1] for key in keys if self._fresh(key)}
        return {key: value for key, value in found.items() if value is not None}

    async def _ask(self, loop: asyncio.AbstractEventLoop, keys: tuple[K, ...]) -> None:
        """One question after the other: a mailbox that asks is asking for others too, and may do little at once."""
        try:
            for some in batched(keys, self._at_once, strict=False):
                async with self._turns.setdefault(loop, asyncio.Lock()):
                    found = (
                        Trouble(why=Why.LATER) if self._pausing() else await self._answered(some)
                    )
                if isinstance(found, Trouble):
                    if not self._pausing():
                        self._not_before = later(self._clock.now(), found.wait or PAUSE)
                    return
                self._keep(some, found)
        finally:
            for key in keys:
                self._asking.pop((loop, key), None)

    async def _answered(self, keys: tuple[K, ...]) -> Mapping[K, V] | Trouble:
        try:
            return await self._load(keys)
        except (Unavailable, Misconfigured):
            return Trouble(why=Why.LATER)

    def _keep(self, keys: tuple[K, ...], found: Mapping[K, V]) -> None:
        if len(self._kept) + len(keys) > MOST_KEPT:
            self._kept.clear()
        now = self._clock.now()
        self._kept.update({key: (now, found.get(key)) for key in keys})

    def _fresh(self, key: K) -> bool:
        kept = self._kept.get(key)
        return kept is not None and self._clock.now() - kept[0] < self._lasts

    def _pausing(self) -> bool:
        return self._not_before is not None and self._clock.now() < self._not_before


class KeptPresences:
    """Meets Presences; each answer a minute old at most. Never in trouble: who is not known is left out."""

    def __init__(self, asked: Presences, clock: Clock, *, patience: float = PATIENCE) -> None:
        self._asked = asked
        self._hints = Hints[str, PresenceNow](
            self._load, clock, lasts=timedelta(seconds=60), at_once=650, patience=patience
        )

    async def presences(self, ids: Collection[str]) -> Mapping[str, PresenceNow]:
        return await self._hints.of({each.lower() for each in ids})

    async def _load(self, ids: tuple[str, ...]) -> Mapping[str, PresenceNow] | Trouble:
        found = await self._asked.presences(ids)
        if isinstance(found, Trouble):
            return found
        return {name.lower(): now for name, now in found.items()}


class KeptSchedules:
    """Meets Schedules; each answer half a minute old at most. Never in trouble, as above. `asking`: the mailbox that asks;
    None: the first of those that are asked about. A question takes one of the few places there are at it, like any other
    work, and is not asked while all are taken."""

    def __init__(
        self,
        asked: Schedules,
        mailboxes: Mailboxes,
        clock: Clock,
        *,
        asking: Mailbox | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._asked, self._mailboxes, self._clock = asked, mailboxes, clock
        self._asking = asking
        self._hints = Hints[tuple[Mailbox, Interval], tuple[Busy, ...]](
            self._load, clock, lasts=timedelta(seconds=30), at_once=20, patience=patience
        )

    async def schedule(
        self, boxes: Collection[Mailbox], within: Interval
    ) -> Mapping[Mailbox, tuple[Busy, ...]]:
        found = await self._hints.of([(box, within) for box in dict.fromkeys(boxes)])
        return {box: busy for (box, _), busy in found.items()}

    async def _load(
        self, keys: tuple[tuple[Mailbox, Interval], ...]
    ) -> Mapping[tuple[Mailbox, Interval], tuple[Busy, ...]] | Trouble:
        (first, within), now = keys[0], self._clock.now()  # of one question, the same time for all
        box = self._asking or first
        slot = await self._mailboxes.take_slot(box, now=now, until=later(now, ASKED_FOR))
        if slot is None:
            return Trouble(why=Why.LATER, wait=CROWDED)
        try:
            found = await self._asked.schedule([box for box, _ in keys], within)
        finally:
            with suppress(Unavailable):  # it is free by itself before long
                await self._mailboxes.give_slot(slot)
        if isinstance(found, Trouble):
            return found
        return {(box, within): busy for box, busy in found.items()}
