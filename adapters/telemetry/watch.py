"""How long something took and how it ended: `with Watch(…) as watch:`, and it is counted; a span too, where those are on."""

from contextlib import AbstractContextManager
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Self

from adapters.telemetry.counts import outcome_of, record
from adapters.telemetry.spans import Spans, say
from application.counts import Kind

if TYPE_CHECKING:
    from opentelemetry.trace import Span

_spans: list[Spans] = []
"""Of this process: one, or none where OpenTelemetry is off."""


def trace_with(spans: Spans | None) -> None:
    """From now on whatever is watched is a span too; None: it is not."""
    _spans[:] = [spans] if spans is not None else []


class Watch:
    """`name`, `status` and `entities` may be said until the end. `outcome`: where there is no status."""

    __slots__ = ("_began", "_open", "_span", "entities", "kind", "name", "outcome", "status")

    def __init__(self, kind: Kind, name: str = "", *, outcome: str = "") -> None:
        self.kind, self.name, self.outcome = kind, name, outcome
        self.status = self.entities = 0
        self._began = 0.0
        self._open: AbstractContextManager[Span] | None = None
        self._span: Span | None = None

    def __enter__(self) -> Self:
        if _spans:
            self._open = _spans[0].open(self.kind, self.name)
            self._span = self._open.__enter__()
        self._began = perf_counter()
        return self

    def so_far(self) -> int:
        """Milliseconds since it began."""
        return round((perf_counter() - self._began) * 1000)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        seconds = perf_counter() - self._began
        outcome = self.outcome or outcome_of(self.status)
        record(self.kind, self.name, seconds, outcome, self.entities)
        if self._open is not None and self._span is not None:
            say(self._span, self.kind, self.name, outcome, self.entities)
            self._open.__exit__(None, None, None)
