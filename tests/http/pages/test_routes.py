"""What is shown where: defaults, choices, people, languages, and what is not there."""

import re
from datetime import timedelta

import pytest
from starlette.requests import Request

from adapters.http.api.faults import Fault
from adapters.http.errors import Denied, Problem
from adapters.telemetry.correlation import spoken
from application.ports import Unavailable
from domain.people import Person
from tests.builders import at
from tests.fakes import World
from tests.http.pages.served import DRAWING, Browser, forms, state_of, words


def test_the_page_opens_at_the_first_open_site_today_in_the_running_part(browser: Browser) -> None:
    page = browser.get()
    assert page.status_code == 200
    assert "Tuesday 24 November, 08:00–12:00" in words(page.text)
    assert '<option value="hall" selected>' in page.text
    assert state_of(page.text, "desk-1") == "free"
    assert (
        'data-url="/api/v1/occupancy?siteId=hall&amp;date=2026-11-24&amp;partOfDay=morning"'
        in page.text
    )


def test_what_the_page_polls_is_there(browser: Browser) -> None:
    url = browser.get().text.partition('data-url="')[2].partition('"')[0].replace("&amp;", "&")
    assert browser.get(url).json()["partOfDay"] == "morning"


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("12:30", "Tuesday 24 November, 13:00–17:00"),
        ("18:00", "Tuesday 24 November, 17:00–19:00"),
        ("20:00", "Wednesday 25 November, 08:00–12:00"),
        ("2026-11-27 20:00", "Tuesday 1 December, 08:00–12:00"),
    ],
)
def test_without_a_wish_it_shows_what_comes_next(
    browser: Browser, town: World, now: str, shown: str
) -> None:
    town.clock.advance(at(now) - town.clock.now())
    browser.be("ada")
    assert shown in words(browser.get().text)


def test_own_times_are_shown_and_polled_as_they_are(browser: Browser) -> None:
    page = browser.get("/?site=hall&date=2026-11-25&from=09:15&to=10:45").text
    assert "Wednesday 25 November, 09:15–10:45" in words(page)
    assert "startsAt=2026-11-25T08%3A15%3A00Z" in page


@pytest.mark.parametrize(
    "query",
    [
        "date=tomorrow",
        "date=1999-01-01&part=night",
        "from=25:00&to=x",
        "kind=sofa&free=2",
        "view=%00",
        "said=booked&booking=2026-11-24-x",
        "said=hacked&why=because",
        "date=2026-11-24&from=09:00",
        "part=morning&part=day&place=",
    ],
)
def test_a_query_that_makes_no_sense_shows_the_usual_page(browser: Browser, query: str) -> None:
    page = browser.get(f"/?{query}")
    assert page.status_code == 200
    assert 'id="notice"' not in page.text


@pytest.mark.parametrize(
    "query", ["site=nowhere", "place=nothing", "site=tower", "place=tower-desk"]
)
def test_what_one_may_not_know_of_is_a_page_of_its_own(browser: Browser, query: str) -> None:
    page = browser.get(f"/?{query}")
    assert page.status_code == 404
    assert page.headers["Content-Type"].startswith("text/html")
    assert "We do not know this" in words(page.text)


def test_a_draft_site_is_shown_to_who_plans_it(browser: Browser) -> None:
    browser.be("fay")
    assert state_of(browser.get("/?site=tower").text, "tower-desk") == "closed"


def test_a_closed_day_says_why_and_asks_nothing(browser: Browser) -> None:
    page = browser.get("/?site=hall&date=2026-11-30").text
    assert "Roof works" in words(page)
    assert "data-url" not in page
    assert "The site is closed on this day." in words(
        browser.get("/?site=hall&date=2026-11-28").text
    )


def test_the_table_has_the_same_places_and_narrows(browser: Browser) -> None:
    table = browser.get("/?site=hall&view=table").text
    assert all(f"Desk desk-{n}" in words(table) for n in (1, 2, 3, 4))
    narrowed = words(browser.get("/?site=hall&view=table&feature=window&kind=desk").text)
    assert "Desk desk-1" in narrowed and "Desk desk-2" not in narrowed
    free = words(browser.get("/?site=hall&view=table&free=1").text)
    assert "Desk desk-2" in free and "Desk desk-3" not in free


def test_the_fragment_is_the_side_of_the_page(browser: Browser) -> None:
    query = "?site=hall&place=desk-2"
    fragment, page = browser.get(f"/fragments/place{query}").text, browser.get(f"/{query}").text
    assert fragment.startswith('<section class="card panel"')
    assert "Desk desk-2" in words(f"<body>{fragment}")
    assert [form.actions for form in forms(fragment)] == [
        form.actions for form in forms(page) if "/bookings" in form.actions
    ]


def test_a_language_asked_for_stays(browser: Browser) -> None:
    page = browser.get("/?lang=nl")
    assert '<html lang="nl">' in page.text
    assert "lang=nl; Path=/" in page.headers["Set-Cookie"]
    assert '<html lang="nl">' in browser.get("/").text
    assert '<html lang="fr">' in browser.get("/?lang=fr").text


def test_a_language_nobody_offers_is_the_browsers(browser: Browser) -> None:
    page = browser.get("/?lang=xx")
    assert '<html lang="en">' in page.text
    assert "Set-Cookie" not in page.headers


def test_nobody_is_nobody(town: World) -> None:
    async def nobody(request: Request) -> Person:
        raise Denied(Problem(code=Fault.NOT_SIGNED_IN))

    page = Browser(town, caller=nobody).get()
    assert page.status_code == 401
    assert "We do not know who is asking." in words(page.text)


def test_from_another_machine_one_is_nobody_in_the_demo(town: World) -> None:
    assert Browser(town, client="192.0.2.7").get().status_code == 401


def test_storage_out_of_reach_is_a_page_with_when_to_try_again(
    browser: Browser, town: World
) -> None:
    town.bookings.fail_next_read(Unavailable("storage", retry_after=3))
    page = browser.get()
    assert (page.status_code, page.headers["Retry-After"]) == (503, "3")
    assert "Please try again in a moment." in words(page.text)


def test_a_bug_is_a_page_with_a_number_to_tell_us(browser: Browser, town: World) -> None:
    town.bookings.fail_next_read(ZeroDivisionError("secret"))
    page = browser.get()
    assert page.status_code == 500
    assert spoken(page.headers["X-Request-Id"]) in words(page.text) and "secret" not in page.text


def test_an_address_without_anything_is_a_page_with_a_number_to_quote(browser: Browser) -> None:
    page = browser.get("/nothing")
    number = spoken(page.headers["X-Request-Id"])
    assert "There is nothing at this address." in words(page.text)
    assert f"quote this number: {number}" in words(page.text)
    assert browser.get("/walk-ins").status_code == 405


def test_pages_run_no_foreign_script_and_are_kept_by_nobody_else(browser: Browser) -> None:
    headers = browser.get().headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy and "form-action 'self'" in policy
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_drawing_can_do_nothing_and_keeps_for_ever(browser: Browser) -> None:
    drawing = browser.get("/plans/hall-0/abc.svg")
    assert (drawing.content, drawing.headers["Content-Type"]) == (DRAWING, "image/svg+xml")
    assert drawing.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "immutable" in drawing.headers["Cache-Control"]
    assert '/plans/hall-0/abc.svg"' in browser.get("/?site=hall").text


@pytest.mark.parametrize(
    "path", ["/plans/hall-0/other.svg", "/plans/attic/abc.svg", "/plans/barn-0/abc.svg"]
)
def test_only_the_drawings_that_the_directory_names_are_served(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_the_colours_are_the_municipalitys(browser: Browser) -> None:
    theme = browser.get("/theme.css")
    assert theme.headers["Content-Type"].startswith("text/css")
    assert "--org-accent-500" in theme.text


def test_a_booking_of_today_decides_where_the_page_opens(browser: Browser, town: World) -> None:
    browser.press("/?site=barn&place=barn-desk&part=afternoon", "/bookings")
    assert '<option value="barn" selected>' in browser.get().text
    town.clock.advance(timedelta(days=1))
    browser.be("ada")
    assert '<option value="hall" selected>' in browser.get().text


@pytest.mark.parametrize(
    ("person", "more"),
    [
        ("ada", ["/me/privacy", "/codes"]),
        ("fay", ["/me/privacy", "/codes", "/kiosk", "/health"]),
    ],
)
def test_every_page_leads_to_the_others_that_one_has_a_right_to(
    browser: Browser, person: str, more: list[str]
) -> None:
    browser.be(person)
    html = browser.get().text.partition('<nav class="foot__desks"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)"', html) == more


def test_whoever_is_nobody_is_led_nowhere(browser: Browser) -> None:
    browser.client.cookies.clear()
    assert "foot__desks" not in browser.get().text
