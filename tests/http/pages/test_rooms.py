"""Rooms that Exchange decides, on the page: asked, answered, and taken by meetings made in Outlook."""

import asyncio
from dataclasses import replace

import pytest

from application.exchange import ExchangeTerms
from application.from_exchange import accept_booking, decline_booking
from application.impose import impose_foreign
from domain.booking import Booking, Target, promised
from domain.ids import BookingId, ResourceId
from domain.rooms import WhyDeclined
from tests import builders as make
from tests.fakes import World
from tests.http.pages.served import Browser, a_town, forms, words

ROOM = ResourceId("room-1")
HERE = "/?place=room-1&from=09:00&to=10:00"
MEETING = BookingId("2026-11-24-outlook-1")


@pytest.fixture
def town() -> World:
    """The hall, whose room has a mailbox at an Exchange."""
    world = a_town()
    assert world.places.known is not None
    known = world.places.known
    room = replace(known.resources[ROOM], mailbox="room-1@example.org")
    world.places.known = replace(known, resources={**known.resources, ROOM: room})
    return replace(world, ports=replace(world.ports, exchange=ExchangeTerms(on=True)))


def head(town: World) -> Booking:
    heads = [row for day in town.bookings.rows.values() for _, row in day.values()]
    return next(row for row in heads if isinstance(row, Booking))


def meet(town: World) -> None:
    when = make.span("09:00", "10:00")
    room = make.a_room()
    there = Target(
        resource=room.id,
        site=room.site,
        kind=room.kind,
        span=when,
        promise=promised(when, make.LUXEMBOURG),
    )
    asyncio.run(impose_foreign(town.ports, MEETING, there))


def asked(browser: Browser) -> str:
    """Where one is led by asking for the room."""
    form = next(each for each in forms(browser.get(HERE).text) if "/bookings" in each.actions)
    return str(browser.post("/bookings", form.fields).headers["Location"])


def test_a_room_that_was_asked_says_so_until_it_has_answered(town: World, browser: Browser) -> None:
    there = asked(browser)
    page = words(browser.get(there).text)
    assert "The room has been asked for you and is held meanwhile." in page
    assert "Awaiting approval" in page
    asyncio.run(accept_booking(town.ports, head(town).id))
    page = words(browser.get(there).text)
    assert "Your place is booked." in page
    assert "Awaiting approval" not in page.split("My bookings")[1]


def test_a_room_that_said_no_is_told_where_it_was_asked(town: World, browser: Browser) -> None:
    there = asked(browser)
    asyncio.run(decline_booking(town.ports, head(town).id, WhyDeclined.ROOM))
    page = browser.get(there).text
    assert "The room did not accept your booking." in words(page)
    assert 'role="alert"' in page


def test_a_meeting_made_in_outlook_is_shown_as_that_on_plan_table_and_panel(
    town: World, browser: Browser
) -> None:
    meet(town)
    span = "from=09:00&to=10:00"
    plan = browser.get(f"/?{span}").text
    assert 'aria-label="Room room-1, Taken, Meeting in Outlook"' in plan
    assert "Taken Meeting in Outlook" in words(browser.get(f"/?{span}&view=table").text)
    assert "Meeting in Outlook 09:00" in words(browser.get(HERE).text)
    for language, said in {
        "nl": "Vergadering in Outlook",
        "fr": "Réunion dans Outlook",
        "de": "Besprechung in Outlook",
    }.items():
        page = browser.get(f"/?{span}", headers={"Accept-Language": language}).text
        assert said in page


def test_nobody_acts_on_a_meeting_made_in_outlook(town: World, browser: Browser) -> None:
    meet(town)
    browser.be("rie")
    answer = browser.post(f"/bookings/{MEETING}/cancellation", {"back": "/"})
    page = words(browser.get(answer.headers["Location"]).text)
    assert "can be changed or cancelled only there" in page


def test_whoever_polls_the_plan_sees_the_answer(town: World, browser: Browser) -> None:
    asked(browser)
    path = "/api/v1/occupancy?siteId=hall&date=2026-11-24&startsAt=2026-11-24T08:00:00Z"
    path += "&endsAt=2026-11-24T09:00:00Z"

    def seen(tag: str = "") -> tuple[int, str, str]:
        answer = browser.get(path, headers={"If-None-Match": tag} if tag else {})
        if answer.status_code == 304:
            return 304, "", tag
        places = {place["id"]: place for place in answer.json()["resources"]}
        return answer.status_code, places["room-1"]["state"], answer.headers["ETag"]

    browser.be("bob")
    _, state, tag = seen()
    assert state == "pending"
    asyncio.run(accept_booking(town.ports, head(town).id))
    code, state, tag = seen(tag)
    assert (code, state) == (200, "taken")
    assert seen(tag)[0] == 304
    asyncio.run(decline_booking(town.ports, head(town).id, WhyDeclined.ROOM))
    assert seen(tag)[:2] == (200, "free")
