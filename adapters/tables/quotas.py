"""Quotas: which bookings count in a person's period, in one row that is written conditionally."""

from contextlib import suppress
from dataclasses import replace

from adapters.tables.entity import Row, Values
from adapters.tables.names import QUOTAS
from adapters.tables.values import SCHEMA, from_json, from_seconds, text, to_json, to_seconds
from adapters.tables.wire import TableWire
from application.faults import Stale
from application.ports import Counted, QuotaRow
from domain.ids import BookingId, PersonId
from domain.ledger import Version
from domain.when import Instant


class TableQuotas:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def row(self, person: PersonId, period: str) -> QuotaRow:
        row = await self._wire.get(QUOTAS, person, period)
        if row is None:
            return QuotaRow(person=person, period=period, counted={})
        return _quota_of(row)

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

    async def of(self, person: PersonId) -> tuple[QuotaRow, ...]:
        rows = await self._wire.range(QUOTAS, person, from_key="!", before_key="~")
        return tuple(_quota_of(row) for row in rows)

    async def forget(self, person: PersonId) -> None:
        for row in await self.of(person):
            with suppress(Stale):  # gone already
                await self._wire.delete(QUOTAS, person, row.period)

    async def prune(self, before: Instant) -> int:
        gone = 0
        for row in await self._wire.scan(QUOTAS, condition="PartitionKey ge '-'"):
            if all(each.ends_at < before for each in _quota_of(row).counted.values()):
                with suppress(Stale):  # counted in again meanwhile
                    await self._wire.delete(QUOTAS, row.partition, row.key, row.version)
                    gone += 1
        return gone


def _quota_of(row: Row) -> QuotaRow:
    stored = from_json(text(row.values, "counted")) or {}
    return QuotaRow(
        person=PersonId(row.partition),
        period=row.key,
        counted={
            BookingId(booking): Counted(
                added_at=from_seconds(added_at), ends_at=from_seconds(ends_at)
            )
            for booking, (added_at, ends_at) in stored.items()
        },
        version=Version(row.version),
    )
