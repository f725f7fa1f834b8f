"""Which requests are told of in the log: what changes something, what fails and what takes long.

The platform tells of every request itself, and a page that is open looks again every few seconds: a line for each would be
most of what logs cost. Those are told at DEBUG only.
"""

import logging

from adapters.telemetry.events import tell

SLOW = 2000  # milliseconds


def tell_request(*, name: str, status: int, ms: int, changes: bool) -> None:
    """One event `request`."""
    level = logging.DEBUG
    if status >= 500:
        level = logging.WARNING
    elif changes or ms >= SLOW:
        level = logging.INFO
    tell("request", level=level, name=name, status=status, ms=ms)
