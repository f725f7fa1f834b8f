"""The ports of what we run on: the queues that wake functions, when timers run, and what it all costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from application.counts import Counts
from application.kept_counts import KeptCounts
from domain.costs import PriceList
from domain.when import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """`waiting`: messages, roughly, those that are being worked on and those of later included. `oldest_at`: when the first
    of those that can be taken now was sent; None where there is none. `failed`: messages that were given up."""

    name: str
    waiting: int
    oldest_at: Instant | None
    failed: int
    failed_at: Instant | None


class Queues(Protocol):
    async def states(self) -> tuple[QueueState, ...]:
        """Each queue, with that of the messages that were given up. Raises Unavailable, Misconfigured."""
        ...


class Timetable(Protocol):
    def schedules(self) -> Mapping[str, str]:
        """The schedule of every timer (six fields, UTC)."""
        ...

    def queues(self) -> Mapping[str, str]:
        """The queue of every function that one wakes."""
        ...


class Prices(Protocol):
    def today(self) -> PriceList:
        """The list we have; its dates say of when."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """All of them, and what was counted."""

    counts: Counts
    kept_counts: KeptCounts
    queues: Queues
    timetable: Timetable
    prices: Prices
