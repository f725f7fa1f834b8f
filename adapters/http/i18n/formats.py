"""Template filters that tell times and days as the reader would: the only place where pages leave the line."""

import re
from datetime import date, time

from babel.dates import format_date, format_skeleton, format_time

from adapters.http.i18n.reader import reader
from domain.when import Instant, Interval, day_of, wall_of

YEAR = re.compile(r",?\s{0,4}y{1,9}|,")


def clock(moment: Instant) -> str:
    """13:30"""
    return wall_clock(wall_of(moment, reader().zone).time())


def wall_clock(wall: time) -> str:
    """13:30, of a wall time."""
    return format_time(wall, "HH:mm", locale=reader().locale)


def hours(span: Interval) -> str:
    """08:30–12:30, with the days where it does not begin and end on the same one."""
    start, end = wall_of(span.start, reader().zone), wall_of(span.end, reader().zone)
    if start.date() == end.date() or end.time() == time(0):
        return f"{clock(span.start)}–{clock(span.end)}"
    return f"{moment(span.start)} – {moment(span.end)}"


def moment(at: Instant) -> str:
    """Tue 24 Nov 13:30"""
    return f"{short_day(day_of(at, reader().zone))} {clock(at)}"


def day_of_span(span: Interval) -> date:
    """The civil day on which a span begins where the reader is."""
    return day_of(span.start, reader().zone)


def local_day(at: Instant) -> date:
    """The civil day of a moment where the reader is."""
    return day_of(at, reader().zone)


def long_day(day: date) -> str:
    """Tuesday 24 November"""
    full = reader().locale.date_formats["full"].pattern
    return format_date(day, YEAR.sub("", full), locale=reader().locale)


def short_day(day: date) -> str:
    """Tue 24 Nov"""
    return format_skeleton("MMMEd", day, locale=reader().locale).replace(",", "")


def weekday(day: date) -> str:
    """Tue"""
    return format_date(day, "EEE", locale=reader().locale).rstrip(".")


def month(day: date) -> str:
    """Nov"""
    return format_date(day, "LLL", locale=reader().locale).rstrip(".")


def iso(moment_or_day: Instant | date | time) -> str:
    """The machine's form, for attributes; wall times without seconds."""
    if isinstance(moment_or_day, time):
        return moment_or_day.isoformat("minutes")
    return moment_or_day.isoformat()


FILTERS = {
    "clock": clock,
    "wall_clock": wall_clock,
    "hours": hours,
    "moment": moment,
    "day_of_span": day_of_span,
    "local_day": local_day,
    "long_day": long_day,
    "short_day": short_day,
    "weekday": weekday,
    "month": month,
    "iso": iso,
}
