"""Queue functions against Azurite: at least once, then the poison queue."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import azure.functions as func
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueClient, TextBase64EncodePolicy

from local.clock import WallPace
from local.functions import QueueJob
from local.queues import QueueRules, keep_draining, read_rules
from tests.azurite import Azurite

ROOT = Path(__file__).resolve().parents[2]
WITHIN = 120.0  # seconds; only something broken takes that long


class Seen:
    """A queue function that notes bodies and dequeue counts, and fails on `bad`."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, int | None]] = []

    def __call__(self, message: func.QueueMessage) -> None:
        body = message.get_body().decode()
        self.messages.append((body, message.dequeue_count))
        if body == "bad":
            raise ValueError("never succeeds")


@asynccontextmanager
async def draining(azurite: Azurite, name: str, seen: Seen) -> AsyncIterator[None]:
    job = QueueJob(
        name=name,
        argument="message",
        queue=name,
        connection=azurite.connection_string,
        call=seen.__call__,
    )
    pace = WallPace()
    task = asyncio.create_task(keep_draining(job, QueueRules(attempts=3), pace))
    try:
        yield
    finally:
        pace.stop()
        await task


def a_queue(azurite: Azurite, name: str, *, encoded: bool = True) -> QueueClient:
    policy = TextBase64EncodePolicy() if encoded else None
    return QueueClient.from_connection_string(
        azurite.connection_string, name, message_encode_policy=policy
    )


async def eventually(azurite: Azurite, name: str, count: int) -> list[str]:
    """The bodies in a queue as soon as it holds that many."""
    queue = a_queue(azurite, name)
    async with asyncio.timeout(WITHIN):
        while True:
            try:
                messages = queue.peek_messages(32)
            except ResourceNotFoundError:
                messages = []
            if len(messages) >= count:
                return [str(message.content) for message in messages]
            await asyncio.sleep(0.1)


async def test_a_message_that_keeps_failing_moves_to_the_poison_queue(azurite: Azurite) -> None:
    queue = a_queue(azurite, "failing")
    queue.create_queue()
    queue.send_message("bad")
    queue.send_message("good")
    seen = Seen()
    async with draining(azurite, "failing", seen):
        poisoned = await eventually(azurite, "failing-poison", 1)
    assert poisoned == ["YmFk"]
    assert [count for body, count in seen.messages if body == "bad"] == [1, 2, 3]
    assert [count for body, count in seen.messages if body == "good"] == [1]
    assert queue.peek_messages(32) == []


async def test_a_message_in_another_encoding_is_not_handed_to_the_function(
    azurite: Azurite,
) -> None:
    queue = a_queue(azurite, "plain", encoded=False)
    queue.create_queue()
    queue.send_message("not base64!")
    seen = Seen()
    async with draining(azurite, "plain", seen):
        assert await eventually(azurite, "plain-poison", 1) == ["not base64!"]
    assert seen.messages == []


async def test_a_queue_that_is_made_later_is_drained_from_then_on(azurite: Azurite) -> None:
    seen = Seen()
    async with draining(azurite, "later", seen):
        queue = a_queue(azurite, "later")
        queue.create_queue()
        queue.send_message("at last")
        async with asyncio.timeout(WITHIN):
            while not seen.messages:
                await asyncio.sleep(0.1)
    assert seen.messages == [("at last", 1)]


def test_the_rules_come_from_host_json() -> None:
    written = json.loads((ROOT / "host.json").read_text())["extensions"]["queues"]
    rules = read_rules(ROOT / "host.json")
    assert rules.attempts == written["maxDequeueCount"]
    assert rules.batch == written["batchSize"]
    assert rules.base64 == (written["messageEncoding"] == "base64")


def test_a_host_json_that_says_nothing_means_the_hosts_own_defaults(tmp_path: Path) -> None:
    file = tmp_path / "host.json"
    file.write_text('{"version": "2.0"}')
    assert read_rules(file) == QueueRules(batch=16, attempts=5, retry_after=0, base64=True)


def test_a_visibility_timeout_is_hours_minutes_and_seconds(tmp_path: Path) -> None:
    file = tmp_path / "host.json"
    file.write_text('{"extensions": {"queues": {"visibilityTimeout": "01:02:03"}}}')
    assert read_rules(file).retry_after == 3723
