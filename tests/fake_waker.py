"""The queue that wakes `sync_mailbox`, in memory."""

from dataclasses import dataclass
from datetime import timedelta

from domain.calendar_event import Mailbox
from tests.faults import Faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """One message that was sent to the queue."""

    box: Mailbox
    delay: timedelta


class FakeWaker(Faults):
    """`wakes` in the order they were sent."""

    def __init__(self) -> None:
        super().__init__()
        self.wakes: list[Wake] = []

    async def wake(self, box: Mailbox, *, delay: timedelta = timedelta()) -> None:
        after = await self.writing()
        self.wakes.append(Wake(box=box, delay=delay))
        if after is not None:
            raise after
