"""Maintenance at the door: what would write is answered with words, and pages say that they can only be read.

Nothing is asked of storage for this: whether it is on stands in the row that says which import is current, which every
process reads again after 15 seconds anyway. Signing in and out go on, and Graph may tell us of changes.
"""

from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.http.api.faults import Fault
from adapters.http.errors import Denied, Problem
from application.ports import Misconfigured, Ports, Unavailable

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = ("/auth/", "/graph/")
AGAIN_AFTER = {"Retry-After": "60"}
PAUSED: ContextVar[bool] = ContextVar("paused", default=False)
"""Whether the page that is being made says so."""


class ReadOnly:
    """Inside the edge, which puts the "no" in words."""

    def __init__(self, app: ASGIApp, *, ports: Ports) -> None:
        self._app, self._ports = app, ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _concerns(scope):
            await self._app(scope, receive, send)
            return
        paused = await is_paused(self._ports)
        if paused and scope["method"] not in SAFE:
            raise Denied(Problem(code=Fault.READ_ONLY, headers=AGAIN_AFTER))
        token = PAUSED.set(paused)
        try:
            await self._app(scope, receive, send)
        finally:
            PAUSED.reset(token)


async def is_paused(ports: Ports) -> bool:
    """When storage does not answer, whatever comes next says so."""
    try:
        return await ports.places.paused()
    except (Unavailable, Misconfigured):
        return False


def _concerns(scope: Scope) -> bool:
    if scope["method"] not in SAFE:
        return not scope["path"].startswith(OPEN)
    accept = next((value for key, value in scope["headers"] if key == b"accept"), b"")
    return b"text/html" in accept
