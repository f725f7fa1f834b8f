"""Where the act that is under way comes from: said at the door, known to whatever it leads to."""

from contextvars import ContextVar

from domain.audit import SYSTEM

_here: ContextVar[str] = ContextVar("origin", default=SYSTEM)


class SaidOrigins:
    """What was said last on the way here; `system` where nobody said anything: timers and queues."""

    def here(self) -> str:
        return _here.get()


def say_origin(origin: str) -> None:
    """Every act of this request, or of this command, comes from there."""
    _here.set(origin)
