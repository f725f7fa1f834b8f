"""OpenTelemetry as a switch: off it is not even loaded, on every count is a span under our id, with nobody's name."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from adapters.telemetry import correlation
from adapters.telemetry.spans import Spans
from adapters.telemetry.watch import Watch, trace_with
from application.counts import Kind

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def sent() -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace_with(Spans(provider))
    yield exporter
    trace_with(None)


def parent_of(span: ReadableSpan) -> trace.SpanContext:
    assert span.parent is not None
    return span.parent


def test_what_is_asked_of_storage_is_within_the_request_and_all_under_one_id(
    sent: InMemorySpanExporter,
) -> None:
    with correlation.under(TRACE), Watch(Kind.HTTP) as request:
        with Watch(Kind.STORAGE) as asked:
            asked.name, asked.status, asked.entities = "tables/bookings/transaction", 202, 4
        request.name, request.status = "makeBooking", 201
    inner, outer = sent.get_finished_spans()
    assert (inner.name, outer.name) == ("tables/bookings/transaction", "makeBooking")
    assert {f"{each.context.trace_id:032x}" for each in (inner, outer)} == {TRACE}
    assert parent_of(inner).span_id == outer.context.span_id
    assert (outer.kind, inner.kind) == (SpanKind.SERVER, SpanKind.CLIENT)
    assert inner.attributes == {
        "vrijplek.kind": "storage",
        "vrijplek.outcome": "2xx",
        "vrijplek.entities": 4,
    }


def test_what_fails_is_marked_and_tells_nothing_of_why(sent: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="ada"), Watch(Kind.JOB, "deliver", outcome="failed"):
        raise ValueError("for ada@vrijplek.example")
    (span,) = sent.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert span.events == () and "ada" not in span.to_json()


def test_a_span_of_the_platform_goes_before_our_id(sent: InMemorySpanExporter) -> None:
    sampled = trace.TraceFlags(trace.TraceFlags.SAMPLED)
    above = trace.SpanContext(int("a" * 32, 16), int("b" * 16, 16), True, sampled)
    with (
        trace.use_span(trace.NonRecordingSpan(above)),
        correlation.under(TRACE),
        Watch(Kind.JOB, "remind", outcome="done"),
    ):
        pass
    (span,) = sent.get_finished_spans()
    assert f"{span.context.trace_id:032x}" == "a" * 32
    assert parent_of(span).span_id == above.span_id


def test_an_id_that_is_no_trace_begins_a_trace_of_its_own(sent: InMemorySpanExporter) -> None:
    with correlation.under("my-own-id-1"), Watch(Kind.HTTP, "listSites"):
        pass
    (span,) = sent.get_finished_spans()
    assert span.parent is None


def test_switched_off_it_is_not_loaded() -> None:
    code = (
        "import sys; from adapters.telemetry.watch import Watch; from application.counts import Kind\n"
        "with Watch(Kind.JOB, 'x', outcome='done'): pass\n"
        "sys.exit('opentelemetry' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
