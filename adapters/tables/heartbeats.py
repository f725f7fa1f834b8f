"""Heartbeats: one row per job."""

from adapters.tables.entity import Row
from adapters.tables.names import HEARTBEATS
from adapters.tables.values import filled, from_iso, text, to_iso
from adapters.tables.wire import TableWire
from application.ports import Beat

PARTITION = "job"


class TableHeartbeats:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def beat(self, beat: Beat) -> None:
        values = filled({"at": to_iso(beat.at), "said": beat.said, "cursor": beat.cursor})
        await self._wire.upsert(HEARTBEATS, PARTITION, beat.job, values)

    async def last(self, job: str) -> Beat | None:
        row = await self._wire.get(HEARTBEATS, PARTITION, job)
        return _beat_of(row) if row is not None else None

    async def all(self) -> tuple[Beat, ...]:
        rows = await self._wire.range(HEARTBEATS, PARTITION, from_key="!", before_key="~")
        return tuple(_beat_of(row) for row in rows)


def _beat_of(row: Row) -> Beat:
    values = row.values
    return Beat(
        job=row.key,
        at=from_iso(text(values, "at")),
        said=text(values, "said"),
        cursor=text(values, "cursor"),
    )
