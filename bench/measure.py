"""Times one piece of work under a number of clients, and what it costs this process in CPU."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

type Work = Callable[[int], Awaitable[object]]  # one call; told its number, which no other call has


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Times in milliseconds; `cpu` is this process's own, per call."""

    name: str
    clients: int
    calls: int
    p50: float
    p95: float
    per_second: float
    cpu: float

    def line(self) -> str:
        """One row of a table for people."""
        return (
            f"{self.name:<40} c{self.clients:<3} p50 {self.p50:7.2f} ms  p95 {self.p95:7.2f} ms  "
            f"{self.per_second:7.0f}/s  cpu {self.cpu:5.2f} ms"
        )


async def measured(name: str, works: list[Work], calls: int) -> Figures:
    """`calls` calls, shared by as many clients as there are works (each with its own connection)."""
    numbers = iter(range(calls))
    times: list[float] = []
    cpu, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(_client(work, numbers, times) for work in works))
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    ranks = statistics.quantiles(times, n=20, method="inclusive")
    return Figures(
        name=name,
        clients=len(works),
        calls=calls,
        p50=ranks[9] * 1e3,
        p95=ranks[18] * 1e3,
        per_second=calls / took,
        cpu=cpu / calls * 1e3,
    )


async def _client(work: Work, numbers: Iterator[int], times: list[float]) -> None:
    for number in numbers:
        began = time.perf_counter()
        await work(number)
        times.append(time.perf_counter() - began)
