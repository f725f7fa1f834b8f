"""axe finds nothing: in every language, light and dark, on phones and desks, under any brand colour."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
VIEWS = (
    "/?",
    "/?chosen=taken&",
    "/?chosen=free&said=booked&own=1&",
    "/?view=table&",
    "/me/privacy?",
    "/settings/privacy?",
    "/audit?",
    "/health?",
    "/health/operations?",
)


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "rules => axe.run({runOnly: rules}).then(each => each.violations.map("
        "v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; ')))",
        rules,
    )
    assert isinstance(found, list)
    return [str(each) for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "320"])
@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_axe_finds_nothing(
    visit: Callable[..., Page], language: str, size: dict[str, int], scheme: str
) -> None:
    options = {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = visit(f"{VIEWS[0]}lang={language}", **options)
    for view in VIEWS:
        page.goto(f"{_origin(page)}{view}lang={language}")
        assert violations(page) == [], view


def _origin(page: Page) -> str:
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}"


@pytest.mark.parametrize(
    "brand", ["#ffcc00", "#e30613", "#004699", "#00811f", "#000000", "#ffffff"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_brand_can_be_read(visit: Callable[..., Page], brand: str, scheme: str) -> None:
    page = visit("/?chosen=mine&said=booked", color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(
        "brand => new Promise(done => {"
        "const link = document.querySelector('link[href^=\"/theme.css\"]');"
        "link.addEventListener('load', done); link.href = '/theme.css?brand=' + encodeURIComponent(brand)})",
        brand,
    )
    assert violations(page, ["color-contrast"]) == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_nothing_runs_off_the_side(visit: Callable[..., Page], view: str, width: int) -> None:
    page = visit(f"{view}lang=de", viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_target_is_24_px_at_least(visit: Callable[..., Page]) -> None:
    page = visit("/?chosen=taken", viewport=NARROW)
    small = page.evaluate(
        "[...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')]"
        ".filter(e => e.checkVisibility() && !e.matches('.nl-skip-link, .nl-link'))"
        ".filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24 })"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []
