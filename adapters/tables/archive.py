"""The days' books over all days: looking back, and taking rows away. For jobs and commands: it reads whole tables."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date
from itertools import batched

from adapters.tables.batch import Delete
from adapters.tables.booking_rows import booking_of, outbox_columns, outbox_of
from adapters.tables.entity import Row
from adapters.tables.ledger_rows import day_partition, person_ledger_of
from adapters.tables.names import BOOKINGS, person_key, plan_key, under
from adapters.tables.together import each_of
from adapters.tables.values import from_iso, text
from adapters.tables.wire import TableWire, literal
from application.faults import Stale
from domain.booking import Booking, home_of
from domain.erasing import without_actor
from domain.ids import BookingId, PersonId

FIRST_KEY, LAST_KEY = "!", "~"
IN_ONE_TRANSACTION = 100
NAMING = ("person", "by")  # columns


class TableDayArchive:
    """Meets DayArchive."""

    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def next_day(self, after: date | None) -> date | None:
        condition = f"PartitionKey gt {literal(after.isoformat() if after else '!')}"
        rows = await self._wire.scan(BOOKINGS, condition=condition, select=("v",), most=1)
        return date.fromisoformat(rows[0].partition) if rows else None

    async def days_of(self, person: PersonId) -> tuple[date, ...]:
        columns = [f"{column} eq {literal(person)}" for column in NAMING]
        keys = [f"RowKey eq {literal(key(person))}" for key in (person_key, plan_key)]
        condition = " or ".join((*columns, *keys))
        rows = await self._wire.scan(BOOKINGS, condition=condition, select=("v",))
        return tuple(sorted({date.fromisoformat(row.partition) for row in rows}))

    async def bookings_of(self, person: PersonId, days: Collection[date]) -> tuple[Booking, ...]:
        condition = " or ".join(f"{column} eq {literal(person)}" for column in NAMING)

        async def on(day: date) -> list[Row]:
            return await self._range(day, "booking|", condition)

        found = await each_of(sorted(days), on)
        return tuple(booking_of(row).value for rows in found for row in rows)

    async def people(self) -> frozenset[PersonId]:
        rows = await self._wire.scan(
            BOOKINGS, condition=f"PartitionKey gt {literal('!')}", select=NAMING
        )
        return frozenset(_named(rows))

    async def forget_ledgers(self, day: date, people: Collection[PersonId] | None) -> None:
        for row in await self._of_people(day, "person|", people):
            if not person_ledger_of(row).entries:
                await self._wire.delete(BOOKINGS, day_partition(day), row.key, row.version)

    async def forget_plans(self, day: date, people: Collection[PersonId] | None) -> None:
        for row in await self._of_people(day, "plan|", people):
            await self._wire.delete(BOOKINGS, day_partition(day), row.key, row.version)

    async def forget_intents(self, booking: BookingId) -> None:
        day = home_of(booking)
        for row in await self._range(day, f"outbox|{booking}|"):
            with suppress(Stale):  # it has gone
                await self._wire.delete(BOOKINGS, day_partition(day), row.key)

    async def forget_actor(self, person: PersonId) -> int:
        first, before = (literal(key) for key in under("outbox|"))
        condition = f"RowKey ge {first} and RowKey lt {before}"
        rows = await self._wire.scan(BOOKINGS, condition=condition)
        named = [row for row in rows if person in text(row.values, "intents")]
        return sum([await self._without(row, person) for row in named])

    async def remove_day(self, day: date) -> int:
        rows = await self._wire.range(
            BOOKINGS, day_partition(day), from_key=FIRST_KEY, before_key=LAST_KEY, select=("v",)
        )
        for some in batched(rows, IN_ONE_TRANSACTION, strict=False):
            deletions = [Delete(row.key) for row in some]
            await self._wire.transact(BOOKINGS, day_partition(day), deletions)
        return len(rows)

    async def _without(self, row: Row, person: PersonId) -> bool:
        stored = outbox_of(row)
        after = [without_actor(intent, person) for intent in stored.intents]
        if after == list(stored.intents):
            return False
        values = outbox_columns(
            after,
            created_at=from_iso(text(row.values, "created_at")),
            leased_until=stored.leased_until,
            done_at=stored.done_at,
            audit_at=stored.audit_at,
            told_at=stored.told_at,
            put_off=stored.put_off,
        )
        await self._wire.replace(BOOKINGS, row.partition, row.key, values, row.version)
        return True

    async def _of_people(
        self, day: date, prefix: str, people: Collection[PersonId] | None
    ) -> list[Row]:
        found = await self._range(day, prefix)
        return [row for row in found if people is None or row.key.removeprefix(prefix) in people]

    async def _range(self, day: date, prefix: str, condition: str = "") -> list[Row]:
        first, before = under(prefix)
        return await self._wire.range(
            BOOKINGS,
            day_partition(day),
            from_key=first,
            before_key=before,
            condition=condition,
        )


def _named(rows: Iterable[Row]) -> Iterable[PersonId]:
    for row in rows:
        for column in NAMING:
            if person := text(row.values, column):
                yield PersonId(person)
        kind, _, person = row.key.partition("|")
        if kind in ("person", "plan"):
            yield PersonId(person)
