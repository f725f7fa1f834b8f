"""Copies in memory."""

from application.copies import Copy, Progress, quiet
from tests.fake_clock import FakeClock
from tests.faults import Faults


class FakeCopies(Faults):
    """`made`, newest last. `on` may be set by a test."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self.on = False
        self.made: list[Copy] = []

    async def make(self, progress: Progress = quiet) -> Copy:
        after = await self.writing()
        now = self._clock.now()
        name = f"{now:%Y-%m-%dT%H%M%SZ}"
        self.made.append(
            Copy(name=name, begun_at=now, consistent_until=now, rows=3, drawings=1, size=300)
        )
        progress(1, 1)
        if after is not None:
            raise after
        return self.made[-1]

    async def all(self) -> tuple[Copy, ...]:
        await self.reading()
        return tuple(reversed(self.made))
