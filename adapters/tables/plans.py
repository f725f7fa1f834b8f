"""Plans kept for a moment: one ledger set per site and day in this process, for looking and never for deciding.

- However many look at once, one query is under way, and one starts at most every two seconds.
- What this process wrote is seen at once: a write forgets the plan, and a query that began before it is not kept.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date

from application.ports import SiteDay
from domain.ids import SiteId

LOOK_AGAIN_AFTER = 2.0  # seconds
MOST_PLANS = 256

type PlanKey = tuple[date, SiteId]


class SingleFlight[K, V]:
    """Many askers of one thing, one question. An asker that gives up does not take the answer from the others."""

    def __init__(self) -> None:
        self._tasks: dict[tuple[asyncio.AbstractEventLoop, K], asyncio.Task[V]] = {}

    async def ask(self, key: K, question: Callable[[], Awaitable[V]]) -> V:
        name = asyncio.get_running_loop(), key
        task = self._tasks.get(name)
        if task is None:
            task = self._tasks[name] = asyncio.ensure_future(_answered(question))
            task.add_done_callback(lambda done: self._landed(name, done))
        return await asyncio.shield(task)

    def forget(self, key: K) -> None:
        """Whoever asks from now on starts a new question; those who wait keep theirs."""
        for name in [name for name in self._tasks if name[1] == key]:
            del self._tasks[name]

    def _landed(self, name: tuple[asyncio.AbstractEventLoop, K], done: asyncio.Task[V]) -> None:
        if self._tasks.get(name) is done:
            del self._tasks[name]
        if not done.cancelled():
            done.exception()  # looked at, so that a failure whose askers all left is no noise


async def _answered[V](question: Callable[[], Awaitable[V]]) -> V:
    return await question()


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan, and when the query for it began (monotonic seconds)."""

    plan: SiteDay
    since: float


class SiteDays:
    """The plans of one process. `load` and `stamp_of` ask storage."""

    def __init__(
        self,
        load: Callable[[date, SiteId], Awaitable[SiteDay]],
        stamp_of: Callable[[date, SiteId], Awaitable[str]],
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load, self._stamp_of, self._seconds = load, stamp_of, seconds
        self._seen: dict[PlanKey, Seen] = {}
        self._writes: dict[PlanKey, int] = {}
        self._plans = SingleFlight[PlanKey, SiteDay]()
        self._stamps = SingleFlight[PlanKey, str]()

    async def site_day(self, day: date, site: SiteId, *, fresh: bool) -> SiteDay:
        """The plan: from storage if `fresh`, else what was seen in the last two seconds, if anything."""
        key = (day, site)
        if fresh:
            return await self._query(key)
        seen = self._seen.get(key)
        if seen is not None and self._seconds() - seen.since < LOOK_AGAIN_AFTER:
            return seen.plan
        return await self._plans.ask(key, lambda: self._query(key))

    async def stamp(self, day: date, site: SiteId) -> str:
        """One point read for all who ask meanwhile. A stamp that is not that of the plan seen here forgets the plan."""
        key = (day, site)
        stamp = await self._stamps.ask(key, lambda: self._stamp_of(day, site))
        seen = self._seen.get(key)
        if seen is not None and seen.plan.stamp != stamp:
            self._seen.pop(key, None)
        return stamp

    def forget(self, day: date, sites: Iterable[SiteId]) -> None:
        """This process wrote, or may have written, to these plans."""
        for site in sites:
            key = (day, site)
            self._writes[key] = self._writes.get(key, 0) + 1
            self._seen.pop(key, None)
            self._plans.forget(key)
            self._stamps.forget(key)

    async def _query(self, key: PlanKey) -> SiteDay:
        writes, since = self._writes.get(key, 0), self._seconds()
        plan = await self._load(*key)
        if writes == self._writes.get(key, 0):
            self._keep(key, Seen(plan, since))
        return plan

    def _keep(self, key: PlanKey, seen: Seen) -> None:
        kept = self._seen.get(key)
        if kept is None or kept.since <= seen.since:
            self._seen.pop(key, None)  # the newest last, so the first is the oldest
            self._seen[key] = seen
        while len(self._seen) > MOST_PLANS:
            self._seen.pop(next(iter(self._seen)))
