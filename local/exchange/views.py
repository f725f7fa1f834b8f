"""A calendar as somebody looks at it: single events and every date of every series, in a window."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from local.exchange.items import Item, Mailbox, Occurrence
from local.exchange.recurrence import LAST_DAY, days_of
from local.exchange.times import Stamp, zone_of

# A series without an end has more dates than anybody has seen; so many of them are remembered.
_SEEN = timedelta(days=3 * 366)
# The widest difference between a civil day and the same day elsewhere, and a day more for what was moved.
_SLACK = timedelta(days=2)


def bare(item: Item) -> Occurrence:
    """The item as such: a single event, or a series."""
    return Occurrence(
        item=item,
        day=None,
        start=item.start,
        end=item.end,
        override=None,
        generation=item.generation,
        folder_moves=item.folder_moves,
    )


def occurrence_on(item: Item, day: date) -> Occurrence | None:
    """The date of the series that was originally on that day, unless it was taken out."""
    if item.recurrence is None or day in item.dropped:
        return None
    if next((each for each in days_of(item.recurrence, until=day) if each == day), None) is None:
        return None
    return _made(item, day)


def occurrences(item: Item, *, until: date = LAST_DAY) -> Iterator[Occurrence]:
    """The item's appearances in the calendar, originally on or before `until`, in the order of their original dates."""
    if item.recurrence is None:
        yield bare(item)
        return
    for day in days_of(item.recurrence, until=until):
        if day not in item.dropped:
            yield _made(item, day)


def view(box: Mailbox, start: datetime, end: datetime) -> list[Occurrence]:
    """What is in the calendar between two moments, by start."""
    found = [
        each for item in box.items.values() if not item.deleted for each in within(item, start, end)
    ]
    return sorted(found, key=lambda each: (each.span[0], each.item.key))


def within(item: Item, start: datetime, end: datetime) -> Iterator[Occurrence]:
    """The item's appearances that touch the window."""
    until = min((end + _SLACK).date(), LAST_DAY)
    moved = [day for day, change in item.overrides.items() if change.start and day > until]
    for each in occurrences(item, until=max([until, *moved])):
        first, last = each.span
        if first < end and (last > start or first == last == start):
            yield each


def seen_dates(item: Item, now: datetime) -> list[Occurrence]:
    """The dates of a series that somebody may have seen by now."""
    if item.recurrence is None:
        return []
    return list(occurrences(item, until=(now + _SEEN).date()))


def original_start(occurrence: Occurrence) -> datetime:
    """When this date of a series was to begin before anybody moved it."""
    if occurrence.day is None:
        return occurrence.start.instant
    return planned(occurrence.item, occurrence.day)[0].instant


def planned(item: Item, day: date) -> tuple[Stamp, Stamp]:
    """Start and end on that day as the series has it: the same time on the wall of its zone, whatever the clocks did."""
    if item.all_day:
        length = item.end.wall - item.start.wall
        first = datetime.combine(day, item.start.wall.time())
        return Stamp(first, item.start.zone), Stamp(first + length, item.end.zone)
    zone = item.wall_zone
    first, last = item.start.at(zone).wall, item.end.at(zone).wall
    start = Stamp(datetime.combine(day, first.time()), zone)
    shift = datetime.combine(day, first.time()) - first.replace(fold=0)
    return start.at(item.start.zone), Stamp(last.replace(fold=0) + shift, zone).at(item.end.zone)


def real_span(occurrence: Occurrence) -> tuple[datetime, datetime]:
    """When the place is really taken: an all-day event lasts from midnight to midnight where the mailbox is."""
    if not occurrence.item.all_day:
        return occurrence.span
    where = zone_of(occurrence.item.mailbox.zone)
    return (
        occurrence.start.wall.replace(tzinfo=where).astimezone(UTC),
        occurrence.end.wall.replace(tzinfo=where).astimezone(UTC),
    )


def _made(item: Item, day: date) -> Occurrence:
    change = item.overrides.get(day)
    start, end = planned(item, day)
    return Occurrence(
        item=item,
        day=day,
        start=change.start if change and change.start else start,
        end=change.end if change and change.end else end,
        override=change,
        generation=item.generation,
        folder_moves=item.folder_moves,
    )
