"""What goes over the wire when a booking is written: exactly that, and nothing that was read."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.graph.opened import Exchange
from adapters.graph.zones import LIKE, name_of, zone_named
from application.exchange import Done, Trouble
from domain.calendar_event import CalendarEvent, ShowAs
from domain.when import Interval, instant, later
from tests.adapters.graph.scene import (
    BOOKING,
    EVENT,
    PERSON,
    ROOM,
    SERVICE,
    TOKEN,
    a_meeting,
    a_mirror,
    an_event,
    at,
)
from tests.adapters.graph.scripted import Script

ALWAYS = {'IdType="ImmutableId"', 'outlook.timezone="UTC"', "odata.maxpagesize=50"}


class TestCreate:
    async def test_a_meeting_invites_the_room_and_carries_our_marks(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(an_event(), 201)
        made = await exchange.calendars.create(SERVICE, a_meeting())
        asked = graph.last
        assert (asked.method, asked.path) == ("POST", f"/v1.0/users/{SERVICE}/events")
        assert asked.headers["authorization"] == f"Bearer {TOKEN}"
        assert asked.prefer == ALWAYS
        body = asked.json
        (mark,) = body.pop("singleValueExtendedProperties")
        assert mark["value"] == BOOKING and mark["id"].endswith(" Name VrijplekBooking")
        assert _plain(body) == {
            "subject": "Vergaderzaal 1",
            "body": {"contentType": "html", "content": "<p>Geboekt</p>"},
            "start": {"dateTime": "2026-11-24T10:00:00", "timeZone": "W. Europe Standard Time"},
            "end": {"dateTime": "2026-11-24T11:00:00", "timeZone": "W. Europe Standard Time"},
            "location": {
                "displayName": "Vergaderzaal 1",
                "locationEmailAddress": ROOM,
                "locationType": "conferenceRoom",
            },
            "attendees": [
                {"type": "required", "emailAddress": {"address": PERSON, "name": "Sanne"}},
                {"type": "resource", "emailAddress": {"address": ROOM, "name": "Vergaderzaal 1"}},
            ],
            "transactionId": "t-1",
            "responseRequested": True,
            "showAs": "busy",
        }
        assert isinstance(made, CalendarEvent)
        assert (made.id, made.uid, made.etag) == (EVENT, "uid-1", 'W/"key-1"')
        assert (made.booking, made.transaction) == (BOOKING, "t-1")

    async def test_a_mirror_is_nobodys_meeting_and_never_rings(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(an_event(attendees=[], showAs="free"), 201)
        await exchange.calendars.create(PERSON, a_mirror(show_as=ShowAs.ELSEWHERE))
        body = graph.last.json
        assert "attendees" not in body
        assert body["showAs"] == "workingElsewhere"
        assert body["isReminderOn"] is False and body["responseRequested"] is False
        assert _plain(body["location"]) == {"displayName": "Stadhuis, werkplek 12"}

    async def test_a_time_that_the_clocks_show_twice_is_written_in_utc(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(an_event(), 201)
        second = instant(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
        span = Interval(later(second, -timedelta(hours=1)), second)
        await exchange.calendars.create(SERVICE, a_meeting(span=span))
        body = graph.last.json
        assert _plain(body["start"]) == {
            "dateTime": "2026-10-25T02:30:00",
            "timeZone": "W. Europe Standard Time",
        }
        assert _plain(body["end"]) == {"dateTime": "2026-10-25T01:30:00", "timeZone": "UTC"}

    @pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-07-01", "2026-12-01"])
    async def test_what_is_written_is_the_instant_that_was_meant(
        self, exchange: Exchange, graph: Script, day: str
    ) -> None:
        graph.says(an_event(), 201)
        start = instant(datetime.fromisoformat(f"{day}T00:15:00+00:00"))
        for hour in range(6):
            span = Interval(later(start, timedelta(hours=hour)), later(start, timedelta(hours=9)))
            await exchange.calendars.create(SERVICE, a_meeting(span=span))
            wrote = graph.last.json["start"]
            wall = datetime.fromisoformat(wrote["dateTime"])
            assert instant(wall.replace(tzinfo=_zone(wrote["timeZone"]))) == span.start


class TestChange:
    async def test_a_move_writes_the_times_and_nothing_else(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(an_event())
        draft = a_meeting(span=Interval(at(11), at(12)))
        await exchange.calendars.change(SERVICE, EVENT, draft, etag='W/"key-1"')
        asked = graph.last
        assert asked.method == "PATCH"
        assert asked.target == "/v1.0/users/rooms%40gemeente.example/events/AAMk%3D%2F%2Bx"
        assert asked.headers["if-match"] == 'W/"key-1"' and asked.prefer == ALWAYS
        assert _plain(asked.json) == {
            "start": {"dateTime": "2026-11-24T12:00:00", "timeZone": "W. Europe Standard Time"},
            "end": {"dateTime": "2026-11-24T13:00:00", "timeZone": "W. Europe Standard Time"},
        }

    async def test_a_mirror_changes_its_words_too(self, exchange: Exchange, graph: Script) -> None:
        graph.says(an_event())
        draft = a_mirror(subject="Werkplek 14")
        await exchange.calendars.change(PERSON, EVENT, draft, etag="")
        assert "if-match" not in graph.last.headers
        assert set(_plain(graph.last.json)) == {"start", "end", "subject", "location", "showAs"}


class TestEnd:
    async def test_a_meeting_is_cancelled_with_a_word(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.say(_nothing(202))
        done = await exchange.calendars.cancel(SERVICE, EVENT, comment="Niet meer nodig")
        assert done == Done()
        assert graph.last.path == f"/v1.0/users/{SERVICE}/events/{EVENT}/cancel"
        assert {key.lower(): value for key, value in graph.last.json.items()} == {
            "comment": "Niet meer nodig"
        }

    async def test_a_mirror_is_deleted(self, exchange: Exchange, graph: Script) -> None:
        graph.say(_nothing(204))
        assert await exchange.calendars.delete(PERSON, EVENT) == Done()
        assert graph.last.method == "DELETE" and graph.last.prefer == ALWAYS


async def test_a_yes_without_an_event_is_no_event(exchange: Exchange, graph: Script) -> None:
    graph.says({"odd": True}, 201)
    made = await exchange.calendars.create(SERVICE, a_meeting())
    assert isinstance(made, Trouble) and made.why.value == "unknown"


def _nothing(status: int) -> Any:
    from tests.adapters.graph.scripted import Reply

    return Reply(status=status)


def _plain(body: Any) -> Any:
    """Without the type names that the SDK adds to its models."""
    if isinstance(body, dict):
        return {key: _plain(value) for key, value in body.items() if key != "@odata.type"}
    return [_plain(each) for each in body] if isinstance(body, list) else body


def _zone(name: str) -> ZoneInfo:
    return zone_named(name, ours=ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Amsterdam", "W. Europe Standard Time"),
        ("Europe/Luxembourg", "W. Europe Standard Time"),
        ("Europe/Berlin", "W. Europe Standard Time"),
        ("Europe/Brussels", "Romance Standard Time"),
        ("Europe/Paris", "Romance Standard Time"),
        ("UTC", "UTC"),
        ("Antarctica/Troll", None),
    ],
)
def test_a_zone_is_called_what_exchange_calls_it(zone: str, name: str | None) -> None:
    assert name_of(ZoneInfo(zone)) == name


@pytest.mark.parametrize("zone", LIKE)
def test_what_goes_by_the_name_of_another_has_its_clock(zone: str) -> None:
    other = _zone(LIKE[zone])
    for hours in range(0, 24 * 365 * 2):
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        assert moment.astimezone(ZoneInfo(zone)).utcoffset() == moment.astimezone(other).utcoffset()
