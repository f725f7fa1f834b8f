"""A kiosk, a phone at a place and a sheet to print, in a real browser: by touch, by keyboard and without JavaScript."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from application.codes import Code
from domain.ids import PersonId
from domain.ledger import Kept, Version
from domain.places import Directory
from tests import builders as make
from tests.browser.test_accessibility import violations
from tests.callers import COOKIE, cookie_of
from tests.fakes import World
from tests.http.pages.served import a_town
from tests.http.pages.shared import BADGE, CODE, Screen
from tests.serving import serving

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "360"])


def a_house() -> World:
    """The hall with two dozen desks more; Pip has a code."""
    world = a_town()
    known = world.places.known
    assert known is not None
    world.places.known = _larger(known)
    scrambled = f"scrambled:{CODE[::-1]}"
    code = Code(person=PersonId("pip"), scrambled=scrambled)
    world.codes.kept[BADGE] = Kept(value=code, version=Version("v0"))
    return world


def _larger(known: Directory) -> Directory:
    desks = [replace(make.a_desk(f"desk-{n}"), name=f"A{n:02}") for n in range(10, 34)]
    return replace(known, resources={**known.resources, **{each.id: each for each in desks}})


@pytest.fixture
def world() -> World:
    return a_house()


@pytest.fixture
def house(world: World) -> Iterator[str]:
    with serving(Screen(world).app) as there:
        yield there


@pytest.fixture
def visit(browser: Browser, house: str) -> Iterator[Callable[..., Page]]:
    """Opens a page; a complaint on the console fails the test."""
    complaints: list[str] = []
    opened = []

    def go(path: str, **options: Any) -> Page:
        context = browser.new_context(
            **({"viewport": WIDE, "locale": "en", "reduced_motion": "reduce"} | options)
        )
        opened.append(context)
        page = context.new_page()
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        page.goto(house + path)
        return page

    yield go
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def as_fay(world: World, house: str) -> Callable[[Page], None]:
    def sign_in(page: Page) -> None:
        cookie = {"name": COOKIE, "value": cookie_of(world, "fay"), "url": house}
        page.context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict of Playwright's

    return sign_in


def unlock(page: Page, as_fay: Callable[[Page], None], house: str) -> None:
    """Fay makes this screen a kiosk; she is on her way to sign out at the issuer when we go on."""
    as_fay(page)
    page.goto(f"{house}/kiosk")
    page.route("https://issuer.example/**", lambda route: route.fulfill(body="signed out"))
    page.get_by_role("button", name="Unlock").click()
    page.wait_for_url("https://issuer.example/**")
    page.goto(f"{house}/kiosk")


def enter(page: Page) -> None:
    page.get_by_label("Number on your badge").fill(BADGE)
    page.get_by_label("Personal code").fill(CODE)
    page.get_by_role("button", name="Continue").click()


@SIZES
def test_by_touch_one_types_books_checks_in_and_leaves(
    visit: Callable[..., Page], as_fay: Callable[[Page], None], house: str, size: Any
) -> None:
    page = visit("/theme.css", viewport=size, has_touch=True)
    unlock(page, as_fay, house)
    assert violations(page) == []
    page.get_by_label("Number on your badge").tap()
    for key in BADGE:
        page.locator(f'[data-key="{key}"]').tap()
    page.locator('[data-key="next"]').tap()
    for key in CODE:
        page.locator(f'[data-key="{key}"]').tap()
    page.get_by_role("button", name="Continue").tap()
    page.locator(".turn-bar").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="A12").tap()
    page.get_by_text("Your place is booked").wait_for()
    page.get_by_role("button", name="Check in").tap()
    page.get_by_text("You are checked in").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="A14").tap()
    page.get_by_text("You now sit here").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.get_by_role("button", name="I am done").tap()
    page.get_by_text("You are signed out").wait_for()
    page.go_back()
    assert "Pip" not in page.content()


def test_by_keyboard_alone(
    visit: Callable[..., Page], as_fay: Callable[[Page], None], house: str
) -> None:
    page = visit("/theme.css")
    unlock(page, as_fay, house)
    page.get_by_label("Number on your badge").focus()
    page.keyboard.type(BADGE)
    page.keyboard.press("Tab")
    page.keyboard.type(CODE)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="A10").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Your place is booked").wait_for()


def test_without_scripts_it_does_the_same_and_ends_by_itself(
    visit: Callable[..., Page], as_fay: Callable[[Page], None], house: str
) -> None:
    page = visit("/theme.css", java_script_enabled=False)
    unlock(page, as_fay, house)
    enter(page)
    assert '<meta http-equiv="refresh" content="120; url=/turn/over?at=/kiosk">' in page.content()
    page.get_by_role("button", name="A10").click()
    page.get_by_text("Your place is booked").wait_for()
    page.goto(f"{house}/turn/over?at=/kiosk")
    assert "Pip" not in page.content()


@SIZES
@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_every_page_is_readable_in_every_language(
    visit: Callable[..., Page], language: str, size: Any
) -> None:
    page = visit(f"/q/desk-10?lang={language}", viewport=size, locale=language)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.locator("#badge").fill(BADGE)
    page.locator("#code").fill(CODE)
    page.locator("#code").press("Enter")
    page.locator(".turn-bar").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_sheet_can_be_printed_and_codes_handed_out(
    visit: Callable[..., Page], as_fay: Callable[[Page], None], house: str
) -> None:
    page = visit("/theme.css", viewport=NARROW)
    as_fay(page)
    for path in ("/floors/hall-0/qr", "/codes?name=pip", "/kiosk"):
        page.goto(house + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
