"""How often something happened: a partition per day, a row per subject, minute and process. No two processes write one
row, so nobody waits for anybody; a subject is a keyed digest, from which no person and no address can be read."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable

from adapters.tables.batch import Delete
from adapters.tables.names import TALLIES, TALLY_DAYS
from adapters.tables.values import SCHEMA, filled, whole
from adapters.tables.wire import TableWire
from domain.when import Instant, from_epoch, to_epoch

DAY = 24 * 60 * 60
LARGEST_BATCH = 100
FIRST_KEY, LAST_KEY = "!", "~"


class TableTallies:
    """`secret` answers the key of the digests, the same in every process; `process` names this one."""

    def __init__(
        self, wire: TableWire, process: str, secret: Callable[[], Awaitable[bytes]]
    ) -> None:
        self._wire, self._process, self._secret = wire, process, secret
        self._known_days: set[str] = set()

    async def tell(self, subject: str, minute: Instant, count: int) -> None:
        day = _day(minute)
        if day not in self._known_days:
            await self._wire.upsert(TALLIES, TALLY_DAYS, day, {"v": SCHEMA})
            self._known_days = {day}
        key = f"{await self._name(subject)}|{_of_day(minute)}|{self._process}"
        await self._wire.upsert(TALLIES, day, key, filled({"count": count}))

    async def total(self, subject: str, *, since: Instant, until: Instant) -> int:
        name = await self._name(subject)
        found, at = 0, since
        while at < until:
            tomorrow = from_epoch((to_epoch(at) // DAY + 1) * DAY)
            end = min(until, tomorrow)
            before = f"{DAY:05d}" if end == tomorrow else _of_day(end)
            rows = await self._wire.range(
                TALLIES,
                _day(at),
                from_key=f"{name}|{_of_day(at)}",
                before_key=f"{name}|{before}",
                select=("count",),
            )
            found += sum(whole(row.values, "count") for row in rows)
            at = end
        return found

    async def forget(self, before: Instant) -> int:
        days = await self._wire.range(
            TALLIES, TALLY_DAYS, from_key=FIRST_KEY, before_key=_day(before)
        )
        gone = 0
        for day in days:
            rows = await self._wire.range(TALLIES, day.key, from_key=FIRST_KEY, before_key=LAST_KEY)
            for first in range(0, len(rows), LARGEST_BATCH):
                batch = [Delete(row.key) for row in rows[first : first + LARGEST_BATCH]]
                await self._wire.transact(TALLIES, day.key, batch)
            await self._wire.delete(TALLIES, TALLY_DAYS, day.key)
            gone += len(rows)
        return gone

    async def _name(self, subject: str) -> str:
        return hmac.new(await self._secret(), subject.encode(), hashlib.sha256).hexdigest()[:32]


def _day(moment: Instant) -> str:
    return moment.date().isoformat()


def _of_day(moment: Instant) -> str:
    """Seconds since midnight, UTC; five digits, so that they sort."""
    return f"{to_epoch(moment) % DAY:05d}"
