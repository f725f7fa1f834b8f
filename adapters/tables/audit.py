"""The audit: a partition per day (UTC), a row per act; beside them the seals, and which days have rows.

Table `audit`. Rows are inserted, and written again only to take a person out. Listing reads day by day from the newest;
an hour to be sealed is one range of its day.
"""

from collections.abc import Collection
from datetime import date
from itertools import batched

from adapters.tables.audit_rows import (
    DAYS,
    FIRST_KEY,
    KEPT_FROM,
    LAST_KEY,
    REACH,
    SEALS,
    audit_columns,
    audit_row_of,
    condition_of,
    day_key,
    day_of_key,
    hour_key,
    literal,
    row_key,
    seal_columns,
    seal_of,
    time_key,
)
from adapters.tables.batch import Delete, Replace
from adapters.tables.entity import Row
from adapters.tables.names import AUDIT
from adapters.tables.together import each_of
from adapters.tables.values import SCHEMA, filled, text
from adapters.tables.wire import TableWire
from application.auditing import Extract
from application.faults import Stale, Unavailable
from application.ports import Clock, Ids
from domain.audit import PERSONAL, AuditEntry, Wanted
from domain.ids import BookingId, PersonId
from domain.seals import (
    HOUR,
    AuditRow,
    Seal,
    closed,
    committed,
    faded,
    forgotten,
    hour_of,
    recorded_in,
    tells_course,
)
from domain.when import Instant, later

ATTEMPTS = 3
DAYS_AT_ONCE = 8
LARGEST_BATCH = 100


class TableAudit:
    """One per process."""

    def __init__(self, wire: TableWire, clock: Clock, ids: Ids) -> None:
        self._wire, self._clock, self._ids = wire, clock, ids
        self._known_days: set[str] = set()

    async def record(self, entry: AuditEntry, *, under: Instant | None = None) -> None:
        now = self._clock.now()
        at = under if under is not None else recorded_in(entry.at, now=now)
        mark = entry.mark or self._ids.change()
        if under is not None and closed(hour_of(under), now=now):
            if await self._wire.get(AUDIT, day_key(at), row_key(at, mark), ("digest",)) is None:
                raise Unavailable("the hour of this entry was closed meanwhile")
            return
        salts = {name: self._ids.secret() for name in PERSONAL}
        await self._insert(committed(entry, recorded_at=at, mark=mark, salts=salts))

    async def moment_for(self, mark: str, tried: Instant | None) -> Instant:
        now = self._clock.now()
        if tried is None:
            return now
        if not closed(hour_of(tried), now=now):
            return tried
        there = await self._wire.get(AUDIT, day_key(tried), row_key(tried, mark), ("digest",))
        return tried if there is not None else now

    async def between(
        self, since: Instant, until: Instant, wanted: Wanted, *, limit: int, after: str = ""
    ) -> Extract:
        first, last = day_key(since), after.partition("|")[0] or day_key(until)
        days = [day.isoformat() for day in await self.days()]
        asked = [day for day in reversed(days) if first <= day <= last]
        found: list[Row] = []
        for chunk in batched(asked, DAYS_AT_ONCE, strict=False):

            async def read(day: str) -> list[Row]:
                return await self._day(day, since, until, condition_of(wanted))

            for rows in await each_of(chunk, read):
                found += [row for row in reversed(rows) if not after or _name(row) < after]
            if len(found) > limit:
                break
        more = _name(found[limit - 1]) if len(found) > limit else ""
        return Extract(rows=tuple(audit_row_of(row) for row in found[:limit]), more=more)

    async def of_subject(
        self, person: PersonId, since: Instant, until: Instant
    ) -> tuple[AuditRow, ...]:
        found: list[AuditRow] = []
        after = ""
        while True:
            page = await self.between(since, until, Wanted(subject=person), limit=1000, after=after)
            found += page.rows
            after = page.more
            if not after:
                return tuple(found)

    async def in_hour(self, hour: Instant) -> tuple[AuditRow, ...]:
        rows = await self._day(day_key(hour), hour, later(hour, HOUR), "")
        return tuple(audit_row_of(row) for row in rows)

    async def days(self) -> tuple[date, ...]:
        rows = await self._wire.range(AUDIT, DAYS, from_key=FIRST_KEY, before_key=LAST_KEY)
        return tuple(day_of_key(row.key) for row in rows)

    async def forget(self, person: PersonId) -> int:
        named = literal(person)
        condition = f"actor eq {named} or subject eq {named}"
        count = 0
        for day in await self.days():
            rows = await self._whole(day.isoformat(), condition)
            for row in rows:
                after = audit_columns(forgotten(audit_row_of(row), person))
                await self._wire.replace(AUDIT, row.partition, row.key, after, row.version)
            count += len(rows)
        return count

    async def fade(self, bookings: Collection[BookingId]) -> int:
        if not bookings:
            return 0
        first, last = literal(min(bookings)), literal(max(bookings))
        condition = f"target ge {first} and target le {last}"

        async def on(day: date) -> int:
            rows = await self._whole(day.isoformat(), condition)
            theirs = [row for row in rows if text(row.values, "target") in bookings]
            told = [row for row in theirs if tells_course(audit_row_of(row))]
            for some in batched(told, LARGEST_BATCH, strict=False):
                await self._wire.transact(AUDIT, day.isoformat(), [_faded(row) for row in some])
            return len(told)

        return sum(await each_of(await self.days(), on))

    async def prune(self, before: date) -> int:
        days = [day for day in await self.days() if day < before]
        noted = await self.kept_from()
        if days and (noted is None or noted < before):
            values = filled({"day": before.isoformat()})
            await self._wire.upsert(AUDIT, REACH, KEPT_FROM, values)
        count = 0
        for day in days:
            rows = await self._whole(day.isoformat(), "")
            for some in batched(rows, LARGEST_BATCH, strict=False):
                await self._wire.transact(AUDIT, day.isoformat(), [Delete(row.key) for row in some])
            await self._wire.delete(AUDIT, DAYS, day.isoformat())
            count += len(rows)
        return count

    async def kept_from(self) -> date | None:
        row = await self._wire.get(AUDIT, REACH, KEPT_FROM)
        return date.fromisoformat(text(row.values, "day")) if row is not None else None

    async def seal(self, seal: Seal) -> None:
        await self._wire.insert(AUDIT, SEALS, hour_key(seal.hour), seal_columns(seal))

    async def seals(self, since: Instant | None = None) -> tuple[Seal, ...]:
        first = hour_key(since) if since is not None else FIRST_KEY
        rows = await self._wire.range(AUDIT, SEALS, from_key=first, before_key=LAST_KEY)
        return tuple(seal_of(row) for row in rows)

    async def _insert(self, row: AuditRow) -> None:
        """A row that is there is ours, of an earlier try: nobody else has its key."""
        day, key = day_key(row.recorded_at), row_key(row.recorded_at, row.mark)
        if day not in self._known_days:
            await self._wire.upsert(AUDIT, DAYS, day, {"v": SCHEMA})
            self._known_days = {day}
        for attempt in range(ATTEMPTS):
            try:
                await self._wire.insert(AUDIT, day, key, audit_columns(row))
            except Stale:
                return
            except Unavailable:
                if attempt == ATTEMPTS - 1:
                    raise
                continue
            return

    async def _day(self, day: str, since: Instant, until: Instant, condition: str) -> list[Row]:
        first = time_key(since) if day == day_key(since) else FIRST_KEY
        before = time_key(until) if day == day_key(until) else LAST_KEY
        return await self._wire.range(
            AUDIT, day, from_key=first, before_key=before, condition=condition
        )

    async def _whole(self, day: str, condition: str) -> list[Row]:
        return await self._wire.range(
            AUDIT, day, from_key=FIRST_KEY, before_key=LAST_KEY, condition=condition
        )


def _faded(row: Row) -> Replace:
    return Replace(row.key, audit_columns(faded(audit_row_of(row))), row.version)


def _name(row: Row) -> str:
    return f"{row.partition}|{row.key}"
