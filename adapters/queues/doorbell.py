"""Rings for `deliver`: one message in the queue of that name, which says whose intents are to be carried out."""

from datetime import timedelta

from adapters.queues.messages import MessageQueue
from adapters.tables.channel import Channel
from domain.ids import BookingId

QUEUE = "deliver"


class QueueDoorbell:
    """One per process; connections are opened on first use."""

    def __init__(self, channel: Channel) -> None:
        self._queue = MessageQueue(channel, QUEUE)

    async def ring(self, booking: BookingId, *, delay: timedelta, tries: int = 0) -> None:
        await self._queue.send({"booking": booking, "tries": tries}, delay=delay)

    async def close(self) -> None:
        await self._queue.close()
