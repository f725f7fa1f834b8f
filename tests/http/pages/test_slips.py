"""What could not be mailed, on the page: said after signing in, in one's language, until one says that one has read it."""

import asyncio
from dataclasses import replace

import pytest

from application.exchange import ExchangeTerms
from application.from_exchange import decline_booking
from application.slips import NoticesOrSlips
from domain.booking import Booking
from domain.ids import BookingId, PersonId, ResourceId
from domain.mailing import mail_of
from domain.notices import IN_OUTLOOK, Notice, Topic
from domain.refusals import Alternative
from domain.rooms import WhyDeclined
from tests import builders as make
from tests.fake_bookings import StoredIntents
from tests.fakes import World
from tests.http.pages.served import Browser, a_town, forms, words
from tests.http.pages.shared import BADGE, CODE, Screen
from tests.http.pages.test_kiosk import has_code

ROOM = ResourceId("room-1")
BACK = {"back": "/"}


@pytest.fixture
def town() -> World:
    """The hall, whose room has a mailbox at an Exchange; nobody there has a mail address."""
    world = a_town()
    known = world.places.known
    assert known is not None
    room = replace(known.resources[ROOM], mailbox="room-1@example.org")
    world.places.known = replace(known, resources={**known.resources, ROOM: room})
    people, clock = world.ports.people, world.clock
    board = NoticesOrSlips(world.ports.notices, world.mails, people=people, clock=clock)
    ports = replace(world.ports, exchange=ExchangeTerms(on=True), notices=board)
    return replace(world, ports=ports)


def head(town: World, person: str) -> Booking:
    heads = [row for day in town.bookings.rows.values() for _, row in day.values()]
    return next(h for h in heads if isinstance(h, Booking) and h.person == person)


def lies(town: World, booking: Booking, topic: Topic, reason: str = "", key: str = "1") -> None:
    """As it is told by the job that delivers."""
    free = Alternative(
        resource=ResourceId("desk-2"), site=booking.at.site, span=make.span("13:00", "14:00")
    )
    notice = Notice(
        key=f"{booking.id}-{key}",
        topic=topic,
        booking=booking,
        before=booking.at,
        alternatives=(free,),
    )
    asyncio.run(town.mails.lay(booking.person, mail_of(notice, make.NOW)))
    if reason:
        day = town.bookings.rows[booking.home]
        for row, (version, kept) in list(day.items()):
            if row.startswith(f"outbox|{booking.id}|") and isinstance(kept, StoredIntents):
                told = replace(kept.intents[0], notice=topic.value, reason=reason)
                day[row] = (version, replace(kept, intents=(told,)))


def asks(browser: Browser) -> None:
    page = browser.get("/?place=room-1&from=09:00&to=10:00").text
    form = next(each for each in forms(page) if "/bookings" in each.actions)
    browser.post("/bookings", form.fields)


@pytest.fixture
def asked(town: World, browser: Browser) -> Booking:
    asks(browser)
    return head(town, "ada")


def test_a_decline_stays_on_the_page_until_one_has_read_it(
    town: World, browser: Browser, asked: Booking
) -> None:
    assert "What happened to your bookings" not in words(browser.get("/").text)
    asyncio.run(decline_booking(town.ports, asked.id, WhyDeclined.ROOM, at=asked.at))
    lies(town, head(town, "ada"), Topic.DECLINED, "room")
    for path in ("/", "/?view=table", "/?place=desk-2"):
        read = words(browser.get(path).text)
        assert "What happened to your bookings" in read
        assert "The room did not accept your booking." in read
        assert "These places are free" in read and "Reason" not in read
    page = browser.press("/", "/me/notices")
    assert "What happened to your bookings" not in words(page.text)
    assert town.mails.laid[PersonId("ada")] == {}


@pytest.mark.parametrize(
    ("topic", "reason", "said"),
    [
        (Topic.DECLINED, "no-answer", "The room did not answer in time"),
        (Topic.CHANGED, IN_OUTLOOK, "The meeting was moved in Outlook"),
        (Topic.CHANGED, "painters", "Your booking was changed."),
        (Topic.CANCELLED, IN_OUTLOOK, "The meeting was cancelled in Outlook"),
        (Topic.CANCELLED, "painters", "Your booking was cancelled."),
        (Topic.RELEASED, "", "Nobody checked in in time"),
        (Topic.PLACE_CLOSED, "painters", "The place was closed for that time"),
        (Topic.ROOM_CLASH, "", "Another meeting was put into the room"),
        (Topic.BOOKED, "", "This place was booked for you."),
    ],
)
def test_everything_that_happens_to_a_booking_has_words(
    town: World, browser: Browser, asked: Booking, topic: Topic, reason: str, said: str
) -> None:
    lies(town, asked, topic, reason)
    read = words(browser.get("/").text)
    assert said in read and "Before:" in read
    assert ("Reason: painters" in read) is (reason == "painters")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nl", "Wat er met je boekingen gebeurde"),
        ("fr", "Ce qui est arrivé à vos réservations"),
        ("de", "Was mit Ihren Buchungen geschah"),
    ],
)
def test_it_is_said_in_the_readers_language(
    town: World, browser: Browser, asked: Booking, language: str, title: str
) -> None:
    lies(town, asked, Topic.RELEASED)
    assert title in words(browser.get(f"/?lang={language}").text)


def test_nobody_is_shown_or_takes_what_lies_for_somebody_else(
    town: World, browser: Browser, asked: Booking
) -> None:
    lies(town, asked, Topic.RELEASED)
    browser.be("rie")
    for path in ("/", "/?for=ada"):
        assert "What happened to your bookings" not in words(browser.get(path).text)
    browser.post("/me/notices", {"seen": f"{asked.id}-1", **BACK})
    assert len(town.mails.laid[PersonId("ada")]) == 1


def test_saying_so_leads_back_to_where_one_was_and_nowhere_else(
    browser: Browser, asked: Booking
) -> None:
    for back, led in (("/?view=table", "/?view=table"), ("https://evil.example", "/"), ("", "/")):
        answer = browser.post("/me/notices", {"seen": "x", "back": back})
        assert (answer.status_code, answer.headers["Location"]) == (303, led)


def test_a_form_of_another_page_takes_nothing(
    town: World, browser: Browser, asked: Booking
) -> None:
    lies(town, asked, Topic.RELEASED)
    answer = browser.post("/me/notices", {"seen": f"{asked.id}-1", "_csrf": "x"})
    assert answer.status_code == 403 and len(town.mails.laid[PersonId("ada")]) == 1


async def test_whoever_has_no_pc_reads_it_in_their_turn(town: World) -> None:
    await has_code(town)
    screen = Screen(town)
    screen.unlock()
    screen.enter(BADGE, CODE)
    screen.press("/kiosk", "/turn/bookings", place="desk-1")
    booking = head(town, "pip")
    slip = mail_of(Notice(key=f"{booking.id}-7", topic=Topic.RELEASED, booking=booking), make.NOW)
    await town.mails.lay(booking.person, slip)
    assert "Nobody checked in in time" in words(screen.get("/kiosk").text)
    assert screen.post("/turn/notices", seen=slip.key, _csrf="x").status_code == 403
    done = screen.press("/kiosk", "/turn/notices")
    assert "Nobody checked in in time" not in words(done.text)
    assert town.mails.laid[PersonId("pip")] == {}


async def test_once_the_turn_is_over_nothing_is_taken(town: World) -> None:
    await has_code(town)
    screen = Screen(town)
    screen.unlock()
    booking = make.a_booking()
    slip = mail_of(Notice(key="k", topic=Topic.RELEASED, booking=booking), make.NOW)
    await town.mails.lay(PersonId("pip"), slip)
    answer = screen.post("/turn/notices", seen="k", back="/kiosk")
    assert answer.headers["Location"] == "/kiosk?over=1"
    assert len(town.mails.laid[PersonId("pip")]) == 1


def test_a_booking_that_is_known_no_more_is_passed_by(
    town: World, browser: Browser, asked: Booking
) -> None:
    gone = replace(asked, id=BookingId("2026-11-24-gone"))
    lies(town, gone, Topic.RELEASED)
    assert "What happened to your bookings" not in words(browser.get("/").text)
