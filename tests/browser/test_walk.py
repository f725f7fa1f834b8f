"""A desk booked in a real browser over the real application, and seen to be taken: by mouse, by keyboard, and without a
script. The storage is in memory; everything from the form to the answer of the poll is what `make run` serves."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from tests.callers import COOKIE, cookie_of, signed_in
from tests.fakes import World
from tests.http.pages.served import a_town, an_app

Visit = Callable[..., Page]
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


class Town:
    """What the browser visits."""

    def __init__(self) -> None:
        self.world: World = a_town()

    def app(self) -> FastAPI:
        return an_app(self.world, signed_in(self.world.ports))


@pytest.fixture
def site() -> Town:
    return Town()


@pytest.fixture
def visit_as(visit: Visit, site: Town) -> Visit:
    """A browser of one's own, in which one has signed in."""

    def go(person: str, path: str = "/?site=hall", **options: object) -> Page:
        cookie = {"name": COOKIE, "value": cookie_of(site.world, person), "path": "/"}
        state = {"cookies": [{**cookie, "domain": "127.0.0.1"}], "origins": []}
        page = visit(path, locale="en-GB", storage_state=state, **options)
        expect(page.locator(".person__name")).to_contain_text(person.title())
        return page

    return go


def test_a_desk_booked_by_one_becomes_taken_on_the_page_of_another(visit_as: Visit) -> None:
    ada, bob = visit_as("ada"), visit_as("bob")
    expect(bob.locator("#mark-desk-1")).to_have_attribute("data-state", "free")
    ada.locator("#mark-desk-1").click()
    ada.get_by_role("button", name="Book this place").click()
    expect(ada.locator("#notice")).to_contain_text("Your place is booked.")
    expect(ada.locator("#notice")).to_be_focused()
    expect(ada.locator("#mark-desk-1")).to_have_attribute("data-state", "mine")
    bob.evaluate(LOOK_AGAIN)
    expect(bob.locator("#mark-desk-1")).to_have_attribute("data-state", "taken")
    expect(bob.locator("#mark-desk-1")).to_have_attribute(
        "aria-label", "Desk desk-1, Taken until 12:00"
    )
    bob.locator("#mark-desk-1").click()
    expect(bob.locator("#place")).to_contain_text("This place is already taken at that time.")
    bob.locator(".other").first.click()
    expect(bob.locator("#place-title")).to_have_text("Desk desk-2")


def test_booking_checking_in_and_leaving_by_keyboard_alone(visit_as: Visit) -> None:
    page = visit_as("ada")
    page.locator(".switch__link").last.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#place-title")).to_have_text("Desk desk-2")
    expect(page.locator("#place-title")).to_be_focused()
    press(page, "Book this place", "Your place is booked.")
    press(page, "Check in", "You are checked in.")
    press(page, "Check out", "You are checked out.")
    expect(page.locator("#mark-desk-2")).to_have_attribute("data-state", "free")


def test_booking_and_cancelling_without_a_script(visit_as: Visit) -> None:
    page = visit_as("ada", "/?site=hall&view=table", java_script_enabled=False)
    page.get_by_role("link", name="Desk desk-1").click()
    page.get_by_role("button", name="Book this place").click()
    expect(page.locator("#notice")).to_contain_text("Your place is booked.")
    page.locator("#place").get_by_role("button", name="I’m not coming").click()
    expect(page.locator("#notice")).to_contain_text("The place is free for others.")


def press(page: Page, button: str, said: str) -> None:
    """Tab to the first button of that name, press Enter, and hear what happened."""
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "document.activeElement.tagName === 'BUTTON' && document.activeElement.innerText"
        )
        if name and str(name).startswith(button):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text(said)
