"""The port of what was counted, beyond the process that counted it: kept per process and day, summed per day.

Days are those of UTC, as months of a bill are. No person, place or booking is in it, as none is in what is counted.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from application.counts import Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounts:
    """Everything that all processes counted on one day."""

    day: date
    counted: Counted


class KeptCounts(Protocol):
    async def keep(self, day: date, process: str, counted: Counted) -> None:
        """What `process` counted on `day` up to now, in the place of what it said before."""
        ...

    async def month(self, first: date) -> tuple[DayCounts, ...]:
        """The days of the month of `first` on which something was counted, in order."""
        ...

    async def compact(self, before: date) -> int:
        """Put what the processes said of each day into one sum, for days before `before`, which no process speaks of
        any more; how many rows that took away. Doing it again, or two at once, counts nothing twice."""
        ...

    async def forget(self, before: date) -> int:
        """Remove the months before that of `before`; how many rows."""
        ...
