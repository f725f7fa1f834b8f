"""Many reads side by side, but not all the connections at once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

MOST_AT_ONCE = 32


async def each_of[K, V](keys: Iterable[K], read: Callable[[K], Awaitable[V]]) -> list[V]:
    """`read` of every key, in order."""
    limit = asyncio.Semaphore(MOST_AT_ONCE)

    async def one(key: K) -> V:
        async with limit:
            return await read(key)

    return await asyncio.gather(*(one(key) for key in keys))
