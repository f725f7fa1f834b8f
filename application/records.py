"""What is kept of people's wishes beside the days' books: quotas over a period, and series. The faults: ports.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from domain.ids import BookingId, PersonId, SeriesId
from domain.ledger import Kept, Version
from domain.series import Series
from domain.when import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One booking in a quota: since when it is counted, and when its time is over."""

    added_at: Instant
    ends_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRow:
    """The bookings that count towards a person's quota of one period (`2026-w48-desk`, `held-desk`)."""

    person: PersonId
    period: str
    counted: Mapping[BookingId, Counted]
    version: Version | None = None


class Quotas(Protocol):
    async def row(self, person: PersonId, period: str) -> QuotaRow: ...

    async def write(self, row: QuotaRow) -> QuotaRow:
        """The row with its new version. Raises Stale."""
        ...

    async def of(self, person: PersonId) -> tuple[QuotaRow, ...]:
        """All rows of a person."""
        ...

    async def forget(self, person: PersonId) -> None:
        """All rows of a person, gone."""
        ...

    async def prune(self, before: Instant) -> int:
        """Remove rows in which everything was over before then; how many."""
        ...


class SeriesBook(Protocol):
    async def find(self, series: SeriesId) -> Kept[Series] | None: ...

    async def write(self, series: Series, seen: Version | None) -> Version:
        """Insert (seen is None) or replace. Raises Stale."""
        ...

    async def of(self, person: PersonId) -> tuple[Series, ...]: ...

    async def all(self) -> tuple[Series, ...]:
        """Every series that may still grow."""
        ...

    async def every(self) -> tuple[Kept[Series], ...]:
        """All that are stored, ended ones too."""
        ...

    async def hand_over(self, series: Kept[Series], to: PersonId) -> None:
        """Make it `to`'s: the series, and the row that names it under its person. Raises Stale."""
        ...

    async def forget(self, series: Series) -> None:
        """Not there any more; nothing if it was not."""
        ...
