"""Series: a recurring wish in wall time, and the civil days it falls on.

Rules:
- Nine o'clock stays nine o'clock: a series promises wall time, and each date finds its own instants.
- Weeks begin on Monday. A month without the day in question is left out (RFC 5545, 3.3.10), it is not moved.
- A first day that is not one of the chosen weekdays is no occurrence.
- `count` counts the pattern's dates, not what could be booked: ten Mondays are over after ten Mondays, holidays too.
- Dates on a holiday or a closure of the site are left out and said to be; every other date is decided on its own.
- An occurrence's booking id derives from the series and the date, so that whoever resumes makes nothing twice.
- A date once cancelled stays cancelled. "This and following" ends the pattern the day before.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, date, time
from enum import StrEnum
from hashlib import sha256
from itertools import count, islice, takewhile

from domain.booking import Promise
from domain.ids import BookingId, PersonId, ResourceId, SeriesId
from domain.places import Directory, Site
from domain.when import Instant, Interval, PartId, PartOfDay, next_day

MOST_OCCURRENCES = 366


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


class Skip(StrEnum):
    """Why a date of the pattern gets no booking without anybody being asked."""

    HOLIDAY = "holiday"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    CLOCKS = "clocks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One date of a series: what is promised, where that lies on the line, and the id its booking has. `skip` is set
    where no booking is to be made; `span` is None only on a day whose clocks skip all of it."""

    day: date
    booking: BookingId
    promise: Promise
    span: Interval | None
    skip: Skip | None = None


def dates(pattern: Pattern) -> Iterator[date]:
    """The dates of `pattern` in order, without end where it has none. Raises ValueError for an impossible one."""
    if pattern.interval < 1 or not pattern.weekdays <= frozenset(range(1, 8)):
        raise ValueError("a pattern moves forward, and weekdays are 1 to 7")
    for number, day in enumerate(_unbounded(pattern)):
        if pattern.count is not None and number >= pattern.count:
            return
        if pattern.until is not None and day > pattern.until:
            return
        yield day


def _unbounded(pattern: Pattern) -> Iterator[date]:
    """Until the last date that the calendar has."""
    every = {
        Frequency.DAILY: _daily,
        Frequency.WEEKLY: _weekly,
        Frequency.MONTHLY: _monthly,
    }[pattern.frequency]
    with suppress(OverflowError):
        yield from every(pattern)


def _daily(pattern: Pattern) -> Iterator[date]:
    for n in count():
        yield next_day(pattern.first, days=n * pattern.interval)


def _weekly(pattern: Pattern) -> Iterator[date]:
    chosen = sorted(pattern.weekdays or {pattern.first.isoweekday()})
    monday = next_day(pattern.first, days=1 - pattern.first.isoweekday())
    for n in count():
        for weekday in chosen:
            day = next_day(monday, days=7 * n * pattern.interval + weekday - 1)
            if day >= pattern.first:
                yield day


def _monthly(pattern: Pattern) -> Iterator[date]:
    first = pattern.first
    for months in count(first.month - 1, pattern.interval):
        year, month = first.year + months // 12, months % 12 + 1
        if year > MAXYEAR:
            return
        with suppress(ValueError):  # a month without that day is skipped
            yield date(year, month, first.day)


def occurrence_id(series: Series, day: date) -> BookingId:
    """The id of the booking of one date: the same however often it is asked, so that a crash half-way resumes."""
    digest = sha256(f"{series.id}|{day}".encode()).hexdigest()
    return BookingId(f"{day}-{digest[:24]}")


def occurrences(
    series: Series,
    *,
    directory: Directory,
    horizon_last: date,
    after: date | None = None,
    most: int = MOST_OCCURRENCES,
) -> tuple[Occurrence, ...]:
    """The dates of `series` after `after` and up to `horizon_last`, both in civil days, at most `most` at a time.

    Raises KeyError when the directory does not have its resource."""
    if series.ended:
        return ()
    place = directory.resources[series.resource]
    site = directory.sites[place.site]
    wanted = takewhile(lambda day: day <= horizon_last, dates(series.pattern))
    chosen = islice((day for day in wanted if after is None or day > after), most)
    return tuple(_occurrence(series, day, site, directory) for day in chosen)


def due(series: Series, *, directory: Directory, horizon_last: date) -> tuple[Occurrence, ...]:
    """The dates that nobody has decided yet, now that the horizon has reached them."""
    return occurrences(
        series, directory=directory, horizon_last=horizon_last, after=series.decided_until
    )


def _occurrence(series: Series, day: date, site: Site, directory: Directory) -> Occurrence:
    part = site.part(series.part) if series.part is not None else None
    period = part or PartOfDay(id=PartId(""), starts=series.starts, ends=series.ends)
    last = day if period.ends > period.starts else next_day(day)
    return Occurrence(
        day=day,
        booking=occurrence_id(series, day),
        promise=Promise(
            day=day,
            starts=period.starts,
            last_day=last,
            ends=period.ends,
            part=part.id if part is not None else None,
        ),
        span=period.on(day, directory.zone),
        skip=_skip(series, day, site, period, directory),
    )


def _skip(
    series: Series, day: date, site: Site, period: PartOfDay, directory: Directory
) -> Skip | None:
    if day in series.skipped:
        return Skip.CANCELLED
    if any(closure.on(day) for closure in site.closures):
        return Skip.CLOSED
    if day in directory.holiday_on:
        return Skip.HOLIDAY
    return Skip.CLOCKS if period.on(day, directory.zone) is None else None


def recorded(
    series: Series,
    *,
    booked: Mapping[date, BookingId],
    refused: Mapping[date, str],
    until: date,
) -> Series:
    """`series` with what became of some dates, everything up to and including `until` being decided."""
    latest = max(until, series.decided_until or until)
    return replace(
        series,
        bookings={**series.bookings, **booked},
        refused={
            day: why for day, why in {**series.refused, **refused}.items() if day not in booked
        },
        decided_until=latest,
    )


def cancel_dates(series: Series, days: Iterable[date]) -> Series:
    """`series` without some of its dates, decided or still to come; their bookings are cancelled by whoever asked."""
    return replace(series, skipped=series.skipped | frozenset(days))


def end_from(series: Series, day: date) -> Series:
    """`series` without `day` and everything after it ("this and following"); nothing left ends it."""
    until = next_day(day, days=-1)
    if series.pattern.until is not None:
        until = min(until, series.pattern.until)
    pattern = replace(series.pattern, until=until)
    return replace(
        series, pattern=pattern, ended=series.ended or next(dates(pattern), None) is None
    )


def finished(series: Series) -> bool:
    """Whether no date is left to decide, so that nobody needs to look at it again."""
    if series.ended:
        return True
    decided = series.decided_until
    return (
        next((day for day in dates(series.pattern) if decided is None or day > decided), None)
        is None
    )
