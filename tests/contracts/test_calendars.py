"""The calendar system, whichever: the fake of it, and the simulated Exchange through the Graph SDK."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest

from adapters.graph.calendars import GraphCalendars
from adapters.graph.client import Graph
from adapters.graph.cloud import Cloud
from adapters.graph.tokens import Static, Tokens
from application.exchange import Calendars, Done, Page, Trouble, Why
from domain.calendar_event import (
    CalendarEvent,
    Draft,
    EventId,
    EventKind,
    Mailbox,
    Removed,
    Response,
    ShowAs,
    asked_for,
    owned_by_us,
)
from domain.ids import BookingId
from domain.when import Instant, Interval, instant, later
from local.exchange import Exchange, exchange_server
from tests.fake_calendars import FakeCalendars
from tests.fake_clock import FakeClock

NOW = instant(datetime(2026, 11, 23, 8, tzinfo=UTC))
ZONE = ZoneInfo("Europe/Amsterdam")
SERVICE, ANN, ROOM = (Mailbox(f"{each}@town.example") for each in ("svc", "ann", "r1"))
WEEKS = Interval(NOW, later(NOW, timedelta(days=30)))
HOUR = timedelta(hours=1)
TOKEN = "let-me-in"


def span(hour: int, *, day: int = 24) -> Interval:
    start = instant(datetime(2026, 11, day, hour, tzinfo=UTC))
    return Interval(start, later(start, HOUR))


def a_draft(number: int = 1, hour: int = 9, **more: object) -> Draft:
    return Draft(
        **{  # type: ignore[arg-type]  # a test says which fields it means
            "booking": BookingId(f"2026-11-24-b{number}"),
            "transaction": f"t-{number}",
            "subject": "Room 1",
            "body": "<p>Booked</p>",
            "span": span(hour),
            "room": (ROOM, "Room 1"),
            "people": ((ANN, "Ann"),),
            **more,
        }
    )


class Side(Protocol):
    """A calendar system, and what happens there without us. `settle`: rooms answer, mail arrives."""

    calendars: Calendars

    async def settle(self) -> None: ...

    def book(self, room: Mailbox, when: Interval) -> EventId: ...

    def move(self, box: Mailbox, event: EventId, when: Interval) -> None: ...

    def take(self, box: Mailbox, event: EventId) -> None: ...

    def weekly(self, box: Mailbox, first: Interval, times: int) -> EventId: ...


class InMemory:
    def __init__(self) -> None:
        self.fake = FakeCalendars()
        self.calendars: Calendars = self.fake

    async def settle(self) -> None:
        for event in self.fake.in_box(ROOM):
            if event.response is Response.NONE and event.rooms:
                others = [e for e in self.fake.in_box(ROOM) if e.id != event.id and e.occupies]
                clash = any(each.span.overlaps(event.span) for each in others)
                said = Response.DECLINED if clash else Response.ACCEPTED
                self.fake.answer(ROOM, said, uid=event.uid)

    def book(self, room: Mailbox, when: Interval) -> EventId:
        event = CalendarEvent(id=EventId(f"o-{when.start:%d%H}"), span=when)
        return self.fake.put(room, event).id

    def move(self, box: Mailbox, event: EventId, when: Interval) -> None:
        there = self.fake.boxes[box][event]
        self.fake.put(box, replace(there, span=when))

    def take(self, box: Mailbox, event: EventId) -> None:
        self.fake.take(box, event)

    def weekly(self, box: Mailbox, first: Interval, times: int) -> EventId:
        master = CalendarEvent(id=EventId("m"), kind=EventKind.MASTER, span=first)
        self.fake.put(box, master)
        for number in range(times):
            week = timedelta(weeks=number)
            when = Interval(later(first.start, week), later(first.end, week))
            kind = EventKind.OCCURRENCE
            id = EventId(f"m-{number}")
            self.fake.put(box, CalendarEvent(id=id, kind=kind, span=when, master=master.id))
        return master.id


class Simulated:
    def __init__(self, exchange: Exchange, calendars: GraphCalendars) -> None:
        self._exchange = exchange
        self.calendars: Calendars = calendars

    async def settle(self) -> None:
        await self._exchange.settle()

    def book(self, room: Mailbox, when: Interval) -> EventId:
        return EventId(self._exchange.post_directly(room, when.start, when.end))

    def move(self, box: Mailbox, event: EventId, when: Interval) -> None:
        self._exchange.move(box, event, when.start, when.end)

    def take(self, box: Mailbox, event: EventId) -> None:
        self._exchange.delete(box, event)

    def weekly(self, box: Mailbox, first: Interval, times: int) -> EventId:
        return EventId(self._exchange.add_weekly(box, first.start, first.end, times=times))


async def the_zone() -> ZoneInfo:
    return ZONE


@pytest.fixture(params=["memory", "exchange"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    if request.param == "memory":
        yield InMemory()
        return
    async with exchange_server(now=NOW, token=TOKEN) as exchange:
        exchange.add_user(SERVICE, "Rooms")
        exchange.add_user(ANN, "Ann")
        exchange.add_room(ROOM, "Room 1")
        tokens = Tokens(lambda: Static(TOKEN), renewable=False)
        graph = Graph(Cloud(exchange.base_url), tokens, FakeClock(NOW))
        yield Simulated(exchange, GraphCalendars(graph, the_zone))
        await graph.close()


async def made(side: Side, draft: Draft | None = None) -> CalendarEvent:
    event = await side.calendars.create(SERVICE, draft or a_draft())
    assert isinstance(event, CalendarEvent)
    return event


async def read(side: Side, box: Mailbox, event: EventId) -> CalendarEvent:
    found = await side.calendars.read(box, event)
    assert isinstance(found, CalendarEvent), found
    return found


async def in_room(side: Side, uid: str) -> CalendarEvent:
    found = await side.calendars.with_uid(ROOM, uid)
    assert isinstance(found, tuple) and len(found) == 1, found
    return found[0]


async def whole_round(side: Side, at: Interval | str) -> tuple[list[CalendarEvent | Removed], str]:
    """All pages of changes, and from where to go on."""
    found: list[CalendarEvent | Removed] = []
    while True:
        page = await side.calendars.changes(ROOM, at)
        assert isinstance(page, Page), page
        found += page.items
        if page.cursor:
            return found, page.cursor
        at = page.more


class TestCreate:
    async def test_what_was_asked_for_is_there_with_our_marks(self, side: Side) -> None:
        event = await made(side)
        for found in (event, await read(side, SERVICE, event.id)):
            assert owned_by_us(found) == asked_for(a_draft())
            assert (found.booking, found.transaction) == (a_draft().booking, "t-1")
            assert found.own and found.organiser == SERVICE
            assert found.answer_of(ANN) is Response.NONE
            assert found.uid and found.etag

    async def test_the_same_attempt_twice_is_one_event(self, side: Side) -> None:
        assert (await made(side)).id == (await made(side)).id
        found = await side.calendars.made_for(SERVICE, a_draft().booking)
        assert isinstance(found, tuple) and len(found) == 1

    async def test_a_free_room_accepts_and_has_its_copy(self, side: Side) -> None:
        event = await made(side)
        await side.settle()
        assert (await read(side, SERVICE, event.id)).answer_of(ROOM) is Response.ACCEPTED
        copy = await in_room(side, event.uid)
        assert copy.response is Response.ACCEPTED and copy.occupies
        assert not copy.own and copy.organiser == SERVICE and copy.id != event.id

    async def test_a_taken_room_declines(self, side: Side) -> None:
        side.book(ROOM, span(9))
        event = await made(side)
        await side.settle()
        assert (await read(side, SERVICE, event.id)).answer_of(ROOM) is Response.DECLINED

    async def test_a_mirror_is_as_it_was_drawn(self, side: Side) -> None:
        mirror = a_draft(room=None, people=(), show_as=ShowAs.ELSEWHERE)
        event = await side.calendars.create(ANN, mirror)
        assert isinstance(event, CalendarEvent)
        assert (event.show_as, event.attendees) == (ShowAs.ELSEWHERE, ())
        assert owned_by_us(event) == asked_for(mirror)


class TestSearch:
    async def test_only_the_events_of_that_booking_are_found(self, side: Side) -> None:
        event = await made(side)
        await made(side, a_draft(2, 11))
        found = await side.calendars.made_for(SERVICE, a_draft().booking)
        assert isinstance(found, tuple)
        assert [(each.id, each.booking) for each in found] == [(event.id, a_draft().booking)]
        assert await side.calendars.made_for(SERVICE, BookingId("2026-11-24-none")) == ()

    async def test_a_meeting_that_the_room_has_no_copy_of(self, side: Side) -> None:
        assert await side.calendars.with_uid(ROOM, "nothing") == ()


class TestChange:
    async def test_moves_both_copies(self, side: Side) -> None:
        event = await made(side)
        await side.settle()
        event = await read(side, SERVICE, event.id)
        moved = await side.calendars.change(SERVICE, event.id, a_draft(hour=14), etag=event.etag)
        assert isinstance(moved, CalendarEvent) and moved.span == span(14)
        assert moved.etag != event.etag and moved.rooms == (ROOM,)
        await side.settle()
        copy = await in_room(side, event.uid)
        assert copy.span == span(14) and copy.response is Response.ACCEPTED

    async def test_is_refused_under_an_old_version(self, side: Side) -> None:
        event = await made(side)
        side.move(SERVICE, event.id, span(12))
        met = await side.calendars.change(SERVICE, event.id, a_draft(hour=14), etag=event.etag)
        assert isinstance(met, Trouble) and met.why is Why.OUTDATED
        assert (await read(side, SERVICE, event.id)).span == span(12)

    async def test_of_what_is_gone(self, side: Side) -> None:
        event = await made(side)
        side.take(SERVICE, event.id)
        met = await side.calendars.change(SERVICE, event.id, a_draft(), etag=event.etag)
        assert isinstance(met, Trouble) and met.why is Why.GONE


class TestEnd:
    async def test_a_cancelled_meeting_frees_the_room(self, side: Side) -> None:
        event = await made(side)
        await side.settle()
        assert await side.calendars.cancel(SERVICE, event.id, comment="Over") == Done()
        await side.settle()
        copies = await side.calendars.with_uid(ROOM, event.uid)
        assert isinstance(copies, tuple) and not any(each.occupies for each in copies)
        gone = await side.calendars.read(SERVICE, event.id)
        assert isinstance(gone, Trouble) and gone.why is Why.GONE
        assert await side.calendars.made_for(SERVICE, a_draft().booking) == ()

    async def test_twice_is_gone(self, side: Side) -> None:
        event = await made(side)
        await side.calendars.cancel(SERVICE, event.id, comment="")
        for again in (
            await side.calendars.cancel(SERVICE, event.id, comment=""),
            await side.calendars.delete(SERVICE, event.id),
        ):
            assert isinstance(again, Trouble) and again.why is Why.GONE

    async def test_a_mirror_is_deleted(self, side: Side) -> None:
        event = await side.calendars.create(ANN, a_draft(room=None, people=()))
        assert isinstance(event, CalendarEvent)
        assert await side.calendars.delete(ANN, event.id) == Done()


class TestLists:
    async def test_many_are_read_at_once_the_gone_among_them(self, side: Side) -> None:
        events = [await made(side, a_draft(each, 8 + each)) for each in range(1, 5)]
        side.take(SERVICE, events[1].id)
        found = await side.calendars.read_many(SERVICE, [each.id for each in events])
        assert not isinstance(found, Trouble)
        assert [
            each.id if isinstance(each, CalendarEvent) else each.why for each in found.values()
        ] == [events[0].id, Why.GONE, events[2].id, events[3].id]
        assert await side.calendars.read_many(SERVICE, ()) == {}

    async def test_changes_begin_with_everything_and_go_on_with_what_changed(
        self, side: Side
    ) -> None:
        moved, taken, left = (side.book(ROOM, span(hour)) for hour in (9, 11, 13))
        first, cursor = await whole_round(side, WEEKS)
        assert {each.id for each in first} == {moved, taken, left}
        none, cursor = await whole_round(side, cursor)
        assert none == []
        side.move(ROOM, moved, span(15))
        side.take(ROOM, taken)
        changed, _ = await whole_round(side, cursor)
        by_id = {each.id: each for each in changed}
        assert by_id.keys() == {moved, taken}
        assert by_id[taken] == Removed(id=taken)
        event = by_id[moved]
        assert isinstance(event, CalendarEvent) and event.span == span(15)

    async def test_what_left_the_window_looks_removed_and_is_there(self, side: Side) -> None:
        event = side.book(ROOM, span(9))
        day = Interval(NOW, later(NOW, timedelta(days=3)))
        _, cursor = await whole_round(side, day)
        far = Interval(later(NOW, timedelta(days=9)), later(NOW, timedelta(days=9, hours=1)))
        side.move(ROOM, event, far)
        changed, _ = await whole_round(side, cursor)
        assert changed == [Removed(id=event)]
        assert (await read(side, ROOM, event)).span == far

    async def test_a_series_is_taken_apart(self, side: Side) -> None:
        master = side.weekly(ROOM, span(9), 4)
        days = Interval(NOW, later(NOW, timedelta(days=15)))
        for found in (
            await side.calendars.instances(ROOM, master, days),
            await side.calendars.view(ROOM, days),
        ):
            assert isinstance(found, tuple)
            assert sorted(each.span.start for each in found) == [
                span(9).start,
                later(span(9).start, timedelta(weeks=1)),
            ]
            assert all(not each.bare and each.master == master for each in found)

    async def test_a_view_is_of_one_window(self, side: Side) -> None:
        side.book(ROOM, span(9))
        event = side.book(ROOM, span(9, day=26))
        found = await side.calendars.view(ROOM, Interval(_midnight(26), _midnight(27)))
        assert isinstance(found, tuple) and [each.id for each in found] == [event]


def _midnight(day: int) -> Instant:
    return instant(datetime(2026, 11, day, tzinfo=UTC))
