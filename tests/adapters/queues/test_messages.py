"""Ringing and waking: one message, readable by the host, visible when it should be, and no fault but ours."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from azure.storage.queue import QueueClient

from adapters.azure import queue_service
from adapters.queues import waker
from adapters.queues.doorbell import QUEUE, QueueDoorbell
from adapters.queues.messages import open_channel
from adapters.queues.waker import QueueWaker
from adapters.settings import Settings
from application.faults import Misconfigured, Unavailable
from domain.calendar_event import Mailbox
from domain.ids import BookingId
from tests.azurite import Azurite
from tests.fault_proxy import Fault, FaultProxy

BOOKING = BookingId("2026-11-24-0123456789abcdef")
AT_ONCE = timedelta(0)


@pytest.fixture
async def doorbell(stores: Settings) -> AsyncIterator[QueueDoorbell]:
    async with queue_service(stores) as queues:
        await queues.get_queue_client(QUEUE).clear_messages()
    opened = QueueDoorbell(open_channel(stores, None))
    yield opened
    await opened.close()


@pytest.fixture
def queue(azurite: Azurite) -> QueueClient:
    return QueueClient.from_connection_string(azurite.connection_string, QUEUE)


def waiting(queue: QueueClient) -> list[object]:
    found = queue.receive_messages(max_messages=32)
    return [json.loads(base64.b64decode(each.content, validate=True)) for each in found]


async def test_a_ring_is_one_message_as_the_host_reads_it(
    doorbell: QueueDoorbell, queue: QueueClient
) -> None:
    await doorbell.ring(BOOKING, delay=AT_ONCE, tries=2)
    assert waiting(queue) == [{"booking": BOOKING, "tries": 2}]


async def test_a_delayed_ring_is_not_seen_yet(doorbell: QueueDoorbell, queue: QueueClient) -> None:
    await doorbell.ring(BOOKING, delay=timedelta(seconds=30))
    assert waiting(queue) == []
    assert queue.get_queue_properties().approximate_message_count == 1


async def test_a_delay_is_never_cut_short(doorbell: QueueDoorbell, queue: QueueClient) -> None:
    await doorbell.ring(BOOKING, delay=timedelta(milliseconds=100))
    assert waiting(queue) == [], "the service counts whole seconds"


async def test_a_wake_is_a_message_in_a_queue_of_its_own(
    stores: Settings, azurite: Azurite, doorbell: QueueDoorbell, queue: QueueClient
) -> None:
    own = QueueClient.from_connection_string(azurite.connection_string, waker.QUEUE)
    own.clear_messages()
    opened = QueueWaker(open_channel(stores, None))
    await opened.wake(Mailbox("room1@example.org"))
    await opened.wake(Mailbox("room2@example.org"), delay=timedelta(seconds=30))
    await opened.close()
    assert waiting(own) == [{"mailbox": "room1@example.org"}]
    assert waiting(queue) == []


async def test_a_lost_answer_rings_once_more(
    stores: Settings, doorbell: QueueDoorbell, queue: QueueClient
) -> None:
    async with FaultProxy(stores.queues_endpoint) as proxy:
        behind = stores.model_copy(update={"queues_endpoint": proxy.endpoint})
        unlucky = QueueDoorbell(open_channel(behind, None))
        proxy.script(Fault.DROP_AFTER)
        await unlucky.ring(BOOKING, delay=AT_ONCE)
        await unlucky.close()
    assert waiting(queue) == [{"booking": BOOKING, "tries": 0}] * 2


async def test_a_service_that_fails_is_unavailable(
    stores: Settings, doorbell: QueueDoorbell
) -> None:
    async with FaultProxy(stores.queues_endpoint) as proxy:
        behind = stores.model_copy(update={"queues_endpoint": proxy.endpoint})
        unlucky = QueueDoorbell(open_channel(behind, None))
        proxy.script(Fault.REFUSE_BEFORE, Fault.DROP_BEFORE, Fault.DROP_BEFORE)
        with pytest.raises(Unavailable):
            await unlucky.ring(BOOKING, delay=AT_ONCE)
        with pytest.raises(Unavailable):
            await unlucky.ring(BOOKING, delay=AT_ONCE)
        await unlucky.close()


async def test_a_wrong_key_says_which_role_is_missing(stores: Settings) -> None:
    wrong = stores.model_copy(update={"storage_account_key": "d3Jvbmc="})
    doorbell = QueueDoorbell(open_channel(wrong, None))
    with pytest.raises(Misconfigured, match="Storage Queue Data Message Sender"):
        await doorbell.ring(BOOKING, delay=AT_ONCE)
    await doorbell.close()
