"""What the processes said of what they counted, in memory."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from application.counts import Counted, Key, Tally
from application.kept_counts import DayCounts
from tests.faults import Faults

SUM = ""


class FakeKeptCounts(Faults):
    """`said` by day and process; the sum of a day that is over under the process SUM."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[tuple[date, str], Counted] = {}
        self.writes = 0

    async def keep(self, day: date, process: str, counted: Counted) -> None:
        after = await self.writing()
        self.said[day, process] = counted
        self.writes += 1
        if after is not None:
            raise after

    async def month(self, first: date) -> tuple[DayCounts, ...]:
        await self.reading()
        found: dict[date, Counted] = defaultdict(Counted)
        for (day, _), counted in self.said.items():
            if (day.year, day.month) == (first.year, first.month):
                found[day] = together(found[day], counted)
        return tuple(DayCounts(day=day, counted=found[day]) for day in sorted(found))

    async def compact(self, before: date) -> int:
        after = await self.writing()
        old = [key for key in self.said if key[0] < before and key[1] != SUM]
        for day, process in old:
            known = self.said.get((day, SUM), Counted())
            self.said[day, SUM] = together(known, self.said.pop((day, process)))
        if after is not None:
            raise after
        return len(old)

    async def forget(self, before: date) -> int:
        after = await self.writing()
        old = [key for key in self.said if key[0] < before.replace(day=1)]
        for key in old:
            del self.said[key]
        if after is not None:
            raise after
        return len(old)


def together(one: Counted, other: Counted) -> Counted:
    sums: dict[Key, Tally] = dict(one.tallies)
    more: Mapping[Key, Tally] = other.tallies
    for key, tally in more.items():
        sums[key] = sums[key].plus(tally) if key in sums else tally
    return Counted(tallies=sums)
