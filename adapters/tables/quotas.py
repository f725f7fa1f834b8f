"""Quotas: which bookings count in a person's period, in one row that is written conditionally."""

from dataclasses import replace

from adapters.tables.entity import Values
from adapters.tables.names import QUOTAS
from adapters.tables.values import SCHEMA, from_json, from_seconds, text, to_json, to_seconds
from adapters.tables.wire import TableWire
from application.ports import Counted, QuotaRow
from domain.ids import BookingId, PersonId
from domain.ledger import Version


class TableQuotas:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def row(self, person: PersonId, period: str) -> QuotaRow:
        row = await self._wire.get(QUOTAS, person, period)
        if row is None:
            return QuotaRow(person=person, period=period, counted={})
        stored = from_json(text(row.values, "counted")) or {}
        return QuotaRow(
            person=person,
            period=period,
            counted={
                BookingId(booking): Counted(
                    added_at=from_seconds(added_at), ends_at=from_seconds(ends_at)
                )
                for booking, (added_at, ends_at) in stored.items()
            },
            version=Version(row.version),
        )

    async def write(self, row: QuotaRow) -> QuotaRow:
        counted = {
            booking: (to_seconds(each.added_at), to_seconds(each.ends_at))
            for booking, each in row.counted.items()
        }
        values: Values = {"v": SCHEMA, "counted": to_json(counted)}
        if row.version is None:
            version = await self._wire.insert(QUOTAS, row.person, row.period, values)
        else:
            version = await self._wire.replace(QUOTAS, row.person, row.period, values, row.version)
        return replace(row, version=Version(version))
