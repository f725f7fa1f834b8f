"""What a delta tells, and what it does not."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from local.exchange import Exchange
from tests.local.exchange.asking import ANN, HOUR, IMMUTABLE, R1, Asker, at, town

WINDOW = "startDateTime=2026-11-23T00:00:00Z&endDateTime=2026-12-23T00:00:00Z"
FIRST = f"/users/{ANN}/calendarView/delta?{WINDOW}"


@pytest.fixture
async def there() -> AsyncIterator[tuple[Exchange, Asker]]:
    async with town() as both:
        yield both


def kinds(items: list[dict[str, Any]]) -> list[str]:
    return sorted("@removed" if "@removed" in each else each["type"] for each in items)


async def test_a_round_begins_with_everything_and_goes_on_with_what_changed(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    ids = [exchange.book(ANN, at(hour), at(hour) + HOUR) for hour in range(8, 20)]
    items, link, pages = await ask.all_pages(FIRST, **IMMUTABLE)
    assert (len(items), pages) == (12, 2)
    assert {each["id"] for each in items} == set(ids)
    assert "$deltatoken=" in link
    items, link, pages = await ask.all_pages(link, **IMMUTABLE)
    assert (items, pages) == ([], 1)
    exchange.change(ANN, ids[0], subject="New")
    exchange.cancel(ANN, ids[1])
    items, again, _ = await ask.all_pages(link, **IMMUTABLE)
    assert kinds(items) == ["@removed", "singleInstance"]
    assert [each["id"] for each in items if "@removed" in each] == [ids[1]]
    repeated, _, _ = await ask.all_pages(link, **IMMUTABLE)
    assert repeated == items, "a link may be followed twice"
    assert (await ask.all_pages(again))[0] == []


async def test_preferences_hold_for_one_page_only(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    ids = {exchange.book(ANN, at(hour), at(hour) + HOUR) for hour in range(8, 14)}
    path = f"/users/{ANN}/calendar/calendarView/delta()?endDateTime=2026-12-23&startDateTime=2026-11-23"
    first = await ask("GET", path, Prefer='outlook.timezone="UTC", odata.maxpagesize=2, IdType="ImmutableId"')  # fmt: skip
    assert len(first.body["value"]) == 2
    assert {each["id"] for each in first.body["value"]} < ids
    second = await ask("GET", first.body["@odata.nextLink"])
    assert len(second.body["value"]) == 4, "the usual size, as none was asked for"
    assert not {each["id"] for each in second.body["value"]} & ids


@pytest.mark.parametrize("parameter", ["$select=id", "$filter=x", "$expand=y", "$orderby=z"])
async def test_a_delta_takes_nothing_but_its_window(
    there: tuple[Exchange, Asker], parameter: str
) -> None:
    _, ask = there
    assert (await ask("GET", f"{FIRST}&{parameter}")).status == 400
    assert (await ask("GET", f"/users/{ANN}/calendarView/delta")).status == 400
    empty = "?startDateTime=&endDateTime="
    assert (await ask("GET", f"/users/{ANN}/calendarView/delta{empty}")).status == 400


async def test_dates_of_a_series_come_with_next_to_nothing(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    exchange.add_weekly(ANN, at(9), at(10), times=3)
    items, _, _ = await ask.all_pages(FIRST)
    assert kinds(items) == ["occurrence"] * 3 + ["seriesMaster"]
    named = {"@odata.type", "@odata.etag", "id", "seriesMasterId", "type", "start", "end"}
    assert [set(each) for each in items if each["type"] == "occurrence"] == [named] * 3
    exchange.knobs.masters_in_delta = False
    assert kinds((await ask.all_pages(FIRST))[0]) == ["occurrence"] * 3


async def test_a_date_that_was_taken_out_shows_only_as_a_changed_series(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    series = exchange.add_weekly(ANN, at(9), at(10), times=3)
    _, link, _ = await ask.all_pages(FIRST)
    exchange.delete_occurrence(ANN, series, date(2026, 12, 1))
    items, link, _ = await ask.all_pages(link)
    assert kinds(items) == ["seriesMaster"]
    exchange.change_occurrence(ANN, series, date(2026, 12, 8), subject="Other")
    items, link, _ = await ask.all_pages(link)
    assert kinds(items) == ["exception", "seriesMaster"]


async def test_a_series_at_another_time_removes_its_dates_and_brings_new_ones(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    series = exchange.add_weekly(ANN, at(9), at(10), times=3)
    before, link, _ = await ask.all_pages(FIRST)
    exchange.move(ANN, series, at(11), at(12))
    items, link, _ = await ask.all_pages(link)
    assert kinds(items) == ["@removed"] * 3 + ["occurrence"] * 3 + ["seriesMaster"]
    old = {each["id"] for each in before if each["type"] == "occurrence"}
    assert {each["id"] for each in items if "@removed" in each} == old
    exchange.cancel(ANN, series)
    items, _, _ = await ask.all_pages(link)
    assert kinds(items) == ["@removed"] * 4


async def test_what_leaves_the_window_or_changes_outside_it_comes_as_removed(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    id = exchange.book(ANN, at(9), at(10))
    _, link, _ = await ask.all_pages(FIRST)
    far = at(9).replace(year=2027)
    exchange.move(ANN, id, far, far + HOUR)
    other = exchange.book(ANN, far, far + HOUR)
    items, link, _ = await ask.all_pages(link, **IMMUTABLE)
    assert kinds(items) == ["@removed", "@removed"]
    assert {each["id"] for each in items} == {id, other}
    assert exchange.event(ANN, id)["subject"] == "Meeting", "it is still there"
    exchange.knobs.outside_as_removed = False
    exchange.change(ANN, other, subject="Far")
    assert (await ask.all_pages(link))[0] == []


async def test_a_page_may_be_empty_items_may_come_twice_and_old_ones_again(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    for hour in range(8, 12):
        exchange.book(ANN, at(hour), at(hour) + HOUR)
    exchange.knobs.empty_pages, exchange.knobs.page_size = 2, 2
    items, link, pages = await ask.all_pages(FIRST)
    assert (len(items), pages) == (4, 6)
    exchange.knobs.duplicates, exchange.knobs.replays = True, 1
    exchange.book(ANN, at(14), at(15))
    items, _, _ = await ask.all_pages(link)
    assert (len(items), len({each["id"] for each in items})) == (4, 2)


@pytest.mark.parametrize(
    ("status", "code"),
    [(410, "SyncStateNotFound"), (400, "ErrorInvalidIdMalformed"), (404, "ErrorItemNotFound")],
)
async def test_a_dead_link_says_so_and_may_say_where_to_begin_afresh(
    there: tuple[Exchange, Asker], status: int, code: str
) -> None:
    exchange, ask = there
    exchange.book(ANN, at(9), at(10))
    _, link, _ = await ask.all_pages(FIRST)
    exchange.knobs.dead_token = 410 if status == 410 else 400 if status == 400 else 404
    exchange.kill_delta_links(ANN)
    dead = await ask("GET", link)
    assert (dead.status, dead.code) == (status, code)
    assert "Location" not in dead.headers
    exchange.knobs.fresh_location = True
    where = (await ask("GET", link)).headers["Location"]
    assert len((await ask.all_pages(where))[0]) == 1
    assert len((await ask.all_pages(FIRST))[0]) == 1


async def test_a_very_old_link_is_forgotten(there: tuple[Exchange, Asker]) -> None:
    _, ask = there
    _, first, _ = await ask.all_pages(FIRST)
    link = first
    for _ in range(201):
        _, link, _ = await ask.all_pages(link)
    assert (await ask("GET", first)).status == 410


async def test_a_link_may_lead_to_another_host_where_no_token_may_go(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    exchange.knobs.page_size, exchange.knobs.foreign_host = 1, "http://127.0.0.1:9"
    for hour in (8, 9):
        exchange.book(ANN, at(hour), at(hour) + HOUR)
    link = (await ask("GET", FIRST)).body["@odata.nextLink"]
    assert link.startswith("http://127.0.0.1:9/v1.0/users/")


async def test_the_delta_of_all_events_has_no_dates_and_no_end(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    series = exchange.add_weekly(ANN, at(9), at(10), times=3, rooms=[R1])
    exchange.book(ANN, at(11), at(12))
    exchange.change_occurrence(ANN, series, date(2026, 12, 1), subject="Other")
    base = f"/users/{ANN}/events/delta?startDateTime=2026-11-01T00:00:00Z"
    items, link, _ = await ask.all_pages(base)
    assert kinds(items) == ["exception", "seriesMaster", "singleInstance"]
    assert (await ask("GET", f"{base}&endDateTime=2026-12-01T00:00:00Z")).status == 400
    assert (await ask.all_pages(link))[0] == []
