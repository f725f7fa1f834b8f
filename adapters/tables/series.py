"""Series: one row each, and beside it a row that names it under its person; one transaction makes both."""

from contextlib import suppress
from dataclasses import replace

from adapters.tables.batch import Delete, Insert, Replace, Upsert
from adapters.tables.chunks import columns_of, text_of
from adapters.tables.entity import Row, Values
from adapters.tables.names import SERIES, under
from adapters.tables.shapes import from_packed, packed_json
from adapters.tables.together import each_of
from adapters.tables.values import SCHEMA
from adapters.tables.wire import TableWire
from application.faults import Stale
from domain.ids import PersonId, SeriesId
from domain.ledger import Kept, Version
from domain.series import Series

PARTITION = "series"


class TableSeriesBook:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def find(self, series: SeriesId) -> Kept[Series] | None:
        row = await self._wire.get(SERIES, PARTITION, f"series|{series}")
        return Kept(value=_series_of(row), version=Version(row.version)) if row else None

    async def write(self, series: Series, seen: Version | None) -> Version:
        key, values = f"series|{series.id}", _columns(series)
        if seen is not None:
            return Version(await self._wire.replace(SERIES, PARTITION, key, values, seen))
        named = Insert(f"of|{series.person}|{series.id}", {"v": SCHEMA})
        versions = await self._wire.transact(SERIES, PARTITION, [Insert(key, values), named])
        return Version(versions[0])

    async def of(self, person: PersonId) -> tuple[Series, ...]:
        rows = await self._range(f"of|{person}|", select=("v",))
        wanted = (SeriesId(row.key.split("|")[2]) for row in rows)
        found = await each_of(wanted, self.find)
        return tuple(kept.value for kept in found if kept is not None)

    async def all(self) -> tuple[Series, ...]:
        rows = await self._range("series|", condition="ended eq false")
        return tuple(_series_of(row) for row in rows)

    async def every(self) -> tuple[Kept[Series], ...]:
        rows = await self._range("series|")
        return tuple(Kept(value=_series_of(row), version=Version(row.version)) for row in rows)

    async def hand_over(self, series: Kept[Series], to: PersonId) -> None:
        known = series.value
        after = replace(known, person=to)
        await self._wire.transact(
            SERIES,
            PARTITION,
            [
                Replace(f"series|{known.id}", _columns(after), series.version),
                Delete(f"of|{known.person}|{known.id}"),
                Upsert(f"of|{to}|{known.id}", {"v": SCHEMA}),
            ],
        )

    async def forget(self, series: Series) -> None:
        for key in (f"of|{series.person}|{series.id}", f"series|{series.id}"):
            with suppress(Stale):  # gone already
                await self._wire.delete(SERIES, PARTITION, key)

    async def _range(
        self, prefix: str, *, select: tuple[str, ...] = (), condition: str = ""
    ) -> list[Row]:
        first, before = under(prefix)
        return await self._wire.range(
            SERIES, PARTITION, from_key=first, before_key=before, select=select, condition=condition
        )


def _columns(series: Series) -> Values:
    """The whole of it as JSON; `ended` besides, because a query asks for it."""
    return {**columns_of(packed_json(series)), "ended": series.ended}


def _series_of(row: Row) -> Series:
    return from_packed(Series, text_of([row]))
