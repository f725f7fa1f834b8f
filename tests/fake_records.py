"""The small stores in memory: idempotency keys, quotas, series, heartbeats, statistics."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from application.faults import Stale
from application.ports import Beat, Claim, DaySums, QuotaRow
from domain.ids import PersonId, SeriesId
from domain.ledger import Kept, Version
from domain.series import Series
from domain.when import Instant
from tests.fake_clock import FakeClock
from tests.faults import Faults

KEYS_LAST = timedelta(hours=24)


class FakeRequests(Faults):
    """Idempotency keys, forgotten after 24 hours on `clock`."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self._taken: dict[tuple[PersonId, str, str], tuple[Claim, Instant]] = {}

    async def claim(
        self, person: PersonId, path: str, key: str, *, body: str, booking: str
    ) -> Claim:
        after = await self.writing()
        now, name = self._clock.now(), (person, path, key)
        known = self._taken.get(name)
        if known is not None and now - known[1] < KEYS_LAST:
            claim = replace(known[0], fresh=known[0].booking == booking)
        else:
            claim = Claim(booking=booking, body=body, fresh=True)
            self._taken[name] = claim, now
        if after is not None:
            raise after
        return claim

    async def prune(self) -> int:
        after, now = await self.writing(), self._clock.now()
        over = [name for name, (_, since) in self._taken.items() if now - since > KEYS_LAST]
        for name in over:
            del self._taken[name]
        if after is not None:
            raise after
        return len(over)


class FakeQuotas(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[tuple[PersonId, str], QuotaRow] = {}

    async def row(self, person: PersonId, period: str) -> QuotaRow:
        await self.reading()
        empty = QuotaRow(person=person, period=period, counted={})
        return self.rows.get((person, period), empty)

    async def write(self, row: QuotaRow) -> QuotaRow:
        after = await self.writing()
        name = (row.person, row.period)
        known = self.rows.get(name)
        if row.version != (known.version if known else None):
            raise Stale(key=f"{row.person}|{row.period}", reason="UpdateConditionNotSatisfied")
        written = replace(row, counted=dict(row.counted), version=_following(row.version))
        self.rows[name] = written
        if after is not None:
            raise after
        return written

    async def of(self, person: PersonId) -> tuple[QuotaRow, ...]:
        await self.reading()
        return tuple(self.rows[name] for name in sorted(self.rows) if name[0] == person)

    async def forget(self, person: PersonId) -> None:
        after = await self.writing()
        self.rows = {name: row for name, row in self.rows.items() if name[0] != person}
        if after is not None:
            raise after

    async def prune(self, before: Instant) -> int:
        after = await self.writing()
        over = [
            name
            for name, row in self.rows.items()
            if all(each.ends_at < before for each in row.counted.values())
        ]
        for name in over:
            del self.rows[name]
        if after is not None:
            raise after
        return len(over)


class FakeSeriesBook(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[SeriesId, Kept[Series]] = {}

    async def find(self, series: SeriesId) -> Kept[Series] | None:
        await self.reading()
        return self.rows.get(series)

    async def write(self, series: Series, seen: Version | None) -> Version:
        after = await self.writing()
        known = self.rows.get(series.id)
        if seen != (known.version if known else None):
            raise Stale(key=series.id, reason="UpdateConditionNotSatisfied")
        version = _following(seen)
        self.rows[series.id] = Kept(value=series, version=version)
        if after is not None:
            raise after
        return version

    async def of(self, person: PersonId) -> tuple[Series, ...]:
        await self.reading()
        return tuple(series for series in self._sorted() if series.person == person)

    async def all(self) -> tuple[Series, ...]:
        await self.reading()
        return tuple(series for series in self._sorted() if not series.ended)

    async def every(self) -> tuple[Kept[Series], ...]:
        await self.reading()
        return tuple(self.rows[series] for series in sorted(self.rows))

    async def hand_over(self, series: Kept[Series], to: PersonId) -> None:
        await self.write(replace(series.value, person=to), series.version)

    async def forget(self, series: Series) -> None:
        after = await self.writing()
        self.rows.pop(series.id, None)
        if after is not None:
            raise after

    def _sorted(self) -> list[Series]:
        return [self.rows[series].value for series in sorted(self.rows)]


class FakeHeartbeats(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.beats: dict[str, Beat] = {}

    async def beat(self, beat: Beat) -> None:
        after = await self.writing()
        self.beats[beat.job] = beat
        if after is not None:
            raise after

    async def last(self, job: str) -> Beat | None:
        await self.reading()
        return self.beats.get(job)

    async def all(self) -> tuple[Beat, ...]:
        await self.reading()
        return tuple(self.beats[job] for job in sorted(self.beats))


class FakeStatistics(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.sums: dict[tuple[date, str, str], DaySums] = {}

    async def write(self, sums: Collection[DaySums]) -> None:
        after = await self.writing()
        self.sums |= {(each.day, each.site, each.kind): each for each in sums}
        if after is not None:
            raise after

    async def of(self, day: date) -> tuple[DaySums, ...]:
        await self.reading()
        return tuple(self.sums[key] for key in sorted(self.sums) if key[0] == day)


def _following(version: Version | None) -> Version:
    return Version(f"v{int(version[1:]) + 1}" if version else "v1")
