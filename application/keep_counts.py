"""Keeping what this process counts: at most once in five minutes, only when something happened, and never in anybody's way.

Whoever has done something asks for it when that is finished. What is not written yet is lost with the process: five
minutes at most. A write that fails is made up for by the next, because each says everything since the day began.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import wraps

from application.counts import Counted, Counts
from application.faults import Misconfigured, Unavailable
from application.kept_counts import KeptCounts
from application.ports import Clock
from domain.when import to_epoch

SPELL = 5 * 60
"""Seconds of the clock in each of which a process writes once at most."""


class CountKeeper:
    """One per process, which `process` names."""

    def __init__(self, counts: Counts, kept: KeptCounts, clock: Clock, process: str) -> None:
        self._counts, self._kept, self._clock, self._process = counts, kept, clock, process
        self._spell = -1
        self._day = clock.now().date()
        self._before_today = self._told = Counted()
        self._under_way: asyncio.Task[None] | None = None

    @property
    def due(self) -> bool:
        """Whether nothing was written in these five minutes yet."""
        return to_epoch(self._clock.now()) // SPELL != self._spell

    async def keep(self) -> None:
        """Write what was counted today, if it is due and there is something new."""
        if not self.due:
            return
        now, counted = self._clock.now(), self._counts.taken()
        if not counted.since(self._told).tallies:
            return
        self._spell = to_epoch(now) // SPELL
        if now.date() != self._day:
            self._day, self._before_today = now.date(), self._told
        today = counted.since(self._before_today)
        with suppress(Unavailable, Misconfigured):
            await self._kept.keep(self._day, self._process, today)
            self._told = counted

    def soon(self) -> None:
        """The same beside whatever comes next; whoever asks does not wait. Only inside a running loop."""
        if self.due:
            self._under_way = asyncio.get_running_loop().create_task(self.keep())

    def afterwards[**P](self, work: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
        """`work`, which is not over before what was counted is kept, however it ended: nothing may run after a job."""

        @wraps(work)
        async def run(*args: P.args, **named: P.kwargs) -> None:
            try:
                await work(*args, **named)
            finally:
                await self.keep()

        return run
