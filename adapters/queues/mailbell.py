"""Rings for `send_mail`: one message in the queue `send-mail`, which names a mail by its booking and key."""

from datetime import timedelta

from adapters.queues.messages import MessageQueue
from adapters.tables.channel import Channel
from domain.ids import BookingId

QUEUE = "send-mail"


class QueueMailbell:
    """One per process; connections are opened on first use."""

    def __init__(self, channel: Channel) -> None:
        self._queue = MessageQueue(channel, QUEUE)

    async def ring(self, booking: BookingId, key: str, *, delay: timedelta = timedelta()) -> None:
        await self._queue.send({"booking": booking, "key": key}, delay=delay)
