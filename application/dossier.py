"""A dossier: what is kept about one person, as files that a person can open and a program can read.

Each list is there twice: as JSON, complete, and as CSV for a spreadsheet. A cell that a spreadsheet would take for a
formula begins with an apostrophe; the JSON has it as it is.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

type Cell = str | int | float | bool | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`name` of the file, without its ending; `columns` in order; a row per thing."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """`whole`: single things as JSON, by file name."""

    listings: tuple[Listing, ...]
    whole: Mapping[str, object]


def files_of(dossier: Dossier) -> dict[str, bytes]:
    """Content by file name."""
    found = {f"{name}.json": as_json(value) for name, value in dossier.whole.items()}
    for listing in dossier.listings:
        found[f"{listing.name}.json"] = as_json(listing.rows)
        found[f"{listing.name}.csv"] = as_csv(listing)
    return found


def as_json(value: object) -> bytes:
    return json.dumps(plain(value), ensure_ascii=False, indent=2).encode() + b"\n"


def as_csv(listing: Listing) -> bytes:
    """RFC 4180, in UTF-8 with the mark by which spreadsheets know it."""
    lines = [listing.columns, *(_cells(row, listing.columns) for row in listing.rows)]
    text = "".join(",".join(_quoted(cell) for cell in line) + "\r\n" for line in lines)
    return b"\xef\xbb\xbf" + text.encode()


def plain(value: object) -> object:
    """`value` as JSON can hold it, every field by its name."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, ZoneInfo):
        return value.key
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(held) for key, held in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((plain(each) for each in value), key=str)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(each) for each in value]
    return value


def listing(name: str, columns: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> Listing:
    """Cells as `plain` has them; whatever is no single value becomes JSON."""
    return Listing(
        name=name,
        columns=columns,
        rows=tuple({column: _cell(row.get(column)) for column in columns} for row in rows),
    )


def _cell(value: object) -> Cell:
    found = plain(value)
    if found is None or isinstance(found, str | int | float | bool):
        return found
    return json.dumps(found, ensure_ascii=False)


def _cells(row: Mapping[str, Cell], columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        "" if (cell := row.get(column)) is None else _harmless(str(cell)) for column in columns
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
