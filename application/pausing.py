"""Maintenance: while a copy is being brought back, nothing is written.

People are told so where they come in (adapters/http/pausing.py); jobs leave it at that and come back by themselves, and
what is to be told of bookings waits. Rooms' calendars are looked at, because what is brought back is compared with them.
"""

from collections.abc import Awaitable, Callable

from application.ports import Ports


async def unless_paused[T](ports: Ports, work: Callable[[Ports], Awaitable[T]]) -> T | None:
    """What `work` said; None when it is not the time for it. Raises what `work` does."""
    return None if await ports.places.paused() else await work(ports)
