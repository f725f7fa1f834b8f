"""The pages that play Outlook: what a person at them sees and does, and that it is the same calendar as Graph's."""

import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urlencode

import aiohttp
import pytest

from demo.build import MUNICIPALITIES
from local.beside import service_mailbox
from local.exchange import Exchange
from local.exchange.pages import pages
from local.exchange.seed import seeded
from local.exchange.serving import served
from local.exchange.times import zone_of

ANNE = "anne.weber@junglinster.example"
PAULO = "paulo.lambert@junglinster.example"
ROOM = "sall-blumm@junglinster.example"


@dataclass(frozen=True, slots=True)
class Desk:
    exchange: Exchange
    session: aiohttp.ClientSession

    async def see(self, path: str) -> str:
        async with self.session.get(self.exchange.root_url + path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.text()

    async def do(self, path: str, **form: str) -> str:
        async with self.session.post(self.exchange.root_url + path, data=form) as answer:
            assert answer.status == 200
            return await answer.text()

    @property
    def tomorrow(self) -> str:
        now = self.exchange.clock.now().astimezone(zone_of(self.exchange.zone))
        return (now.date() + timedelta(days=1)).isoformat()

    async def week(self, who: str) -> str:
        return await self.see("/?" + urlencode({"who": who, "week": self.tomorrow}))

    def only(self, who: str) -> str:
        """The id of the one event in that calendar."""
        [event] = self.exchange.events(who)
        id: str = event["id"]
        return id


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    exchange = seeded("junglinster", token=None)
    exchange.knobs.attendant_delay = 0
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with (
            served(exchange, listener, pages(exchange, vrijplek="http://127.0.0.1:7071")),
            aiohttp.ClientSession() as session,
        ):
            yield Desk(exchange, session)


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_everybody_with_mail_and_every_room_with_an_address_is_there(municipality: str) -> None:
    exchange = seeded(municipality, token=None)
    kinds = [each.kind for each in exchange.store.mailboxes()]
    assert kinds.count("room") > 3
    assert kinds.count("user") > 50
    assert exchange.store.known(service_mailbox(municipality)) is not None
    assert {"building", "floor", "room"} <= {each["kind"] for each in exchange.store.places}


async def test_a_room_is_booked_as_a_person_and_the_week_says_what_it_answered(desk: Desk) -> None:
    form = {"who": ANNE, "room": ROOM, "day": desk.tomorrow, "start": "10:00", "end": "11:00"}
    page = await desk.do("/book", subject="Budget & more", times="1", **form)
    assert "Budget &amp; more" in page
    assert "Sall Blumm: accepted" in page
    in_room = await desk.week(ROOM)
    assert "10:00–11:00" in in_room
    assert "Budget" not in in_room, "a room shows the organiser's name only"
    assert 'class="event accepted"' in in_room
    second = await desk.do("/book", subject="Late", times="1", **{**form, "who": PAULO})
    assert "Sall Blumm: declined" in second


async def test_a_meeting_is_moved_answered_and_cancelled_from_its_own_page(desk: Desk) -> None:
    form = {"who": ANNE, "room": ROOM, "day": desk.tomorrow, "start": "10:00", "end": "11:00"}
    await desk.do("/book", **form)
    id = desk.only(ANNE)
    page = await desk.see(f"/event?who={ANNE}&id={quote(id)}")
    assert "Sall Blumm: accepted" in page
    moved = {"who": ANNE, "id": id, "day": desk.tomorrow, "start": "14:00", "end": "15:30"}
    await desk.do("/move", **moved)
    assert "14:00–15:30" in await desk.week(ROOM)
    await desk.do("/answer", who=ROOM, id=desk.only(ROOM), answer="declined", day=desk.tomorrow)
    assert "Sall Blumm: declined" in await desk.week(ANNE)
    await desk.do("/cancel", who=ANNE, id=id, day=desk.tomorrow)
    assert desk.exchange.events(ANNE) == []


async def test_a_weekly_series_is_made_and_one_date_or_all_of_it_cancelled(desk: Desk) -> None:
    form = {"who": ANNE, "room": ROOM, "day": desk.tomorrow, "start": "10:00", "end": "11:00"}
    page = await desk.do("/book", times="4", subject="Jour fixe", **form)
    [link] = re.findall(r'href="(/event\?[^"]+)"', page)
    detail = await desk.see(link.replace("&amp;", "&"))
    assert "one date of a series" in detail
    assert "Cancel the whole series" in detail
    ids = re.findall(r'name="id" value="([^"]+)"', detail)
    await desk.do("/cancel", who=ANNE, id=ids[0], day=desk.tomorrow)
    start = desk.exchange.clock.now()
    seen = desk.exchange.view(ANNE, start, start + timedelta(days=60))
    assert len(seen) == 3
    await desk.do("/cancel", who=ANNE, id=ids[-1], day=desk.tomorrow)
    assert desk.exchange.events(ANNE) == []


async def test_a_room_can_be_written_into_directly_and_nobody_asks_whether_it_is_free(
    desk: Desk,
) -> None:
    assert "nobody asks whether it is free" in await desk.see(f"/new?who={ROOM}")
    form = {"who": ROOM, "room": ROOM, "day": desk.tomorrow, "start": "10:00", "end": "11:00"}
    for _ in range(2):
        await desk.do("/book", directly="yes", **form)
    assert len(desk.exchange.events(ROOM)) == 2


async def test_a_form_that_makes_no_sense_is_told_and_one_from_elsewhere_is_refused(
    desk: Desk,
) -> None:
    form = {"who": ANNE, "room": "", "day": desk.tomorrow, "start": "11:00", "end": "10:00"}
    url = f"{desk.exchange.root_url}/book"
    async with desk.session.post(url, data=form) as answer:
        assert answer.status == 400
        assert "end after it starts" in await answer.text()
    async with desk.session.post(
        url, data=form, headers={"Origin": "https://elsewhere.example"}
    ) as answer:
        assert answer.status == 400
    assert desk.exchange.events(ANNE) == []
    assert "refresh" in await desk.see("/")
    assert ".event" in await desk.see("/style.css")
