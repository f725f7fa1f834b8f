"""The outbox: rows beside the head whose change they tell, so that one transaction writes both."""

from dataclasses import replace
from datetime import date

from adapters.tables.booking_rows import outbox_columns, outbox_of
from adapters.tables.entity import Row
from adapters.tables.names import BOOKINGS, outbox_key, under
from adapters.tables.values import from_iso, text
from adapters.tables.wire import TableWire
from application.faults import Stale
from application.ports import OutboxRow
from domain.booking import home_of
from domain.ids import BookingId
from domain.ledger import Version
from domain.when import Instant


class TableOutbox:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def of(self, booking: BookingId) -> tuple[OutboxRow, ...]:
        rows = await self._range(home_of(booking), f"outbox|{booking}|")
        return tuple(outbox_of(row) for row in rows)

    async def lease(self, row: OutboxRow, until: Instant) -> OutboxRow:
        return await self._change(replace(row, leased_until=until))

    async def finish(self, row: OutboxRow, now: Instant) -> None:
        await self._change(replace(row, done_at=now))

    async def undone(self, day: date, *, before: Instant) -> tuple[BookingId, ...]:
        rows = await self._range(day, "outbox|", select=("created_at",), condition="done eq false")
        late = (row for row in rows if from_iso(text(row.values, "created_at")) < before)
        return tuple(dict.fromkeys(BookingId(row.key.split("|")[1]) for row in late))

    async def _change(self, row: OutboxRow) -> OutboxRow:
        key, partition = outbox_key(row.booking, row.revision), home_of(row.booking).isoformat()
        kept = await self._wire.get(BOOKINGS, partition, key)
        if kept is None or kept.version != row.version:
            raise Stale(key=key, reason="ResourceNotFound" if kept is None else "ConditionNotMet")
        values = outbox_columns(
            row.intents,
            created_at=from_iso(text(kept.values, "created_at")),
            leased_until=row.leased_until,
            done_at=row.done_at,
            audit_at=row.audit_at,
            told_at=row.told_at,
            put_off=row.put_off,
        )
        version = await self._wire.replace(BOOKINGS, partition, key, values, row.version)
        return replace(row, version=Version(version))

    async def _range(
        self, day: date, prefix: str, *, select: tuple[str, ...] = (), condition: str = ""
    ) -> list[Row]:
        first, before = under(prefix)
        return await self._wire.range(
            BOOKINGS,
            day.isoformat(),
            from_key=first,
            before_key=before,
            select=select,
            condition=condition,
        )
