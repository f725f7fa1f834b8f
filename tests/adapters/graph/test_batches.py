"""Several events in one request, one after the other in their mailbox."""

from datetime import timedelta
from typing import Any

from adapters.graph.opened import Exchange
from application.exchange import Trouble, Why
from domain.calendar_event import CalendarEvent, EventId
from tests.adapters.graph.scene import ROOM, an_event
from tests.adapters.graph.scripted import Script

JSON = {"Content-Type": "application/json"}


def ids(number: int) -> list[EventId]:
    return [EventId(f"e={each}") for each in range(number)]


def answered(number: int, status: int = 200, body: object = None, **more: str) -> dict[str, Any]:
    return {
        "id": str(number),
        "status": status,
        "headers": {**JSON, **{name.replace("_", "-"): value for name, value in more.items()}},
        "body": an_event(id=f"e={number}") if body is None and status == 200 else body,
    }


def refused(number: int, status: int, code: str, **more: str) -> dict[str, Any]:
    return answered(number, status, {"error": {"code": code, "message": "no"}}, **more)


async def test_twenty_at_most_go_in_one_request_and_wait_for_each_other(
    exchange: Exchange, graph: Script
) -> None:
    graph.says({"responses": [answered(each) for each in reversed(range(20))]})
    graph.says({"responses": [answered(0, body=an_event(id="e=20"))]})
    found = await exchange.calendars.read_many(ROOM, ids(21))
    assert isinstance(found, dict)
    assert all(isinstance(one, CalendarEvent) and one.id == each for each, one in found.items())
    assert [each.path for each in graph.asked] == ["/v1.0/$batch"] * 2
    asked = graph.asked[0]
    assert asked.headers["content-type"] == "application/json"
    first, second, *_ = asked.json["requests"]
    assert first["url"].startswith(f"/users/{ROOM.replace('@', '%40')}/events/e%3D0?$expand=")
    assert first["method"] == "GET" and "dependsOn" not in first
    assert 'IdType="ImmutableId"' in first["headers"]["Prefer"]
    assert second["dependsOn"] == [first["id"]]
    assert len({each["id"] for each in asked.json["requests"]}) == 20


async def test_what_waited_for_one_that_is_gone_is_asked_for_again(
    exchange: Exchange, graph: Script
) -> None:
    graph.says(
        {
            "responses": [
                answered(0),
                refused(1, 404, "ErrorItemNotFound"),
                refused(2, 424, "FailedDependency"),
                refused(3, 424, "FailedDependency"),
            ]
        }
    )
    graph.says(
        {
            "responses": [
                answered(0, body=an_event(id="e=2")),
                answered(1, body=an_event(id="e=3")),
            ]
        }
    )
    found = await exchange.calendars.read_many(ROOM, ids(4))
    assert isinstance(found, dict) and len(graph.asked) == 2
    assert found[EventId("e=1")] == Trouble(why=Why.GONE, code="ErrorItemNotFound")
    whole = [each for each, one in found.items() if isinstance(one, CalendarEvent)]
    assert whole == ["e=0", "e=2", "e=3"]


async def test_a_mailbox_that_is_throttled_is_left_alone(exchange: Exchange, graph: Script) -> None:
    graph.says(
        {
            "responses": [
                answered(0),
                refused(1, 429, "ApplicationThrottled", Retry_After="11"),
                refused(2, 424, "FailedDependency"),
            ]
        }
    )
    found = await exchange.calendars.read_many(ROOM, ids(3))
    assert isinstance(found, dict) and len(graph.asked) == 1
    assert isinstance(found[EventId("e=0")], CalendarEvent)
    later = Trouble(why=Why.LATER, wait=timedelta(seconds=11), code="ApplicationThrottled")
    assert found[EventId("e=1")] == found[EventId("e=2")] == later


async def test_a_batch_that_fails_as_a_whole_read_nothing(
    exchange: Exchange, graph: Script
) -> None:
    graph.refuses(503, "ServiceNotAvailable")
    met = await exchange.calendars.read_many(ROOM, ids(2))
    assert isinstance(met, Trouble) and met.why is Why.LATER


async def test_answers_that_stay_away_mean_nothing_is_gone(
    exchange: Exchange, graph: Script
) -> None:
    answers: tuple[object, ...] = (
        {"responses": []},
        {"responses": [None, {"id": "0"}]},
        {"odd": 1},
    )
    for odd in answers:
        graph.replies = []
        graph.says(odd)
        met = await exchange.calendars.read_many(ROOM, ids(2))
        each = [met] if isinstance(met, Trouble) else list(met.values())
        assert all(isinstance(one, Trouble) and one.why is Why.LATER for one in each)


async def test_one_alone_needs_no_batch(exchange: Exchange, graph: Script) -> None:
    graph.says(an_event(id="e=0"))
    found = await exchange.calendars.read_many(ROOM, ids(1))
    assert isinstance(found, dict) and isinstance(found[EventId("e=0")], CalendarEvent)
    assert graph.last.method == "GET"


async def test_none_need_nothing(exchange: Exchange, graph: Script) -> None:
    assert await exchange.calendars.read_many(ROOM, ()) == {}
    assert not graph.asked
