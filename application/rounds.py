"""The rounds that timers make: every run is paid for a second at least, so whatever is due at its moment is done in one.

By day two timers take turns, so that together they make a quick round every five minutes; at night and at the weekend
both rest, and the hourly round does their work. Each pass is idempotent and goes on where it stopped, so it is no matter
which timer makes it, and one that stands still is made up for by the others.
"""

import asyncio
from collections.abc import Awaitable
from datetime import UTC

from application.pausing import unless_paused
from application.ports import Ports
from application.release_no_shows import JOB as RELEASING
from application.release_no_shows import release_no_shows
from application.remind import JOB as REMINDING
from application.remind import remind
from application.seal_audit import seal_audit
from domain.when import Instant

QUICK = (RELEASING, REMINDING)
QUICK_HOURS = range(5, 18)
"""Of a day in UTC: from 6 to 19 o’clock in winter and 7 to 20 in summer where the clocks are those of Brussels."""
QUICK_DAYS = range(5)
"""From Monday to Friday."""


def resting(now: Instant) -> bool:
    """Whether the quick timers rest now."""
    moment = now.astimezone(UTC)
    return moment.weekday() not in QUICK_DAYS or moment.hour not in QUICK_HOURS


async def quick_round(ports: Ports) -> None:
    """What people wait for. Raises what the first of the passes raised that failed, when all have had their turn."""
    await _all(unless_paused(ports, release_no_shows), unless_paused(ports, remind))


async def hourly_round(ports: Ports) -> None:
    """Sealing, and all that the quick timers do. Raises as a quick round does."""
    await _all(unless_paused(ports, seal_audit), quick_round(ports))


async def _all(*passes: Awaitable[object]) -> None:
    ended = await asyncio.gather(*passes, return_exceptions=True)
    for fault in ended:
        if isinstance(fault, BaseException):
            raise fault
