"""Rings for `deliver`: one queue message, written by hand because every booking waits for it.

What it talks to: the queue `deliver` of the storage account. Permission in Azure: Storage Queue Data Message Sender.
Time-out: 5 s. A message that got no answer is sent once more: ringing twice is harmless, `deliver` looks what there is
to do. Faults: Unavailable, Misconfigured.
"""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta

from adapters.settings import Settings
from adapters.tables.auth import SharedKey, TokenProvider
from adapters.tables.channel import CONSTANT_HEADERS, Channel
from application.faults import Misconfigured, Unavailable
from domain.ids import BookingId

QUEUE = "deliver"
POISON = "deliver-poison"
QUEUES = (QUEUE, POISON)

TIMEOUT = 5.0  # seconds
HEADERS = {"Content-Type": "application/xml"}
CREATED = 201


class QueueKey(SharedKey):
    """Signs a message with the Shared Key Lite scheme of the queue service, which covers more than the tables' one.
    Method, type and version are always the same here, so only date and path vary."""

    def authorization(self, date: str, path: str) -> str:
        text = (
            f"POST\n\n{HEADERS['Content-Type']}\n\nx-ms-date:{date}\n"
            f"x-ms-version:{CONSTANT_HEADERS['x-ms-version']}\n/{self.account}{path}"
        )
        digest = hmac.digest(self._key, text.encode(), "sha256")
        return self._scheme + base64.b64encode(digest).decode()


class QueueDoorbell:
    """One per process; connections are opened on first use."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._messages = f"{channel.root}/{QUEUE}/messages"

    async def ring(self, booking: BookingId, *, delay: timedelta, tries: int = 0) -> None:
        target = f"{self._messages}?visibilitytimeout={int(delay.total_seconds())}"
        body = _message({"booking": booking, "tries": tries})
        try:
            answer = await self._channel.send("POST", target, HEADERS, body)
        except Unavailable:
            answer = await self._channel.send("POST", target, HEADERS, body)
        if answer.status == CREATED:
            return
        if answer.status in (401, 403, 404):
            raise Misconfigured(
                f"The queue {QUEUE!r} cannot be written ({answer.status}): run the set-up that makes "
                "it, and give this app's identity the role Storage Queue Data Message Sender."
            )
        raise Unavailable(f"the queue answered {answer.status}")

    async def close(self) -> None:
        """Closes the connections of this event loop; a later ring opens new ones."""
        await self._channel.close()


def _message(content: dict[str, object]) -> bytes:
    text = base64.b64encode(json.dumps(content, separators=(",", ":")).encode())
    return b"<QueueMessage><MessageText>" + text + b"</MessageText></QueueMessage>"


def open_doorbell(
    settings: Settings,
    tokens: TokenProvider | None,
    *,
    on_request: Callable[[str, str], None] | None = None,
) -> QueueDoorbell:
    """`tokens` of the app's identity; None where the account's key signs."""
    credential = tokens or QueueKey(settings.storage_account, settings.storage_account_key)
    channel = Channel(settings.queues_endpoint, credential, timeout=TIMEOUT, on_request=on_request)
    return QueueDoorbell(channel)
