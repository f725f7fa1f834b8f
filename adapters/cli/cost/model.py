"""A month's bill as items: how often something happens, what each asks for, what that costs.

How compute is billed is said in domain/costs.py. Jobs are apart from each other: each timer and each queue has instances
of its own.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from adapters.cli.cost.data import Count, Counts
from domain.costs import (
    LEASES_A_RUN,
    LEAST,
    MEMORY_MB,
    OPEN_HOURS,
    QUEUE_CALLS,
    QUEUES,
    WATCHED_EVERY,
    WRITES_A_RUN,
    Item,
    PriceList,
    busy_seconds,
    free_of,
    granted,
    priced,
)

MONTH_DAYS = 30
SECONDS = MONTH_DAYS * 86_400
SIDE_BY_SIDE = 12  # messages of a queue that one instance takes at a time (host.json)
OF_EXCHANGE = ("sync_calendars", "renew_subscriptions", "reconcile_calendars")
KEPT_A_RUN = 1  # row in which the process writes down what it counted
LOG_LINE = 1.5e3  # bytes of one execution in the platform's log
FREE_LOG_GB = 5
LOG_CAP_GB = 0.1 * MONTH_DAYS
ROW = 1.5e3  # bytes of a row with its keys
ROWS_A_PERSON = (
    2  # counted in the demo of De Panne: 1.2 with its places; codes and sign-in add some
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one member of staff does on a working day. The screen counts while it is looked at."""

    bookings: float = 0.6
    changes: float = 0.15
    looks: float = 3
    screen_minutes: float = 6
    poll_seconds: float = 15
    changed_polls: float = 0.3
    pages: float = 5
    hours: float = OPEN_HOURS  # in which all of it happens


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is asked. `sharing`: municipalities that share one subscription, so its free grant."""

    staff: int
    busy: bool
    sharing: int = 1
    memory_mb: int = MEMORY_MB
    rooms: int = 0  # with a calendar in Exchange; without one, what is of Exchange is switched off
    workdays: int = 21
    alerts: int = 1
    test_every: int = 0  # seconds; 0 is no availability test
    test_places: int = 1
    day: Day = field(default_factory=Day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """`test`: how much of it the look from outside makes, the one thing that may be left out."""

    case: Case
    items: tuple[Item, ...]
    test: float

    @property
    def total(self) -> float:
        return sum(item.amount for item in self.items)

    @property
    def without_test(self) -> float:
        return self.total - self.test


def runs_a_month(schedule: str) -> int:
    """Of a timer, by the six fields of its schedule: seconds are 0, and days and months are all."""
    _, minutes, hours, _, _, weekdays = schedule.split()
    a_day = _times(minutes, 60) * _times(hours, 24)
    return round(a_day * MONTH_DAYS * _times(weekdays, 7) / 7)


def _times(field: str, of: int) -> int:
    return sum(_values(part, of) for part in field.split(","))


def _values(part: str, of: int) -> int:
    """How many of the first `of` numbers one part of a field names: `*`, `5`, `5-18`, each with a step or without."""
    span, _, step = part.partition("/")
    first, _, last = span.partition("-")
    low, high = (0, of - 1) if span == "*" else (int(first), int(last or first))
    return len(range(low, high + 1, int(step or 1)))


def acts_a_month(case: Case) -> dict[str, float]:
    """How often everybody together does each act."""
    if not case.busy:
        return {}
    days, day = case.staff * case.workdays, case.day
    polls = day.screen_minutes * 60 / day.poll_seconds
    return {
        "look": days * day.looks,
        "poll": days * polls * (1 - day.changed_polls),
        "look again": days * polls * day.changed_polls,
        "book": days * day.bookings,
        "change": days * day.changes,
        "page": days * day.pages,
    }


def serving_seconds(times: Mapping[str, float], counted: Counts, case: Case) -> float:
    """Seconds of instances that a month's requests keep busy."""
    worked = sum(number * _act(counted, name).ms / 1e3 for name, number in times.items())
    return busy_seconds(
        sum(times.values()),
        worked,
        within=case.workdays * case.day.hours * 3600,
        memory_mb=case.memory_mb,
    )


def bill(case: Case, prices: PriceList, counted: Counts, schedules: Mapping[str, str]) -> Bill:
    """Everything that is paid for, largest matters first in the order of reading."""
    acts, jobs = acts_a_month(case), _jobs(case, schedules)
    tests = case.test_places * SECONDS / case.test_every if case.test_every else 0
    told = acts.get("book", 0) + acts.get("change", 0)
    looks = case.rooms * jobs.get("sync_calendars", 0)
    looked = jobs.get("sync_calendars", 0) * math.ceil(case.rooms / SIDE_BY_SIDE)
    seconds = serving_seconds(acts, counted, case) + tests * LEAST
    used = {
        "timers, 1 s each or more": _run_seconds(jobs, counted),
        "requests": seconds,
        "bookings told on": told * LEAST,
        "rooms looked at": looked * LEAST,
    }
    compute = _compute(case, prices, used)
    executions = sum(jobs.values()) + sum(acts.values()) + told + looks + tests
    free = free_of("free_executions", executions, prices, sharing=case.sharing)
    items = [
        *compute,
        priced("executions", executions, "", "execution", prices),
        granted("free executions of the subscription", free, "execution", prices),
        *_storage(case, prices, _done(counted, acts, jobs, told, looks), jobs),
        priced("alarm rules", case.alerts, "", "log_alert", prices),
        priced("log beyond the free", _logged(case, executions), "GB", "log_gb", prices),
    ]
    if not tests:
        return Bill(case=case, items=tuple(items), test=0)
    items.append(priced("availability test", tests, "looks", "web_test", prices))
    without = bill(replace(case, test_every=0), prices, counted, schedules)
    test = sum(item.amount for item in items) - without.total
    return Bill(case=case, items=tuple(items), test=test)


def _run_seconds(jobs: Mapping[str, float], counted: Counts) -> float:
    return sum(max(LEAST, counted.jobs[name].ms / 1e3) * times for name, times in jobs.items())


def _jobs(case: Case, schedules: Mapping[str, str]) -> dict[str, int]:
    """How often each timer runs."""
    asleep = () if case.rooms else OF_EXCHANGE
    return {n: runs_a_month(s) for n, s in schedules.items() if n not in asleep}


def _compute(case: Case, prices: PriceList, used: Mapping[str, float]) -> tuple[Item, ...]:
    """`used`: seconds of instances."""
    parts = {name: seconds * case.memory_mb / 1024 for name, seconds in used.items()}
    free = free_of("free_gb_seconds", sum(parts.values()), prices, sharing=case.sharing)
    items = [priced(name, n, "GB-s", "gb_second", prices) for name, n in parts.items()]
    return (*items, granted("free GB-s of the subscription", free, "gb_second", prices))


def _done(
    counted: Counts,
    acts: Mapping[str, float],
    jobs: Mapping[str, float],
    told: float,
    looks: float,
) -> Count:
    """Everything that was asked of storage in a month, with what the host itself asks of queues for each message."""
    done = [(_act(counted, name), times) for name, times in acts.items()]
    done += [(counted.jobs[name], times) for name, times in jobs.items()]
    done += [(counted.acts["deliver"], told), (counted.acts["room"], looks)]
    return Count(
        tables=sum(each.tables * times for each, times in done) + sum(jobs.values()) * KEPT_A_RUN,
        queues=sum(each.queues * times for each, times in done)
        + told * QUEUE_CALLS
        + looks * (1 + QUEUE_CALLS),
        blobs=sum(each.blobs * times for each, times in done),
        copies=sum(each.copies * times for each, times in done),
        ms=0,
    )


def _storage(
    case: Case, prices: PriceList, done: Count, jobs: Mapping[str, float]
) -> tuple[Item, ...]:
    watched = QUEUES * SECONDS / WATCHED_EVERY
    runs = sum(jobs.values())
    booked = acts_a_month(case).get("book", 0)
    kept = (case.staff * ROWS_A_PERSON + 12 * booked * 6) * ROW / 1e9
    return (
        priced("table operations", done.tables, "", "table_operation", prices),
        priced("tables kept a year", kept, "GB", "table_gb", prices),
        priced("queue operations", done.queues, "", "queue_operation", prices),
        priced("queues watched by the platform", watched, "", "queue_operation", prices),
        priced("blob operations", done.blobs, "", "blob_write", prices),
        priced("copies written", done.copies, "", "blob_write", prices),
        priced("blob writes of the host", runs * WRITES_A_RUN, "", "blob_write", prices),
        priced("leases of the host", runs * LEASES_A_RUN, "", "blob_other", prices),
        priced("package and backups", 0.3 + kept * 3, "GB", "blob_gb", prices),
    )


def _act(counted: Counts, name: str) -> Count:
    """A page asks for what a look does."""
    return counted.acts["look" if name == "page" else name]


def _logged(case: Case, executions: float) -> float:
    """Beyond what is free, and no more than the brake of infra/tenants/_base.bicepparam lets through."""
    written = min(executions * LOG_LINE / 1e9, LOG_CAP_GB)
    return max(0, written - FREE_LOG_GB / case.sharing)


def poll_alone(case: Case, prices: PriceList, counted: Counts) -> float:
    """One look at whether the plan has changed, when nobody else asks for anything and nothing is free."""
    asked = counted.acts["poll"]
    used = case.memory_mb / 1024 * LEAST * prices.each("gb_second")
    return used + prices.each("execution") + asked.tables * prices.each("table_operation")
