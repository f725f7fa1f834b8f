"""What personal codes need of the world: where they are kept, and how they are hashed. The faults are those of ports.py.

A code is kept under its badge number, so that a number that nobody has costs the same look and the same write as one
that somebody has. Nothing that is kept shows a number or a code.
"""

from dataclasses import dataclass, field
from typing import Protocol

from domain.ids import PersonId
from domain.ledger import Kept, Version
from domain.pin import Tries
from domain.when import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What is kept under one badge number. `person` is None where somebody tried a number that is nobody's.
    `changes_until`: it was handed out, and only lets its person choose another until then; None for one's own."""

    person: PersonId | None = None
    scrambled: str = field(default="", repr=False)
    changes_until: Instant | None = None
    tries: Tries = field(default_factory=Tries)


class Codes(Protocol):
    """Badge numbers and the codes that go with them. A person has one number at a time."""

    async def find(self, badge: str) -> Kept[Code] | None:
        """As it is now; one round trip, whether it is there or not."""
        ...

    async def count(self, badge: str, code: Code, seen: Version | None) -> None:
        """Insert (seen is None) or replace what was found under `badge`, for its tries. Raises Stale."""
        ...

    async def give(self, badge: str, code: Code, seen: Version | None) -> None:
        """Let `badge` and `code` be its person's from now on, and no other number. Raises Stale."""
        ...

    async def has_code(self, person: PersonId) -> bool: ...

    async def hand_over(self, gone: PersonId, into: PersonId) -> None:
        """What is `gone`'s is `into`'s from now on, unless `into` has a number; `gone` has none any more. Raises Stale."""
        ...

    async def take_away(self, person: PersonId) -> None:
        """This person has no number and no code any more."""
        ...

    async def forget_tries(self, before: Instant) -> int:
        """Remove numbers that are nobody's and were last tried before; how many."""
        ...


class Scrambler(Protocol):
    """Hashes codes slowly, so that whoever steals the table must still work for each guess."""

    async def scramble(self, code: str) -> str: ...

    async def fits(self, code: str, scrambled: str) -> bool:
        """Whether `scrambled` was made of `code`. An empty one fits nothing, and takes as long."""
        ...

    def is_outdated(self, scrambled: str) -> bool:
        """Whether it was made more cheaply than is done today."""
        ...
