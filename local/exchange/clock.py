"""The simulator's clock, which may stand still, and what is to happen later by it."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from adapters.clock import SystemClock


class Clock(Protocol):
    """Aware, in UTC."""

    def now(self) -> datetime: ...


class FakeClock:
    """Stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """Time may stand, it never goes back."""
        self._now = max(self._now, moment)


class RealClock:
    """This machine's clock."""

    def now(self) -> datetime:
        return SystemClock().now()


class Agenda:
    """What happens later. Nothing in here happens by itself: somebody calls `run_due`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = 0

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """At once where nothing is to be waited for."""
        if seconds <= 0:
            action()
            return
        self._count += 1
        due = self._clock.now() + timedelta(seconds=seconds)
        heapq.heappush(self._waiting, (due, self._count, action))

    def next_due(self) -> datetime | None:
        return self._waiting[0][0] if self._waiting else None

    def hurry(self, seconds: float) -> None:
        """What would happen within so many seconds happens now."""
        until = self._clock.now() + timedelta(seconds=seconds)
        while self._waiting and self._waiting[0][0] <= until:
            heapq.heappop(self._waiting)[2]()

    def run_due(self) -> None:
        """Everything whose time has come, in the order of its time."""
        while self._waiting and self._waiting[0][0] <= self._clock.now():
            heapq.heappop(self._waiting)[2]()
