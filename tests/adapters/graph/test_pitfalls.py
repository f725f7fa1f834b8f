"""What goes wrong in other people's calendar engines at the wire, each by its number in our list of pitfalls."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from adapters.graph.opened import Exchange as Ports
from application.exchange import Trouble, Why
from domain.calendar_event import CalendarEvent, ShowAs
from domain.when import Interval, later
from local.exchange import Exchange, exchange_server
from tests.adapters.graph.scene import (
    EVENT,
    NOW,
    PERSON,
    ROOM,
    SERVICE,
    TOKEN,
    a_meeting,
    a_mirror,
    at,
    opened_at,
)
from tests.adapters.graph.scripted import Script

OTHER = "iemand@gemeente.example"


@pytest.fixture
async def there() -> AsyncIterator[tuple[Ports, Exchange]]:
    async with exchange_server(now=NOW, token=TOKEN) as outlook:
        for each in (SERVICE, PERSON, OTHER):
            outlook.add_user(each)
        outlook.add_room(ROOM)
        ports = opened_at(outlook.base_url)
        yield ports, outlook
        await ports.close()


def bodies(outlook: Exchange) -> list[dict[str, Any]]:
    return [each.body for each in outlook.log.writes()]


async def made(ports: Ports) -> CalendarEvent:
    event = await ports.calendars.create(SERVICE, a_meeting())
    assert isinstance(event, CalendarEvent)
    return event


async def moved(ports: Ports, event: CalendarEvent) -> CalendarEvent:
    seen = await ports.calendars.read(SERVICE, event.id)
    assert isinstance(seen, CalendarEvent)
    draft = a_meeting(span=Interval(at(13), at(14)), body="<p>Nieuw</p>", subject="Nieuw")
    found = await ports.calendars.change(SERVICE, event.id, draft, etag=seen.etag)
    assert isinstance(found, CalendarEvent)
    return found


async def test_pitfall_02_no_answer_to_a_creation_is_not_a_no(
    exchange: Ports, graph: Script
) -> None:
    for status in (500, 502, 503, 504):
        graph.replies = []
        graph.refuses(status, "ErrorInternalServerError", Retry_After="7")
        met = await exchange.calendars.create(SERVICE, a_meeting())
        assert met == Trouble(
            why=Why.UNKNOWN, wait=timedelta(seconds=7), code="ErrorInternalServerError"
        )


async def test_pitfall_02_what_was_made_all_the_same_is_found_by_its_mark(
    there: tuple[Ports, Exchange],
) -> None:
    ports, _ = there
    event = await made(ports)
    found = await ports.calendars.made_for(SERVICE, a_meeting().booking)
    assert isinstance(found, tuple) and [each.id for each in found] == [event.id]


async def test_pitfall_16_no_write_carries_a_recurrence(there: tuple[Ports, Exchange]) -> None:
    ports, outlook = there
    await moved(ports, await made(ports))
    assert bodies(outlook) and not any("recurrence" in each for each in bodies(outlook))


async def test_pitfall_20_a_change_sends_back_nothing_that_was_read(
    there: tuple[Ports, Exchange],
) -> None:
    ports, outlook = there
    event = await made(ports)
    await outlook.settle()
    invited = outlook.event(SERVICE, event.id)["attendees"]
    guest = {"type": "optional", "emailAddress": {"address": OTHER}}
    outlook.change(SERVICE, event.id, attendees=[*invited, guest])
    found = await moved(ports, event)
    assert {each.address for each in found.attendees} == {ROOM, PERSON, OTHER}
    assert set(bodies(outlook)[-1]) - {"@odata.type"} == {"start", "end"}


async def test_pitfall_24_nobody_waits_and_repeats_below_us(exchange: Ports, graph: Script) -> None:
    began = time.monotonic()
    for status in (429, 503, 504):
        graph.replies, graph.asked = [], []
        graph.refuses(status, "ApplicationThrottled", Retry_After="20")
        for met in (
            await exchange.calendars.create(SERVICE, a_meeting()),
            await exchange.calendars.read(SERVICE, EVENT),
        ):
            assert isinstance(met, Trouble) and met.wait == timedelta(seconds=20)
        assert len(graph.asked) == 2
        assert not any("retry-attempt" in each.headers for each in graph.asked)
    assert time.monotonic() - began < 20  # what one pause would have taken


async def test_pitfall_25_a_token_goes_to_the_host_of_the_settings_only(
    there: tuple[Ports, Exchange], graph: Script
) -> None:
    ports, outlook = there
    outlook.knobs.empty_pages = 1  # so that there is a next one
    outlook.knobs.foreign_host = graph.base.removesuffix("/v1.0")
    graph.says({"value": []})
    week = Interval(NOW, later(NOW, timedelta(days=7)))
    met = await ports.calendars.changes(ROOM, week)
    assert isinstance(met, Trouble) and met.code == "ForeignLink"
    assert graph.asked == []


async def test_pitfall_26_a_mirror_never_makes_somebody_look_busy(
    there: tuple[Ports, Exchange],
) -> None:
    ports, outlook = there
    for show_as in (ShowAs.FREE, ShowAs.ELSEWHERE):
        event = await ports.calendars.create(PERSON, a_mirror(show_as=show_as, transaction=show_as))
        assert isinstance(event, CalendarEvent) and event.show_as is show_as
        seen = outlook.event(PERSON, event.id)
        assert seen["isReminderOn"] is False and not seen["attendees"]


async def test_pitfall_29_what_the_server_makes_of_a_body_is_left_alone(
    there: tuple[Ports, Exchange],
) -> None:
    ports, outlook = there
    event = await made(ports)
    teams = {
        "contentType": "html",
        "content": "<p>Geboekt</p><a href='https://teams'>Deelnemen</a>",
    }
    outlook.change(SERVICE, event.id, body=teams)
    await moved(ports, event)
    assert "teams" in outlook.event(SERVICE, event.id)["body"]["content"]
    assert not any("body" in each for each in bodies(outlook)[1:])


async def test_pitfall_30_a_mailbox_that_is_closed_to_us_is_not_an_empty_one(
    there: tuple[Ports, Exchange],
) -> None:
    ports, outlook = there
    event = await made(ports)
    week = Interval(NOW, later(NOW, timedelta(days=7)))
    for state in ("denied", "gone"):
        outlook.suspend(SERVICE, state)
        for met in (
            await ports.calendars.read(SERVICE, event.id),
            await ports.calendars.view(SERVICE, week),
            await ports.calendars.made_for(SERVICE, a_meeting().booking),
            await ports.calendars.cancel(SERVICE, event.id, comment=""),
        ):
            assert isinstance(met, Trouble) and met.why is Why.CLOSED
