"""Wakes `sync_mailbox`: one message in the queue `sync-mailbox`, which says whose calendar is to be looked at."""

from datetime import timedelta

from adapters.queues.messages import MessageQueue
from adapters.tables.channel import Channel
from domain.calendar_event import Mailbox

QUEUE = "sync-mailbox"


class QueueWaker:
    """One per process; connections are opened on first use."""

    def __init__(self, channel: Channel) -> None:
        self._queue = MessageQueue(channel, QUEUE)

    async def wake(self, box: Mailbox, *, delay: timedelta = timedelta()) -> None:
        await self._queue.send({"mailbox": box}, delay=delay)

    async def close(self) -> None:
        await self._queue.close()
