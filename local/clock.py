"""The local host's own clock: what a timer waits on, and how a wait ends when the host stops."""

import asyncio
from datetime import datetime
from typing import Protocol

from adapters.clock import SystemClock

# A suspended laptop stops the loop's clock but not the wall's: look at the wall this often.
LONGEST_NAP = 30.0


class Pace(Protocol):
    """Time as a job sees it."""

    def now(self) -> datetime:
        """This moment, aware, in UTC."""
        ...

    async def pause(self, seconds: float) -> bool:
        """Wait so long, or less when the host stops; says whether the host is stopping."""
        ...


class WallPace:
    """Real time; `stop()` ends every pause at once."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()

    def now(self) -> datetime:
        return SystemClock().now()

    async def pause(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                await self._stopping.wait()
        except TimeoutError:
            return False
        return True

    def stop(self) -> None:
        self._stopping.set()


async def wait_until(moment: datetime, pace: Pace) -> bool:
    """Wait until the wall clock reads `moment`; says whether the host is stopping instead."""
    while (left := (moment - pace.now()).total_seconds()) > 0:
        if await pace.pause(min(left, LONGEST_NAP)):
            return True
    return await pace.pause(0)
