"""How many messages wait in each queue, and since when.

What it talks to: Azure Queue Storage, or Azurite. Permission in Azure: Storage Queue Data Reader. Retries: those of the
library (adapters/azure.py). Faults: Unavailable, Misconfigured. For a page that an administrator opens now and then, so
the library's start counts for nothing here.
"""

import asyncio
from typing import TYPE_CHECKING

from adapters.azure import queue_service
from adapters.queues import doorbell, mailbell, waker
from adapters.queues.messages import poison
from adapters.settings import Settings
from application.platform import QueueState
from domain.when import Instant, instant

if TYPE_CHECKING:
    from azure.storage.queue.aio import QueueServiceClient

NAMES = (doorbell.QUEUE, mailbell.QUEUE, waker.QUEUE)


class StorageQueues:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def states(self) -> tuple[QueueState, ...]:
        async with queue_service(self._settings) as service:
            names = (*NAMES, *map(poison, NAMES))
            found = await asyncio.gather(*(_look(service, name) for name in names))
        states = dict(zip(names, found, strict=True))
        return tuple(
            QueueState(
                name=name,
                waiting=states[name][0],
                oldest_at=states[name][1],
                failed=states[poison(name)][0],
                failed_at=states[poison(name)][1],
            )
            for name in NAMES
        )


async def _look(service: "QueueServiceClient", name: str) -> tuple[int, Instant | None]:
    """How many there are, and when the first that can be taken was sent."""
    queue = service.get_queue_client(name)
    waiting = (await queue.get_queue_properties()).approximate_message_count or 0
    first = await queue.peek_messages(max_messages=1) if waiting else []
    sent = first[0].inserted_on if first else None
    return waiting, instant(sent) if sent is not None else None
