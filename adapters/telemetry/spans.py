"""OpenTelemetry, where the setting OPEN_TELEMETRY is on: whatever is counted is a span too.

Only the API is used, loaded when the first thing is watched: where the spans go is for whoever has set up a provider in this
process (the platform's worker, or a run of one's own); where nobody has, they go nowhere. A span is under the one that the
platform has opened for us, else under our own id. It is called as it is counted, and says nothing more.
"""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from adapters.telemetry import correlation
from application.counts import Kind

if TYPE_CHECKING:
    from opentelemetry.trace import Span, TracerProvider

NAME = "vrijplek"


class Spans:
    """What Watch opens and closes. `provider`: where they go, instead of where the process says."""

    def __init__(self, provider: "TracerProvider | None" = None) -> None:
        self._provider = provider

    def open(self, kind: Kind, name: str) -> AbstractContextManager["Span"]:
        from opentelemetry import trace

        inward = kind in (Kind.HTTP, Kind.JOB)
        return trace.get_tracer(NAME, tracer_provider=self._provider).start_as_current_span(
            name or kind.value,
            context=_above(),
            kind=trace.SpanKind.SERVER if inward else trace.SpanKind.CLIENT,
            record_exception=False,  # its text may name somebody
            set_status_on_exception=False,
        )


def say(span: "Span", kind: Kind, name: str, outcome: str, entities: int) -> None:
    """What is known at the end."""
    from opentelemetry.trace import StatusCode

    span.update_name(name or kind.value)
    span.set_attributes({"vrijplek.kind": kind.value, "vrijplek.outcome": outcome})
    if entities:
        span.set_attribute("vrijplek.entities", entities)
    if outcome in ("5xx", "none", "failed"):
        span.set_status(StatusCode.ERROR)


def _above() -> Any:
    """The context of a new span; None is the present one."""
    from opentelemetry import trace

    if trace.get_current_span().get_span_context().is_valid:
        return None
    found = correlation.as_trace(correlation.here())
    if not found:
        return None
    above = trace.SpanContext(
        trace_id=int(found, 16),
        span_id=int(found[:16], 16) or 1,
        is_remote=True,
        trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
    )
    return trace.set_span_in_context(trace.NonRecordingSpan(above))
