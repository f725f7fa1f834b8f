"""The ports of the audit: keeping it, sealing it, and where an act comes from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.audit import AuditEntry, Wanted
from domain.ids import BookingId, PersonId
from domain.seals import AuditRow, Seal
from domain.when import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Rows, newest first. `more`: what to go on after; empty at the end."""

    rows: tuple[AuditRow, ...]
    more: str = ""


class Audit(Protocol):
    """Append only, but for what erasure and retention take."""

    async def record(self, entry: AuditEntry, *, under: Instant | None = None) -> None:
        """Append it: now, or under the moment that `moment_for` gave for its mark; there it stands once, however often it
        is told. Raises Unavailable when it may not have been written: then the act must say so."""
        ...

    async def moment_for(self, mark: str, tried: Instant | None) -> Instant:
        """The moment under which an act with a mark is recorded: that of an earlier try, unless that hour was closed
        without it."""
        ...

    async def between(
        self, since: Instant, until: Instant, wanted: Wanted, *, limit: int, after: str = ""
    ) -> Extract:
        """Rows recorded in [since, until), newest first; `after` is the `more` of the page before."""
        ...

    async def of_subject(
        self, person: PersonId, since: Instant, until: Instant
    ) -> tuple[AuditRow, ...]:
        """Everything recorded about a person, newest first."""
        ...

    async def in_hour(self, hour: Instant) -> tuple[AuditRow, ...]:
        """An hour's rows, in order."""
        ...

    async def days(self) -> tuple[date, ...]:
        """The days (UTC) that have rows, in order."""
        ...

    async def forget(self, person: PersonId) -> int:
        """Take a person out of every row, for good; how many there were. The chain still verifies."""
        ...

    async def fade(self, bookings: Collection[BookingId]) -> int:
        """Take what is personal out of the rows that tell the ordinary course of these bookings (`tells_course`); how
        many there were. The chain still verifies. Raises Stale: then do it again."""
        ...

    async def prune(self, before: date) -> int:
        """Remove the rows of the days (UTC) before `before`, and note it; how many there were."""
        ...

    async def kept_from(self) -> date | None:
        """Before which day (UTC) retention has taken the rows; None while it never did."""
        ...

    async def seal(self, seal: Seal) -> None:
        """Insert. Raises Stale when the hour is sealed."""
        ...

    async def seals(self, since: Instant | None = None) -> tuple[Seal, ...]:
        """All of them, or those from an hour on, in order."""
        ...


class Origins(Protocol):
    """Where the act that is under way comes from."""

    def here(self) -> str:
        """`web 192.0.2.0`, `api`, `kiosk`, `command-line anna`, `system`."""
        ...
