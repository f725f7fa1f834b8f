"""OpenTelemetry, where the setting OPEN_TELEMETRY is on: whatever is counted is a span too.

Loaded when the first thing is watched. Spans go to Application Insights where the platform names one, else to whatever
provider has been set up in this process (a run of one's own); where there is none, nowhere. A span is under the one that the
platform has opened for us, else under our own id. It is called as it is counted, and says nothing more. None is a request of
its own: the platform tells of those, and whoever counts them must not find each twice.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING, Any

from adapters.telemetry import correlation
from application.counts import Kind

if TYPE_CHECKING:
    from opentelemetry.trace import Span, TracerProvider

NAME = "vrijplek"
log = logging.getLogger(__name__)


class Spans:
    """What Watch opens and closes. `provider`: makes where they go; asked once, for the first."""

    def __init__(self, provider: "Callable[[], TracerProvider | None]" = lambda: None) -> None:
        self._provider = cache(provider)

    def open(self, kind: Kind, name: str) -> AbstractContextManager["Span"]:
        from opentelemetry import trace

        inward = kind in (Kind.HTTP, Kind.JOB)
        return trace.get_tracer(NAME, tracer_provider=self._provider()).start_as_current_span(
            name or kind.value,
            context=_above(),
            kind=trace.SpanKind.INTERNAL if inward else trace.SpanKind.CLIENT,
            record_exception=False,  # its text may name somebody
            set_status_on_exception=False,
        )


def spans_to(connection: str) -> Spans:
    """`connection`: of an Application Insights component; empty for none."""
    if not connection:
        return Spans()

    def made() -> "TracerProvider | None":
        from adapters.telemetry.collected import provider_to

        try:
            return provider_to(connection)
        except ValueError:  # nothing that only tells may stop what is told of
            log.error("APPLICATIONINSIGHTS_CONNECTION_STRING names no component: no span is sent")
            return None

    return Spans(made)


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
