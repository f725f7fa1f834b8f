"""What the processes counted, in the table `tallies`: a partition per month, a row per day and process, which nobody else
writes, so nobody waits; and a row per day that is over, into which those of the processes go.

A row is everything that its process counted on its day, as JSON, a hundred names a column.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import batched
from typing import Any

from adapters.tables.batch import Delete, Operation, Upsert
from adapters.tables.entity import Row, Values
from adapters.tables.names import TALLIES
from adapters.tables.values import filled, from_json, text, to_json
from adapters.tables.wire import TableWire, literal
from application.counts import EDGES, Counted, Key, Kind, Tally
from application.faults import Stale
from application.kept_counts import DayCounts

COUNTS = "counts"
MONTH, FIRST_KEY, LAST_KEY = "counts|", "!", "~"
IN_A_COLUMN = 100  # of names: 64 KiB is what a column holds, and the longest are of 200 characters
AT_ONCE = 99  # rows of processes that go into the sum in one transaction
BUCKETS = len(EDGES) + 1


class TableKeptCounts:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def keep(self, day: date, process: str, counted: Counted) -> None:
        key = f"{day.day:02d}|{process}"
        await self._wire.upsert(TALLIES, _month(day), key, _values(counted))

    async def month(self, first: date) -> tuple[DayCounts, ...]:
        rows = await self._wire.range(
            TALLIES, _month(first), from_key=FIRST_KEY, before_key=LAST_KEY
        )
        days: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            days[int(row.key[:2])].append(row)
        return tuple(
            DayCounts(day=first.replace(day=number), counted=_sum(days[number]))
            for number in sorted(days)
        )

    async def compact(self, before: date) -> int:
        yesterday = before - timedelta(days=1)
        gone = 0
        for last in (yesterday.replace(day=1) - timedelta(days=1), yesterday):
            gone += await self._compact(_month(last), f"{last.day + 1:02d}")
        return gone

    async def forget(self, before: date) -> int:
        condition = (
            f"PartitionKey ge {literal(MONTH)} and PartitionKey lt {literal(_month(before))}"
        )
        rows = await self._wire.scan(TALLIES, condition=condition, select=("v",))
        months: dict[str, list[Operation]] = defaultdict(list)
        for row in rows:
            months[row.partition].append(Delete(row.key))
        for partition, deletions in months.items():
            for some in batched(deletions, AT_ONCE, strict=False):
                await self._wire.transact(TALLIES, partition, some)
        return len(rows)

    async def _compact(self, partition: str, before_key: str) -> int:
        """Of one month, the days before that of `before_key`."""
        rows = await self._wire.range(
            TALLIES, partition, from_key=FIRST_KEY, before_key=before_key, select=("v",)
        )
        days = sorted({row.key[:2] for row in rows if "|" in row.key})
        return sum([await self._sum_day(partition, day) for day in days])

    async def _sum_day(self, partition: str, day: str) -> int:
        """In one transaction as long as there are not too many, so that each row counts in one place at every moment."""
        rows = await self._wire.range(TALLIES, partition, from_key=day, before_key=f"{day}}}")
        sums = [row for row in rows if row.key == day]
        gone = 0
        for some in batched([row for row in rows if row.key != day], AT_ONCE, strict=False):
            total = _sum([*sums, *some])
            operations: list[Operation] = [Upsert(day, _values(total))]
            operations += [Delete(row.key) for row in some]
            try:
                await self._wire.transact(TALLIES, partition, operations)
            except Stale:  # another is at it
                return gone
            sums = [Row(partition, day, "", _values(total))]
            gone += len(some)
        return gone


def _month(day: date) -> str:
    return f"{MONTH}{day:%Y-%m}"


def _values(counted: Counted) -> Values:
    told = [_told(*each) for each in sorted(counted.tallies.items())]
    columns = enumerate(batched(told, IN_A_COLUMN, strict=False))
    return filled({f"{COUNTS}{number}": to_json(some) for number, some in columns})


def _told(key: Key, tally: Tally) -> list[Any]:
    """Without the empty buckets at the end."""
    buckets = list(tally.buckets)
    while buckets and not buckets[-1]:
        buckets.pop()
    times = (round(tally.seconds, 4), round(tally.longest, 4))
    return [key.kind, key.name, key.outcome, tally.count, *times, tally.entities, buckets]


def _sum(rows: Iterable[Row]) -> Counted:
    tallies: dict[Key, Tally] = {}
    for row in rows:
        for key, tally in _heard_in(row):
            known = tallies.get(key)
            tallies[key] = tally if known is None else known.plus(tally)
    return Counted(tallies=tallies)


def _heard_in(row: Row) -> Iterator[tuple[Key, Tally]]:
    for name in row.values:
        if name.startswith(COUNTS):
            yield from map(_heard, from_json(text(row.values, name)))


def _heard(told: list[Any]) -> tuple[Key, Tally]:
    kind, name, outcome, count, seconds, longest, entities, buckets = told
    tally = Tally(
        count=count,
        seconds=seconds,
        longest=longest,
        entities=entities,
        buckets=(*buckets, *[0] * (BUCKETS - len(buckets))),
    )
    return Key(Kind(kind), name, outcome), tally
