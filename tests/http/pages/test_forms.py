"""The page's forms, sent exactly as the page has them; what is said afterwards; and forms that nobody should send."""

from datetime import timedelta

import pytest

from adapters.http.csrf import HEADER
from adapters.http.pages.asked import back_with, own_path
from application.ports import Unavailable
from tests.fakes import World
from tests.http.pages.served import Browser, forms, state_of, words

DESK = "/?site=hall&date=2026-11-24&part=morning&place=desk-1"
TOMORROW = "/?site=hall&date=2026-11-25&part=morning&place=desk-1"
SPAN = {"starts_at": "2026-11-24T07:00:00+00:00", "ends_at": "2026-11-24T11:00:00+00:00"}
FORM = {**SPAN, "place": "desk-1", "part": "morning", "once": "k1", "back": DESK}


def said(html: str) -> str:
    """The notice."""
    return words("<body>" + html.partition('id="notice"')[2].partition("</div>")[0])


def test_a_booked_place_is_ones_own_and_taken_for_others(browser: Browser) -> None:
    page = browser.press(DESK, "/bookings").text
    assert "Your place is booked. desk-1 · Tuesday 24 November, 08:00–12:00" in said(page)
    assert state_of(page, "desk-1") == "mine"
    assert "My bookings Today 08:00–12:00 Desk desk-1" in words(page)
    browser.be("bob")
    other = browser.get(DESK).text
    assert state_of(other, "desk-1") == "taken"
    assert "This place is already taken at that time." in words(other)
    assert "What you can book instead Desk desk-2" in words(other)


def test_what_can_be_booked_instead_is_one_click_away(browser: Browser) -> None:
    browser.press(DESK, "/bookings")
    browser.be("bob")
    other = browser.get(DESK).text.partition('class="other" href="')[2].partition('"')[0]
    assert any(
        "/bookings" in form.actions for form in forms(browser.get(other.replace("&amp;", "&")).text)
    )


def test_a_form_sent_twice_books_once(browser: Browser, town: World) -> None:
    first = browser.post("/bookings", FORM)
    again = browser.post("/bookings", FORM)
    assert first.headers["Location"] == again.headers["Location"]
    assert "said=booked" in again.headers["Location"]


def test_who_comes_second_is_told_why_and_what_else_there_is(browser: Browser) -> None:
    page = browser.get(DESK).text
    form = next(each for each in forms(page) if "/bookings" in each.actions)
    browser.be("bob")
    browser.press(DESK, "/bookings")
    browser.be("ada")
    answer = browser.post("/bookings", form.fields)
    assert answer.status_code == 303
    page = browser.get(answer.headers["Location"]).text
    assert "That did not work. This place is already taken at that time." in said(page)
    assert "What you can book instead" in words(page)


def test_a_quota_is_said_though_the_place_itself_is_free(browser: Browser) -> None:
    for day in ("2026-11-25", "2026-11-26"):
        browser.press(TOMORROW.replace("2026-11-25", day), "/bookings")
    page = browser.press(TOMORROW.replace("2026-11-25", "2026-11-27"), "/bookings").text
    assert "You hold as many of these bookings as you may at once." in said(page)


def test_checking_in_and_out_again(browser: Browser) -> None:
    page = browser.press(DESK, "/bookings").text
    check_in = action(page, "check-in")
    page = browser.press(DESK, check_in).text
    assert "You are checked in." in said(page)
    check_out = action(page, "check-out")
    page = browser.press(DESK, check_out).text
    assert "You are checked out." in said(page)
    assert state_of(page, "desk-1") == "free"


def test_before_the_day_one_cancels_and_on_it_one_is_not_coming(browser: Browser) -> None:
    page = browser.press(TOMORROW, "/bookings").text
    assert "check-in" not in page and "absence" not in page
    assert "Your booking is cancelled." in said(
        browser.press(TOMORROW, action(page, "cancellation")).text
    )
    page = browser.press(DESK, "/bookings").text
    page = browser.press(DESK, action(page, "absence")).text
    assert "The place is free for others." in said(page)
    assert state_of(page, "desk-1") == "free"


def test_too_early_to_check_in_is_not_offered(browser: Browser, town: World) -> None:
    afternoon = DESK.replace("morning", "afternoon")
    page = browser.press(afternoon, "/bookings").text
    assert "/check-in" not in page
    town.clock.advance(timedelta(hours=4))
    assert "/check-in" in browser.get(afternoon).text


def test_sitting_down_at_a_free_place_books_and_checks_in(browser: Browser) -> None:
    page = browser.press(DESK, "/walk-ins").text
    assert "You are checked in." in said(page)
    assert "desk-1 · Tuesday 24 November, 08:00–12:00" in said(page)


def test_one_does_not_sit_down_at_a_later_time(browser: Browser) -> None:
    assert "/walk-ins" not in browser.get(TOMORROW).text
    assert "/walk-ins" not in browser.get(DESK.replace("morning", "afternoon")).text


def test_sitting_elsewhere_moves_ones_booking_there(browser: Browser) -> None:
    browser.press(DESK, "/bookings")
    there = DESK.replace("desk-1", "desk-2")
    page = browser.get(there).text
    assert "You already have a place at that time." in words(page)
    assert "You have desk-1 at this time." in words(page)
    page = browser.press(there, action(page, "move-here")).text
    assert "You now sit here. Your other place is free again." in said(page)
    assert (state_of(page, "desk-1"), state_of(page, "desk-2")) == ("free", "mine")


def test_nobody_acts_on_an_old_sight(browser: Browser) -> None:
    page = browser.press(DESK, "/bookings").text
    form = next(each for each in forms(page) if any("absence" in a for a in each.actions))
    browser.press(DESK, action(page, "check-in"))
    answer = browser.post(form.actions[0], form.fields)
    page = browser.get(answer.headers["Location"]).text
    assert "Somebody changed this meanwhile." in said(page)


def test_a_booking_of_someone_else_is_not_touched_nor_told_of(browser: Browser) -> None:
    page = browser.press(DESK, "/bookings").text
    cancel = action(page, "absence")
    browser.be("bob")
    answer = browser.post(cancel, {"back": "/"})
    assert "why=not-yours" in answer.headers["Location"]
    assert 'id="notice"' not in browser.get(f"/?said=booked&booking={cancel.split('/')[2]}").text


@pytest.mark.parametrize("booking", ["2026-11-24-none", "nonsense", "%2e%2e"])
def test_an_unknown_booking_is_said_to_be_unknown(browser: Browser, booking: str) -> None:
    answer = browser.post(f"/bookings/{booking}/check-in", {"back": "/"})
    page = browser.get(answer.headers["Location"]).text
    assert "We do not know this booking." in said(page)


def test_storage_out_of_reach_is_said_and_the_form_keeps_its_key(
    browser: Browser, town: World
) -> None:
    town.doorbell.fail_next(before=Unavailable("storage", retry_after=1), times=20)
    answer = browser.post("/bookings", FORM)
    assert "said=unreachable&once=k1" in answer.headers["Location"]
    page = browser.get(answer.headers["Location"]).text
    assert "We cannot reach the bookings at the moment." in said(page)
    assert 'name="once" value="k1"' in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://127.0.0.1:8000"},
    ],
)
@pytest.mark.parametrize("path", ["/bookings", "/walk-ins", "/api/v1/bookings"])
def test_a_form_of_another_site_is_refused(
    browser: Browser, path: str, headers: dict[str, str]
) -> None:
    answer = browser.post(path, FORM, **headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert state_of(browser.get(DESK).text, "desk-1") == "free"


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://127.0.0.1"}]
)
def test_our_own_forms_are_not(browser: Browser, headers: dict[str, str]) -> None:
    assert "said=booked" in browser.post("/bookings", FORM, **headers).headers["Location"]


@pytest.mark.parametrize(
    "back",
    [
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "javascript:alert(1)",
        "",
        "/\n/elsewhere",
        "/%0d%0a\r\nSet-Cookie: x",
        "elsewhere",
        "/" + "x" * 2000,
        "/é",
    ],
)
def test_no_form_sends_anyone_elsewhere(browser: Browser, back: str) -> None:
    assert own_path(back) == "/"
    answer = browser.post("/bookings", {**FORM, "back": back})
    assert answer.headers["Location"].startswith("/?")
    assert back_with(back, said="booked") == "/?said=booked"


def test_an_address_of_ours_is_returned_to_and_says_things_once() -> None:
    back = back_with("/?site=hall&said=refused&why=taken&place=a%26b", said="booked")
    assert back == "/?site=hall&place=a%26b&said=booked"


@pytest.mark.parametrize(
    "change",
    [{"starts_at": "now"}, {"ends_at": "2026-11-24T06:00:00+00:00"}, {"starts_at": ""}],
)
def test_a_form_that_says_no_time_is_a_page_of_its_own(
    browser: Browser, change: dict[str, str]
) -> None:
    answer = browser.post("/bookings", {**FORM, **change})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("application/x-www-form-urlencoded", b"\xff\xfe", 400),
        ("application/x-www-form-urlencoded", b"&".join(b"a=%d" % n for n in range(99)), 400),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 300_000, 413),
    ],
)
def test_what_is_no_form_is_refused(browser: Browser, kind: str, body: bytes, status: int) -> None:
    answer = browser.client.post(
        "/bookings", content=body, headers={"Content-Type": kind, HEADER: browser.token}
    )
    assert answer.status_code == status


@pytest.mark.parametrize("place", ["nothing", "tower-desk", "", "<b>", "x" * 300])
def test_an_unknown_place_cannot_be_booked(browser: Browser, place: str) -> None:
    answer = browser.post("/bookings", {**FORM, "place": place, "back": "/"})
    page = browser.get(answer.headers["Location"]).text
    assert "We do not know this place." in said(page)


def action(html: str, deed: str) -> str:
    """Where the form for that deed goes."""
    actions: list[str] = [each for form in forms(html) for each in form.actions]
    return next(each for each in actions if each.endswith(deed))
