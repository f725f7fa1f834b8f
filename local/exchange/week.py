"""A week of somebody's calendar as the page shows it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from local.exchange.control import Exchange
from local.exchange.ids import id_of
from local.exchange.items import Mailbox, Occurrence
from local.exchange.times import zone_of
from local.exchange.views import real_span, view

_DAYS = 7
_MARKS = {
    "organizer": ("organiser", "organises"),
    "accepted": ("accepted", "accepted"),
    "tentativelyAccepted": ("tentative", "tentative"),
    "notResponded": ("tentative", "not answered"),
    "none": ("tentative", "not answered"),
    "declined": ("declined", "declined"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`mark` is for the eye, `said` for whoever reads. `rooms`: name and answer of each."""

    id: str
    hours: str
    subject: str
    organizer: str
    mark: str
    said: str
    repeats: bool
    rooms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    day: date
    today: bool
    events: tuple[Shown, ...]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(exchange: Exchange, box: Mailbox, monday: date) -> tuple[Day, ...]:
    today = exchange.clock.now().astimezone(zone_of(box.zone)).date()
    days = [monday + timedelta(days=step) for step in range(_DAYS)]
    return tuple(_day(box, day, today=day == today) for day in days)


def shown(box: Mailbox, seen: Occurrence) -> Shown:
    mark, said = _MARKS[seen.response]
    if seen.cancelled:
        mark, said = "declined", "cancelled"
    own = seen.override.attendees if seen.override else None
    rooms = [each for each in own or seen.item.attendees if each["type"] == "resource"]
    return Shown(
        id=id_of(seen, immutable=True),
        hours=_hours(box, seen),
        subject=str(seen.field("subject") or "(no subject)"),
        organizer=seen.item.organizer["emailAddress"]["name"],
        mark=mark,
        said=said,
        repeats=seen.day is not None,
        rooms=tuple(
            (each["emailAddress"]["name"], _MARKS[each["status"]["response"]][1]) for each in rooms
        ),
    )


def _day(box: Mailbox, day: date, *, today: bool) -> Day:
    where = zone_of(box.zone)
    start = datetime.combine(day, time(), where).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), where).astimezone(UTC)
    around = view(box, start - timedelta(days=1), end + timedelta(days=1))
    spans = [(real_span(each), each) for each in around]
    fitting = [each for (first, last), each in spans if first < end and last > start]
    return Day(day=day, today=today, events=tuple(shown(box, each) for each in fitting))


def _hours(box: Mailbox, seen: Occurrence) -> str:
    if seen.item.all_day:
        return "all day"
    start, end = seen.start.at(box.zone).wall, seen.end.at(box.zone).wall
    return f"{start:%H:%M}–{end:%H:%M}"
