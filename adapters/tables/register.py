"""The register of the erased: one row per erasure, named by its salt; rows are only ever added."""

from contextlib import suppress

from adapters.tables.names import ERASED
from adapters.tables.values import filled, from_iso, text, to_iso
from adapters.tables.wire import TableWire
from application.faults import Stale
from application.persondata import Erasure

PARTITION = "erased"


class TableRegister:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def add(self, erasure: Erasure) -> None:
        values = filled({"digest": erasure.digest, "at": to_iso(erasure.at)})
        with suppress(Stale):  # it is there already
            await self._wire.insert(ERASED, PARTITION, erasure.salt, values)

    async def all(self) -> tuple[Erasure, ...]:
        rows = await self._wire.range(ERASED, PARTITION, from_key="!", before_key="~")
        return tuple(
            Erasure(
                salt=row.key, digest=text(row.values, "digest"), at=from_iso(text(row.values, "at"))
            )
            for row in rows
        )
