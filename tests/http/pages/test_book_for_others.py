"""Booking for somebody else on the page: a search by name, the page for that person, and who booked it said afterwards."""

import re

from adapters.http.pages.place import Deed
from application.look_up import Looked, list_look_ups
from application.set_code import set_code
from domain.ids import PersonId
from tests.builders import TODAY
from tests.fakes import World
from tests.http.pages.served import Browser, forms, state_of, words
from tests.http.pages.shared import BADGE, CODE, Screen

DESK = "/?site=hall&date=2026-11-24&part=morning&place=desk-1"
FOR_BOB = f"{DESK}&for=bob"


def links(html: str, text: str) -> list[str]:
    found = re.findall(rf'<a[^>]*href="([^"]*)"[^>]*>{text}</a>', html)
    return [each.replace("&amp;", "&") for each in found]


def test_only_whoever_books_for_others_is_asked_for_whom(browser: Browser) -> None:
    browser.be("ada")
    assert "Book for somebody else" not in browser.get(DESK).text
    browser.be("rie")
    assert "Book for somebody else" in browser.get(DESK).text


def test_a_name_is_searched_and_chosen_without_a_script(browser: Browser) -> None:
    browser.be("rie")
    found = browser.get(f"{DESK}&whom=bo").text
    (link,) = links(found, "Bob")
    page = browser.get(link).text
    assert "You are booking for Bob." in words(page)
    assert "Bookings of Bob There are none yet." in words(page)
    (back,) = links(page, "Book for myself")
    assert "for=" not in back and "place=desk-1" in back
    assert "You are booking for" not in browser.get(back).text


def test_a_search_that_finds_nobody_says_so_and_finds_never_oneself(browser: Browser) -> None:
    browser.be("rie")
    nobody = "Nobody for whom you book has that name."
    assert nobody in browser.get(f"{DESK}&whom=zz").text
    assert nobody in browser.get(f"{DESK}&whom=rie").text
    browser.be("ada")
    assert "Bob" not in browser.get(f"{DESK}&whom=bob").text


def test_the_place_is_booked_for_them_and_they_are_told_by_whom(browser: Browser) -> None:
    browser.be("rie")
    page = browser.press(FOR_BOB, "/bookings").text
    assert "The place is booked for Bob." in words(page)
    assert state_of(page, "desk-1") == "taken"
    assert "Bookings of Bob Today 08:00–12:00 Desk desk-1" in words(page)
    browser.be("bob")
    own = browser.get(DESK).text
    assert state_of(own, "desk-1") == "mine"
    assert "Booked by Rie" in words(own)
    browser.be("ada")
    assert "Booked by" not in browser.get(DESK).text


def test_what_one_books_for_oneself_names_no_helper(browser: Browser) -> None:
    browser.be("rie")
    assert "Booked by" not in browser.press(DESK, "/bookings").text


def test_they_are_checked_in_and_sent_home_by_whoever_books_for_them(browser: Browser) -> None:
    browser.be("rie")
    page = browser.press(FOR_BOB, "/bookings").text
    for button, said in (("check-in", "Bob is checked in."), ("check-out", "Bob is checked out.")):
        action = next(a for form in forms(page) for a in form.actions if a.endswith(button))
        page = browser.press(FOR_BOB, action).text
        assert said in words(page)


def test_a_walk_in_is_for_whom_the_page_is(browser: Browser) -> None:
    browser.be("rie")
    form = next(f for f in forms(browser.get(FOR_BOB).text) if "/walk-ins" in f.actions)
    answer = browser.post("/walk-ins", form.fields)
    assert "Bob is checked in." in words(browser.get(answer.headers["Location"]).text)


def test_the_page_of_somebody_for_whom_one_may_not_book_is_refused(browser: Browser) -> None:
    browser.be("ada")
    for whom in ("bob", "nobody-at-all"):
        answer = browser.get(f"{DESK}&for={whom}")
        assert answer.status_code == 403
        assert "Bob" not in answer.text
    browser.be("rie")
    assert browser.get(f"{DESK}&for=nobody-at-all").status_code == 404
    assert browser.get(f"{DESK}&for=<b>").status_code == 200


async def test_that_their_bookings_were_looked_at_is_written_down(
    browser: Browser, town: World
) -> None:
    bob = town.people.known[PersonId("bob")]
    browser.be("rie")
    browser.get(DESK)
    assert await list_look_ups(town.ports, viewer=bob) == ()
    browser.get(FOR_BOB)
    (look,) = await list_look_ups(town.ports, viewer=bob)
    assert look.by is not None and look.by.name == "Rie" and look.what is Looked.BOOKINGS


def test_what_is_nobodys_id_is_no_form(browser: Browser) -> None:
    browser.be("rie")
    form = next(f for f in forms(browser.get(FOR_BOB).text) if "/bookings" in f.actions)
    assert browser.post("/bookings", {**form.fields, "for": "<b>"}).status_code == 400


async def test_in_a_turn_on_a_kiosk_one_acts_for_oneself_whatever_ones_role(town: World) -> None:
    who = town.people.known[PersonId("fay")]
    await set_code(town.ports, person=who, badge=BADGE, code=CODE, again=CODE)
    office = Browser(town)
    office.be("rie")
    office.press(FOR_BOB, "/bookings")
    (theirs,) = await town.ports.bookings.person_days(PersonId("bob"), [TODAY])
    kiosk = Screen(town)
    kiosk.unlock()
    kiosk.enter()
    form = kiosk.form("/kiosk", "/turn/bookings").fields
    answers = [kiosk.post("/turn/bookings", **form, **{"place": "desk-2", "for": "bob"})]
    for deed in Deed:
        answers.append(kiosk.post(f"/turn/bookings/{theirs.entries[0].booking}/{deed}", **form))
    assert all("not-yours" in answer.headers["Location"] for answer in answers)
    (after,) = await town.ports.bookings.person_days(PersonId("bob"), [TODAY])
    assert after.entries == theirs.entries
