"""Bringing a copy back into tables that are empty.

The row that makes the municipality current comes last: until then there is none, and everybody is told to wait. Broken
off, it is done again from the start.
"""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from adapters.backup.contents import COPIED, EMPTIED, SWITCH, copied
from adapters.backup.files import Lines, hash_of, read_lines
from adapters.backup.manifest import CopiedTable, Manifest
from adapters.backup.register import lines_in
from adapters.backup.vault import Vault
from adapters.tables.names import ERASED, PLACES
from adapters.tables.places import PAUSED
from adapters.tables.raw import Entity, NoTable, RawTables, key_of
from adapters.tables.register import PARTITION
from adapters.tables.values import SCHEMA, to_iso
from application.copies import Progress
from application.faults import Misconfigured, Unavailable

TOUCHED = (*COPIED, *EMPTIED)
AT_ONCE = 16
TRIES = 4
PAUSE = 1.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class BringingBack:
    """`blobs`: the client of the data account's blob service."""

    raw: RawTables
    blobs: Any
    vault: Vault
    folder: Path

    async def in_use(self) -> tuple[str, ...]:
        """The tables that hold anything but the switch for maintenance."""
        return tuple([table for table in TOUCHED if await self._holds_anything(table)])

    async def empty(self) -> int:
        """Take every row away, in any table that will be brought back or has to be empty; how many."""
        return sum([await self._remove(table) for table in TOUCHED])

    async def load(self, manifest: Manifest, progress: Progress) -> None:
        """Raises Misconfigured where a file of the copy is not what it was; then nothing of that file was written."""
        done, total = 0, manifest.copy.rows
        for told in sorted(manifest.tables, key=lambda each: each.table == PLACES):
            file = await self._fetched(told)
            async for more in self._put(told.table, read_lines(file)):
                done += more
                progress(done, total)
        for blob in manifest.blobs:
            file = self.folder / "blob.gz"
            if not await self.vault.fetch(blob.file, file) or hash_of(file) != blob.sha256:
                raise Misconfigured(f"{blob.file} is not the file that was written.")
            client = self.blobs.get_blob_client(blob.container, blob.name)
            await client.upload_blob(gzip.decompress(file.read_bytes()), overwrite=True)

    async def unlike(self, manifest: Manifest) -> tuple[str, ...]:
        """A sentence for each table that does not hold what the copy has, row by row."""
        wrong = []
        for told in manifest.tables:
            lines = Lines(self.folder / "compared.gz")
            async for page in self.raw.pages(told.table):
                kept = (copied(told.table, row) for row in page)
                lines.add(each for each in kept if each is not None)
            content = lines.close()
            if (lines.rows, content) != (told.rows, told.content):
                wrong.append(f"{told.table}: {lines.rows} rows, {told.rows} in the copy")
        return tuple(wrong)

    async def add_erasures(self) -> int:
        """Whoever was erased after the copy was made: lines that only the second account has; how many it has in all."""
        lines = await lines_in(self.vault)
        rows: list[Entity] = [
            {
                "PartitionKey": PARTITION,
                "RowKey": each.salt,
                "v": SCHEMA,
                "digest": each.digest,
                "at": to_iso(each.at),
            }
            for each in lines
        ]
        if rows:
            await self._put_some(ERASED, rows)
        return len(rows)

    async def _holds_anything(self, table: str) -> bool:
        try:
            async for page in self.raw.pages(table):
                if any(table != PLACES or copied(table, row) is not None for row in page):
                    return True
        except NoTable:
            return False
        return False

    async def _remove(self, table: str) -> int:
        removed = 0
        async for page in self.raw.pages(table):
            rows = [row for row in page if (table, key_of(row)) != (PLACES, SWITCH)]
            for _, some in groupby(map(key_of, rows), key=lambda key: key[0]):
                await self.raw.remove(table, some)
            removed += len(rows)
        if table == PLACES:
            await self.raw.put(PLACES, [_switch({"v": SCHEMA})])
        return removed

    async def _fetched(self, told: CopiedTable) -> Path:
        file = self.folder / f"{told.table}.gz"
        if not await self.vault.fetch(told.file, file) or hash_of(file) != told.sha256:
            raise Misconfigured(f"{told.file} is not the file that was written.")
        return file

    async def _put(self, table: str, rows: Iterable[Entity]) -> AsyncIterator[int]:
        """Partitions side by side. How many rows each step wrote."""
        last: list[Entity] = []
        waiting: list[list[Entity]] = []
        for _, found in groupby(rows, key=lambda row: key_of(row)[0]):
            some = list(found)
            if (table, key_of(some[0])) == (PLACES, SWITCH):
                last = [_switch(some[0])]
                continue
            waiting.append(some)
            if len(waiting) == AT_ONCE:
                yield await self._put_all(table, waiting)
                waiting = []
        yield await self._put_all(table, waiting)
        if last:
            yield await self._put_all(table, [last])

    async def _put_all(self, table: str, partitions: list[list[Entity]]) -> int:
        await asyncio.gather(*(self._put_some(table, some) for some in partitions))
        return sum(map(len, partitions))

    async def _put_some(self, table: str, rows: list[Entity]) -> None:
        """A row that is put twice is there once."""
        for attempt in range(TRIES):
            try:
                return await self.raw.put(table, rows)
            except Unavailable:
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(PAUSE * 2**attempt)


def _switch(row: Entity) -> Entity:
    """The row that makes a municipality current, with maintenance on."""
    partition, key = SWITCH
    return {**row, "PartitionKey": partition, "RowKey": key, PAUSED: True}
