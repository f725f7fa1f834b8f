"""What each answer of Graph means: the table of statuses and codes, over the wire."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.utils import format_datetime

import pytest

from adapters.graph.calendars import GraphCalendars
from adapters.graph.client import Graph
from adapters.graph.cloud import Cloud
from adapters.graph.opened import Exchange
from adapters.graph.tokens import Static, Tokens
from application.exchange import Trouble, Why
from domain.calendar_event import EventId
from domain.when import Interval, later
from tests.adapters.graph.scene import (
    BOOKING,
    EVENT,
    NOW,
    ROOM,
    SERVICE,
    TOKEN,
    a_meeting,
    an_event,
    at,
    opened_at,
    the_zone,
)
from tests.adapters.graph.scripted import Reply, Script
from tests.fake_clock import FakeClock

WITHIN = Interval(at(0), at(0, day=25))

type Call = Callable[[Exchange, Script], Awaitable[object]]
CALLS: dict[str, Call] = {
    "create": lambda e, g: e.calendars.create(SERVICE, a_meeting()),
    "change": lambda e, g: e.calendars.change(SERVICE, EVENT, a_meeting(), etag='W/"k"'),
    "cancel": lambda e, g: e.calendars.cancel(SERVICE, EVENT, comment=""),
    "delete": lambda e, g: e.calendars.delete(SERVICE, EVENT),
    "read": lambda e, g: e.calendars.read(SERVICE, EVENT),
    "made_for": lambda e, g: e.calendars.made_for(SERVICE, BOOKING),
    "with_uid": lambda e, g: e.calendars.with_uid(ROOM, "uid-1"),
    "first": lambda e, g: e.calendars.changes(ROOM, WITHIN),
    "next": lambda e, g: e.calendars.changes(
        ROOM, f"{g.base}/users/{ROOM}/calendarView/delta?$deltatoken=x"
    ),
    "instances": lambda e, g: e.calendars.instances(ROOM, EVENT, WITHIN),
    "view": lambda e, g: e.calendars.view(ROOM, WITHIN),
}
WRITES = ("create", "change", "cancel", "delete")
READS = tuple(each for each in CALLS if each not in WRITES)
OF_AN_EVENT = ("change", "cancel", "delete", "read", "instances")
OF_A_BOX = ("create", "made_for", "with_uid", "first", "view")

TABLE = [
    (*row, call)
    for row, calls in (
        ((400, "ErrorOccurrenceCrossingBoundary", Why.REFUSED), (*WRITES, "read", "first", "view")),
        ((400, "ErrorInvalidIdMalformed", Why.CURSOR), ("next",)),
        ((400, "BadRequest", Why.CURSOR), ("next",)),
        ((404, "SyncStateNotFound", Why.CURSOR), ("next",)),
        ((410, "SyncStateNotFound", Why.CURSOR), ("next", "first")),
        ((410, "syncStateInvalid", Why.CURSOR), ("next",)),
        ((409, "resyncRequired", Why.CURSOR), ("next",)),
        ((401, "InvalidAuthenticationToken", Why.SIGNED_OUT), tuple(CALLS)),
        ((403, "ErrorAccessDenied", Why.CLOSED), tuple(CALLS)),
        ((404, "ErrorInvalidUser", Why.CLOSED), tuple(CALLS)),
        ((404, "MailboxNotEnabledForRESTAPI", Why.CLOSED), tuple(CALLS)),
        ((404, "Request_ResourceNotFound", Why.CLOSED), tuple(CALLS)),
        ((400, "MailboxNotEnabledForRESTAPI", Why.CLOSED), tuple(CALLS)),
        ((423, "ErrorLocked", Why.LATER), tuple(CALLS)),
        ((404, "ErrorItemNotFound", Why.GONE), OF_AN_EVENT),
        ((410, "ErrorItemNotFound", Why.GONE), OF_AN_EVENT),
        ((404, "ErrorItemNotFound", Why.CLOSED), OF_A_BOX),
        ((409, "ErrorDuplicateTransactionId", Why.THERE), ("create",)),
        ((412, "ErrorIrresolvableConflict", Why.OUTDATED), ("change", "delete")),
        ((429, "ApplicationThrottled", Why.LATER), tuple(CALLS)),
        ((503, "ServiceNotAvailable", Why.LATER), (*READS, "change", "cancel", "delete")),
        ((500, "ErrorInternalServerError", Why.LATER), (*READS, "change", "cancel", "delete")),
        ((502, "UnknownError", Why.LATER), (*READS, "change", "cancel", "delete")),
        ((504, "UnknownError", Why.LATER), (*READS, "change", "cancel", "delete")),
        ((500, "ErrorInternalServerError", Why.UNKNOWN), ("create",)),
        ((503, "ErrorConcurrentItemSave", Why.UNKNOWN), ("create",)),
        ((504, "UnknownError", Why.UNKNOWN), ("create",)),
    )
    for call in calls
]


@pytest.mark.parametrize(("status", "code", "why", "call"), TABLE)
async def test_a_status_and_its_code_mean(
    exchange: Exchange, graph: Script, status: int, code: str, why: Why, call: str
) -> None:
    graph.refuses(status, code)
    met = await CALLS[call](exchange, graph)
    assert isinstance(met, Trouble)
    assert (met.why, met.code) == (why, code)
    assert len(graph.asked) == 1, "nothing is repeated here"


@pytest.mark.parametrize("call", CALLS)
async def test_the_html_of_a_gateway_ends_no_booking(
    exchange: Exchange, graph: Script, call: str
) -> None:
    for status in (404, 502):
        graph.replies = [Reply(status=status, body="<html><h1>Nothing here</h1></html>")]
        met = await CALLS[call](exchange, graph)
        lost = call == "create" and status == 502
        assert isinstance(met, Trouble)
        assert (met.why, met.code) == (Why.UNKNOWN if lost else Why.LATER, f"http-{status}")


@pytest.mark.parametrize("call", CALLS)
async def test_a_connection_that_breaks_leaves_a_write_unknown(
    exchange: Exchange, graph: Script, call: str
) -> None:
    graph.say(Reply(drop=True))
    met = await CALLS[call](exchange, graph)
    assert isinstance(met, Trouble)
    assert met.why is (Why.UNKNOWN if call in WRITES else Why.LATER)
    assert len(graph.asked) == 1


async def test_so_does_an_answer_that_takes_too_long(graph: Script) -> None:
    graph.say(Reply(after=5))
    tokens = Tokens(lambda: Static(TOKEN), renewable=False)
    hasty = Graph(Cloud(graph.base), tokens, FakeClock(NOW), patience=0.3)
    calendars = GraphCalendars(hasty, the_zone)
    written = await calendars.create(SERVICE, a_meeting())
    read = await calendars.read(SERVICE, EVENT)
    assert isinstance(written, Trouble) and written.why is Why.UNKNOWN
    assert isinstance(read, Trouble) and read.why is Why.LATER
    await hasty.close()


async def test_what_was_never_sent_was_not_done(graph: Script) -> None:
    exchange = opened_at("http://127.0.0.1:1/v1.0")
    met = await CALLS["create"](exchange, graph)
    assert isinstance(met, Trouble) and met.why is Why.LATER
    await exchange.close()


class TestRetryAfter:
    async def test_comes_in_seconds(self, exchange: Exchange, graph: Script) -> None:
        graph.refuses(429, "ApplicationThrottled", Retry_After="17")
        met = await exchange.calendars.read(ROOM, EVENT)
        assert isinstance(met, Trouble) and met.wait == timedelta(seconds=17)

    async def test_or_as_a_date(self, exchange: Exchange, graph: Script) -> None:
        then = format_datetime(later(NOW, timedelta(minutes=2)), usegmt=True)
        graph.refuses(503, "ServiceNotAvailable", Retry_After=then)
        met = await exchange.calendars.read(ROOM, EVENT)
        assert isinstance(met, Trouble) and met.wait == timedelta(minutes=2)

    @pytest.mark.parametrize("said", ["", "soon", "-3", "Tue, 99 Nov"])
    async def test_or_not_at_all_and_then_we_wait_all_the_same(
        self, exchange: Exchange, graph: Script, said: str
    ) -> None:
        graph.refuses(429, "ApplicationThrottled", Retry_After=said)
        met = await exchange.calendars.read(ROOM, EVENT)
        assert isinstance(met, Trouble) and met.wait == timedelta(seconds=30)

    async def test_a_date_that_has_passed_means_now(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.refuses(429, "X", Retry_After=format_datetime(later(NOW, -timedelta(hours=1))))
        met = await exchange.calendars.read(ROOM, EVENT)
        assert isinstance(met, Trouble) and met.wait == timedelta()

    async def test_a_throttled_creation_knows_that_nothing_was_made(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.refuses(429, "ApplicationThrottled", Retry_After="9")
        met = await exchange.calendars.create(SERVICE, a_meeting())
        assert met == Trouble(why=Why.LATER, wait=timedelta(seconds=9), code="ApplicationThrottled")


class TestErrorBodies:
    async def test_may_be_the_error_itself(self, exchange: Exchange, graph: Script) -> None:
        graph.says({"code": "ErrorIrresolvableConflict", "message": "no"}, 412)
        met = await exchange.calendars.read(ROOM, EVENT)
        assert met == Trouble(why=Why.OUTDATED, code="ErrorIrresolvableConflict")

    async def test_give_no_code_that_could_hold_a_name(
        self, exchange: Exchange, graph: Script
    ) -> None:
        graph.refuses(400, "no mailbox sanne@gemeente.example")
        met = await exchange.calendars.read(ROOM, EVENT)
        assert met == Trouble(why=Why.REFUSED, code="http-400")

    async def test_a_yes_in_html_is_no_answer(self, exchange: Exchange, graph: Script) -> None:
        graph.say(Reply(status=200, body="<html>sign in to this network</html>"))
        met = await exchange.calendars.read(ROOM, EventId("e"))
        assert isinstance(met, Trouble) and met.why is Why.LATER


async def test_no_library_tells_whose_calendar_was_asked(
    exchange: Exchange, graph: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    graph.says(an_event())
    graph.refuses(403, "ErrorAccessDenied")
    await exchange.calendars.read(SERVICE, EVENT)
    await exchange.calendars.read(SERVICE, EVENT)
    assert "gemeente" not in caplog.text and str(EVENT) not in caplog.text


async def test_trouble_passes(exchange: Exchange, graph: Script) -> None:
    graph.say(Reply(drop=True))
    graph.says(an_event())
    assert isinstance(await exchange.calendars.read(ROOM, EVENT), Trouble)
    assert not isinstance(await exchange.calendars.read(ROOM, EVENT), Trouble)
