"""Failures that a test orders in advance from a fake port."""

import asyncio
from collections import deque
from collections.abc import Callable


class Faults:
    """Failures that a test orders in advance: of writes before or after they happen, and of reads. `before_call` is
    asked before each of them; what it raises is as if the process had died there."""

    def __init__(self) -> None:
        self.before_call: Callable[[], None] | None = None
        self._orders: deque[tuple[Exception | None, Exception | None]] = deque()
        self._reads: deque[Exception] = deque()

    def fail_next(
        self, *, before: Exception | None = None, after: Exception | None = None, times: int = 1
    ) -> None:
        """The next `times` writes raise: `before` anything is written, or `after` all of it is."""
        self._orders.extend([(before, after)] * times)

    def fail_next_read(self, fault: Exception, *, times: int = 1) -> None:
        """The next `times` reads raise `fault`."""
        self._reads.extend([fault] * times)

    def forget_orders(self) -> None:
        """What was ordered and did not happen will not."""
        self._orders.clear()
        self._reads.clear()

    async def reading(self) -> None:
        """Lets others run, as a network would; then raises what was ordered."""
        await self._passes()
        if self._reads:
            raise self._reads.popleft()

    async def writing(self) -> Exception | None:
        """Lets others run; raises what was ordered before, answers what to raise after."""
        await self._passes()
        before, after = self._orders.popleft() if self._orders else (None, None)
        if before is not None:
            raise before
        return after

    async def _passes(self) -> None:
        await asyncio.sleep(0)
        if self.before_call is not None:
            self.before_call()
