"""Making a copy while people book.

First everything is read, table by table. Then, from one moment on that the manifest names, which rows there still are,
and whatever was written since shortly before the copy was begun. So whatever was committed before that moment is in the
copy, and what was taken away before it is not.
"""

import gzip
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from adapters.backup.contents import CONTAINERS, COPIED, copied
from adapters.backup.files import FAST, SMALL, Lines, hash_of, keys_only, merged, read_lines
from adapters.backup.manifest import FILE, CopiedBlob, CopiedTable, Manifest, as_json
from adapters.backup.vault import Vault
from adapters.tables.raw import Entity, Key, RawTables, key_of
from application.copies import Progress
from application.ports import Clock
from domain.when import Instant, later

APART = timedelta(minutes=5)
"""How far the clocks of storage and ours may be apart."""
PASSES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Copying:
    """`blobs`: the client of the data account's blob service; `folder`: for what is under way, and emptied by others."""

    raw: RawTables
    blobs: Any
    vault: Vault
    clock: Clock
    folder: Path
    progress: Progress

    async def make(self) -> Manifest:
        begun = self.clock.now()
        name = f"{begun.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
        for number, table in enumerate(COPIED):
            await self._first_pass(table)
            self.progress(number + 1, PASSES * len(COPIED))
        until = self.clock.now()
        tables = []
        for number, table in enumerate(COPIED):
            tables.append(await self._second_pass(name, table, since=later(begun, -APART)))
            self.progress(len(COPIED) + number + 1, PASSES * len(COPIED))
        manifest = Manifest(
            name=name,
            begun_at=begun,
            consistent_until=until,
            finished_at=self.clock.now(),
            tables=tuple(tables),
            blobs=tuple([each async for each in self._blobs(name)]),
        )
        await self.vault.keep(f"{name}/{FILE}", as_json(manifest))
        return manifest

    async def _first_pass(self, table: str) -> None:
        lines = Lines(self._first(table))
        async for page in self.raw.pages(table):
            lines.add(page)
        lines.close()

    async def _second_pass(self, name: str, table: str, *, since: Instant) -> CopiedTable:
        there = self.folder / f"{table}.keys.gz"
        lines = Lines(there)
        async for page in self.raw.pages(table, keys_only=True):
            lines.add(map(keys_only, page))
        lines.close()
        changed: dict[Key, Entity] = {}
        async for page in self.raw.pages(table, condition=f"Timestamp ge {_moment(since)}"):
            changed |= {key_of(row): row for row in page}
        packed = self.folder / f"{table}.ndjson.gz"
        lines = Lines(packed, level=SMALL)
        rows = merged(read_lines(self._first(table)), read_lines(there), changed)
        lines.add(kept for row in rows if (kept := copied(table, row)) is not None)
        content = lines.close()
        made = CopiedTable(
            table=table,
            file=f"{name}/tables/{table}.ndjson.gz",
            rows=lines.rows,
            size=packed.stat().st_size,
            sha256=hash_of(packed),
            content=content,
        )
        await self.vault.keep_file(made.file, packed)
        for file in (self._first(table), there, packed):
            file.unlink()
        return made

    async def _blobs(self, name: str) -> AsyncIterator[CopiedBlob]:
        for container in CONTAINERS:
            client = self.blobs.get_container_client(container)
            async for blob in client.list_blob_names():
                content = await (await client.download_blob(blob)).readall()
                file = self.folder / "blob.gz"
                file.write_bytes(gzip.compress(content, FAST, mtime=0))
                made = CopiedBlob(
                    container=container,
                    name=blob,
                    file=f"{name}/blobs/{container}/{blob}.gz",
                    size=file.stat().st_size,
                    sha256=hash_of(file),
                )
                await self.vault.keep_file(made.file, file)
                yield made

    def _first(self, table: str) -> Path:
        return self.folder / f"{table}.first.gz"


def _moment(moment: Instant) -> str:
    return f"datetime'{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}'"
