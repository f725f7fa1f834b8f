"""Series: a recurring wish in wall time, and the civil days it falls on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from domain.ids import BookingId, PersonId, ResourceId, SeriesId
from domain.when import Instant, PartId


class Frequency(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Every `interval` days, weeks on `weekdays` (ISO), or months on the first day's number; ends at `until` (included)
    or after `count` occurrences; both None means it goes on."""

    frequency: Frequency
    first: date
    interval: int = 1
    weekdays: frozenset[int] = frozenset()
    until: date | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A recurring wish. `bookings`: what became of each date so far; `skipped`: dates that were cancelled or must not
    be made. `decided_until`: every date up to and including it has been decided. Fields are only ever added."""

    id: SeriesId
    person: PersonId
    by: PersonId
    resource: ResourceId
    pattern: Pattern
    starts: time
    ends: time
    created_at: Instant
    part: PartId | None = None
    note: str = ""
    bookings: Mapping[date, BookingId] = field(default_factory=dict)
    refused: Mapping[date, str] = field(default_factory=dict)
    skipped: frozenset[date] = frozenset()
    decided_until: date | None = None
    ended: bool = False
