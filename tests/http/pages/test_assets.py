"""Static files: found once, kept for ever, and nothing else is served."""

import re

import pytest

from adapters.http.pages.assets import STATIC, assets
from tests.http.pages.served import Browser


def test_everything_a_page_links_to_is_there_and_keeps_for_ever(browser: Browser) -> None:
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', browser.get().text)
    assert len(found) >= 5
    for path in found:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
        assert answer.headers["Content-Type"].startswith(kinds[path[path.rindex(".") :]])


def test_a_page_of_an_older_release_gets_the_present_file_for_now(browser: Browser) -> None:
    answer = browser.get("/static/older/js/main.js")
    assert answer.content == (STATIC / "js/main.js").read_bytes()
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "../app.py",
        "%2e%2e/app.py",
        "js/../../app.py",
        "js",
        "",
        "//etc/passwd",
        "vendor/manifest.json",
    ],
)
def test_nothing_else_is_served(browser: Browser, path: str) -> None:
    assert browser.get(f"{assets().prefix}/{path}").status_code == 404


def test_a_browser_that_asks_for_an_icon_unasked_gets_one(browser: Browser) -> None:
    assert browser.get("/favicon.ico").headers["Content-Type"] == "image/svg+xml"
