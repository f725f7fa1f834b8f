"""Lists over the wire: changes and their pages, occurrences, searches, and where no link may lead."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from adapters.graph.marks import PROPERTY
from adapters.graph.opened import Exchange
from application.exchange import Page, Trouble, Why
from domain.calendar_event import CalendarEvent, EventId, Removed
from domain.when import Interval
from tests.adapters.graph.scene import BOOKING, EVENT, ROOM, SERVICE, an_event, at
from tests.adapters.graph.scripted import Script, a_graph

WITHIN = Interval(at(0), at(0, day=25))
ALWAYS = {'IdType="ImmutableId"', 'outlook.timezone="UTC"', "odata.maxpagesize=50"}
BARE = {
    "id": "o-1",
    "type": "occurrence",
    "seriesMasterId": "m-1",
    "start": {"dateTime": "2026-11-24T10:25:00.0000000", "timeZone": "UTC"},
    "end": {"dateTime": "2026-11-24T10:55:00.0000000", "timeZone": "UTC"},
}


def a_link(graph: Script, token: str) -> str:
    return f"{graph.base}/users/{ROOM}/calendarView/delta?$skiptoken={token}"


def a_page(*items: object, more: str = "", cursor: str = "") -> dict[str, Any]:
    links = {"@odata.nextLink": more, "@odata.deltaLink": cursor}
    return {"value": list(items), **{name: link for name, link in links.items() if link}}


class TestChanges:
    async def test_begin_with_a_window_and_our_preferences(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(a_page(an_event(), cursor=a_link(graph, "c")))
        page = await exchange.calendars.changes(ROOM, WITHIN)
        asked = graph.last
        assert asked.path == f"/v1.0/users/{ROOM}/calendarView/delta()"
        assert asked.query == {
            "startDateTime": "2026-11-24T00:00:00Z",
            "endDateTime": "2026-11-25T00:00:00Z",
        }
        assert asked.prefer == ALWAYS
        assert isinstance(page, Page)
        assert (page.more, page.cursor) == ("", a_link(graph, "c"))

    async def test_go_on_where_the_link_says_with_our_preferences_again(
        self, exchange: Exchange, graph: Script
    ) -> None:
        link = a_link(graph, "R0us_mc-FX.n~%2Bx%3D")
        graph.says(a_page(BARE, {"id": "gone", "@removed": {"reason": "deleted"}}, more=link))
        page = await exchange.calendars.changes(ROOM, link)
        assert graph.last.prefer == ALWAYS
        assert graph.base.endswith("/v1.0") and graph.last.query == {
            "$skiptoken": "R0us_mc-FX.n~+x="
        }
        assert isinstance(page, Page)
        bare, gone = page.items
        assert isinstance(bare, CalendarEvent) and bare.bare
        assert gone == Removed(id=EventId("gone"))
        assert page.more == link

    async def test_an_empty_page_is_not_the_end(self, exchange: Exchange, graph: Script) -> None:
        graph.says(a_page(more=a_link(graph, "2")))
        assert await exchange.calendars.changes(ROOM, WITHIN) == Page(
            items=(), more=a_link(graph, "2")
        )

    async def test_a_page_that_leads_nowhere_is_not_the_end_either(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(a_page(an_event()))
        met = await exchange.calendars.changes(ROOM, WITHIN)
        assert isinstance(met, Trouble) and met.why is Why.LATER

    async def test_what_nobody_can_read_is_left_out(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(a_page(None, {"id": "x"}, an_event(), cursor=a_link(graph, "c")))
        page = await exchange.calendars.changes(ROOM, WITHIN)
        assert isinstance(page, Page) and len(page.items) == 1


class TestLinksToElsewhere:
    """The token goes with a request, so a link to another address is never followed."""

    @pytest.mark.parametrize("name", ["@odata.nextLink", "@odata.deltaLink"])
    async def test_are_refused_when_they_come(
        self, exchange: Exchange, graph: Script, name: str
    ) -> None:
        with a_graph() as elsewhere:
            elsewhere.says(a_page())
            graph.says({"value": [an_event()], name: f"{elsewhere.base}/delta?$skiptoken=1"})
            met = await exchange.calendars.changes(ROOM, WITHIN)
            assert met == Trouble(why=Why.LATER, code="ForeignLink")
            view = await exchange.calendars.view(ROOM, WITHIN)
            assert view == Trouble(why=Why.LATER, code="ForeignLink")
            assert not elsewhere.asked

    async def test_are_refused_when_they_were_kept(self, exchange: Exchange, graph: Script) -> None:
        with a_graph() as elsewhere:
            port = urlsplit(elsewhere.base).port
            for link in (
                f"{elsewhere.base}/delta?x",
                f"http://localhost:{port}/v1.0/delta",
                f"http://me@127.0.0.1:{port}/v1.0/delta",
                graph.base.replace("http://", "https://"),
                graph.base.replace("127.0.0.1", "127.0.0.1.example"),
                "//127.0.0.1/v1.0",
                "v1.0/delta",
                "http://127.0.0.1:99999/",
            ):
                met = await exchange.calendars.changes(ROOM, link)
                assert met == Trouble(why=Why.CURSOR, code="ForeignLink"), link
            assert not elsewhere.asked and not graph.asked

    async def test_no_redirect_carries_the_token_on(
        self, exchange: Exchange, graph: Script
    ) -> None:
        with a_graph() as elsewhere:
            elsewhere.says(an_event())
            for status in (301, 302, 307, 308):
                graph.replies = []
                graph.says(None, status, Location=f"{elsewhere.base}/here")
                met = await exchange.calendars.read(ROOM, EVENT)
                assert isinstance(met, Trouble) and met.why is Why.LATER
                hint = await exchange.schedules.schedule((ROOM,), WITHIN)
                assert isinstance(hint, Trouble) and hint.why is Why.LATER
            assert not elsewhere.asked


class TestSearches:
    async def test_by_our_mark(self, exchange: Exchange, graph: Script) -> None:
        graph.says({"value": [an_event()]})
        found = await exchange.calendars.made_for(SERVICE, BOOKING)
        assert isinstance(found, tuple)
        assert [each.booking for each in found] == [BOOKING]
        asked = graph.last
        assert asked.path == f"/v1.0/users/{SERVICE}/events" and asked.prefer == ALWAYS
        assert asked.query["$filter"] == (
            "singleValueExtendedProperties/Any("
            f"ep: ep/id eq '{PROPERTY}' and ep/value eq '{BOOKING}')"
        )
        assert asked.query["$expand"] == (
            f"singleValueExtendedProperties($filter=id eq '{PROPERTY}')"
        )

    async def test_by_what_all_copies_share(self, exchange: Exchange, graph: Script) -> None:
        graph.says({"value": []})
        assert await exchange.calendars.with_uid(ROOM, "04'00") == ()
        assert graph.last.query["$filter"] == "iCalUId eq '04''00'"


class TestWholeLists:
    async def test_are_read_to_their_end_over_empty_pages(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.says(a_page(an_event(), more=a_link(graph, "2")))
        graph.says(a_page(more=a_link(graph, "3")))
        graph.says(a_page(an_event(id="e-2")))
        found = await exchange.calendars.view(ROOM, WITHIN)
        assert isinstance(found, tuple) and [each.id for each in found] == [EVENT, "e-2"]
        assert len(graph.asked) == 3
        assert all(each.prefer == ALWAYS for each in graph.asked)
        first = graph.asked[0]
        assert first.path == f"/v1.0/users/{ROOM}/calendarView"
        assert first.query["startDateTime"] == "2026-11-24T00:00:00Z"
        assert "createdDateTime" not in first.query["$select"]

    async def test_half_of_one_is_none(self, exchange: Exchange, graph: Script) -> None:
        graph.says(a_page(an_event(), more=a_link(graph, "2")))
        graph.refuses(429, "ApplicationThrottled", Retry_After="5")
        met = await exchange.calendars.view(ROOM, WITHIN)
        assert isinstance(met, Trouble) and met.why is Why.LATER

    async def test_of_a_series_within_a_window(self, exchange: Exchange, graph: Script) -> None:
        graph.says({"value": [an_event(type="occurrence", seriesMasterId="m-1")]})
        found = await exchange.calendars.instances(ROOM, EventId("m-1"), WITHIN)
        assert isinstance(found, tuple) and found[0].master == "m-1"
        assert graph.last.path == f"/v1.0/users/{ROOM}/events/m-1/instances"
        assert graph.last.query["endDateTime"] == "2026-11-25T00:00:00Z"

    async def test_one_event_comes_with_our_mark(self, exchange: Exchange, graph: Script) -> None:
        mark = {"id": PROPERTY, "value": BOOKING}
        graph.says(an_event(singleValueExtendedProperties=[mark]))
        found = await exchange.calendars.read(SERVICE, EVENT)
        assert isinstance(found, CalendarEvent) and found.booking == BOOKING
        assert graph.last.target.startswith(
            "/v1.0/users/rooms%40gemeente.example/events/AAMk%3D%2F%2Bx?"
        )
        assert "body" not in graph.last.query["$select"].split(",")
