"""The real clock and real chance: the only reader of either."""

import asyncio
import random
import secrets
from datetime import UTC, date, datetime

from domain.ids import BookingId, PersonId, SeriesId
from domain.when import Instant, instant

SALTS = 1 << 30


def new_trace() -> str:
    """Names something that begins: 128 bits, as a trace id of the W3C."""
    return secrets.token_hex(16)


class SystemClock:
    """This machine's clock."""

    def now(self) -> Instant:
        return instant(datetime.now(UTC))

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class RandomIds:
    """Ids that nobody guesses and nobody meets twice: 64 bits from the system's source of chance."""

    def booking(self, day: date) -> BookingId:
        return BookingId(f"{day.isoformat()}-{secrets.token_hex(8)}")

    def series(self) -> SeriesId:
        return SeriesId(secrets.token_hex(8))

    def person(self) -> PersonId:
        return PersonId(f"p-{secrets.token_hex(8)}")

    def secret(self) -> str:
        return secrets.token_urlsafe(24)

    def change(self) -> str:
        return secrets.token_hex(6)

    def salt(self) -> int:
        return random.randrange(SALTS)

    def jitter(self) -> float:
        return random.random()
