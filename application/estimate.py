"""What this month has cost so far, estimated from what was counted and list prices.

The free grant of the subscription is reckoned as if nobody else used it, and instances as if nobody chose another size.
What is not counted by us is left out: rows and files that are kept, logs, alarm rules, the look from outside, traffic
and the second account.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from application.counts import Key, Kind, Tally
from application.kept_counts import DayCounts
from application.platform import Timetable
from domain.costs import (
    LEASES_A_RUN,
    LEAST,
    MEMORY_MB,
    OPEN_HOURS,
    QUEUE_CALLS,
    WATCHED_EVERY,
    WRITES_A_RUN,
    Item,
    PriceList,
    busy_seconds,
    free_of,
    granted,
    priced,
)

GB = MEMORY_MB / 1024


class Part(StrEnum):
    """What is paid for: in the API, never renamed."""

    REQUESTS = "requests"
    TIMERS = "timers"
    MESSAGES = "messages"
    FREE_COMPUTE = "free-compute"
    EXECUTIONS = "executions"
    FREE_EXECUTIONS = "free-executions"
    TABLES = "table-operations"
    QUEUES = "queue-operations"
    WATCHING = "watching-queues"
    BLOB_WRITES = "blob-writes"
    BLOB_OTHERS = "blob-others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`count` of `unit`, in `euro`; below nothing for what is free. `sure`: the price was read at the seller's."""

    part: Part
    count: float
    unit: str
    euro: float
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """`priced_on`: of which day the prices are."""

    costs: tuple[Cost, ...]
    priced_on: str

    @property
    def euro(self) -> float:
        return sum(cost.euro for cost in self.costs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What is billed by. Seconds are of instances."""

    serving: float
    timer_runs: int
    timer_seconds: float
    message_runs: int
    message_seconds: float
    requests: int
    tables: int
    queues: int
    blob_writes: int
    blob_others: int


def usage_of(days: Sequence[DayCounts], timetable: Timetable) -> Usage:
    timers, messages = timetable.schedules().keys(), timetable.queues().keys()
    every = [each for day in days for each in day.counted.tallies.items()]
    timer_runs, timer_seconds = _runs(every, timers)
    message_runs, message_seconds = _runs(every, messages)
    blob_writes = _asked(every, "blobs/", ("/write", "/manage", "/query"))
    return Usage(
        serving=sum(_serving(day) for day in days),
        timer_runs=timer_runs,
        timer_seconds=timer_seconds,
        message_runs=message_runs,
        message_seconds=message_seconds,
        requests=sum(tally.count for key, tally in every if key.kind is Kind.HTTP),
        tables=_asked(every, "tables/"),
        queues=_asked(every, "queues/"),
        blob_writes=blob_writes,
        blob_others=_asked(every, "blobs/") - blob_writes,
    )


def estimate(used: Usage, prices: PriceList, *, elapsed: float, queues: int) -> Estimate:
    """`elapsed`: seconds during which the platform looked at so many `queues`."""
    compute = (
        priced(Part.REQUESTS, used.serving * GB, "GB-s", "gb_second", prices),
        priced(Part.TIMERS, used.timer_seconds * GB, "GB-s", "gb_second", prices),
        priced(Part.MESSAGES, used.message_seconds * GB, "GB-s", "gb_second", prices),
    )
    free = free_of("free_gb_seconds", sum(item.count for item in compute), prices)
    runs = used.requests + used.timer_runs + used.message_runs
    free_runs = free_of("free_executions", runs, prices)
    items = (
        *compute,
        granted(Part.FREE_COMPUTE, free, "gb_second", prices, unit="GB-s"),
        priced(Part.EXECUTIONS, runs, "", "execution", prices),
        granted(Part.FREE_EXECUTIONS, free_runs, "execution", prices),
        *_stored(used, prices, watched=queues * elapsed / WATCHED_EVERY),
    )
    costs = tuple(_cost(item, prices.euro.value) for item in items)
    return Estimate(costs=costs, priced_on=prices.looked_up)


def _stored(used: Usage, prices: PriceList, *, watched: float) -> tuple[Item, ...]:
    asked = used.queues + used.message_runs * QUEUE_CALLS
    writes = used.blob_writes + used.timer_runs * WRITES_A_RUN
    others = used.blob_others + used.timer_runs * LEASES_A_RUN
    return (
        priced(Part.TABLES, used.tables, "", "table_operation", prices),
        priced(Part.QUEUES, asked, "", "queue_operation", prices),
        priced(Part.WATCHING, watched, "", "queue_operation", prices),
        priced(Part.BLOB_WRITES, writes, "", "blob_write", prices),
        priced(Part.BLOB_OTHERS, others, "", "blob_other", prices),
    )


def _cost(item: Item, euro: float) -> Cost:
    return Cost(
        part=Part(item.name),
        count=item.count,
        unit=item.unit,
        euro=item.amount * euro,
        sure=item.sure,
    )


def _serving(day: DayCounts) -> float:
    asked = [tally for key, tally in day.counted.tallies.items() if key.kind is Kind.HTTP]
    requests, worked = sum(each.count for each in asked), sum(each.seconds for each in asked)
    return busy_seconds(requests, worked, within=OPEN_HOURS * 3600)


def _runs(every: Iterable[tuple[Key, Tally]], names: Collection[str]) -> tuple[int, float]:
    """How often, and seconds billed: a run is a second at least."""
    found = [tally for key, tally in every if key.kind is Kind.JOB and key.name in names]
    seconds = sum(max(tally.count * LEAST, tally.seconds) for tally in found)
    return sum(tally.count for tally in found), seconds


def _asked(
    every: Iterable[tuple[Key, Tally]], prefix: str, suffixes: tuple[str, ...] = ("",)
) -> int:
    return sum(
        tally.count
        for key, tally in every
        if key.kind is Kind.STORAGE and key.name.startswith(prefix) and key.name.endswith(suffixes)
    )
