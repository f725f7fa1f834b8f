"""Reading a site's plan of a day: one range query, of which only what changed since the last one is looked into."""

from datetime import date

from adapters.tables.ledger_rows import day_partition, resource_ledgers_of
from adapters.tables.names import BOOKINGS, stamp_key, under
from adapters.tables.values import text
from adapters.tables.wire import TableWire
from application.ports import SiteDay
from domain.ids import SiteId
from domain.ledger import ResourceLedger

MOST_READ = 32  # plans of which the ledgers are kept
COLUMNS = ("entries", "stamp")


class PlanReading:
    """One per process. A row whose bytes are as they were has the ledger that was made of it then; its version is among
    those bytes."""

    def __init__(self, wire: TableWire) -> None:
        self._wire = wire
        self._read: dict[tuple[date, SiteId], dict[bytes, ResourceLedger]] = {}

    async def load(self, day: date, site: SiteId) -> SiteDay:
        """The plan as it is in storage now."""
        partition, (first, before) = day_partition(day), under(f"resource|{site}|")
        pieces = await self._wire.pieces(
            BOOKINGS, partition, from_key=first, before_key=before, select=COLUMNS
        )
        known = self._read.pop((day, site), {})
        fresh = [piece for piece in pieces if piece not in known]
        rows, stamp = self._wire.rows(partition, fresh), ""
        if rows and rows[0].key == stamp_key(site):  # it sorts first
            stamp = text(rows.pop(0).values, "stamp")
            pieces.remove(fresh.pop(0))
        made = dict(zip(fresh, resource_ledgers_of(rows), strict=True))
        read = {piece: known.get(piece) or made[piece] for piece in pieces}
        self._keep(day, site, read)
        ledgers = {ledger.resource: ledger for ledger in read.values() if ledger.entries}
        return SiteDay(day=day, site=site, stamp=stamp, ledgers=ledgers)

    def _keep(self, day: date, site: SiteId, read: dict[bytes, ResourceLedger]) -> None:
        self._read[day, site] = read  # the newest last, so the first is the oldest
        while len(self._read) > MOST_READ:
            self._read.pop(next(iter(self._read)))
