"""OpenTelemetry as a switch: off it is not even loaded, on every count is a span under our id, with nobody's name."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from adapters.telemetry import correlation
from adapters.telemetry.collected import provider_to
from adapters.telemetry.spans import Spans, spans_to
from adapters.telemetry.watch import Watch, trace_with
from application.counts import Kind

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def sent() -> Iterator[InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace_with(Spans(lambda: provider))
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
    assert (outer.kind, inner.kind) == (SpanKind.INTERNAL, SpanKind.CLIENT)
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


@contextmanager
def component() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An Application Insights component on this machine: its connection string, and what it was sent."""
    sent: list[dict[str, Any]] = []

    class Ingestion(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            told = json.loads(body)
            sent.extend(told)
            answer = {"itemsReceived": len(told), "itemsAccepted": len(told), "errors": []}
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: what was asked is in `sent`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Ingestion) as server:
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        yield (
            f"InstrumentationKey=00000000-0000-4000-8000-00000000000e;IngestionEndpoint={url}",
            sent,
        )
        server.shutdown()
        serving.join()


def test_in_azure_they_go_to_application_insights_under_our_id_and_none_is_a_request() -> None:
    with component() as (connection, sent):
        provider = provider_to(connection)
        trace_with(Spans(lambda: provider))
        try:
            with correlation.under(TRACE), Watch(Kind.HTTP) as request:
                with Watch(Kind.STORAGE) as asked:
                    asked.name, asked.status = "tables/bookings/transaction", 503
                request.name, request.status = "makeBooking", 201
            assert provider.force_flush()
        finally:
            trace_with(None)
            provider.shutdown()
    told = {each["data"]["baseData"]["name"]: each for each in sent}
    assert set(told) == {"tables/bookings/transaction", "makeBooking"}
    assert {each["tags"]["ai.operation.id"] for each in sent} == {TRACE}
    assert {each["data"]["baseType"] for each in sent} == {"RemoteDependencyData"}
    succeeded = {name: each["data"]["baseData"]["success"] for name, each in told.items()}
    assert succeeded == {"tables/bookings/transaction": False, "makeBooking": True}


def test_a_component_that_is_none_is_told_and_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    trace_with(spans_to("here"))
    try:
        for _ in range(2):
            with Watch(Kind.JOB, "remind", outcome="done"):
                assert trace.get_current_span().is_recording() is False
    finally:
        trace_with(None)
    assert [each.levelname for each in caplog.records] == ["ERROR"]


def test_without_a_component_they_are_left_to_the_process() -> None:
    trace_with(spans_to(""))
    try:
        with Watch(Kind.JOB, "remind", outcome="done"):
            assert trace.get_current_span().is_recording() is False
    finally:
        trace_with(None)
