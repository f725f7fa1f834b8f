"""The port of the nightly copy: all that is kept, in another account, and the list of the copies there are.

A copy holds everything that was committed before `consistent_until`, and some of what came after it; what follows from
bookings (ledgers, tokens) is proved and repaired after a restore. Keys, codes and sign-in attempts are never in one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from domain.when import Instant

type Progress = Callable[[int, int], None]
"""How much is done, of how much."""


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy. `name`: begins with when it was begun, and says nothing else; `size`: bytes, packed."""

    name: str
    begun_at: Instant
    consistent_until: Instant
    rows: int
    drawings: int
    size: int


class Copies(Protocol):
    @property
    def on(self) -> bool:
        """Whether there is an account for them."""
        ...

    async def make(self, progress: Progress = quiet) -> Copy:
        """A new one. Raises Unavailable, Misconfigured: then there is none, and what was written of it ages out."""
        ...

    async def all(self) -> tuple[Copy, ...]:
        """Newest first; what was broken off is none."""
        ...
