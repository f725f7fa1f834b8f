"""Which days a series has, and at what time each date is when the clocks change."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from local.exchange import Exchange
from local.exchange.errors import GraphError
from local.exchange.recurrence import checked, days_of
from tests.local.exchange.asking import ANN, BOB, IMMUTABLE, R1, SVC, Asker, at, meeting, town

MONDAY = date(2026, 11, 2)
NUMBERED = {"type": "numbered", "numberOfOccurrences": 4}


@pytest.fixture
async def there() -> AsyncIterator[tuple[Exchange, Asker]]:
    async with town() as both:
        yield both


def days(pattern: dict[str, Any], limits: dict[str, Any], start: date = MONDAY) -> list[str]:
    recurrence = checked({"pattern": pattern, "range": limits}, start=start)
    return [str(each) for each in days_of(recurrence, until=date(2040, 1, 1))]


@pytest.mark.parametrize(
    ("pattern", "start", "expected"),
    [
        ({"type": "daily", "interval": 2}, MONDAY, ["2026-11-02", "2026-11-04", "2026-11-06", "2026-11-08"]),
        (
            {"type": "weekly", "interval": 1, "daysOfWeek": ["monday", "thursday"]},
            MONDAY,
            ["2026-11-02", "2026-11-05", "2026-11-09", "2026-11-12"],
        ),
        (
            {"type": "weekly", "interval": 2, "daysOfWeek": ["sunday", "monday"], "firstDayOfWeek": "monday"},
            MONDAY,
            ["2026-11-02", "2026-11-08", "2026-11-16", "2026-11-22"],
        ),
        (
            {"type": "weekly", "interval": 2, "daysOfWeek": ["sunday", "monday"], "firstDayOfWeek": "sunday"},
            MONDAY,
            ["2026-11-02", "2026-11-15", "2026-11-16", "2026-11-29"],
        ),
        (
            {"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31},
            date(2026, 12, 31),
            ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"],
        ),
        (
            {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["friday"], "index": "last"},
            MONDAY,
            ["2026-11-27", "2026-12-25", "2027-01-29", "2027-02-26"],
        ),
        (
            {"type": "relativeMonthly", "interval": 2, "daysOfWeek": ["monday", "tuesday"], "index": "second"},
            MONDAY,
            ["2026-11-03", "2027-01-05", "2027-03-02", "2027-05-04"],
        ),
        (
            {"type": "absoluteYearly", "interval": 1, "dayOfMonth": 29, "month": 2},
            date(2027, 2, 28),
            ["2027-02-28", "2028-02-29", "2029-02-28", "2030-02-28"],
        ),
        (
            {"type": "relativeYearly", "interval": 1, "daysOfWeek": ["thursday"], "index": "fourth", "month": 11},
            MONDAY,
            ["2026-11-26", "2027-11-25", "2028-11-23", "2029-11-22"],
        ),
    ],
)  # fmt: skip
def test_a_pattern_has_its_days(pattern: dict[str, Any], start: date, expected: list[str]) -> None:
    assert days(pattern, NUMBERED, start) == expected


def test_a_range_ends_on_its_last_day_and_one_without_end_goes_on() -> None:
    weekly = {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"]}
    until = {"type": "endDate", "endDate": "2026-11-16"}
    assert days(weekly, until) == ["2026-11-02", "2026-11-09", "2026-11-16"]
    assert len(days(weekly, {"type": "noEnd"})) == 687
    with pytest.raises(GraphError, match="no occurrence"):
        days(weekly, {"type": "endDate", "endDate": "2026-11-01"})


async def test_every_date_keeps_its_time_on_the_wall_over_both_changes_of_the_clock(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, _ = there
    start = datetime(2026, 10, 18, 7, tzinfo=UTC)  # nine in Amsterdam, a week before the change
    exchange.add_weekly(ANN, start, start + timedelta(hours=1), times=24)
    shown = exchange.view(ANN, start, start + timedelta(days=200))
    hours = {each["start"]["dateTime"][:10]: each["start"]["dateTime"][11:13] for each in shown}
    assert (hours["2026-10-18"], hours["2026-10-25"], hours["2027-03-28"]) == ("07", "08", "07")
    assert len(shown) == 24


async def test_a_series_written_in_utc_moves_by_an_hour_on_the_wall(
    there: tuple[Exchange, Asker],
) -> None:
    _, ask = there
    made = meeting(9, attendees=[])
    for end in ("start", "end"):
        made[end]["timeZone"] = "UTC"
    made["recurrence"] = {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"]},
        "range": {"type": "noEnd", "startDate": "2026-11-24"},
    }
    await ask("POST", f"/users/{ANN}/events", made)
    window = "startDateTime=2027-04-06T00:00:00Z&endDateTime=2027-04-07T00:00:00Z"
    [one] = (await ask("GET", f"/users/{ANN}/calendarView?{window}")).body["value"]
    assert one["start"]["dateTime"].startswith("2027-04-06T09:00")


async def test_dates_are_listed_below_their_series_and_each_has_its_own_ids(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    series = exchange.add_weekly(ANN, at(9), at(10), times=12, rooms=[R1])
    await exchange.settle()
    window = "startDateTime=2026-11-01T00:00:00Z&endDateTime=2027-12-01T00:00:00Z"
    path = f"/users/{ANN}/events/{series}/instances?{window}"
    items, _, pages = await ask.all_pages(path, **IMMUTABLE)
    assert (len(items), pages) == (12, 2)
    assert {each["type"] for each in items} == {"occurrence"}
    assert {each["seriesMasterId"] for each in items} == {series}
    assert len({each["iCalUId"] for each in items}) == 12
    first = items[0]
    assert first["originalStart"] == "2026-11-24T09:00:00.0000000Z"
    in_room = exchange.view(R1, at(9), at(10))[0]
    assert in_room["iCalUId"] == first["iCalUId"], "the same in every mailbox"
    listed = (await ask("GET", f"/users/{ANN}/events")).body["value"]
    assert [each["type"] for each in listed] == ["seriesMaster"]


async def test_one_date_is_changed_or_taken_out_and_the_series_says_which(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    series = exchange.add_weekly(ANN, at(9), at(10), times=4)
    moved = exchange.change_occurrence(
        ANN, series, date(2026, 12, 1), at(13, 30), at(14, 30), subject="Elsewhere"
    )
    exchange.delete_occurrence(ANN, series, date(2026, 12, 8))
    one = (await ask("GET", f"/users/{ANN}/events/{moved}")).body
    assert (one["type"], one["subject"]) == ("exception", "Elsewhere")
    assert one["originalStart"] == "2026-12-01T09:00:00.0000000Z"
    master = f"/users/{ANN}/events/{series}"
    selected = (await ask("GET", f"{master}?$select=cancelledOccurrences", **IMMUTABLE)).body
    assert selected["cancelledOccurrences"] == [f"OID.{series}.2026-12-08"]
    assert "cancelledOccurrences" not in (await ask("GET", master)).body
    expanded = (await ask("GET", f"{master}?$expand=exceptionOccurrences", **IMMUTABLE)).body
    assert [each["id"] for each in expanded["exceptionOccurrences"]] == [moved]
    assert len(exchange.view(ANN, at(0), at(0) + timedelta(days=60))) == 3


async def test_a_date_may_not_be_moved_past_its_neighbour(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    series = exchange.add_weekly(ANN, at(9), at(10), times=4)
    one = exchange.change_occurrence(ANN, series, date(2026, 12, 1), subject="Other")
    over = {
        "start": {"dateTime": "2026-12-09T09:00:00", "timeZone": "UTC"},
        "end": {"dateTime": "2026-12-09T10:00:00", "timeZone": "UTC"},
    }
    refused = await ask("PATCH", f"/users/{ANN}/events/{one}", over)
    assert (refused.status, refused.code) == (400, "ErrorOccurrenceCrossingBoundary")


async def test_a_series_at_another_time_has_new_dates_under_new_ids(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    series = exchange.add_weekly(ANN, at(9), at(10), times=3, rooms=[R1], people=[BOB])
    await exchange.settle()
    before = {each["id"] for each in exchange.view(ANN, at(0), at(0) + timedelta(days=60))}
    exchange.move(ANN, series, at(11), at(12))
    await exchange.settle()
    after = {each["id"] for each in exchange.view(ANN, at(0), at(0) + timedelta(days=60))}
    assert (len(before), len(after), before & after) == (3, 3, set())
    assert (await ask("GET", f"/users/{ANN}/events/{before.pop()}")).status == 404
    for box in (R1, BOB):
        shown = exchange.view(box, at(0), at(0) + timedelta(days=60))
        assert {each["start"]["dateTime"][11:13] for each in shown} == {"11"}


async def test_a_single_meeting_that_becomes_a_series_keeps_what_it_is_called(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    id = exchange.book(SVC, at(9), at(10), rooms=[R1])
    await exchange.settle()
    before = exchange.event(SVC, id)
    rule = {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["tuesday"]},
        "range": {"type": "numbered", "startDate": "2026-11-24", "numberOfOccurrences": 3},
    }
    changed = await ask("PATCH", f"/users/{SVC}/events/{id}", {"recurrence": rule}, **IMMUTABLE)
    assert (changed.body["type"], changed.body["id"]) == ("seriesMaster", id)
    assert changed.body["iCalUId"] == before["iCalUId"]
    await exchange.settle()
    assert len(exchange.view(R1, at(0), at(0) + timedelta(days=60))) == 3
    single = await ask("PATCH", f"/users/{SVC}/events/{id}", {"recurrence": None})
    assert single.body["type"] == "singleInstance"


async def test_a_cancelled_date_leaves_a_ghost_in_the_room(there: tuple[Exchange, Asker]) -> None:
    exchange, _ = there
    series = exchange.add_weekly(ANN, at(9), at(10), times=3, rooms=[R1])
    await exchange.settle()
    exchange.delete_occurrence(ANN, series, date(2026, 12, 1))
    await exchange.settle()
    shown = exchange.view(R1, at(0), at(0) + timedelta(days=60))
    assert [each["isCancelled"] for each in shown] == [False, True, False]
    exchange.policy(R1, remove_cancelled=True)
    exchange.delete_occurrence(ANN, series, date(2026, 12, 8))
    await exchange.settle()
    assert len(exchange.view(R1, at(0), at(0) + timedelta(days=60))) == 2
