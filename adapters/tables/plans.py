"""Plans kept for a moment: one ledger set per site and day in this process, for looking and never for deciding.

- However many look at once, one query is under way, and one starts at most every two seconds.
- What this process wrote is seen at once: a write forgets the plan, and a query that began before it is not kept.
"""

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date

from adapters.tables.kept import SingleFlight
from application.ports import SiteDay
from domain.ids import SiteId

LOOK_AGAIN_AFTER = 2.0  # seconds
MOST_PLANS = 256

type PlanKey = tuple[date, SiteId]


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
