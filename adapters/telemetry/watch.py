"""How long something took and how it ended: `with Watch(…) as watch:`, and it is counted."""

from time import perf_counter
from types import TracebackType
from typing import Self

from adapters.telemetry.counts import outcome_of, record
from application.counts import Kind


class Watch:
    """`name`, `status` and `entities` may be said until the end. `outcome`: where there is no status."""

    __slots__ = ("_began", "entities", "kind", "name", "outcome", "seconds", "status")

    def __init__(self, kind: Kind, name: str = "", *, outcome: str = "") -> None:
        self.kind, self.name, self.outcome = kind, name, outcome
        self.status = self.entities = 0
        self.seconds = self._began = 0.0

    def __enter__(self) -> Self:
        self._began = perf_counter()
        return self

    def so_far(self) -> int:
        """Milliseconds since it began."""
        return round((perf_counter() - self._began) * 1000)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.seconds = perf_counter() - self._began
        record(
            self.kind,
            self.name,
            self.seconds,
            self.outcome or outcome_of(self.status),
            self.entities,
        )
