"""Signing in to what `make run` serves, in a real browser: by mouse, by keyboard, without a script, on a phone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from adapters.clock import SystemClock
from tests.browser.complaints import listen_for_errors
from tests.browser.test_accessibility import violations
from tests.local.running import Run, running

type Visit = Callable[..., Page]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with running(tmp_path_factory.mktemp("product") / "data", arguments=()) as started:
        yield started


@pytest.fixture
def go(browser: Browser, run: Run) -> Iterator[Visit]:
    """Opens a page in a browser of its own. A complaint on the console fails the test."""
    complaints: list[str] = []
    opened = []

    def visit(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(**({"locale": "en-GB"} | options))
        opened.append(context)
        page = context.new_page()
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        listen_for_errors(page, complaints)
        page.goto(f"http://127.0.0.1:{run.port}{path}")
        return page

    yield visit
    for context in opened:
        context.close()
    assert complaints == []


def a_tuesday() -> str:
    """The coming one that is a week away at least: nobody works at home whom the tests are, everything is open."""
    today = SystemClock().now().date()
    return (today + timedelta(days=7 + (1 - today.weekday()) % 7)).isoformat()


def press(page: Page, words: str) -> None:
    """Tab to the button that says so, and press Enter."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if words in str(page.evaluate("document.activeElement.textContent")):
            break
    page.keyboard.press("Enter")


def test_a_deep_link_leads_through_sign_in_to_a_booking_and_out_again(go: Visit, run: Run) -> None:
    deep = f"/?site=al-schoul&date={a_tuesday()}&part=morning"
    page = go(deep)
    expect(page.get_by_role("heading", level=1)).to_have_text("Who do you want to be?")
    page.get_by_role("button", name="Employee Céline Backes").click()
    expect(page).to_have_url(f"http://127.0.0.1:{run.port}{deep}")
    expect(page.locator(".person")).to_contain_text("Céline Backes")
    page.locator("#mark-pav-b1").click()
    page.get_by_role("button", name="Book this place").click()
    expect(page.locator("#notice")).to_contain_text("Your place is booked.")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    expect(page).to_have_url(f"http://127.0.0.1:{run.port}/auth/signed-out")
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who do you want to be?")


def test_signing_in_and_out_by_keyboard_alone(go: Visit) -> None:
    page = go()
    press(page, "Luc de Vries")
    expect(page.locator(".person__name")).to_contain_text("Luc de Vries")
    press(page, "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")


def test_signing_in_by_name_booking_and_signing_out_without_a_script(go: Visit) -> None:
    path = f"/?site=al-schoul&date={a_tuesday()}&part=afternoon&view=table"
    page = go(path, java_script_enabled=False)
    page.get_by_label("Name or sign-in name").fill("celine backes")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".person__name")).to_contain_text("Céline Backes")
    page.get_by_role("link", name="Desk B2").click()
    page.get_by_role("button", name="Book this place").click()
    expect(page.locator("#notice")).to_contain_text("Your place is booked.")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Sign out everywhere in this browser?"
    )
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")


def test_a_new_colleague_signs_in_on_a_phone_in_their_own_language(go: Visit) -> None:
    page = go(viewport=PHONE, locale="fr-LU")
    page.get_by_role("button", name="Nouvelle collègue, premier jour").click()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()
    expect(page.locator(".person__name")).to_contain_text("Noémie Klein")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_who_has_no_account_is_told_what_to_do_instead(go: Visit) -> None:
    page = go()
    page.get_by_label("Name or sign-in name").fill("Fabienne Schroeder")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("has no account and cannot sign in")
    expect(page.get_by_label("Name or sign-in name")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_axe_finds_nothing_on_the_sign_in_page(go: Visit, language: str, scheme: str) -> None:
    page = go(locale=language, color_scheme=scheme, viewport=PHONE, bypass_csp=True)
    assert page.evaluate("document.documentElement.lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
