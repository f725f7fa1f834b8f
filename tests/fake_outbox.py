"""The outbox among the fake bookings' rows."""

from dataclasses import replace
from datetime import date

from application.faults import Stale
from application.ports import OutboxRow
from domain.booking import home_of
from domain.ids import BookingId
from domain.when import Instant
from tests.fake_bookings import FakeBookings, StoredIntents, outbox_row
from tests.faults import Faults


class FakeOutbox(Faults):
    """The outbox rows among `bookings`."""

    def __init__(self, bookings: FakeBookings) -> None:
        super().__init__()
        self._bookings = bookings

    async def of(self, booking: BookingId) -> tuple[OutboxRow, ...]:
        await self.reading()
        rows = self._bookings.rows.get(home_of(booking), {})
        return tuple(
            outbox_row(key, version, value)
            for key, (version, value) in sorted(rows.items())
            if key.startswith(f"outbox|{booking}|") and isinstance(value, StoredIntents)
        )

    async def lease(self, row: OutboxRow, until: Instant) -> OutboxRow:
        return await self._change(row, leased_until=until, done_at=row.done_at)

    async def finish(self, row: OutboxRow, now: Instant) -> None:
        await self._change(row, leased_until=row.leased_until, done_at=now)

    async def undone(self, day: date, *, before: Instant) -> tuple[BookingId, ...]:
        await self.reading()
        found = (
            BookingId(key.split("|")[1])
            for key, (_, value) in sorted(self._bookings.rows.get(day, {}).items())
            if isinstance(value, StoredIntents)
            and value.done_at is None
            and value.created_at < before
        )
        return tuple(dict.fromkeys(found))

    async def _change(
        self, row: OutboxRow, *, leased_until: Instant | None, done_at: Instant | None
    ) -> OutboxRow:
        after = await self.writing()
        day, key = home_of(row.booking), f"outbox|{row.booking}|{row.revision:06d}"
        match self._bookings.rows.get(day, {}).get(key):
            case (_, StoredIntents() as stored):
                value = replace(
                    stored,
                    intents=row.intents,
                    leased_until=leased_until,
                    done_at=done_at,
                    audit_at=row.audit_at,
                    told_at=row.told_at,
                    put_off=row.put_off,
                )
                version = self._bookings.write_row(day, key, value, row.version)
            case _:
                raise Stale(key=key, reason="ResourceNotFound")
        if after is not None:
            raise after
        return replace(row, version=version, leased_until=leased_until, done_at=done_at)
