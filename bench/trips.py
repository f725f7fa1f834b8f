"""How many storage requests the hot paths send, and how many round trips one after another, counted as they leave."""

import secrets
from collections.abc import Awaitable, Mapping
from dataclasses import replace

from adapters.queues.doorbell import QueueDoorbell
from adapters.queues.messages import QueueKey
from adapters.settings import Settings
from adapters.tables.answers import Answer
from adapters.tables.auth import SharedKey
from adapters.tables.bookings import TableBookings
from adapters.tables.channel import Channel
from adapters.wiring import wire
from application.asking import Ask, DayPart
from application.book import Booked, RequestKey, book
from bench.ratios import FIRST_DAY, Row
from tests.race.town import DAY, PEOPLE, TOWER, days_ahead, desk


class Counting(Channel):
    """Requests that travel side by side are one trip; counts are shared by all channels."""

    operations = trips = under_way = 0

    async def send(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        Counting.operations += 1
        Counting.trips += Counting.under_way == 0
        Counting.under_way += 1
        try:
            return await super().send(method, target, headers, body)
        finally:
            Counting.under_way -= 1


async def trip_rows(settings: Settings) -> list[Row]:
    """Booking, unchanged poll and plan, each after a first one has filled what a process keeps."""
    wired = wire(settings)
    key = SharedKey(settings.storage_account, settings.storage_account_key)
    bookings = wired.ports.bookings
    assert isinstance(bookings, TableBookings)
    queue_key = QueueKey(settings.storage_account, settings.storage_account_key)
    bookings._wire._channel = Counting(settings.tables_endpoint, key, timeout=5.0, on_request=None)
    queues = Counting(settings.queues_endpoint, queue_key, timeout=5.0, on_request=None)
    ports = replace(wired.ports, doorbell=QueueDoorbell(queues))
    day = days_ahead(FIRST_DAY - 1)

    async def booked(number: int) -> None:
        ask = Ask(
            caller=PEOPLE[number],
            person=PEOPLE[number].id,
            resource=desk(TOWER, number),
            when=DayPart(day=day, part=DAY),
        )
        request = RequestKey(path="/api/v1/bookings", key=secrets.token_hex(8), body="b")
        assert isinstance(await book(ports, ask, key=request), Booked)

    try:
        await booked(0)
        return [
            await _row("book", booked(1), trips=2, operations=6),
            await _row("poll unchanged plan", bookings.stamp(day, TOWER), trips=1, operations=1),
            await _row("plan of a site", bookings.site_day(day, TOWER), trips=1, operations=1),
        ]
    finally:
        await queues.close()
        await wired.close()


async def _row(what: str, work: Awaitable[object], *, trips: int, operations: int) -> Row:
    before = Counting.trips, Counting.operations
    await work
    made, sent = Counting.trips - before[0], Counting.operations - before[1]
    return Row(
        what=f"round trips: {what} ({sent} operations)",
        ours=made,
        unit="",
        bar=f"≤ {trips} ({operations})",
        holds=made <= trips and sent <= operations,
    )
