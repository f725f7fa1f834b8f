"""axe finds nothing: in every language, light and dark, on phones and desks, under any brand colour."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours: the only ones that a dark scheme can break, as nothing else changes with it."""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
VIEWS = (
    "/?",
    "/?chosen=taken&",
    "/?chosen=free&said=booked&own=1&",
    "/?view=table&",
    "/?told=1&",
    "/me/privacy?",
    "/settings/privacy?",
    "/audit?",
    "/health?",
    "/health/operations?",
)


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "rules => axe.run({runOnly: rules}).then(each => each.violations.map("
        "v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')))",
        rules,
    )
    assert isinstance(found, list)
    return [str(each) for each in found]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_axe_finds_nothing_light_or_dark(
    visit: Callable[..., Page], language: str, size: dict[str, int]
) -> None:
    page = visit(f"{VIEWS[0]}lang={language}", viewport=size, reduced_motion="reduce")
    for view in VIEWS:
        page.emulate_media(color_scheme="light")
        page.goto(f"{_origin(page)}{view}lang={language}")
        assert violations(page) == [], view
        page.emulate_media(color_scheme="dark")
        assert violations(page, COLOURS) == [], f"{view} when it is dark"


def test_axe_sees_what_is_wrong_in_the_dark_only(visit: Callable[..., Page]) -> None:
    page = visit("/health?lang=nl", color_scheme="light", reduced_motion="reduce")
    page.evaluate(
        "() => { const sheet = new CSSStyleSheet(); document.adoptedStyleSheets.push(sheet);"
        "sheet.replaceSync('@media (prefers-color-scheme: dark) { h1 { color: #777; background: #666 } }') }"
    )
    assert violations(page, COLOURS) == []
    page.emulate_media(color_scheme="dark")
    assert [each.partition(":")[0] for each in violations(page, COLOURS)] == ["color-contrast"]


def _origin(page: Page) -> str:
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_brand_can_be_read(visit: Callable[..., Page], scheme: str) -> None:
    page = visit("/?chosen=mine&said=booked", color_scheme=scheme, reduced_motion="reduce")
    for brand in ("#ffcc00", "#e30613", "#004699", "#00811f", "#000000", "#ffffff"):
        page.evaluate(
            "brand => new Promise(done => {"
            "const link = document.querySelector('link[href^=\"/theme.css\"]');"
            "link.addEventListener('load', done, {once: true});"
            "link.href = '/theme.css?brand=' + encodeURIComponent(brand)})",
            brand,
        )
        assert violations(page, ["color-contrast"]) == [], brand


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_nothing_runs_off_the_side(visit: Callable[..., Page], width: int) -> None:
    page = visit(f"{VIEWS[0]}lang=de", viewport={"width": width, "height": 800})
    for view in VIEWS:
        page.goto(f"{_origin(page)}{view}lang=de")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view


def test_every_target_is_24_px_at_least(visit: Callable[..., Page]) -> None:
    page = visit("/?chosen=taken", viewport=NARROW)
    small = page.evaluate(
        "[...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')]"
        ".filter(e => e.checkVisibility() && !e.matches('.nl-skip-link, .nl-link'))"
        ".filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24 })"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []
