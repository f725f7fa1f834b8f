"""The days' books and their outbox in memory, with the same versions, uniqueness and all-or-nothing as storage.

A row is kept under the same key as in Table Storage, and a change is written as the same list of operations in the
same order, so that what is Stale here is Stale there, and for the same row.
"""

import inspect
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from application.faults import Stale
from application.ports import OutboxRow, SiteDay, WholeDay
from domain.booking import Booking, home_of
from domain.ids import BookingId, PersonId, ResourceId, SiteId
from domain.ledger import (
    CapacityKey,
    DayChange,
    Intent,
    Kept,
    Leg,
    PersonLedger,
    ResourceLedger,
    Sheet,
    Version,
)
from domain.when import Instant, PartId
from tests.faults import Faults

MOST_OPERATIONS = 100


@dataclass(frozen=True, slots=True)
class StoredIntents:
    """What an outbox row holds."""

    intents: tuple[Intent, ...]
    created_at: Instant
    leased_until: Instant | None = None
    done_at: Instant | None = None
    audit_at: Instant | None = None
    told_at: Instant | None = None
    put_off: bool = False


type Value = Booking | Leg | ResourceLedger | PersonLedger | StoredIntents | PersonId | str
type Operation = tuple[str, str, Version | None, Value]
"""How, key, version, value; how is insert, replace, merge or delete."""


class FakeBookings(Faults):
    """Bookings in memory. `before_apply` is called once, with the change, just before the next write looks at
    anything; it may write itself, and may set itself again. `applied` lists what was written."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[date, dict[str, tuple[Version, Value]]] = {}
        self.before_apply: Callable[[DayChange], Awaitable[None] | None] | None = None
        self.applied: list[DayChange] = []
        self._writes = 0

    async def sheet(
        self,
        day: date,
        *,
        resources: Collection[tuple[SiteId, ResourceId]] = (),
        person: PersonId | None = None,
        scopes: Collection[str] = (),
        legs: Collection[BookingId] = (),
    ) -> Sheet:
        await self.reading()
        found = ((booking, self._leg(day, booking)) for booking in legs)
        return Sheet(
            day=day,
            resources={each: self._resource(day, site, each) for site, each in resources},
            people={} if person is None else {person: self._person(day, person)},
            taken=self._taken(day, scopes),
            legs={booking: leg for booking, leg in found if leg is not None},
        )

    async def find(self, booking: BookingId) -> Kept[Booking] | None:
        await self.reading()
        return self._head(booking)

    async def apply(self, change: DayChange) -> None:
        if change.empty:
            return
        if self.before_apply is not None:
            hook, self.before_apply = self.before_apply, None
            result = hook(change)
            if inspect.isawaitable(result):
                await result
        after = await self.writing()
        self._write(change.day, operations_of(change))
        self.applied.append(change)
        if after is not None:
            raise after

    async def site_day(self, day: date, site: SiteId, *, fresh: bool = True) -> SiteDay:
        await self.reading()
        prefix = f"resource|{site}|"
        held = {
            value.resource: replace(value, version=version)
            for version, value in self._values(day, prefix)
            if isinstance(value, ResourceLedger) and value.entries
        }
        return SiteDay(day=day, site=site, stamp=self._stamp(day, site), ledgers=held)

    async def stamp(self, day: date, site: SiteId) -> str:
        await self.reading()
        return self._stamp(day, site)

    async def person_days(
        self, person: PersonId, days: Collection[date]
    ) -> tuple[PersonLedger, ...]:
        await self.reading()
        return tuple(self._person(day, person) for day in days)

    async def present(self, day: date) -> tuple[PersonLedger, ...]:
        await self.reading()
        return tuple(
            replace(value, version=version)
            for version, value in self._values(day, "person|")
            if isinstance(value, PersonLedger) and value.entries
        )

    async def resource_days(
        self, site: SiteId, resource: ResourceId, days: Collection[date]
    ) -> tuple[ResourceLedger, ...]:
        await self.reading()
        return tuple(self._resource(day, site, resource) for day in days)

    async def heads_on(self, day: date) -> tuple[Booking, ...]:
        await self.reading()
        own = [value for _, value in self._values(day, "booking|") if isinstance(value, Booking)]
        legs = [value for _, value in self._values(day, "leg|") if isinstance(value, Leg)]
        heads = [head.value for leg in legs if (head := self._head(leg.booking)) is not None]
        return (*own, *heads)

    async def first_used(self, first: date, last: date) -> date | None:
        await self.reading()
        return min(
            (day for day, rows in self.rows.items() if rows and first <= day <= last), default=None
        )

    async def whole_day(self, day: date) -> WholeDay:
        await self.reading()
        rows = sorted(self.rows.get(day, {}).items())
        kept = [(key, version, value) for key, (version, value) in rows]
        return WholeDay(
            day=day,
            heads={
                v.id: Kept(value=v, version=version)
                for _, version, v in kept
                if isinstance(v, Booking)
            },
            legs={
                v.booking: Kept(value=v, version=version)
                for _, version, v in kept
                if isinstance(v, Leg)
            },
            resources={
                v.resource: replace(v, version=version)
                for _, version, v in kept
                if isinstance(v, ResourceLedger)
            },
            people={
                v.person: replace(v, version=version)
                for _, version, v in kept
                if isinstance(v, PersonLedger)
            },
            tokens={
                token_of(key): PersonId(str(v)) for key, _, v in kept if key.startswith("cap|")
            },
            outbox=tuple(
                outbox_row(key, version, v)
                for key, version, v in kept
                if isinstance(v, StoredIntents)
            ),
        )

    def write_row(self, day: date, key: str, value: Value, version: Version | None) -> Version:
        """Replaces one row on its own, as the outbox does."""
        how = "insert" if version is None else "replace"
        self._write(day, [(how, key, version, value)])
        return self.rows[day][key][0]

    def _write(self, day: date, operations: list[Operation]) -> None:
        """All of them or nothing, in order; Stale names the first that fails."""
        if len({key for _, key, _, _ in operations}) < len(operations):
            raise ValueError("a row may be named once in a transaction")
        if len(operations) > MOST_OPERATIONS:
            raise ValueError(f"{len(operations)} operations")
        rows = dict(self.rows.get(day, {}))
        for index, (how, key, version, value) in enumerate(operations):
            self._check(rows, how, key, version, index)
            if how == "delete":
                del rows[key]
            else:
                self._writes += 1
                rows[key] = Version(f"v{self._writes}"), value
        self.rows[day] = rows

    @staticmethod
    def _check(
        rows: dict[str, tuple[Version, Value]],
        how: str,
        key: str,
        version: Version | None,
        index: int,
    ) -> None:
        if how == "insert" and key in rows:
            raise Stale(key=key, reason="EntityAlreadyExists", index=index)
        if how in ("replace", "delete") and key not in rows:
            raise Stale(key=key, reason="ResourceNotFound", index=index)
        if how == "replace" and rows[key][0] != version:
            raise Stale(key=key, reason="UpdateConditionNotSatisfied", index=index)

    def _values(self, day: date, prefix: str) -> Iterator[tuple[Version, Value]]:
        for key, kept in sorted(self.rows.get(day, {}).items()):
            if key.startswith(prefix):
                yield kept

    def _get(self, day: date, key: str) -> tuple[Version, Value] | None:
        return self.rows.get(day, {}).get(key)

    def _head(self, booking: BookingId) -> Kept[Booking] | None:
        match self._get(home_of(booking), f"booking|{booking}"):
            case (version, Booking() as value):
                return Kept(value=value, version=version)
            case _:
                return None

    def _leg(self, day: date, booking: BookingId) -> Kept[Leg] | None:
        match self._get(day, f"leg|{booking}"):
            case (version, Leg() as value):
                return Kept(value=value, version=version)
            case _:
                return None

    def _resource(self, day: date, site: SiteId, resource: ResourceId) -> ResourceLedger:
        match self._get(day, f"resource|{site}|{resource}"):
            case (version, ResourceLedger() as value):
                return replace(value, version=version)
            case _:
                return ResourceLedger(resource=resource, site=site)

    def _person(self, day: date, person: PersonId) -> PersonLedger:
        match self._get(day, f"person|{person}"):
            case (version, PersonLedger() as value):
                return replace(value, version=version)
            case _:
                return PersonLedger(person=person)

    def _stamp(self, day: date, site: SiteId) -> str:
        match self._get(day, f"resource|{site}|!"):
            case (version, _):
                return version
            case _:
                return ""

    def _taken(self, day: date, scopes: Collection[str]) -> dict[CapacityKey, frozenset[int]]:
        taken: dict[CapacityKey, set[int]] = {}
        for key in self.rows.get(day, {}):
            if key.startswith("cap|") and key.split("|")[1] in scopes:
                scope, part, k = token_of(key)
                taken.setdefault((scope, PartId(part)), set()).add(k)
        return {key: frozenset(numbers) for key, numbers in taken.items()}


def operations_of(change: DayChange) -> list[Operation]:
    """What storage is asked to do for `change`, head first."""
    found: list[Operation] = []
    if change.head is not None:
        booking, version = change.head
        if booking.home != change.day:
            raise ValueError(f"the head of {booking.id} is not kept on {change.day}")
        found.append(_conditional(f"booking|{booking.id}", version, booking))
    if change.leg is not None:
        leg, version = change.leg
        found.append(_conditional(f"leg|{leg.booking}", version, leg))
    for each in change.resources:
        found.append(_conditional(f"resource|{each.site}|{each.resource}", each.version, each))
    for ledger in change.people:
        found.append(_conditional(f"person|{ledger.person}", ledger.version, ledger))
    for (scope, part), k, person in change.take:
        found.append(("insert", f"cap|{scope}|{part}|{k:04d}", None, person))
    for (scope, part), k in change.free:
        found.append(("delete", f"cap|{scope}|{part}|{k:04d}", None, ""))
    found += [("merge", f"resource|{site}|!", None, "stamp") for site in sorted(change.touched)]
    return found + _outbox_operations(change)


def _conditional(key: str, version: Version | None, value: Value) -> Operation:
    return ("insert" if version is None else "replace", key, version, value)


def _outbox_operations(change: DayChange) -> list[Operation]:
    if not change.intents:
        return []
    if change.head is None:
        raise ValueError("intents travel in the transaction of the head")
    created_at = change.head[0].changed_at
    grouped = groupby(change.intents, key=lambda each: (each.booking, each.revision))
    return [
        (
            "insert",
            f"outbox|{booking}|{revision:06d}",
            None,
            StoredIntents(intents=tuple(intents), created_at=created_at),
        )
        for (booking, revision), intents in grouped
    ]


def token_of(key: str) -> tuple[str, str, int]:
    """Scope, part and number of a token's row key."""
    _, scope, part, k = key.split("|")
    return scope, part, int(k)


def outbox_row(key: str, version: Version, stored: StoredIntents) -> OutboxRow:
    _, booking, revision = key.split("|")
    return OutboxRow(
        booking=BookingId(booking),
        revision=int(revision),
        intents=stored.intents,
        version=version,
        leased_until=stored.leased_until,
        done_at=stored.done_at,
        audit_at=stored.audit_at,
        told_at=stored.told_at,
        put_off=stored.put_off,
    )
