"""The days' books in Azure Table Storage: one civil day is one partition, one change is one transaction.

What it talks to, time-outs, retries and faults: adapters/tables/wire.py. A transaction is sent once: after Unavailable
the caller reads the head before it decides anything.
"""

import asyncio
from collections.abc import Collection
from datetime import date

from adapters.tables.booking_rows import booking_of, leg_of
from adapters.tables.changes import operations_of
from adapters.tables.days import whole_day_of
from adapters.tables.entity import Row
from adapters.tables.kept import NextFlight
from adapters.tables.ledger_rows import (
    LEDGER_COLUMNS,
    day_partition,
    person_ledger,
    person_ledger_of,
    resource_ledger,
    token_of,
)
from adapters.tables.names import (
    BOOKINGS,
    booking_key,
    leg_key,
    person_key,
    resource_key,
    stamp_key,
    under,
)
from adapters.tables.plan_reading import PlanReading
from adapters.tables.plans import SiteDays
from adapters.tables.together import each_of
from adapters.tables.values import text
from adapters.tables.wire import TableWire, literal
from application.ports import Ids, SiteDay, WholeDay
from domain.booking import Booking, home_of
from domain.ids import BookingId, PersonId, ResourceId, SiteId
from domain.ledger import (
    CapacityKey,
    DayChange,
    Kept,
    Leg,
    PersonLedger,
    ResourceLedger,
    Sheet,
)

FIRST_KEY, LAST_KEY = "!", "~"


class TableBookings:
    """Bookings of one deployment. One per process: it keeps the plans that this process has seen."""

    def __init__(self, wire: TableWire, ids: Ids) -> None:
        self._wire, self._ids = wire, ids
        self._plans = SiteDays(PlanReading(wire).load, self._load_stamp)
        self._counting = NextFlight[tuple[date, str], dict[CapacityKey, frozenset[int]]]()

    async def sheet(
        self,
        day: date,
        *,
        resources: Collection[tuple[SiteId, ResourceId]] = (),
        person: PersonId | None = None,
        scopes: Collection[str] = (),
        legs: Collection[BookingId] = (),
    ) -> Sheet:
        ledgers, people, taken, kept = await asyncio.gather(
            asyncio.gather(*(self._resource(day, site, each) for site, each in resources)),
            asyncio.gather(*(self._person(day, each) for each in (person,) if each is not None)),
            asyncio.gather(*(self._tokens(day, scope) for scope in scopes)),
            asyncio.gather(*(self._leg(day, booking) for booking in legs)),
        )
        return Sheet(
            day=day,
            resources={ledger.resource: ledger for ledger in ledgers},
            people={ledger.person: ledger for ledger in people},
            taken={key: numbers for found in taken for key, numbers in found.items()},
            legs={leg.value.booking: leg for leg in kept if leg is not None},
        )

    async def find(self, booking: BookingId) -> Kept[Booking] | None:
        row = await self._get(home_of(booking), booking_key(booking))
        return booking_of(row) if row is not None else None

    async def apply(self, change: DayChange) -> None:
        if change.empty:
            return
        operations = operations_of(change, self._ids.change)
        try:
            await self._wire.transact(BOOKINGS, day_partition(change.day), operations)
        finally:  # written or perhaps written
            self._plans.forget(change.day, change.touched)

    async def site_day(self, day: date, site: SiteId, *, fresh: bool = True) -> SiteDay:
        return await self._plans.site_day(day, site, fresh=fresh)

    async def stamp(self, day: date, site: SiteId) -> str:
        return await self._plans.stamp(day, site)

    async def person_days(
        self, person: PersonId, days: Collection[date]
    ) -> tuple[PersonLedger, ...]:
        return tuple(await each_of(days, lambda day: self._person(day, person)))

    async def present(self, day: date) -> tuple[PersonLedger, ...]:
        rows = await self._range(day, "person|", LEDGER_COLUMNS)
        ledgers = (person_ledger_of(row) for row in rows)
        return tuple(ledger for ledger in ledgers if ledger.entries)

    async def resource_days(
        self, site: SiteId, resource: ResourceId, days: Collection[date]
    ) -> tuple[ResourceLedger, ...]:
        return tuple(await each_of(days, lambda day: self._resource(day, site, resource)))

    async def heads_on(self, day: date) -> tuple[Booking, ...]:
        own, legs = await asyncio.gather(self._range(day, "booking|"), self._range(day, "leg|"))
        elsewhere = await each_of((leg_of(row).value.booking for row in legs), self.find)
        heads = (*(booking_of(row) for row in own), *elsewhere)
        return tuple(head.value for head in heads if head is not None)

    async def whole_day(self, day: date) -> WholeDay:
        rows = await self._wire.range(
            BOOKINGS, day_partition(day), from_key=FIRST_KEY, before_key=LAST_KEY
        )
        return whole_day_of(day, rows)

    async def first_used(self, first: date, last: date) -> date | None:
        condition = (
            f"PartitionKey ge {literal(day_partition(first))} "
            f"and PartitionKey le {literal(day_partition(last))}"
        )
        rows = await self._wire.scan(BOOKINGS, condition=condition, select=("v",), most=1)
        return date.fromisoformat(rows[0].partition) if rows else None

    async def _load_stamp(self, day: date, site: SiteId) -> str:
        row = await self._get(day, stamp_key(site), ("stamp",))
        return text(row.values, "stamp") if row is not None else ""

    async def _resource(self, day: date, site: SiteId, resource: ResourceId) -> ResourceLedger:
        row = await self._get(day, resource_key(site, resource))
        return resource_ledger(site, resource, row)

    async def _person(self, day: date, person: PersonId) -> PersonLedger:
        return person_ledger(person, await self._get(day, person_key(person)))

    async def _leg(self, day: date, booking: BookingId) -> Kept[Leg] | None:
        row = await self._get(day, leg_key(booking))
        return leg_of(row) if row is not None else None

    async def _tokens(self, day: date, scope: str) -> dict[CapacityKey, frozenset[int]]:
        """One reading for all who wait: on the morning on which hundreds book, each would read hundreds of tokens."""
        return await self._counting.ask((day, scope), lambda: self._load_tokens(day, scope))

    async def _load_tokens(self, day: date, scope: str) -> dict[CapacityKey, frozenset[int]]:
        taken: dict[CapacityKey, set[int]] = {}
        for row in await self._range(day, f"cap|{scope}|", ("v",)):
            _, part, number = token_of(row)
            taken.setdefault((scope, part), set()).add(number)
        return {key: frozenset(numbers) for key, numbers in taken.items()}

    async def _get(self, day: date, key: str, select: tuple[str, ...] = ()) -> Row | None:
        return await self._wire.get(BOOKINGS, day_partition(day), key, select)

    async def _range(self, day: date, prefix: str, select: tuple[str, ...] = ()) -> list[Row]:
        first, before = under(prefix)
        return await self._wire.range(
            BOOKINGS, day_partition(day), from_key=first, before_key=before, select=select
        )
