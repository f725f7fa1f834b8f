"""Personal codes: one partition, so that a person's number and code change in one transaction.

`badge|{digest}` holds what is kept under a badge number; `person|{id}` which digest is that person's. A digest is keyed
with the pepper: without it, nobody can tell which number a row is of by trying all numbers there are.
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import replace

from adapters.tables.batch import Delete, Insert, Operation, Replace
from adapters.tables.entity import Row, Values
from adapters.tables.names import CODES
from adapters.tables.values import filled, optional_instant, text, to_iso, whole
from adapters.tables.wire import TableWire
from application.codes import Code
from application.faults import Stale
from domain.ids import PersonId
from domain.ledger import Kept, Version
from domain.pin import Tries
from domain.when import Instant

PARTITION = "codes"
BADGE, PERSON = "badge|", "person|"
AFTER = "}"  # sorts behind the "|" of every key
LARGEST_BATCH = 100


class TableCodes:
    """`pepper` answers the key of the digests, the same in every process, kept apart from the tables."""

    def __init__(self, wire: TableWire, pepper: Callable[[], Awaitable[bytes]]) -> None:
        self._wire, self._pepper = wire, pepper

    async def find(self, badge: str) -> Kept[Code] | None:
        row = await self._wire.get(CODES, PARTITION, await self._key(badge))
        return Kept(value=_code(row), version=Version(row.version)) if row is not None else None

    async def count(self, badge: str, code: Code, seen: Version | None) -> None:
        key, values = await self._key(badge), _values(code)
        if seen is None:
            await self._wire.insert(CODES, PARTITION, key, values)
        else:
            await self._wire.replace(CODES, PARTITION, key, values, seen)

    async def give(self, badge: str, code: Code, seen: Version | None) -> None:
        assert code.person is not None
        key, owner = await self._key(badge), PERSON + code.person
        before = await self._wire.get(CODES, PARTITION, owner)
        operations = [
            _put(key, _values(code), seen),
            _put(owner, filled({"badge": key}), before.version if before is not None else None),
        ]
        if before is not None and (old := text(before.values, "badge")) != key:
            operations.append(Delete(old))
        await self._wire.transact(CODES, PARTITION, operations)

    async def has_code(self, person: PersonId) -> bool:
        return await self._wire.get(CODES, PARTITION, PERSON + person) is not None

    async def hand_over(self, gone: PersonId, into: PersonId) -> None:
        row = await self._wire.get(CODES, PARTITION, PERSON + gone)
        if row is None:
            return
        key = text(row.values, "badge")
        badge = await self._wire.get(CODES, PARTITION, key)
        has = await self._wire.get(CODES, PARTITION, PERSON + into) is not None
        if badge is None or has:
            await self.take_away(gone)
            return
        passed = replace(_code(badge), person=into)
        operations: list[Operation] = [
            Replace(key, _values(passed), badge.version),
            Insert(PERSON + into, filled({"badge": key})),
            Delete(row.key, row.version),
        ]
        await self._wire.transact(CODES, PARTITION, operations)

    async def take_away(self, person: PersonId) -> None:
        row = await self._wire.get(CODES, PARTITION, PERSON + person)
        if row is not None:
            gone = [Delete(row.key, row.version), Delete(text(row.values, "badge"))]
            await self._wire.transact(CODES, PARTITION, gone)

    async def forget_tries(self, before: Instant) -> int:
        rows = await self._wire.range(
            CODES, PARTITION, from_key=BADGE, before_key=BADGE[:-1] + AFTER
        )
        gone = [Delete(row.key, row.version) for row in rows if _is_forgotten(_code(row), before)]
        removed = 0
        for first in range(0, len(gone), LARGEST_BATCH):
            try:
                await self._wire.transact(CODES, PARTITION, gone[first : first + LARGEST_BATCH])
            except Stale:
                continue  # tried again at this moment: the next night will do
            removed += len(gone[first : first + LARGEST_BATCH])
        return removed

    async def _key(self, badge: str) -> str:
        told = f"badge|{badge}".encode()
        return BADGE + hmac.new(await self._pepper(), told, hashlib.sha256).hexdigest()


def _put(key: str, values: Values, seen: str | None) -> Operation:
    return Insert(key, values) if seen is None else Replace(key, values, seen)


def _is_forgotten(code: Code, before: Instant) -> bool:
    last = code.tries.last_at
    return code.person is None and (last is None or last < before)


def _values(code: Code) -> Values:
    tries = code.tries
    return filled(
        {
            "person": code.person or "",
            "scrambled": code.scrambled,
            "changes_until": to_iso(code.changes_until),
            "failed": tries.failed,
            "last_at": to_iso(tries.last_at),
            "locked_until": to_iso(tries.locked_until),
        }
    )


def _code(row: Row) -> Code:
    values = row.values
    person = text(values, "person")
    return Code(
        person=PersonId(person) if person else None,
        scrambled=text(values, "scrambled"),
        changes_until=optional_instant(text(values, "changes_until")),
        tries=Tries(
            failed=whole(values, "failed"),
            last_at=optional_instant(text(values, "last_at")),
            locked_until=optional_instant(text(values, "locked_until")),
        ),
    )
