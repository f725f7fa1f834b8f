"""What keeping, forgetting and handing over what we know of people needs of the world. The three faults: ports.py."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.booking import Booking
from domain.ids import BookingId, PersonId
from domain.when import Instant


class DayArchive(Protocol):
    """The days' books for whoever looks back over all of them, and what takes rows away for good."""

    async def next_day(self, after: date | None) -> date | None:
        """The first civil day, after `after`, of which anything is stored."""
        ...

    async def days_of(self, person: PersonId) -> tuple[date, ...]:
        """The days on which a row names this person: a booking of theirs or made by them, a share of one, a ledger, a
        token, a work plan. Slow: everything is looked at."""
        ...

    async def bookings_of(self, person: PersonId, days: Collection[date]) -> tuple[Booking, ...]:
        """Every booking, in any state, that began its life on one of `days` and is theirs or was made by them, by day."""
        ...

    async def people(self) -> frozenset[PersonId]:
        """Everyone whom any booking or ledger names. Slow."""
        ...

    async def forget_ledgers(self, day: date, people: Collection[PersonId] | None) -> None:
        """Remove these people's (None: everyone's) ledgers in which nothing stands. Raises Stale."""
        ...

    async def forget_plans(self, day: date, people: Collection[PersonId] | None) -> None:
        """Remove these people's (None: everyone's) work plans. Raises Stale."""
        ...

    async def forget_intents(self, booking: BookingId) -> None:
        """Remove what was to be told of a booking, done or not."""
        ...

    async def forget_actor(self, person: PersonId) -> int:
        """Take a person out of what is to be told of others' bookings, and what they wrote there; how many rows. Slow."""
        ...

    async def remove_day(self, day: date) -> int:
        """Everything that is stored of `day`; how many rows there were."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One line of the register. It names nobody: only whoever knows an id can tell whether it is meant."""

    digest: str
    salt: str
    at: Instant


class Register(Protocol):
    """Who was erased, for replaying after a restore. Lines are only ever added."""

    async def add(self, erasure: Erasure) -> None: ...

    async def all(self) -> tuple[Erasure, ...]: ...


class Assignments(Protocol):
    """Where the municipality's data names a person: the places assigned to them, the teams they lead."""

    async def hand_over(self, person: PersonId, to: PersonId | None) -> int:
        """Give them to `to`; with None the places become bookable and the teams are without a lead. How many there were.
        Raises Stale when an import runs meanwhile."""
        ...
