"""The client libraries of Azure storage, counted and with our id like everything else.

Imported where such a client is opened: an ordinary request needs none.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from azure.core.pipeline.transport import AioHttpTransport

from adapters.telemetry import correlation
from adapters.telemetry.operations import SERVICES
from adapters.telemetry.watch import Watch
from application.counts import Kind

CLIENT_REQUEST_ID = "x-ms-client-request-id"


class CountedTransport(AioHttpTransport):  # type: ignore[misc]  # the library hides its type behind a lazy import
    """Counts every request that leaves for `service`, repeats included."""

    def __init__(self, service: str, endpoint: str, patience: Mapping[str, Any]) -> None:
        super().__init__(**patience)
        self._name, self._root = SERVICES[service], urlsplit(endpoint).path.rstrip("/")

    async def send(self, request: Any, **config: Any) -> Any:
        parts = urlsplit(request.url)
        path = f"{parts.path}?{parts.query}"[len(self._root) :]
        with Watch(Kind.STORAGE) as watch:
            body = getattr(request, "content", None)
            known = body if isinstance(body, bytes) else None
            watch.name, watch.entities = self._name(request.method, path, known)
            answer = await super().send(request, **config)
            watch.status = answer.status_code
            return answer


def named(request: Any) -> None:
    """A hook of the libraries, before a request is signed: it bears our id."""
    if trace := correlation.here():
        request.http_request.headers[CLIENT_REQUEST_ID] = trace


def telling(service: str, endpoint: str, patience: Mapping[str, Any]) -> dict[str, Any]:
    """What a client is opened with. `patience`: its time-outs, which are the transport's."""
    return {"transport": CountedTransport(service, endpoint, patience), "raw_request_hook": named}
