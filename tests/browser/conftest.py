"""A browser and a site for it; whatever the page complains of on its console fails the test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.complaints import listen_for_errors
from tests.browser.site import Site
from tests.serving import serving

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


WITHIN = 120_000.0  # milliseconds; only something broken takes that long, however busy the machine
expect.set_options(timeout=WITHIN)


def _be_patient(context: BrowserContext) -> None:
    context.set_default_timeout(WITHIN)
    context.set_default_navigation_timeout(WITHIN)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One per file and no longer: while it is open its event loop runs here, and no asynchronous test can."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=FLAGS, timeout=WITHIN
        )
        opened.on("context", _be_patient)
        yield opened
        opened.close()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Where `site` is served for the length of a test."""
    with serving(site.app()) as there:
        yield there


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of the site; keywords go to the browser's context. A complaint on the console fails the test."""
    complaints: list[str] = []
    opened = []

    def go(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        opened.append(context)
        page = context.new_page()
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        listen_for_errors(page, complaints)
        page.goto(address + path)
        return page

    yield go
    for context in opened:
        context.close()
    assert complaints == []
