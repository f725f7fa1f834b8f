"""The days of a series: daily, weekly, absolute and relative monthly and yearly, to a date, a number or without end.

Days are civil days on the wall of the series' zone. A day of the month that a month lacks is its last day, as Outlook
has it; a relative day (`last friday`, `second weekday`) that a month lacks is left out.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from typing import Any

from local.exchange.errors import GraphError
from local.exchange.times import Json

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_INDEX = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_MONTHS = 12
LAST_DAY = date(2500, 1, 1)


def days_of(recurrence: Json, *, until: date) -> Iterator[date]:
    """The days of the series in order, none after `until`."""
    pattern, limits = recurrence["pattern"], recurrence["range"]
    first = date.fromisoformat(limits["startDate"])
    last = _end(limits)
    days: Iterator[date] = (day for day in _pattern(pattern, first) if day >= first)
    if limits.get("type") == "numbered":
        days = islice(days, int(limits.get("numberOfOccurrences") or 0))
    for day in days:
        if day > min(last, until):
            return
        yield day


def checked(value: Any, *, start: date) -> Json:
    """A recurrence as it is kept, with every default filled in; what cannot be a series is refused."""
    try:
        pattern, limits = dict(value["pattern"]), dict(value.get("range") or {})
    except (KeyError, TypeError, ValueError):
        raise _invalid("A recurrence has a pattern and a range.") from None
    kept = {
        "pattern": {
            "type": pattern.get("type", "daily"),
            "interval": int(pattern.get("interval") or 1),
            "month": int(pattern.get("month") or 0),
            "dayOfMonth": int(pattern.get("dayOfMonth") or 0),
            "daysOfWeek": [str(day).lower() for day in pattern.get("daysOfWeek") or []],
            "firstDayOfWeek": str(pattern.get("firstDayOfWeek") or "sunday").lower(),
            "index": pattern.get("index") or "first",
        },
        "range": {
            "type": limits.get("type", "noEnd"),
            "startDate": limits.get("startDate") or start.isoformat(),
            "endDate": limits.get("endDate") or "0001-01-01",
            "recurrenceTimeZone": limits.get("recurrenceTimeZone") or "",
            "numberOfOccurrences": int(limits.get("numberOfOccurrences") or 0),
        },
    }
    if kept["pattern"]["type"] not in _PATTERNS:
        raise _invalid(f"There is no pattern '{kept['pattern']['type']}'.")
    if next(days_of(kept, until=LAST_DAY), None) is None:
        raise GraphError(400, "ErrorRecurrenceHasNoOccurrence", "The recurrence has no occurrence.")
    return kept


def _pattern(pattern: Json, first: date) -> Iterator[date]:
    return _PATTERNS[pattern["type"]](pattern, first)


def _daily(pattern: Json, first: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in count(0, max(pattern["interval"], 1)))


def _weekly(pattern: Json, first: date) -> Iterator[date]:
    opens = WEEK.index(pattern["firstDayOfWeek"])
    week = first - timedelta(days=(first.weekday() - opens) % 7)
    wanted = {WEEK.index(day) for day in pattern["daysOfWeek"]} or {first.weekday()}
    offsets = sorted((day - opens) % 7 for day in wanted)
    for step in count(0, max(pattern["interval"], 1)):
        for offset in offsets:
            yield week + timedelta(weeks=step, days=offset)


def _monthly(pattern: Json, first: date) -> Iterator[date]:
    for year, month in _months(first, max(pattern["interval"], 1)):
        yield _on(year, month, pattern["dayOfMonth"] or first.day)


def _relative_monthly(pattern: Json, first: date) -> Iterator[date]:
    for year, month in _months(first, max(pattern["interval"], 1)):
        yield from _relative(pattern, year, month)


def _yearly(pattern: Json, first: date) -> Iterator[date]:
    for year in range(first.year, LAST_DAY.year, max(pattern["interval"], 1)):
        yield _on(year, pattern["month"] or first.month, pattern["dayOfMonth"] or first.day)


def _relative_yearly(pattern: Json, first: date) -> Iterator[date]:
    for year in range(first.year, LAST_DAY.year, max(pattern["interval"], 1)):
        yield from _relative(pattern, year, pattern["month"] or first.month)


_PATTERNS = {
    "daily": _daily,
    "weekly": _weekly,
    "absoluteMonthly": _monthly,
    "relativeMonthly": _relative_monthly,
    "absoluteYearly": _yearly,
    "relativeYearly": _relative_yearly,
}


def _months(first: date, interval: int) -> Iterator[tuple[int, int]]:
    number = first.year * _MONTHS + first.month - 1
    while number // _MONTHS < LAST_DAY.year:
        yield number // _MONTHS, number % _MONTHS + 1
        number += interval


def _on(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _relative(pattern: Json, year: int, month: int) -> Iterator[date]:
    wanted = {WEEK.index(day) for day in pattern["daysOfWeek"]} or set(range(7))
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    fitting = [day for day in days if day.weekday() in wanted]
    place = _INDEX[pattern["index"]]
    if place < len(fitting):
        yield fitting[place]


def _end(limits: Json) -> date:
    return date.fromisoformat(limits["endDate"]) if limits["type"] == "endDate" else LAST_DAY


def _invalid(message: str) -> GraphError:
    return GraphError(400, "ErrorPropertyValidationFailure", message)
