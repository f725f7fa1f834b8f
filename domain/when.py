"""Time: instants on the line, intervals between them, and the one place where wall clocks meet the line.

Rules:
- An instant is an aware UTC datetime; a naive one is refused.
- An interval is half-open and moves forward: ten o'clock belongs to the second of two meetings that touch there.
- A civil day runs from midnight to midnight on its own clocks: 23, 24 or 25 hours.
- A wall time that the clocks skip moves on past the gap; one they show twice means the earlier (RFC 5545, 3.3.5).
- A part of day that ends at or before its start ends on the next civil day; 00:00 as an end is the coming midnight.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NewType
from zoneinfo import ZoneInfo

Instant = NewType("Instant", datetime)
PartId = NewType("PartId", str)


def instant(moment: datetime) -> Instant:
    """The point on the line that an aware datetime names. Raises ValueError for a naive one."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no offset, so it names no instant")
    return Instant(moment.astimezone(UTC))


def from_epoch(seconds: int) -> Instant:
    """The instant `seconds` after 1970-01-01T00:00:00Z."""
    return Instant(datetime.fromtimestamp(seconds, UTC))


def to_epoch(moment: Instant) -> int:
    """Whole seconds since 1970-01-01T00:00:00Z."""
    return int(moment.timestamp())


def later(moment: Instant, by: timedelta) -> Instant:
    """The instant `by` further along the line (earlier for a negative duration)."""
    return Instant(moment + by)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open stretch of the line: [start, end). Raises ValueError unless it moves forward."""

    start: Instant
    end: Instant

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"{self.start.isoformat()} is not before {self.end.isoformat()}")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share any time; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end

    def holds(self, moment: Instant) -> bool:
        return self.start <= moment < self.end

    def clipped(self, to: "Interval") -> "Interval | None":
        """The part that lies within `to`; None where they do not overlap."""
        if not self.overlaps(to):
            return None
        return Interval(max(self.start, to.start), min(self.end, to.end))


class Clarity(StrEnum):
    """Whether a wall time names one instant: a form can warn about the other two."""

    PLAIN = "plain"
    SKIPPED = "skipped"
    REPEATED = "repeated"


def clarity(day: date, wall: time, zone: ZoneInfo) -> Clarity:
    """What the clocks of `zone` do at `wall` on `day`."""
    first = datetime.combine(day, wall, zone).replace(fold=0)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return Clarity.PLAIN
    returned = first.astimezone(UTC).astimezone(zone)
    return Clarity.REPEATED if returned.time() == wall.replace(fold=0) else Clarity.SKIPPED


def on_wall(day: date, wall: time, zone: ZoneInfo) -> Instant:
    """The instant at which the clocks of `zone` show `wall` on `day`."""
    return _on_wall(day, wall, zone)


@lru_cache(4096)  # whoever looks at a plan asks for the same twenty moments as everybody else
def _on_wall(day: date, wall: time, zone: ZoneInfo) -> Instant:
    return instant(datetime.combine(day, wall.replace(tzinfo=None), zone).replace(fold=0))


def wall_of(moment: Instant, zone: ZoneInfo) -> datetime:
    """What the clocks of `zone` show at `moment` (aware, with that zone)."""
    return moment.astimezone(zone)


def day_of(moment: Instant, zone: ZoneInfo) -> date:
    """The civil date of `moment` in `zone`."""
    return moment.astimezone(zone).date()


def whole_day(day: date, zone: ZoneInfo) -> Interval:
    """From this day's midnight to the next one's: 23, 24 or 25 hours."""
    return Interval(on_wall(day, time(0), zone), on_wall(next_day(day), time(0), zone))


def next_day(day: date, *, days: int = 1) -> date:
    """A civil date some days on; civil arithmetic, so no clock is involved."""
    return day + timedelta(days=days)


def civil_days(span: Interval, zone: ZoneInfo) -> tuple[date, ...]:
    """Every civil date of `zone` that `span` touches, in order; a span ending at midnight does not touch the next."""
    first = day_of(span.start, zone)
    last = day_of(Instant(span.end - timedelta(microseconds=1)), zone)
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def leg_on(span: Interval, day: date, zone: ZoneInfo) -> Interval | None:
    """The part of `span` that lies on one civil day; None where it does not touch it."""
    return span.clipped(whole_day(day, zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfDay:
    """A named period (dagdeel) of a site's calendar, in wall time; names are per language."""

    id: PartId
    starts: time
    ends: time
    names: tuple[tuple[str, str], ...] = ()

    def on(self, day: date, zone: ZoneInfo) -> Interval | None:
        """Where this part lies on the line; None on the rare day whose clocks skip all of it."""
        last = day if self.ends > self.starts else next_day(day)
        start, end = on_wall(day, self.starts, zone), on_wall(last, self.ends, zone)
        return Interval(start, end) if start < end else None

    def name(self, language: str) -> str:
        """The name in `language`, else the first one given, else the id."""
        named = dict(self.names)
        return named.get(language) or next(iter(named.values()), str(self.id))
