"""Counts what this process does, in memory: one dictionary look-up and a few additions for each, and nothing is sent.

Everything is recorded on the event loop. A thread that records at the same moment may lose a count: these are figures
to steer by, and a lock would cost more than they are worth.
"""

from bisect import bisect_left

from application.counts import EDGES, THROTTLED, Counted, Key, Kind, Tally

MOST = 600
"""Names are the code's own, so there are few. Whatever grows beyond this is counted together."""
OTHER = "other"


class _Cell:
    __slots__ = ("buckets", "count", "entities", "longest", "seconds")

    def __init__(self) -> None:
        self.count, self.seconds, self.longest, self.entities = 0, 0.0, 0.0, 0
        self.buckets = [0] * (len(EDGES) + 1)

    def add(self, seconds: float, entities: int) -> None:
        self.count += 1
        self.seconds += seconds
        self.entities += entities
        if seconds > self.longest:
            self.longest = seconds
        self.buckets[bisect_left(EDGES, seconds)] += 1

    def tally(self) -> Tally:
        return Tally(
            count=self.count,
            seconds=self.seconds,
            longest=self.longest,
            entities=self.entities,
            buckets=tuple(self.buckets),
        )


class MemoryCounts:
    """Counts of one process, from nothing."""

    def __init__(self) -> None:
        self._cells: dict[tuple[Kind, str, str], _Cell] = {}

    def record(
        self, kind: Kind, name: str, seconds: float, outcome: str, entities: int = 0
    ) -> None:
        """One more of `kind` and `name`, which took so long and ended so. `entities`: rows that it wrote."""
        cell = self._cells.get((kind, name, outcome))
        if cell is None:
            cell = self._new(kind, name, outcome)
        cell.add(seconds, entities)

    def taken(self) -> Counted:
        found = list(self._cells.items())
        return Counted(tallies={Key(*key): cell.tally() for key, cell in found})

    def _new(self, kind: Kind, name: str, outcome: str) -> _Cell:
        key = (kind, name if len(self._cells) < MOST else OTHER, outcome)
        return self._cells.setdefault(key, _Cell())


here = MemoryCounts()
"""Of this process: whoever does something records it here."""
record = here.record


def outcome_of(status: int) -> str:
    """The class of an HTTP status, THROTTLED by itself; `none` for 0, where no answer came."""
    if status == TOO_MANY:
        return THROTTLED
    return OUTCOMES[status // 100] if 100 <= status < 600 else "none"


TOO_MANY = 429
OUTCOMES = ("none", "1xx", "2xx", "3xx", "4xx", "5xx")
