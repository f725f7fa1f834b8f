"""Idempotency keys: a row per key for 24 hours. Neither the person nor the key can be read from it."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from datetime import timedelta

from adapters.tables.entity import Row, Values
from adapters.tables.names import REQUESTS
from adapters.tables.together import each_of
from adapters.tables.values import SCHEMA, from_iso, text, to_iso
from adapters.tables.wire import TableWire, literal
from application.faults import Stale, Unavailable
from application.ports import Claim, Clock
from domain.ids import PersonId
from domain.when import later

LASTS = timedelta(hours=24)
ROW = "request"


class TableRequests:
    """`secret` answers the key that makes the row names unguessable: the same in every process."""

    def __init__(
        self, wire: TableWire, clock: Clock, secret: Callable[[], Awaitable[bytes]]
    ) -> None:
        self._wire, self._clock, self._secret = wire, clock, secret

    async def claim(
        self, person: PersonId, path: str, key: str, *, body: str, booking: str
    ) -> Claim:
        name = _name(await self._secret(), person, path, key)
        values: Values = {
            "v": SCHEMA,
            "body": body,
            "booking": booking,
            "created_at": to_iso(self._clock.now()),
        }
        try:
            await self._wire.insert(REQUESTS, name, ROW, values)
        except (Stale, Unavailable) as fault:
            # Whether it is somebody else's or, after a lost answer, our own: the row says.
            return await self._taken(name, values, fault)
        return Claim(booking=booking, body=body, fresh=True)

    async def prune(self) -> int:
        over = f"created_at lt {literal(to_iso(later(self._clock.now(), -LASTS)))}"
        rows = await self._wire.scan(REQUESTS, condition=over, select=("v",))
        return sum(await each_of(rows, self._removed))

    async def _removed(self, row: Row) -> bool:
        try:
            await self._wire.delete(REQUESTS, row.partition, row.key, row.version)
        except Stale:  # taken anew meanwhile
            return False
        return True

    async def _taken(self, name: str, values: Values, fault: Stale | Unavailable) -> Claim:
        row = await self._wire.get(REQUESTS, name, ROW)
        if row is None:
            raise Unavailable("the idempotency key could not be stored") from fault
        if self._clock.now() - from_iso(text(row.values, "created_at")) < LASTS:
            return _claim(row, text(values, "booking"))
        try:
            await self._wire.replace(REQUESTS, name, ROW, values, row.version)
        except Stale as error:
            raise Unavailable("two requests took one key at a time") from error
        return Claim(booking=text(values, "booking"), body=text(values, "body"), fresh=True)


def _claim(row: Row, ours: str) -> Claim:
    booking = text(row.values, "booking")
    return Claim(booking=booking, body=text(row.values, "body"), fresh=booking == ours)


def _name(secret: bytes, person: PersonId, path: str, key: str) -> str:
    """No part of one can run over into the next: their lengths are in it."""
    parts = (person, path, key)
    told = "".join(f"{len(part)}:{part}" for part in parts).encode()
    return hmac.new(secret, told, hashlib.sha256).hexdigest()
