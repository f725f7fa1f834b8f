"""Calls timer and queue functions as the worker does, and reports how it went."""

import asyncio
import inspect
import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import azure.functions as func
from azure.functions.queue import QueueMessage as FullQueueMessage
from azure.functions.timer import TimerRequest

from local.functions import QueueJob, Timer

log = logging.getLogger("local")


async def fire(
    timer: Timer, *, past_due: bool, last: datetime | None, following: datetime | None
) -> bool:
    """Run a timer function; says whether it succeeded. Its error is logged, not raised: a timer
    that failed runs again at its next time, as in Azure without a retry policy."""
    request: func.TimerRequest = TimerRequest(
        past_due=past_due,
        schedule={"AdjustForDST": True},
        schedule_status={
            "Last": last.isoformat() if last else None,
            "Next": following.isoformat() if following else None,
            "LastUpdated": last.isoformat() if last else None,
        },
    )
    return await _run(timer.name, timer.call, timer.argument, request)


async def deliver(job: QueueJob, message: func.QueueMessage) -> bool:
    """Run a queue function on one message; says whether it succeeded."""
    return await _run(job.name, job.call, job.argument, message)


def queue_message(**fields: object) -> func.QueueMessage:
    """A message with the fields a queue trigger has: `id`, `body`, `dequeue_count` and so on."""
    message: func.QueueMessage = FullQueueMessage(**fields)  # type: ignore[no-untyped-call]  # the library leaves this class untyped
    return message


async def _run(name: str, call: Callable[..., Any], argument: str, value: object) -> bool:
    started = time.perf_counter()
    try:
        if inspect.iscoroutinefunction(call):
            await call(**{argument: value})
        else:
            await asyncio.to_thread(call, **{argument: value})
    except Exception:  # the edge: whatever a function raises fails this one run, as in the worker
        log.exception("%s failed", name)
        return False
    log.debug("%s ran in %.0f ms", name, (time.perf_counter() - started) * 1000)
    return True
