"""How it runs: jobs, queues, requests, what storage and Graph were asked, and what the month has cost so far.

Read from what the processes wrote down, five minutes late at most; of the queues, as they are now. Days and months are
those of UTC, as they are on the bill.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from application.counts import THROTTLED, Key, Kind, Tally
from application.estimate import Estimate, estimate, usage_of
from application.faults import Misconfigured, Unavailable
from application.kept_counts import DayCounts
from application.platform import QueueState
from application.ports import Ports
from application.show_health import show_health
from domain.when import Instant, instant

BAD: Mapping[Kind, frozenset[str]] = {
    Kind.HTTP: frozenset({"5xx"}),
    Kind.JOB: frozenset({"failed"}),
    Kind.STORAGE: frozenset({"5xx", "none"}),
    Kind.GRAPH: frozenset({"5xx", "none"}),
}
"""What went wrong through no fault of who asked. An answer of 404 or 412 is ordinary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of the month, seconds where nothing else is said; `today`: how many of them."""

    count: int
    today: int
    failed: int
    throttled: int
    median: float
    slow: float
    longest: float
    entities: int

    @property
    def failing(self) -> float:
        """The share that went wrong, from 0 to 1."""
        return self.failed / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """A function. `schedule` of a timer, or the `queue` that wakes it. `last_at`: when it last finished, and how long ago
    that is; None for one that never did, and for those that a queue wakes, which leave no such mark."""

    job: str
    schedule: str
    queue: str
    last_at: Instant | None
    lag: timedelta | None
    stale: bool
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One name among those that are counted."""

    name: str
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreLine:
    """A table, queue or container. `classes`: how many of the month by class (read, query, write, …)."""

    service: str
    name: str
    classes: Mapping[str, int]
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """`since`: the first day of the month of which anything is known. `queues`: None where they did not answer."""

    at: Instant
    since: date | None
    jobs: tuple[JobLine, ...]
    queues: tuple[QueueState, ...] | None
    requests: tuple[Line, ...]
    all_requests: Figures
    stores: tuple[StoreLine, ...]
    graph: tuple[Line, ...]
    estimate: Estimate

    @property
    def well(self) -> bool:
        """Whether nothing here asks for somebody."""
        if self.queues is None or any(queue.failed for queue in self.queues):
            return False
        return not any(job.stale for job in self.jobs)


async def show_operations(ports: Ports) -> Operations:
    """Raises Unavailable while storage is silent."""
    now = ports.clock.now()
    days = await ports.platform.kept_counts.month(now.date().replace(day=1))
    counts = _Month(days, now.date())
    queues = await _queues(ports)
    asked = counts.of(Kind.HTTP, lambda name: name)
    return Operations(
        at=now,
        since=days[0].day if days else None,
        jobs=await _jobs(ports, counts, now),
        queues=queues,
        requests=_lines(asked),
        all_requests=counts.of(Kind.HTTP, lambda name: "").get("", _NOTHING),
        stores=_stores(counts),
        graph=_lines(counts.of(Kind.GRAPH, lambda name: name)),
        estimate=_estimate(ports, days, now),
    )


class _Month:
    """A month's counts, summed by whatever name is made of theirs."""

    def __init__(self, days: Sequence[DayCounts], today: date) -> None:
        self._days, self._today = days, today

    def of(self, kind: Kind, named: Callable[[str], str]) -> Mapping[str, Figures]:
        found: dict[str, list[tuple[Key, Tally, bool]]] = defaultdict(list)
        for day in self._days:
            for key, tally in day.counted.tallies.items():
                if key.kind is kind:
                    found[named(key.name)].append((key, tally, day.day == self._today))
        return {name: _figures(kind, tallies) for name, tallies in found.items()}


def _figures(kind: Kind, found: Sequence[tuple[Key, Tally, bool]]) -> Figures:
    total = found[0][1]
    for _, tally, _ in found[1:]:
        total = total.plus(tally)

    def ended(outcomes: Collection[str]) -> int:
        return sum(tally.count for key, tally, _ in found if key.outcome in outcomes)

    return Figures(
        count=total.count,
        today=sum(tally.count for _, tally, today in found if today),
        failed=ended(BAD[kind]),
        throttled=ended({THROTTLED}),
        median=total.quantile(0.5),
        slow=total.quantile(0.95),
        longest=total.longest,
        entities=total.entities,
    )


_NOTHING = Figures(count=0, today=0, failed=0, throttled=0, median=0, slow=0, longest=0, entities=0)


def _lines(found: Mapping[str, Figures]) -> tuple[Line, ...]:
    """Those that happen most first."""
    order = sorted(found, key=lambda name: (-found[name].count, name))
    return tuple(Line(name=name, figures=found[name]) for name in order)


async def _queues(ports: Ports) -> tuple[QueueState, ...] | None:
    try:
        return await ports.platform.queues.states()
    except (Unavailable, Misconfigured):
        return None


async def _jobs(ports: Ports, counts: _Month, now: Instant) -> tuple[JobLine, ...]:
    """Timers that are expected to run here, then what queues wake."""
    health = {each.job: each for each in (await show_health(ports)).jobs}
    schedules, queues = ports.platform.timetable.schedules(), ports.platform.timetable.queues()
    ran = counts.of(Kind.JOB, lambda name: name)
    lines = [
        JobLine(
            job=name,
            schedule=schedules.get(name, ""),
            queue="",
            last_at=each.last_at,
            lag=now - each.last_at if each.last_at is not None else None,
            stale=each.stale,
            figures=ran.get(name, _NOTHING),
        )
        for name, each in health.items()
    ]
    woken = [
        JobLine(
            job=name,
            schedule="",
            queue=queue,
            last_at=None,
            lag=None,
            stale=False,
            figures=ran.get(name, _NOTHING),
        )
        for name, queue in queues.items()
    ]
    return tuple(lines + woken)


def _stores(counts: _Month) -> tuple[StoreLine, ...]:
    classes: dict[str, dict[str, int]] = defaultdict(dict)
    for name, figures in counts.of(Kind.STORAGE, lambda name: name).items():
        store, _, kind = name.rpartition("/")
        classes[store][kind] = figures.count
    stores = counts.of(Kind.STORAGE, lambda name: name.rpartition("/")[0])
    order = sorted(stores, key=lambda name: (-stores[name].count, name))
    return tuple(
        StoreLine(
            service=name.partition("/")[0],
            name=name.partition("/")[2],
            classes=classes[name],
            figures=stores[name],
        )
        for name in order
    )


def _estimate(ports: Ports, days: Sequence[DayCounts], now: Instant) -> Estimate:
    """From the first day on of which anything is known: nothing was paid before it ran."""
    platform = ports.platform
    first = days[0].day if days else now.date()
    began = instant(now.replace(day=first.day, hour=0, minute=0, second=0, microsecond=0))
    return estimate(
        usage_of(days, platform.timetable),
        platform.prices.today(),
        elapsed=(now - began).total_seconds(),
        queues=len(platform.timetable.queues()),
    )
