"""What is told of the queues: how many messages wait, since when, and how many were given up."""

import asyncio
from datetime import timedelta

import pytest
from azure.storage.queue import QueueClient

from adapters.clock import SystemClock
from adapters.provision import QUEUES, provision
from adapters.queues.states import StorageQueues
from application.platform import Queues, QueueState
from domain.when import later
from tests.azurite import Azurite
from tests.contracts.conftest import settings_of
from tests.fake_platform import FakeQueues

now = SystemClock().now


class Filled:
    """Queues under test, and how a message comes into one of them."""

    def __init__(self, azurite: Azurite | None) -> None:
        self._azurite = azurite
        self.fake = FakeQueues()
        self.queues: Queues = self.fake
        if azurite is not None:
            self.queues = StorageQueues(settings_of(azurite))

    def send(self, queue: str) -> None:
        if self._azurite is not None:
            self.client(queue).send_message("e30=")
        elif queue.endswith("-poison"):
            self.fake.failed[queue.removesuffix("-poison")].append(now())
        else:
            self.fake.waiting[queue].append(now())

    def client(self, queue: str) -> QueueClient:
        assert self._azurite is not None
        return QueueClient.from_connection_string(self._azurite.connection_string, queue)


@pytest.fixture(params=["memory", "storage"])
def filled(request: pytest.FixtureRequest) -> Filled:
    if request.param == "memory":
        return Filled(None)
    azurite: Azurite = request.getfixturevalue("azurite")
    asyncio.run(provision(settings_of(azurite)))
    made = Filled(azurite)
    for name in QUEUES:
        made.client(name).clear_messages()
    return made


async def states(filled: Filled) -> dict[str, QueueState]:
    return {each.name: each for each in await filled.queues.states()}


async def test_empty_queues_are_told_too(filled: Filled) -> None:
    found = await states(filled)
    assert list(found) == ["deliver", "send-mail", "sync-mailbox"]
    assert {(each.waiting, each.oldest_at, each.failed) for each in found.values()} == {
        (0, None, 0)
    }


async def test_what_waits_is_counted_with_when_the_first_was_sent(filled: Filled) -> None:
    before = later(now(), -timedelta(seconds=2))
    filled.send("deliver")
    filled.send("deliver")
    found = await states(filled)
    assert found["deliver"].waiting == 2 and found["send-mail"].waiting == 0
    oldest = found["deliver"].oldest_at
    assert oldest is not None and before <= oldest <= now()


async def test_what_was_given_up_is_told_beside_it(filled: Filled) -> None:
    filled.send("send-mail-poison")
    found = await states(filled)
    assert (found["send-mail"].waiting, found["send-mail"].failed) == (0, 1)
    assert found["send-mail"].failed_at is not None


async def test_looking_takes_nothing_out(filled: Filled) -> None:
    filled.send("sync-mailbox")
    for _ in range(3):
        assert (await states(filled))["sync-mailbox"].waiting == 1
