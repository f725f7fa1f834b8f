"""The port of the outbox: what was committed with a booking and is still to be told or written elsewhere."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.ids import BookingId
from domain.ledger import Intent, Version
from domain.when import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """Intents of one booking that were committed together. `done_at` is None until they are carried out, in Exchange too;
    `told_at`: when people were told of them, which happens once. `audit_at` is the moment under which the audit has them,
    said with the first lease. `put_off`: the lease is nobody's; a message is on its way for when it ends."""

    booking: BookingId
    revision: int
    intents: tuple[Intent, ...]
    version: Version
    leased_until: Instant | None = None
    done_at: Instant | None = None
    audit_at: Instant | None = None
    told_at: Instant | None = None
    put_off: bool = False


class Outbox(Protocol):
    async def of(self, booking: BookingId) -> tuple[OutboxRow, ...]:
        """All rows of one booking, oldest first."""
        ...

    async def lease(self, row: OutboxRow, until: Instant) -> OutboxRow:
        """The row as this process now holds it, with its `audit_at`. Raises Stale when another holds it."""
        ...

    async def finish(self, row: OutboxRow, now: Instant) -> None: ...

    async def undone(self, day: date, *, before: Instant) -> tuple[BookingId, ...]:
        """Bookings whose head lives on `day` with intents older than `before` that nobody has carried out."""
        ...
