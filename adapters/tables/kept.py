"""Kept for a while: what many ask for again and again, asked of storage once per so many seconds."""

import asyncio
import time
from collections.abc import Awaitable, Callable

MOST_KEPT = 20_000


class SingleFlight[K, V]:
    """Many askers of one thing, one question. An asker that gives up does not take the answer from the others."""

    def __init__(self) -> None:
        self._tasks: dict[tuple[asyncio.AbstractEventLoop, K], asyncio.Task[V]] = {}

    async def ask(self, key: K, question: Callable[[], Awaitable[V]]) -> V:
        name = asyncio.get_running_loop(), key
        task = self._tasks.get(name)
        if task is None:
            task = self._tasks[name] = asyncio.ensure_future(_answered(question))
            task.add_done_callback(lambda done: self._landed(name, done))
        return await asyncio.shield(task)

    def forget(self, key: K) -> None:
        """Whoever asks from now on starts a new question; those who wait keep theirs."""
        for name in [name for name in self._tasks if name[1] == key]:
            del self._tasks[name]

    def _landed(self, name: tuple[asyncio.AbstractEventLoop, K], done: asyncio.Task[V]) -> None:
        if self._tasks.get(name) is done:
            del self._tasks[name]
        if not done.cancelled():
            done.exception()  # looked at, so that a failure whose askers all left is no noise


class NextFlight[K, V]:
    """Many askers of one thing, one question at a time; each gets the answer to a question put after it came, so it may
    decide by it. An asker that gives up does not take the answer from the others."""

    def __init__(self) -> None:
        self._under_way: dict[tuple[asyncio.AbstractEventLoop, K], asyncio.Task[V]] = {}
        self._next: dict[tuple[asyncio.AbstractEventLoop, K], asyncio.Task[V]] = {}

    async def ask(self, key: K, question: Callable[[], Awaitable[V]]) -> V:
        name = asyncio.get_running_loop(), key
        under_way, task = self._under_way.get(name), self._next.get(name)
        if under_way is None:
            task = self._started(name, asyncio.ensure_future(_answered(question)))
        elif task is None:
            task = asyncio.ensure_future(self._after(name, under_way, question))
            self._next[name] = task
        return await asyncio.shield(task)

    async def _after(
        self,
        name: tuple[asyncio.AbstractEventLoop, K],
        earlier: asyncio.Task[V],
        question: Callable[[], Awaitable[V]],
    ) -> V:
        await asyncio.wait([earlier])
        self._started(name, self._next.pop(name))
        return await question()

    def _started(
        self, name: tuple[asyncio.AbstractEventLoop, K], task: asyncio.Task[V]
    ) -> asyncio.Task[V]:
        self._under_way[name] = task
        task.add_done_callback(lambda done: self._landed(name, done))
        return task

    def _landed(self, name: tuple[asyncio.AbstractEventLoop, K], done: asyncio.Task[V]) -> None:
        if self._under_way.get(name) is done:
            del self._under_way[name]
        if not done.cancelled():
            done.exception()  # looked at, so that a failure whose askers all left is no noise


async def _answered[V](question: Callable[[], Awaitable[V]]) -> V:
    return await question()


class KeptFor[K, V]:
    """Answers of `load`, each at most `lasts` seconds old, counted from when it was asked for."""

    def __init__(
        self,
        load: Callable[[K], Awaitable[V]],
        *,
        lasts: float,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._load, self._lasts, self._seconds = load, lasts, seconds
        self._kept: dict[K, tuple[float, V]] = {}
        self._flight = SingleFlight[K, V]()

    async def get(self, key: K) -> V:
        kept = self._kept.get(key)
        if kept is not None and self._seconds() - kept[0] < self._lasts:
            return kept[1]
        return await self._flight.ask(key, lambda: self._ask(key))

    def forget(self, key: K) -> None:
        """Whoever asks from now on is answered from storage: what is there was just changed."""
        self._kept.pop(key, None)
        self._flight.forget(key)

    async def _ask(self, key: K) -> V:
        since = self._seconds()
        value = await self._load(key)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = since, value
        return value
