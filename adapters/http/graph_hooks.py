"""/graph/notifications and /graph/lifecycle: where Microsoft Graph says that a calendar may have changed, and what becomes
of its promise to say so.

Anybody may send anything here, so nothing is believed but the secret that a notification brings
(application/hear_notifications.py). Graph waits three seconds for an answer: nothing here asks Graph, and the SDK is never
imported on this way. Bodies are read by hand, because Graph's come in any order and spelling.
"""

import asyncio
import json
import logging
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from adapters.telemetry.events import tell
from application.hear_notifications import Heard, Wakings, hear_notifications
from application.keep_subscribed import LIFECYCLE, NOTIFICATIONS
from application.ports import Misconfigured, Ports, Unavailable

PATHS = (NOTIFICATIONS, LIFECYCLE)
LONGEST_TOKEN = 2048
LONGEST_ID, LONGEST_STATE = 64, 128
MOST_ITEMS = 1000
ANSWER_WITHIN = 2.5  # seconds; Graph takes three for a success
HEADERS = {"Cache-Control": "no-store"}


class GraphHooks:
    """For everybody: Graph has no other way to say who it is than the secret in what it says."""

    def __init__(self, ports: Ports) -> None:
        self._ports, self._wakings = ports, Wakings()

    async def hear(self, request: Request) -> Response:
        tokens = request.query_params.getlist("validationToken")
        if tokens:
            return _validated(tokens)
        items = read_notifications(await request.body())
        if items is None:
            return _said(400)
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                hearing = await hear_notifications(self._ports, self._wakings, items)
        except (Unavailable, Misconfigured, TimeoutError) as error:
            tell("notifications-lost", level=logging.WARNING, error=type(error).__name__)
            return _said(503, {"Retry-After": "10"})
        if hearing.dropped:
            tell("notifications-dropped", level=logging.WARNING, count=hearing.dropped)
        return _said(202)


def _validated(tokens: list[str]) -> Response:
    """Graph asks whether this is us: it is told its own word, as plain text that no browser takes for a page."""
    token = tokens[0]
    plain = token.isprintable() and not set("<>") & set(token)
    if len(tokens) > 1 or not token or len(token) > LONGEST_TOKEN or not plain:
        return _said(400)
    return PlainTextResponse(token, headers=HEADERS)


def _said(status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(status_code=status, headers={**HEADERS, **(headers or {})})


def read_notifications(body: bytes) -> tuple[Heard, ...] | None:
    """What can be understood of it, at most MOST_ITEMS; None for what is no collection of notifications."""
    try:
        read: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    items = _lowered(read).get("value")
    if not isinstance(items, list):
        return None
    return tuple(_heard(items[:MOST_ITEMS]))


def _heard(items: list[object]) -> Iterator[Heard]:
    for each in items:
        item = _lowered(each)
        subscription, state = item.get("subscriptionid"), item.get("clientstate")
        lifecycle, change = item.get("lifecycleevent"), item.get("changetype")
        if not isinstance(subscription, str) or not 0 < len(subscription) <= LONGEST_ID:
            continue
        if not isinstance(lifecycle, str) and not isinstance(change, str):
            continue
        secret = state if isinstance(state, str) and len(state) <= LONGEST_STATE else ""
        said = lifecycle if isinstance(lifecycle, str) else ""
        yield Heard(subscription=subscription, state=secret, lifecycle=said)


def _lowered(read: object) -> dict[str, object]:
    """An object's members by name in lower case; none for what is no object."""
    return (
        {str(key).lower(): value for key, value in read.items()} if isinstance(read, dict) else {}
    )
