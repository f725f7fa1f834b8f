"""Where the act that is under way comes from: said at the door, known to whatever it leads to."""

from collections.abc import Callable
from contextvars import ContextVar

from domain.audit import SYSTEM

_here: ContextVar[Callable[[], str] | None] = ContextVar("origin", default=None)


class SaidOrigins:
    """What was said last on the way here; `system` where nobody said anything: timers and queues."""

    def here(self) -> str:
        said = _here.get()
        return said() if said is not None else SYSTEM


def say_origin(origin: Callable[[], str]) -> None:
    """Every act of this request, or of this command, comes from there. Asked for only when something is recorded."""
    _here.set(origin)
