"""When each timer runs and which function a queue wakes, as function_app.py declares it.

Read from its text, because a process of the platform has imported it as something else than a module of ours.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

APP = Path(__file__).resolve().parents[1] / "function_app.py"
TIMER = re.compile(r'function_name\("(\w+)"\)\s+@app\.timer_trigger\([^)]*schedule="([^"]+)"')
QUEUE = re.compile(r'function_name\("(\w+)"\)\s+@app\.queue_trigger\([^)]*queue_name="([^"]+)"')


def schedules() -> Mapping[str, str]:
    """The schedule of every timer, in UTC."""
    return dict(TIMER.findall(_declared()))


def queues() -> Mapping[str, str]:
    """The queue of every function that one wakes."""
    return dict(QUEUE.findall(_declared()))


@cache
def _declared() -> str:
    return APP.read_text("utf-8")


class DeclaredTimetable:
    """The same as a port."""

    def schedules(self) -> Mapping[str, str]:
        return schedules()

    def queues(self) -> Mapping[str, str]:
        return queues()
