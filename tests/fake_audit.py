"""The audit in memory: the same rows under the same rules; and an origin that a test says."""

from collections.abc import Collection
from datetime import date

from application.auditing import Extract
from application.faults import Stale, Unavailable
from domain.audit import PERSONAL, SYSTEM, Action, AuditEntry, Wanted
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
    in_order,
    recorded_in,
    tells_course,
)
from domain.when import Instant, later
from tests.fake_clock import FakeClock, FakeIds
from tests.faults import Faults


class FakeAudit(Faults):
    """`rows` in the order they were written; `kept` the seals by hour."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.rows: list[AuditRow] = []
        self.kept: dict[Instant, Seal] = {}
        self._clock, self._ids = clock, FakeIds()
        self._kept_from: date | None = None

    @property
    def told(self) -> list[tuple[Action, str, str]]:
        """Action, actor and subject of every row: what a test asks for first."""
        return [(r.entry.action, r.entry.actor or "", r.entry.subject or "") for r in self.rows]

    async def record(self, entry: AuditEntry, *, under: Instant | None = None) -> None:
        after, now = await self.writing(), self._clock.now()
        at = under if under is not None else recorded_in(entry.at, now=now)
        mark = entry.mark or self._ids.change()
        there = self._has(mark, at)
        if under is not None and closed(hour_of(under), now=now) and not there:
            raise Unavailable("the hour of this entry was closed meanwhile")
        if not there:
            salts = {name: self._ids.secret() for name in PERSONAL}
            self.rows.append(committed(entry, recorded_at=at, mark=mark, salts=salts))
        if after is not None:
            raise after

    async def moment_for(self, mark: str, tried: Instant | None) -> Instant:
        await self.reading()
        now = self._clock.now()
        if tried is None:
            return now
        return tried if self._has(mark, tried) or not closed(hour_of(tried), now=now) else now

    async def between(
        self, since: Instant, until: Instant, wanted: Wanted, *, limit: int, after: str = ""
    ) -> Extract:
        await self.reading()
        found = [
            row
            for row in reversed(in_order(self.rows))
            if since <= row.recorded_at < until
            and wanted.takes(row.entry)
            and (not after or _name(row) < after)
        ]
        more = _name(found[limit - 1]) if len(found) > limit else ""
        return Extract(rows=tuple(found[:limit]), more=more)

    async def of_subject(
        self, person: PersonId, since: Instant, until: Instant
    ) -> tuple[AuditRow, ...]:
        page = await self.between(since, until, Wanted(subject=person), limit=len(self.rows) + 1)
        return page.rows

    async def in_hour(self, hour: Instant) -> tuple[AuditRow, ...]:
        await self.reading()
        end = later(hour, HOUR)
        return tuple(in_order([row for row in self.rows if hour <= row.recorded_at < end]))

    async def days(self) -> tuple[date, ...]:
        await self.reading()
        return tuple(sorted({row.recorded_at.date() for row in self.rows}))

    async def forget(self, person: PersonId) -> int:
        after = await self.writing()
        before = self.rows
        self.rows = [forgotten(row, person) for row in before]
        if after is not None:
            raise after
        return sum(old != new for old, new in zip(before, self.rows, strict=True))

    async def fade(self, bookings: Collection[BookingId]) -> int:
        after = await self.writing()
        before = self.rows
        self.rows = [
            faded(row) if row.entry.target in bookings and tells_course(row) else row
            for row in before
        ]
        if after is not None:
            raise after
        return sum(old != new for old, new in zip(before, self.rows, strict=True))

    async def prune(self, before: date) -> int:
        after = await self.writing()
        gone = [row for row in self.rows if row.recorded_at.date() < before]
        if gone:
            self.rows = [row for row in self.rows if row.recorded_at.date() >= before]
            self._kept_from = max(before, self._kept_from or before)
        if after is not None:
            raise after
        return len(gone)

    async def kept_from(self) -> date | None:
        await self.reading()
        return self._kept_from

    async def seal(self, seal: Seal) -> None:
        after = await self.writing()
        if seal.hour in self.kept:
            raise Stale(key=seal.hour.isoformat(), reason="EntityAlreadyExists")
        self.kept[seal.hour] = seal
        if after is not None:
            raise after

    async def seals(self, since: Instant | None = None) -> tuple[Seal, ...]:
        await self.reading()
        return tuple(
            seal for hour, seal in sorted(self.kept.items()) if since is None or hour >= since
        )

    def _has(self, mark: str, at: Instant) -> bool:
        return any(row.mark == mark and row.recorded_at == at for row in self.rows)


class FakeOrigins:
    """`said` is where everything comes from."""

    def __init__(self) -> None:
        self.said = SYSTEM

    def here(self) -> str:
        return self.said


def _name(row: AuditRow) -> str:
    return f"{row.recorded_at:%Y-%m-%d}|{row.recorded_at:%H%M%S.%f}|{row.mark}"
