"""Statistics: a day of a site and kind in numbers, without persons; a partition per day."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from itertools import batched

from adapters.tables.batch import Upsert
from adapters.tables.entity import Row, Values
from adapters.tables.names import STATISTICS
from adapters.tables.values import SCHEMA, whole
from adapters.tables.wire import TableWire
from application.ports import DaySums
from domain.ids import SiteId
from domain.kinds import Kind

IN_ONE_TRANSACTION = 100


class TableStatistics:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def write(self, sums: Collection[DaySums]) -> None:
        for day in sorted({each.day for each in sums}):
            upserts = [
                Upsert(f"{each.site}|{each.kind}", _columns(each))
                for each in sums
                if each.day == day
            ]
            for some in batched(upserts, IN_ONE_TRANSACTION, strict=False):
                await self._wire.transact(STATISTICS, day.isoformat(), some)

    async def of(self, day: date) -> tuple[DaySums, ...]:
        rows = await self._wire.range(STATISTICS, day.isoformat(), from_key="!", before_key="~")
        return tuple(_sums_of(day, row) for row in rows)


def _columns(sums: DaySums) -> Values:
    numbers = {name: value for name, value in asdict(sums).items() if isinstance(value, int)}
    return {"v": SCHEMA, **numbers}


def _sums_of(day: date, row: Row) -> DaySums:
    site, _, kind = row.key.partition("|")
    values = row.values
    return DaySums(
        day=day,
        site=SiteId(site),
        kind=Kind(kind),
        places=whole(values, "places"),
        bookings=whole(values, "bookings"),
        checked_in=whole(values, "checked_in"),
        released=whole(values, "released"),
        cancelled=whole(values, "cancelled"),
        booked_minutes=whole(values, "booked_minutes"),
        used_minutes=whole(values, "used_minutes"),
        people=whole(values, "people"),
    )
