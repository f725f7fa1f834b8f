"""Around every timer and queue function: its id, how long it took, how it ended, and one line about it."""

import json
import logging
from collections.abc import Awaitable, Callable
from functools import wraps

from adapters.telemetry import correlation
from adapters.telemetry.events import Value, tell
from adapters.telemetry.watch import Watch
from application.counts import Kind

DONE, FAILED = "done", "failed"

type Function[M] = Callable[[M], Awaitable[None]]


def watched[M](function: Function[M]) -> Function[M]:
    """Goes under the triggers: the host sees the signature of `function`, whose name is the job's."""
    name = function.__name__

    @wraps(function)
    async def run(*args: M, **named: M) -> None:
        content = _content(next(iter((*args, *named.values())), None))
        with (
            correlation.under(correlation.of_message(content)),
            Watch(Kind.JOB, name, outcome=FAILED) as watch,
        ):
            wrong = ""
            try:
                await function(*args, **named)
                watch.outcome = DONE
            except BaseException as error:
                wrong = type(error).__name__
                raise
            finally:
                _say(name, watch, content, wrong)

    return run


def _say(name: str, watch: Watch, content: dict[str, object], wrong: str) -> None:
    about: dict[str, Value] = {}
    if isinstance(booking := content.get("booking"), str):
        about["booking"] = booking[:60]
    if wrong:
        about["error"] = wrong
    level = logging.WARNING if wrong else logging.INFO
    tell("job", level=level, name=name, outcome=watch.outcome, ms=watch.so_far(), **about)


def _content(message: object) -> dict[str, object]:
    """What a message says; nothing for a timer, and for what the function itself will refuse."""
    body = getattr(message, "get_body", None)
    if body is None:
        return {}
    try:
        read: object = json.loads(body())
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
