"""Time and chance as a test wants them."""

import asyncio
from datetime import date, timedelta

from domain.ids import BookingId, PersonId, SeriesId
from domain.when import Instant, later


class FakeClock:
    """Stands still until it is set, moved on, or someone pauses: a pause takes its time on this clock only."""

    def __init__(self, now: Instant) -> None:
        self._now = now
        self.pauses: list[float] = []

    def now(self) -> Instant:
        return self._now

    def set(self, now: Instant) -> None:
        self._now = now

    def advance(self, by: timedelta) -> None:
        self._now = later(self._now, by)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)


class FakeIds:
    """Counts: the same test gives the same ids."""

    def __init__(self) -> None:
        self._made = 0

    def _next(self) -> int:
        self._made += 1
        return self._made

    def booking(self, day: date) -> BookingId:
        return BookingId(f"{day.isoformat()}-b{self._next():05d}")

    def series(self) -> SeriesId:
        return SeriesId(f"series-{self._next():05d}")

    def person(self) -> PersonId:
        return PersonId(f"p-{self._next():05d}")

    def secret(self) -> str:
        return f"secret-{self._next():05d}"

    def change(self) -> str:
        return f"change-{self._next():05d}"

    def salt(self) -> int:
        return self._next()

    def jitter(self) -> float:
        return 0.5
