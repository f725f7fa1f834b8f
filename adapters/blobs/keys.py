"""Keys that nobody chooses: made by chance on first use, kept as a blob, the same in every process.

The container is never part of a backup. Two processes that make one at a time get the one that was written first.
A key set holds several, newest first: the newest that has begun seals, all of them open. A new one begins later than
it is made, by more than the time for which a process keeps a set, so nobody meets a key that they cannot know.
"""

import json
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from adapters.azure import blob_service
from adapters.clock import SystemClock
from adapters.settings import Settings
from application.faults import Unavailable
from application.identity import SealingKey
from application.ports import Clock
from domain.when import Instant, from_epoch, later, to_epoch

CONTAINER = "keys"
KEY_BYTES = 32
SET_LASTS = 3600.0  # seconds
BEGINS_AFTER = timedelta(hours=2)
type Held = tuple[tuple[SealingKey, ...], str]
"""A set and the version of its blob."""


class BlobKeys:
    """One per process; a key is read once, a key set once an hour."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings, self._clock, self._seconds = settings, clock or SystemClock(), seconds
        self._kept: dict[str, bytes] = {}
        self._sets: dict[str, tuple[float, tuple[SealingKey, ...]]] = {}

    async def key(self, name: str) -> bytes:
        """32 bytes of chance, for ever the same for this name."""
        if name not in self._kept:
            self._kept[name], _ = await self._read_or_make(name, _chance)
        return self._kept[name]

    async def key_set(self, name: str, *, fresh: bool = False) -> tuple[SealingKey, ...]:
        kept = self._sets.get(name)
        if kept is None or fresh or self._seconds() - kept[0] >= SET_LASTS:
            return (await self._read_set(name))[0]
        return kept[1]

    async def rotate(self, name: str, *, keep: int) -> tuple[SealingKey, ...]:
        """Raises Unavailable where another process rotates at this moment."""
        known, version = await self._read_set(name)
        begins_at = later(self._clock.now(), BEGINS_AFTER)
        wanted = (_new_key(begins_at), *known[:keep])
        await self._overwrite(name, _as_bytes(wanted), version)
        return (await self._read_set(name))[0]

    async def replace(self, name: str) -> tuple[SealingKey, ...]:
        """Raises Unavailable where another process rotates at this moment."""
        _, version = await self._read_set(name)
        await self._overwrite(name, self._first_set(), version)
        return (await self._read_set(name))[0]

    async def _read_set(self, name: str) -> Held:
        since = self._seconds()
        stored, version = await self._read_or_make(name, self._first_set)
        found = _as_keys(stored)
        self._sets[name] = since, found
        return found, version

    def _first_set(self) -> bytes:
        return _as_bytes((_new_key(self._clock.now()),))

    async def _read_or_make(self, name: str, make: Callable[[], bytes]) -> tuple[bytes, str]:
        from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError

        async with blob_service(self._settings) as service:
            blob = service.get_blob_client(CONTAINER, name)
            try:
                return await _content(blob)
            except ResourceNotFoundError:
                made = make()
            try:
                written = await blob.upload_blob(made)
            except ResourceExistsError:
                return await _content(blob)
            return made, str(written["etag"])

    async def _overwrite(self, name: str, content: bytes, version: str) -> None:
        from azure.core import MatchConditions
        from azure.core.exceptions import ResourceModifiedError

        async with blob_service(self._settings) as service:
            blob = service.get_blob_client(CONTAINER, name)
            try:
                await blob.upload_blob(
                    content,
                    overwrite=True,
                    etag=version,
                    match_condition=MatchConditions.IfNotModified,
                )
            except ResourceModifiedError as error:
                raise Unavailable("another process is changing the keys") from error


async def _content(blob: Any) -> tuple[bytes, str]:
    found = await blob.download_blob()
    return await found.readall(), str(found.properties.etag)


def _chance() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _new_key(begins_at: Instant) -> SealingKey:
    return SealingKey(id=secrets.token_hex(6), key=_chance(), begins_at=begins_at)


def _as_bytes(keys: tuple[SealingKey, ...]) -> bytes:
    rows = [
        {
            "id": each.id,
            "key": b64encode(each.key).decode("ascii"),
            "begins": to_epoch(each.begins_at),
        }
        for each in keys
    ]
    return json.dumps({"v": 1, "keys": rows}).encode()


def _as_keys(stored: bytes) -> tuple[SealingKey, ...]:
    return tuple(
        SealingKey(
            id=row["id"], key=b64decode(row["key"]), begins_at=from_epoch(int(row["begins"]))
        )
        for row in json.loads(stored)["keys"]
    )
