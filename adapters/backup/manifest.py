"""The manifest of a copy: what is in it, how much, and by which hash each file is known. Written last.

Columns are only ever added; `v` rises when a reader has to know more.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from adapters.tables.values import from_iso, to_iso
from application.copies import Copy
from application.faults import Misconfigured
from domain.when import Instant

V = 1
FILE = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedTable:
    """`sha256`: of the packed file; `content`: of what the rows say, in order of their keys, without their versions."""

    table: str
    file: str
    rows: int
    size: int
    sha256: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedBlob:
    """`sha256`: of the packed file."""

    container: str
    name: str
    file: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`consistent_until`: whatever was committed before is in it."""

    name: str
    begun_at: Instant
    consistent_until: Instant
    finished_at: Instant
    tables: tuple[CopiedTable, ...]
    blobs: tuple[CopiedBlob, ...]

    @property
    def copy(self) -> Copy:
        return Copy(
            name=self.name,
            begun_at=self.begun_at,
            consistent_until=self.consistent_until,
            rows=sum(each.rows for each in self.tables),
            drawings=len(self.blobs),
            size=sum(t.size for t in self.tables) + sum(b.size for b in self.blobs),
        )


def as_json(manifest: Manifest) -> bytes:
    return json.dumps(
        {
            "v": V,
            "name": manifest.name,
            "begunAt": to_iso(manifest.begun_at),
            "consistentUntil": to_iso(manifest.consistent_until),
            "finishedAt": to_iso(manifest.finished_at),
            "tables": [asdict(each) for each in manifest.tables],
            "blobs": [asdict(each) for each in manifest.blobs],
        },
        indent=1,
    ).encode()


def manifest_of(content: bytes) -> Manifest:
    """Raises Misconfigured for what is none, or of a later time than this program."""
    try:
        told: Mapping[str, Any] = json.loads(content)
        if told["v"] != V:
            raise Misconfigured("This copy was made by a newer Vrijplek: use that one.")
        return Manifest(
            name=told["name"],
            begun_at=from_iso(told["begunAt"]),
            consistent_until=from_iso(told["consistentUntil"]),
            finished_at=from_iso(told["finishedAt"]),
            tables=tuple(CopiedTable(**each) for each in told["tables"]),
            blobs=tuple(CopiedBlob(**each) for each in told["blobs"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Misconfigured("The manifest of this copy cannot be read.") from error
