"""Several questions side by side. What is answered from what is kept is done at once, without a turn of the event loop
for each: most requests ask four such things, and storage only one."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any


def begun[V](question: Coroutine[Any, Any, V]) -> asyncio.Task[V]:
    """It runs until it has to wait for something."""
    return asyncio.Task(question, loop=asyncio.get_running_loop(), eager_start=True)


async def settled(*tasks: asyncio.Task[Any]) -> None:
    """All of them have an answer; raises as `asyncio.gather` does."""
    if not all(_answered(task) for task in tasks):
        await asyncio.gather(*tasks)


async def all_of[V](questions: Iterable[Coroutine[Any, Any, V]]) -> list[V]:
    """Their answers, in order."""
    tasks = [begun(each) for each in questions]
    await settled(*tasks)
    return [task.result() for task in tasks]


def _answered(task: asyncio.Task[Any]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None
