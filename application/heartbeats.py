"""The ports of what jobs leave behind: when they last finished, and the days' sums."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.sums import DaySums
from domain.when import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """When a job last finished, and what it said."""

    job: str
    at: Instant
    said: str = ""
    cursor: str = ""


class Heartbeats(Protocol):
    async def beat(self, beat: Beat) -> None: ...

    async def last(self, job: str) -> Beat | None: ...

    async def all(self) -> tuple[Beat, ...]: ...


class Statistics(Protocol):
    async def write(self, sums: Collection[DaySums]) -> None:
        """Write again what was written before: the same day twice is the same day once."""
        ...

    async def of(self, day: date) -> tuple[DaySums, ...]: ...
