"""Reads the six-field NCRONTAB expressions of timer triggers and says when one fires next.

Fields: `{second} {minute} {hour} {day} {month} {day of week}`, always UTC, as on Flex Consumption.
A field is `*`, a number, a name (`jan`, `mon`), a range `a-b`, any of them with a step `/n`, or a
comma list. Day and day of week must both match (the NCRONTAB rule; classic cron takes either).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# 29 February on one given weekday comes back after 40 years at most (across 2100).
FARTHEST = timedelta(days=366 * 41)

_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TIMESPAN = re.compile(r"^(\d+\.)?\d{1,2}:\d{1,2}(:\d{1,2})?$")
_PART = re.compile(r"^(?P<first>\*|[a-z]+|\d+)(-(?P<last>[a-z]+|\d+))?(/(?P<step>\d+))?$")


class BadSchedule(ValueError):
    """The text is no NCRONTAB expression; the message names the field and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()


_FIELDS = (
    _Field(name="second", low=0, high=59),
    _Field(name="minute", low=0, high=59),
    _Field(name="hour", low=0, high=23),
    _Field(name="day", low=1, high=31),
    _Field(name="month", low=1, high=12, names=MONTHS),
    _Field(name="day of week", low=0, high=6, names=WEEKDAYS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A parsed expression: for each field the sorted numbers that match."""

    text: str
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]

    def next_after(self, moment: datetime) -> datetime:
        """The first firing strictly after `moment` (aware; a naive one is a ValueError), in UTC."""
        if moment.tzinfo is None:
            raise ValueError("a schedule needs a moment with its offset")
        start = moment.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
        earliest = start.time()
        day = start.date()
        while day - start.date() <= FARTHEST:
            if self._matches(day):
                for at in self._times(earliest):
                    return datetime.combine(day, at, tzinfo=UTC)
            day, earliest = day + timedelta(days=1), time.min
        raise BadSchedule(f"'{self.text}' never fires")

    def _matches(self, day: date) -> bool:
        return (
            day.month in self.months
            and day.day in self.days
            and day.isoweekday() % 7 in self.weekdays
        )

    def _times(self, earliest: time) -> Iterator[time]:
        for hour in (h for h in self.hours if h >= earliest.hour):
            for minute in self.minutes:
                for second in self.seconds:
                    if (at := time(hour, minute, second)) >= earliest:
                        yield at


def parse(text: str) -> Schedule:
    """The schedule behind an NCRONTAB expression; `BadSchedule` says which field is wrong and why."""
    words = text.strip().lower().split()
    if len(words) == 1 and _TIMESPAN.match(words[0]):
        raise BadSchedule(
            f"'{text}' is a time span; Flex Consumption does not take one, "
            "write six fields such as '0 */5 * * * *'"
        )
    if len(words) != len(_FIELDS):
        raise BadSchedule(
            f"'{text}' has {len(words)} fields; an NCRONTAB expression has six: "
            "{second} {minute} {hour} {day} {month} {day of week}"
        )
    seconds, minutes, hours, days, months, weekdays = (
        _numbers(word, field) for word, field in zip(words, _FIELDS, strict=True)
    )
    if all(days[0] > _LONGEST_MONTH[month - 1] for month in months):
        raise BadSchedule(f"'{text}' never fires: those months have no day {days[0]}")
    return Schedule(
        text=text,
        seconds=seconds,
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=weekdays,
    )


def _numbers(word: str, field: _Field) -> tuple[int, ...]:
    found: set[int] = set()
    for part in word.split(","):
        found.update(_part(part, field))
    return tuple(sorted(found))


def _part(part: str, field: _Field) -> range:
    match = _PART.match(part)
    if match is None or (match["first"] == "*" and match["last"]):
        raise BadSchedule(f"'{part}' means nothing as {field.name}")
    step = int(match["step"] or 1)
    if step == 0:
        raise BadSchedule(f"'{part}' steps by zero in {field.name}")
    if match["first"] == "*":
        return range(field.low, field.high + 1, step)
    first = _number(match["first"], field)
    # `5/15` runs on to the end of the field, as in the NCrontab library.
    fallback = field.high if match["step"] else first
    last = _number(match["last"], field) if match["last"] else fallback
    if last < first:
        # NCrontab would swap the two ends without a word, which nobody means by `22-2`.
        raise BadSchedule(f"'{part}' runs backwards in {field.name}")
    return range(first, last + 1, step)


def _number(word: str, field: _Field) -> int:
    if word.isdigit():
        number = int(word)
    elif word[:3] in field.names:
        number = field.names.index(word[:3]) + field.low
    else:
        raise BadSchedule(f"'{word}' is no name of a {field.name}")
    if not field.low <= number <= field.high:
        raise BadSchedule(f"{number} is outside {field.low}-{field.high} of {field.name}")
    return number
