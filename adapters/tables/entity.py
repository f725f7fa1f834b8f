"""One row: its keys in a URL, its values in JSON, its version, and the limits Azure sets.

Azurite does not enforce the limits, so they are checked here, before sending; breaking one is a bug
and raises ValueError.

What a value becomes: `str`, `bool` and `int` within 32 bits are plain JSON. `float` is marked
Edm.Double, so that 3.0 stays a float. A wider `int` is Edm.Int64, which answers without metadata show
as a string: such columns are declared (`wide`), written as Int64 always and read back as `int`; an
undeclared column refuses wider ints.
"""

import json
import math
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

type Value = str | int | bool | float
type Values = Mapping[str, Value]

MOST_PROPERTIES = 252  # of 255: the two keys and Timestamp count
LONGEST_KEY = 512  # 1 KiB of UTF-16
LARGEST_PROPERTY = 64 * 1024
LARGEST_ENTITY = 1024 * 1024

SYSTEM = ("PartitionKey", "RowKey", "Timestamp")
FORBIDDEN = re.compile(r"[/\\#?\x00-\x1f\x7f-\x9f]")
UTF16_UNIT = 2

_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Row:
    """A stored row. `version` is the store's ETag, opaque above this package; absent values are
    not in `values`."""

    partition: str
    key: str
    version: str
    values: Values


@lru_cache(maxsize=8192)
def quoted(key: str) -> str:
    """A key as OData and a URL want it: apostrophes doubled, then percent-encoded.

    Raises ValueError for a key the service would refuse.
    """
    if utf16(key) > LONGEST_KEY * UTF16_UNIT or FORBIDDEN.search(key):
        raise ValueError(f"not a key Azure Tables accepts: {key[:80]!r}")
    return quote(key.replace("'", "''"), safe="")


def entity_path(partition: str, key: str) -> str:
    """What follows the table's name in the URL of one row."""
    return f"(PartitionKey='{quoted(partition)}',RowKey='{quoted(key)}')"


def body_of(partition: str, key: str, values: Values, wide: Set[str]) -> str:
    """The row as one line of ASCII JSON, annotated where JSON alone would lose the type."""
    quoted(partition), quoted(key)  # the check; cached
    if len(values) > MOST_PROPERTIES:
        raise ValueError(f"{key}: {len(values)} properties, at most {MOST_PROPERTIES}")
    out: dict[str, Value] = {"PartitionKey": partition, "RowKey": key}
    size = 4 + utf16(partition) + utf16(key)
    for name, value in values.items():
        if name in SYSTEM:
            raise ValueError(f"{key}: {name} is not a value")
        size += 8 + len(name) * UTF16_UNIT + _put(out, name, value, wide)
    if size > LARGEST_ENTITY:
        raise ValueError(f"{key}: {size} bytes, an entity holds {LARGEST_ENTITY}")
    return _encode(out)


def _put(out: dict[str, Value], name: str, value: Value, wide: Set[str]) -> int:
    """Adds one property; answers its stored size in bytes."""
    if isinstance(value, str):
        out[name] = value
        return _string_size(name, value)
    if isinstance(value, bool):
        out[name] = value
        return 1
    if isinstance(value, int):
        return _put_int(out, name, value, wide)
    if not math.isfinite(value):
        raise ValueError(f"{name}: not a finite number")
    out[name] = value
    out[f"{name}@odata.type"] = "Edm.Double"
    return 8


def _put_int(out: dict[str, Value], name: str, value: int, wide: Set[str]) -> int:
    if name in wide:
        if not -(2**63) <= value < 2**63:
            raise ValueError(f"{name}: wider than 64 bits")
        out[name] = str(value)
        out[f"{name}@odata.type"] = "Edm.Int64"
        return 8
    if not -(2**31) <= value < 2**31:
        raise ValueError(f"{name}: wider than 32 bits and not declared wide")
    out[name] = value
    return 4


def utf16(text: str) -> int:
    """Bytes of `text` in UTF-16, which is what Azure counts."""
    return len(text) * UTF16_UNIT if text.isascii() else len(text.encode("utf-16-le", "replace"))


def _string_size(name: str, value: str) -> int:
    size = utf16(value)
    if size > LARGEST_PROPERTY:
        raise ValueError(f"{name}: {size} bytes of UTF-16, a property holds {LARGEST_PROPERTY}")
    return size + 4


def version_of(timestamp: str) -> str:
    """The ETag of a row from its Timestamp, character for character as it came.

    Microsoft's own clients do this for answers without metadata (`GetETagFromTimestamp` in the
    .NET and Java clients); a test holds it against the store.
    """
    return f"W/\"datetime'{timestamp.replace(':', '%3A')}'\""


def condition_of(version: str) -> str:
    """A version as an If-Match header. An empty one would silently turn a replace into an upsert."""
    if not version:
        raise ValueError("a conditional write needs the version that was read")
    return version


def row_of(partition: str, entity: dict[str, Any], wide: Set[str]) -> Row:
    """A row from an entity as JSON without metadata gives it; takes the entity over."""
    key = entity.pop("RowKey")
    entity.pop("PartitionKey", None)
    version = version_of(str(entity.pop("Timestamp")))
    return Row(partition, str(key), version, values_of(entity, wide))


def values_of(entity: dict[str, Any], wide: Set[str]) -> Values:
    """The values that are there, with declared Int64 columns as ints; takes the entity over.

    A column that was asked for and is not there comes as null.
    """
    if None in entity.values():
        entity = {name: value for name, value in entity.items() if value is not None}
    if wide:
        for name in wide & entity.keys():
            entity[name] = int(entity[name])
    return entity
