"""How single values stand in a column or in JSON: instants, dates, wall times, and what is left out.

Instants are ISO in columns; in ledgers they are seconds since 1970, whole wherever they are whole, so that nothing
is rounded away and most cost ten characters.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from adapters.tables.entity import Value, Values
from domain.when import Instant, Interval, instant

SCHEMA = 1  # of every row; a reader accepts this and older, columns are only ever added

to_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def from_json(text: str) -> Any:
    """The value that a JSON column holds; None for an absent one."""
    return json.loads(text) if text else None


def to_seconds(moment: Instant) -> int | float:
    """Seconds since 1970, exact to the microsecond."""
    seconds = moment.timestamp()
    return int(seconds) if seconds.is_integer() else seconds


@lru_cache(4096)  # a plan of hundreds of places has some ten moments
def from_seconds(seconds: float) -> Instant:
    return Instant(datetime.fromtimestamp(seconds, UTC))


def to_iso(moment: Instant | None) -> str:
    return "" if moment is None else moment.isoformat()


def from_iso(text: str) -> Instant:
    return instant(datetime.fromisoformat(text))


def optional_instant(text: str) -> Instant | None:
    return from_iso(text) if text else None


def optional_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def interval(start: str, end: str) -> Interval:
    return Interval(from_iso(start), from_iso(end))


def wall(text: str) -> time:
    return time.fromisoformat(text)


def filled(values: Mapping[str, Value]) -> Values:
    """A row's columns with the schema version, without empty texts: an absent column reads as empty."""
    return {"v": SCHEMA, **{name: value for name, value in values.items() if value != ""}}


def text(values: Values, name: str) -> str:
    """A text column; empty where it is absent."""
    return str(values.get(name, ""))


def whole(values: Values, name: str, default: int = 0) -> int:
    """A number column."""
    return int(values.get(name, default))
