"""The one id that a browser's request, what it asks of storage and Graph, and the jobs that it causes all carry.

Rules:
- A caller may name it: `X-Request-Id` or `X-Correlation-ID` (8 to 64 letters, digits and hyphens), or `traceparent` (W3C);
  else it is the platform's own, or a new one. What is not well formed is as if it were not there.
- Ours are 32 hexadecimal digits: a trace id, so that the platform's own records bear the same.
- A message in a queue carries it on, and its job goes by it; a timer begins a new one.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from adapters.clock import new_trace

REQUEST_ID, CORRELATION_ID, TRACEPARENT = b"x-request-id", b"x-correlation-id", b"traceparent"
PLATFORM = "azure_functions.trace_context"  # the key in an ASGI scope
CARRIED = "trace"  # the member of a message
NAMED = re.compile(r"[A-Za-z0-9-]{8,64}")
_PARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_TRACE = re.compile(r"[0-9a-f]{32}")
SPOKEN = 8

_here: ContextVar[str] = ContextVar("correlation", default="")


def here() -> str:
    """The id of what is under way; empty where nothing is."""
    return _here.get()


@contextmanager
def under(trace: str = "") -> Iterator[str]:
    """Within the block the id is `trace`; a new one where that is none."""
    found = trace if NAMED.fullmatch(trace) else new_trace()
    token = _here.set(found)
    try:
        yield found
    finally:
        _here.reset(token)


def of_request(scope: Mapping[str, Any]) -> str:
    """What a request (its ASGI scope) says that its id is; empty where it says nothing that can be used."""
    said = {name: value for name, value in scope["headers"] if name in _READ}
    for name in (REQUEST_ID, CORRELATION_ID):
        sent: str = said.get(name, b"").decode("latin-1")
        if NAMED.fullmatch(sent):
            return sent
    if found := trace_of(said.get(TRACEPARENT, b"").decode("latin-1")):
        return found
    return trace_of(str(getattr(scope.get(PLATFORM), "Traceparent", "")))


def trace_of(traceparent: str) -> str:
    """The trace id in a W3C `traceparent`; empty where it is not well formed."""
    found = _PARENT.fullmatch(traceparent)
    return found[1] if found else ""


def of_message(content: object) -> str:
    """What a message carries; empty where it carries nothing, as those of an older version do."""
    said = content.get(CARRIED) if isinstance(content, dict) else None
    return said if isinstance(said, str) else ""


def carried() -> dict[str, str]:
    """What a message that is sent now has to say of this."""
    found = _here.get()
    return {CARRIED: found} if found else {}


def as_trace(trace: str) -> str:
    """As OpenTelemetry wants it; empty for what a caller has named otherwise."""
    return trace if _TRACE.fullmatch(trace) and trace.strip("0") else ""


def as_guid(trace: str) -> str:
    """As Graph wants it: the same digits with hyphens. An id of another shape stays as it is."""
    if not _TRACE.fullmatch(trace):
        return trace
    return "-".join((trace[:8], trace[8:12], trace[12:16], trace[16:20], trace[20:]))


def spoken(trace: str) -> str:
    """As much as somebody can read out over the telephone: enough to find the rest by."""
    return f"{trace[:4]} {trace[4:SPOKEN]}" if _TRACE.fullmatch(trace) else trace


_READ = frozenset({REQUEST_ID, CORRELATION_ID, TRACEPARENT})
