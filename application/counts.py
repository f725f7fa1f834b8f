"""What one process has done since it began, counted: requests, jobs, what it asked of storage and of Graph.

No person, place or booking is in a name: only what the code itself is called. Durations are kept as counts in fixed
buckets, from which quantiles are estimated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
"""Seconds: a bucket holds what took so long at most, and one more holds the rest."""


THROTTLED = "429"


class Kind(StrEnum):
    """The value is stored: never renamed."""

    HTTP = "http"
    JOB = "job"
    STORAGE = "storage"
    GRAPH = "graph"


class Key(NamedTuple):
    """`name`: of an operation of the API or `GET /page/{id}`; of a function; `tables/bookings/read`; of a call of Graph.
    `outcome`: the class of the status (`2xx`), THROTTLED for who was told to come back later, `none` where no answer
    came; for a job `done` or `failed`."""

    kind: Kind
    name: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`seconds`: of all together. `entities`: rows in transactions. `buckets`: one more than EDGES."""

    count: int
    seconds: float
    longest: float
    entities: int
    buckets: tuple[int, ...]

    def quantile(self, share: float) -> float:
        """Seconds within which `share` (0 to 1) of them were done, to the nearest that the buckets tell."""
        wanted, below, floor = share * self.count, 0, 0.0
        for number, edge in zip(self.buckets, (*EDGES, self.longest), strict=True):
            ceiling = max(floor, min(edge, self.longest))
            if number and below + number >= wanted:
                return floor + (ceiling - floor) * max(0.0, wanted - below) / number
            below, floor = below + number, ceiling
        return self.longest

    def plus(self, other: "Tally") -> "Tally":
        """Both together: of two outcomes, two processes, two spells of time."""
        return Tally(
            count=self.count + other.count,
            seconds=self.seconds + other.seconds,
            longest=max(self.longest, other.longest),
            entities=self.entities + other.entities,
            buckets=tuple(a + b for a, b in zip(self.buckets, other.buckets, strict=True)),
        )

    def minus(self, before: "Tally") -> "Tally":
        """What came since. The longest of the time between is known to its bucket's edge only."""
        buckets = tuple(a - b for a, b in zip(self.buckets, before.buckets, strict=True))
        edges = (*EDGES, self.longest)
        highest = max((edge for n, edge in zip(buckets, edges, strict=True) if n), default=0.0)
        return Tally(
            count=self.count - before.count,
            seconds=max(0.0, self.seconds - before.seconds),
            longest=min(self.longest, highest),
            entities=self.entities - before.entities,
            buckets=buckets,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was counted up to a moment."""

    tallies: Mapping[Key, Tally] = field(default_factory=dict)

    def since(self, before: "Counted") -> "Counted":
        """What came after `before`, of the same process; what did not happen in between is left out."""
        grown: dict[Key, Tally] = {}
        for key, tally in self.tallies.items():
            earlier = before.tallies.get(key)
            rest = tally if earlier is None else tally.minus(earlier)
            if rest.count:
                grown[key] = rest
        return Counted(tallies=grown)


class Counts(Protocol):
    """What this process counts of itself."""

    def taken(self) -> Counted:
        """Everything since the process began; nothing is reset, so that several may look."""
        ...
