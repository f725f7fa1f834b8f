"""Drains the queues of queue functions, with the rules that host.json gives the real host.

At least once: a message is deleted after its function succeeded. A failed one comes back, and after
`maxDequeueCount` failures it moves to `<queue>-poison`. Bodies are base64, as `messageEncoding` says.
"""

import asyncio
import base64
import binascii
import contextlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path

from azure.core.exceptions import AzureError, ResourceExistsError, ResourceNotFoundError
from azure.functions import QueueMessage
from azure.storage.queue import QueueMessage as StoredMessage
from azure.storage.queue.aio import QueueClient

from local.clock import Pace
from local.functions import QueueJob
from local.invoke import deliver, queue_message

log = logging.getLogger("local")

# The real host renews a ten minute lease while a function runs; one lease is enough here.
LEASE_SECONDS = 600
SHORTEST_NAP, LONGEST_NAP = 0.2, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRules:
    """host.json `extensions.queues`, with the host's own defaults. `retry_after` in seconds."""

    batch: int = 16
    attempts: int = 5
    retry_after: int = 0
    base64: bool = True


def read_rules(host_json: Path) -> QueueRules:
    """The queue rules of a host.json; the host's defaults where it says nothing."""
    extensions = json.loads(host_json.read_text("utf-8")).get("extensions", {})
    queues = extensions.get("queues", {})
    usual = QueueRules()
    hours, minutes, seconds = map(int, str(queues.get("visibilityTimeout", "0:0:0")).split(":"))
    return QueueRules(
        batch=int(queues.get("batchSize", usual.batch)),
        attempts=int(queues.get("maxDequeueCount", usual.attempts)),
        retry_after=hours * 3600 + minutes * 60 + seconds,
        base64=str(queues.get("messageEncoding", "base64")).lower() == "base64",
    )


async def keep_draining(job: QueueJob, rules: QueueRules, pace: Pace) -> None:
    """Run `job` on every message until the host stops; messages in hand are finished."""
    nap = SHORTEST_NAP
    async with _client(job, job.queue) as queue, _client(job, f"{job.queue}-poison") as poison:
        while not await pace.pause(nap):
            messages = await _receive(queue, rules)
            await asyncio.gather(*(_handle(m, job, rules, queue, poison) for m in messages))
            nap = SHORTEST_NAP if messages else min(nap * 2, LONGEST_NAP)


def _client(job: QueueJob, name: str) -> QueueClient:
    # No retry: the loop asks again anyway, and a host that stops must not wait for a dead storage.
    return QueueClient.from_connection_string(job.connection, name, retry_total=0)


async def _receive(queue: QueueClient, rules: QueueRules) -> list[StoredMessage]:
    try:
        pages = queue.receive_messages(max_messages=rules.batch, visibility_timeout=LEASE_SECONDS)
        return [message async for message in pages]
    except ResourceNotFoundError:
        return []  # nobody has made the queue yet; the real host waits too
    except AzureError as error:
        log.warning("queue %s did not answer: %s", queue.queue_name, error)
        return []


async def _handle(
    message: StoredMessage,
    job: QueueJob,
    rules: QueueRules,
    queue: QueueClient,
    poison: QueueClient,
) -> None:
    try:
        body = _decoded(str(message.content), rules)
        if body is not None and await deliver(job, _as_the_function_sees_it(message, body)):
            await queue.delete_message(message)
        elif body is None or int(message.dequeue_count or 0) >= rules.attempts:
            await _bury(message, queue, poison)
        else:
            await queue.update_message(message, visibility_timeout=rules.retry_after)
    except AzureError as error:
        # The message comes back when its lease ends: at least once.
        log.warning("queue %s did not answer: %s", queue.queue_name, error)


async def _bury(message: StoredMessage, queue: QueueClient, poison: QueueClient) -> None:
    with contextlib.suppress(ResourceExistsError):
        await poison.create_queue()
    await poison.send_message(message.content)
    await queue.delete_message(message)
    log.error("message %s moved to %s", message.id, poison.queue_name)


def _decoded(content: str, rules: QueueRules) -> bytes | None:
    if not rules.base64:
        return content.encode()
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error:
        return None


def _as_the_function_sees_it(message: StoredMessage, body: bytes) -> QueueMessage:
    return queue_message(
        id=message.id,
        body=body,
        dequeue_count=message.dequeue_count,
        expiration_time=message.expires_on,
        insertion_time=message.inserted_on,
        time_next_visible=message.next_visible_on,
        pop_receipt=message.pop_receipt,
    )
