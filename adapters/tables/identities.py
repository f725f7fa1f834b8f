"""Who signed in and which person that is, and the number that ends a person's sessions; both in the table of people.

A row of the partition `identity` is named by a digest of tenant and object id; one of the partition `session` by the
person. An identity that is known is kept for 15 seconds, and so is a number.
"""

import hashlib
import time
from collections.abc import Callable, Sequence

from adapters.tables.batch import Delete
from adapters.tables.entity import Row, Values
from adapters.tables.kept import KeptFor
from adapters.tables.names import PEOPLE
from adapters.tables.people import FIRST_KEY, LAST_KEY, ONE_LASTS
from adapters.tables.values import SCHEMA, text, whole
from adapters.tables.wire import TableWire
from application.faults import Stale, Unavailable
from application.identity import Bound, Identity
from domain.ids import PersonId

IDENTITY, SESSION = "identity", "session"
ATTEMPTS = 5


class TableIdentities:
    """One per process."""

    def __init__(self, wire: TableWire, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._wire = wire
        self._kept = KeptFor(self._read, lasts=ONE_LASTS, seconds=seconds)

    async def find(self, identity: Identity) -> Bound | None:
        key = row_key(identity)
        found = await self._kept.get(key)
        if found is None:
            self._kept.forget(key)
        return found

    async def bind(self, identity: Identity, bound: Bound) -> Bound:
        key = row_key(identity)
        try:
            await self._wire.insert(PEOPLE, IDENTITY, key, _values(bound))
        except (Stale, Unavailable) as fault:
            found = await self._read(key)
            if found is None:
                raise Unavailable("the identity could not be stored") from fault
            return found
        finally:
            self._kept.forget(key)
        return bound

    async def rebind(self, identities_of: PersonId, to: PersonId) -> int:
        rows = await self._rows_of(identities_of)
        for row in rows:
            values = _values(Bound(person=to, made=_bound(row).made))
            await self._wire.upsert(PEOPLE, IDENTITY, row.key, values)
            self._kept.forget(row.key)
        return len(rows)

    async def bound(self) -> dict[PersonId, Bound]:
        found = map(_bound, await self._rows())
        return {each.person: each for each in found}

    async def forget(self, person: PersonId) -> None:
        rows = await self._rows_of(person)
        if rows:
            await self._wire.transact(PEOPLE, IDENTITY, [Delete(row.key) for row in rows])
        for row in rows:
            self._kept.forget(row.key)

    async def _read(self, key: str) -> Bound | None:
        row = await self._wire.get(PEOPLE, IDENTITY, key)
        return _bound(row) if row is not None else None

    async def _rows(self) -> Sequence[Row]:
        return await self._wire.range(PEOPLE, IDENTITY, from_key=FIRST_KEY, before_key=LAST_KEY)

    async def _rows_of(self, person: PersonId) -> list[Row]:
        return [row for row in await self._rows() if text(row.values, "person") == person]


class TableSessionVersions:
    """One per process."""

    def __init__(self, wire: TableWire, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._wire = wire
        self._kept = KeptFor(self._read, lasts=ONE_LASTS, seconds=seconds)

    async def of(self, person: PersonId, *, fresh: bool = False) -> int:
        if fresh:
            self._kept.forget(person)
        return await self._kept.get(person)

    async def end_all(self, person: PersonId) -> int:
        for _ in range(ATTEMPTS):
            row = await self._wire.get(PEOPLE, SESSION, person)
            raised = _version(row) + 1
            values: Values = {"v": SCHEMA, "version": raised}
            try:
                if row is None:
                    await self._wire.insert(PEOPLE, SESSION, person, values)
                else:
                    await self._wire.replace(PEOPLE, SESSION, person, values, row.version)
            except Stale:
                continue
            finally:
                self._kept.forget(person)
            return raised
        raise Unavailable("others are ending the same sessions")

    async def forget(self, person: PersonId) -> None:
        try:
            await self._wire.delete(PEOPLE, SESSION, person)
        except Stale:
            return  # there was nothing
        finally:
            self._kept.forget(person)

    async def _read(self, person: PersonId) -> int:
        row = await self._wire.get(PEOPLE, SESSION, person)
        return _version(row)


def row_key(identity: Identity) -> str:
    """No part can run over into the other: their lengths are in it."""
    parts = (identity.tenant, identity.object_id)
    told = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()


def _values(bound: Bound) -> Values:
    return {"v": SCHEMA, "person": bound.person, "made": bound.made}


def _bound(row: Row) -> Bound:
    return Bound(person=PersonId(text(row.values, "person")), made=bool(row.values.get("made")))


def _version(row: Row | None) -> int:
    return whole(row.values, "version") if row is not None else 0
