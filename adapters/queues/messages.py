"""Messages to a queue of the storage account, written by hand because every booking waits for one.

Permission in Azure: Storage Queue Data Message Sender. Time-out: 5 s. A message that got no answer is sent once more:
whoever reads it looks what there is to do, so twice is harmless. Faults: Unavailable, Misconfigured.
"""

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from math import ceil

from adapters.settings import Settings
from adapters.tables.auth import SharedKey, TokenProvider
from adapters.tables.channel import CONSTANT_HEADERS, Channel
from adapters.telemetry import correlation
from application.faults import Misconfigured, Unavailable

TIMEOUT = 5.0  # seconds
HEADERS = {"Content-Type": "application/xml"}
CREATED = 201


class QueueKey(SharedKey):
    """Signs a message with the Shared Key Lite scheme of the queue service, which covers more than the tables' one.
    Method, type and version are always the same here, so only date, path and the request's id vary."""

    def authorization(self, date: str, path: str, trace: str = "") -> str:
        named = f"x-ms-client-request-id:{trace}\n" if trace else ""
        text = (
            f"POST\n\n{HEADERS['Content-Type']}\n\n{named}x-ms-date:{date}\n"
            f"x-ms-version:{CONSTANT_HEADERS['x-ms-version']}\n/{self.account}{path}"
        )
        digest = hmac.digest(self._key, text.encode(), "sha256")
        return self._scheme + base64.b64encode(digest).decode()


class MessageQueue:
    """One queue, over a channel that others may share."""

    def __init__(self, channel: Channel, name: str) -> None:
        self._channel = channel
        self._name = name
        self._messages = f"{channel.root}/{name}/messages"

    async def send(self, content: Mapping[str, object], *, delay: timedelta) -> None:
        """Nobody sees it before `delay` is over. It carries the id of what sends it."""
        target = f"{self._messages}?visibilitytimeout={ceil(delay.total_seconds())}"
        body = _message({**content, **correlation.carried()})
        try:
            answer = await self._channel.send("POST", target, HEADERS, body)
        except Unavailable:
            answer = await self._channel.send("POST", target, HEADERS, body)
        if answer.status == CREATED:
            return
        if answer.status in (401, 403, 404):
            raise Misconfigured(
                f"The queue {self._name!r} cannot be written ({answer.status}): run the set-up that makes "
                "it, and give this app's identity the role Storage Queue Data Message Sender."
            )
        raise Unavailable(f"the queue answered {answer.status}")

    async def close(self) -> None:
        """Closes the connections of this event loop; a later message opens new ones."""
        await self._channel.close()


def poison(queue: str) -> str:
    """Where the host puts what failed too often."""
    return f"{queue}-poison"


def _message(content: Mapping[str, object]) -> bytes:
    text = base64.b64encode(json.dumps(content, separators=(",", ":")).encode())
    return b"<QueueMessage><MessageText>" + text + b"</MessageText></QueueMessage>"


def open_channel(
    settings: Settings,
    tokens: TokenProvider | None,
    *,
    on_request: Callable[[str, str], None] | None = None,
) -> Channel:
    """`tokens` of the app's identity; None where the account's key signs."""
    credential = tokens or QueueKey(settings.storage_account, settings.storage_account_key)
    return Channel(
        settings.queues_endpoint,
        credential,
        timeout=TIMEOUT,
        on_request=on_request,
        service="queues",
    )
