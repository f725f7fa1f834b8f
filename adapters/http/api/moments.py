"""Instants and days as the API writes and reads them (RFC 3339): any offset in, UTC with a capital T and Z out."""

import re
from datetime import date, datetime, time
from functools import lru_cache

from domain.when import Instant, instant

EARLIEST, LATEST = 2000, 2199
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.0+)?(Z|\+\d\d:\d\d|-(?!00:00)\d\d:\d\d)", re.ASCII
)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:00)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@lru_cache(4096)  # a plan says the same few moments of hundreds of places
def utc(moment: Instant) -> str:
    """2026-11-23T08:00:00Z"""
    return moment.isoformat(timespec="seconds")[:19] + "Z"


def wall(clock: time) -> str:
    """08:00:00, a clock time without a zone."""
    return clock.strftime("%H:%M:%S")


def read_instant(value: object) -> Instant:
    """The instant that `value` names. Raises ValueError, with a sentence for the caller."""
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError(
            "must be a date and time with an offset and whole seconds, "
            "as 2026-11-23T09:00:00+01:00 (in a query, + is written %2B)"
        )
    _check_year(value)
    try:
        return instant(datetime.fromisoformat(value))
    except ValueError:
        raise ValueError("is no date and time that exists") from None


def read_day(value: object) -> date:
    """The civil date that `value` names. Raises ValueError, with a sentence for the caller."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("must be a date, as 2026-11-23")
    _check_year(value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("is no date that exists") from None


def _check_year(value: str) -> None:
    if not EARLIEST <= int(value[:4]) <= LATEST:
        raise ValueError(f"must lie between {EARLIEST} and {LATEST}")


def read_clock(value: object) -> time:
    """The clock time that `value` names, to the minute. Raises ValueError, with a sentence for the caller."""
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise ValueError("must be a clock time in whole minutes, as 08:30:00")
    return time.fromisoformat(value)
