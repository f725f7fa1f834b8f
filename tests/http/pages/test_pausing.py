"""Maintenance: everybody can look, nobody can write, and is told so in their language; storage is not asked for it."""

import pytest

from application.ports import Misconfigured, Unavailable
from tests.fakes import World
from tests.http.pages.served import Browser, words

SAID = {
    "en": ("Vrijplek is being repaired.", "nothing can be booked or changed"),
    "nl": ("Vrijplek wordt hersteld.", "niets reserveren of wijzigen"),
    "fr": ("en cours de réparation", "ni modifié"),
    "de": ("Vrijplek wird repariert.", "nichts buchen oder ändern"),
}
BOOKING = {"site": "hall", "date": "2026-11-24", "part": "morning", "place": "desk-1"}
HTML = {"Accept": "text/html"}


@pytest.fixture
def paused(town: World) -> World:
    town.places.is_paused = True
    return town


@pytest.mark.parametrize("language", SAID)
def test_a_page_says_that_it_can_only_be_read(
    browser: Browser, paused: World, language: str
) -> None:
    page = browser.get(f"/?lang={language}", headers=HTML)
    assert page.status_code == 200
    assert all(each in words(page.text) for each in SAID[language])


def test_a_page_says_nothing_when_all_is_well(browser: Browser) -> None:
    assert "being repaired" not in browser.get(headers=HTML).text


@pytest.mark.parametrize("language", SAID)
def test_booking_on_the_page_is_answered_with_words(
    browser: Browser, paused: World, language: str
) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    answer = browser.client.post("/bookings", data=BOOKING, headers=headers)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "60"
    assert SAID[language][0].rstrip(".") in words(answer.text)
    assert not paused.bookings.rows


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/bookings"),
        ("PATCH", "/api/v1/bookings/2026-11-24-x"),
        ("DELETE", "/api/v1/bookings/2026-11-24-x"),
        ("POST", "/api/v1/series"),
        ("PUT", "/api/v1/privacy"),
    ],
)
def test_whatever_would_write_is_refused_in_the_interface(
    browser: Browser, paused: World, method: str, path: str
) -> None:
    answer = browser.client.request(method, path, json={})
    assert answer.status_code == 503
    assert answer.json()["code"] == "read-only" and answer.headers["Retry-After"] == "60"


def test_reading_goes_on_in_the_interface(browser: Browser, paused: World) -> None:
    url = "/api/v1/occupancy?siteId=hall&date=2026-11-24&partOfDay=morning"
    assert browser.get(url).status_code == 200


def test_signing_out_and_what_graph_tells_are_not_kept_from_anybody(
    browser: Browser, paused: World
) -> None:
    for path in ("/auth/sign-out", "/graph/notifications"):
        assert browser.client.post(path, headers=HTML).status_code == 404  # not served here


def test_before_the_municipality_is_back_nobody_is_told_to_set_it_up(
    browser: Browser, paused: World
) -> None:
    paused.places.known = None
    answer = browser.get("/api/v1/occupancy?siteId=hall&date=2026-11-24&partOfDay=morning")
    assert answer.status_code == 503 and answer.json()["code"] == "read-only"


@pytest.mark.parametrize("fault", [Unavailable("gone"), Misconfigured("closed")])
def test_a_storage_that_does_not_answer_is_said_by_what_comes_next(
    browser: Browser, town: World, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    async def gone() -> bool:
        raise fault

    monkeypatch.setattr(town.places, "paused", gone)
    assert browser.get(headers=HTML).status_code == 200
