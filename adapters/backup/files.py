"""The files of a copy: one row a line as JSON, gzip; how two passes over a table become one file; hashes.

Everything is in order of the rows' keys, so that nothing but what changed meanwhile has to be held in memory.
"""

import gzip
import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import file_digest, sha256
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from adapters.tables.raw import KEYS, Entity, Key, body_of, key_of

FIRST, THERE, CHANGED = range(3)
FAST, SMALL = 1, 6


class Lines:
    """A file of rows that is being written, with how many there are and the hash of what they say."""

    def __init__(self, file: Path, *, level: int = FAST) -> None:
        # Without a time and a name in it, the same rows make the same file.
        self._raw = file.open("wb")
        self._packed = gzip.GzipFile("", "wb", level, self._raw, mtime=0)
        self._content = sha256()
        self.rows = 0

    def add(self, rows: Iterable[Entity]) -> None:
        for row in rows:
            line = json.dumps(row, separators=(",", ":"), sort_keys=True)
            self._packed.write(line.encode("ascii") + b"\n")
            self._content.update(body_of(row).encode("ascii") + b"\n")
            self.rows += 1

    def close(self) -> str:
        """The hash of what the rows say."""
        self._packed.close()
        self._raw.close()
        return self._content.hexdigest()


def read_lines(file: Path) -> Iterator[Entity]:
    with gzip.open(file, "rb") as lines:
        for line in lines:
            yield json.loads(line)


def keys_only(row: Entity) -> Entity:
    return {name: row[name] for name in KEYS}


def hash_of(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def merged(
    first: Iterable[Entity], there: Iterable[Entity], changed: Mapping[Key, Entity]
) -> Iterator[Entity]:
    """One row each: as it was changed since, or as it was read first if it was still there afterwards."""
    streams = (
        ((key_of(row), FIRST, row) for row in in_order(first)),
        ((key_of(row), THERE, row) for row in in_order(there)),
        ((key, CHANGED, changed[key]) for key in sorted(changed)),
    )
    for _, found in groupby(heapq.merge(*streams, key=itemgetter(0, 1)), key=itemgetter(0)):
        rows = {which: row for _, which, row in found}
        if CHANGED in rows:
            yield rows[CHANGED]
        elif FIRST in rows and THERE in rows:
            yield rows[FIRST]


def in_order(rows: Iterable[Entity]) -> Iterator[Entity]:
    """Raises ValueError where storage does not sort as we do: merging would then lose rows without a word."""
    last: Key | None = None
    for row in rows:
        key = key_of(row)
        if last is not None and not last < key:
            raise ValueError("rows are not in the order of their keys")
        last = key
        yield row
