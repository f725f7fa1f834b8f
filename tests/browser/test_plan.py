"""The plan by keyboard, by mouse and by finger; kept fresh; and all of it without a script."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect

from adapters.telemetry.correlation import spoken, trace_of
from tests.browser.site import Site

Visit = Callable[..., Page]
FOCUSED = "document.activeElement.dataset.place ?? document.activeElement.id"


def polled(page: Page, site: Site, times: int) -> None:
    """Wait until the page has asked so often: what it was told the times before, it has shown by then."""
    for _ in range(2400):
        if len(site.polls) >= times:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(site.polls)} polls in two minutes")


def test_the_plan_is_one_stop_for_the_tab_key(visit: Visit) -> None:
    page = visit()
    assert page.locator(".mark[tabindex='0']").count() == 1
    page.locator(".switch__link").last.focus()
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    page.keyboard.press("Tab")
    assert first == "pav-a1"
    assert page.evaluate("document.activeElement.closest('.mark')") is None


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["ArrowRight"], "pav-a2"),
        (["ArrowRight", "ArrowLeft"], "pav-a1"),
        (["ArrowDown"], "pav-a3"),
        (["ArrowRight", "ArrowRight"], "pav-a5"),
        (["ArrowLeft"], "pav-a1"),
    ],
)
def test_arrows_go_to_the_nearest_place_that_way(visit: Visit, keys: list[str], place: str) -> None:
    page = visit()
    page.locator("#mark-pav-a1").focus()
    for key in keys:
        page.keyboard.press(key)
    assert page.evaluate(FOCUSED) == place


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_key_opens_a_place_and_escape_returns_to_it(visit: Visit, key: str) -> None:
    page = visit()
    page.locator("#mark-pav-a2").focus()
    page.keyboard.press(key)
    expect(page.locator("#place-title")).to_be_focused()
    expect(page.locator("#place-title")).to_have_text("Desk A2")
    assert "place=pav-a2" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#place")).to_have_count(0)
    expect(page.locator("#mark-pav-a2")).to_be_focused()


def test_going_back_shows_what_was_chosen_before(visit: Visit) -> None:
    page = visit()
    page.locator("#mark-pav-a2").click()
    page.locator("#mark-pav-a3").click()
    expect(page.locator("#place-title")).to_have_text("Desk A3")
    page.go_back()
    expect(page.locator("#place-title")).to_have_text("Desk A2")
    expect(page.locator("#mark-pav-a2")).to_have_attribute("aria-current", "true")


def test_what_one_act_asks_bears_one_number_and_the_next_act_another(visit: Visit) -> None:
    page = visit()
    asked: list[tuple[str, str]] = []

    def note(request: Request) -> None:
        if parent := request.headers.get("traceparent"):
            asked.append((urlsplit(request.url).path, trace_of(parent)))

    page.on("request", note)
    numbers: list[str] = []
    for name in ("pav-a2", "pav-a3"):
        with page.expect_response("**/api/v1/occupancy*"):
            page.locator(f"#mark-{name}").click()
        acts = {number for path, number in asked if path == "/fragments/place"} - set(numbers)
        numbers.append(acts.pop())
        assert ("/api/v1/occupancy", numbers[-1]) in asked, "the plan beside the panel is asked too"
    assert all(len(each) == 32 for each in numbers) and len(set(numbers)) == 2


def test_what_the_server_cannot_answer_is_said_with_a_number_to_quote(visit: Visit) -> None:
    page = visit()
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(trace_of(route.request.headers["traceparent"]))
        route.fulfill(status=300)  # as good as 500, and no word on the console

    page.route("**/api/v1/occupancy*", refuse)
    stale = page.locator("[data-stale-words]")
    expect(stale).to_contain_text("quote this number")
    page.unroute("**/api/v1/occupancy*")
    assert stale.inner_text().endswith(spoken(refused[-1]))
    expect(stale).to_be_empty()


def test_zooming_by_button_and_key_and_back_to_the_whole_floor(visit: Visit) -> None:
    page = visit()
    width = "document.querySelector('.plan__drawing').getBoundingClientRect().width"
    whole = page.evaluate(width)
    page.get_by_role("button", name="Zoom in").click()
    once = page.evaluate(width)
    page.locator("#mark-pav-a1").focus()
    page.keyboard.press("+")
    twice = page.evaluate(width)
    page.keyboard.press("0")
    assert whole < once < twice
    assert page.evaluate(width) == pytest.approx(whole, abs=1)


def test_dragging_pans_and_opens_nothing(visit: Visit) -> None:
    page = visit()
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    mark = page.locator("#mark-pav-b1 .mark__body").bounding_box()
    assert mark is not None
    page.mouse.move(mark["x"] + 5, mark["y"] + 5)
    page.mouse.down()
    page.mouse.move(mark["x"] - 120, mark["y"] - 40, steps=4)
    before = page.evaluate("document.querySelector('[data-frame]').scrollLeft")
    page.mouse.up()
    assert before > 0
    assert "place=" not in page.url


def test_a_poll_sets_state_sign_label_and_count(visit: Visit, site: Site) -> None:
    site.states = {"pav-a2": "taken"}
    page = visit()
    mark = page.locator("#mark-pav-a2")
    expect(mark).to_have_attribute("data-state", "taken")
    expect(mark).to_have_attribute("aria-label", "Desk A2, Taken")
    expect(mark.locator(".mark__sign")).to_have_attribute("href", "#sign-taken")
    expect(page.locator("[data-free]")).to_have_text("7")


def test_opening_a_place_refreshes_the_plan_beside_it(visit: Visit, site: Site) -> None:
    site.seconds = 600
    page = visit()
    site.states = {"pav-a2": "taken"}
    page.locator("#mark-pav-a2").click()
    expect(page.locator("#mark-pav-a2")).to_have_attribute("data-state", "taken")


def test_a_room_that_has_answered_meanwhile_is_shown_so_by_itself(visit: Visit, site: Site) -> None:
    page = visit()
    waits = page.locator('.booking[data-state="pending"]')
    expect(waits).to_have_count(1)
    polled(page, site, 2)  # so that there is something to compare with
    site.answered, site.states = True, {"pav-a2": "taken"}
    expect(waits).to_have_count(0)
    expect(page.locator("#mark-pav-a2")).to_have_attribute("data-state", "taken")


def test_what_became_of_a_room_that_was_just_asked_is_said_in_its_place(
    visit: Visit, site: Site
) -> None:
    page = visit("/?said=asked")
    expect(page.locator("#notice")).to_be_focused()
    polled(page, site, 2)
    with page.expect_navigation():
        site.answered, site.states = True, {"pav-a2": "taken"}
    expect(page.locator("#notice")).to_be_focused()
    expect(page.locator('.booking[data-state="pending"]')).to_have_count(0)


def test_nothing_is_taken_from_under_whoever_is_busy_beside_the_plan(
    visit: Visit, site: Site
) -> None:
    page = visit()
    page.locator('.booking[data-state="pending"] button').focus()
    polled(page, site, 2)
    site.answered, site.states = True, {"pav-a2": "taken"}
    expect(page.locator("#mark-pav-a2")).to_have_attribute("data-state", "taken")
    expect(page.locator('.booking[data-state="pending"] button')).to_be_focused()


def test_an_unchanged_plan_costs_a_304(visit: Visit, site: Site) -> None:
    page = visit()
    polled(page, site, 2)
    assert site.polls[0] == "" and site.polls[1] != ""


def test_a_lost_connection_is_said_in_words(visit: Visit) -> None:
    page = visit()
    page.route("**/api/v1/occupancy*", lambda route: route.fulfill(status=204, body=""))
    words = page.locator("[data-stale-words]")
    expect(words).to_have_text("No connection: the plan may be out of date.")
    page.unroute("**/api/v1/occupancy*")
    expect(words).to_have_text("")


def test_a_form_sent_twice_arrives_once(visit: Visit, site: Site) -> None:
    page = visit("/?chosen=free")
    page.evaluate(
        "const form = document.querySelector('form.book');"
        "const button = form.querySelector('button'); button.click(); button.click()"
    )
    expect(page.locator("#notice")).to_be_focused()
    assert [path for path, _ in site.posts] == ["/bookings"]


def test_changing_the_site_goes_there_at_once(visit: Visit) -> None:
    page = visit()
    page.locator("#site").select_option("al-bank")
    page.wait_for_url("**site=al-bank**")


def test_without_a_script_a_place_opens_and_is_booked(visit: Visit, site: Site) -> None:
    page = visit(java_script_enabled=False)
    page.locator("#mark-pav-a2").click()
    assert "place=pav-a2" in page.url
    page.get_by_role("button", name="Book this place").click()
    path, form = site.posts[0]
    assert path == "/bookings" and form["place"] == "pav-a2"
    assert "Your place is booked." in page.locator("#notice").inner_text()


def test_on_a_phone_the_place_comes_as_a_sheet_and_its_mark_stays_in_sight(visit: Visit) -> None:
    page = visit(viewport={"width": 375, "height": 812}, has_touch=True, reduced_motion="reduce")
    page.locator("#mark-pav-b2").tap()
    sheet = page.locator("#place")
    expect(sheet).to_be_visible()
    box, mark = sheet.bounding_box(), page.locator("#mark-pav-b2 .mark__body").bounding_box()
    assert box is not None and mark is not None
    assert box["y"] + box["height"] == pytest.approx(812, abs=1)
    assert mark["y"] >= 0 and mark["y"] + mark["height"] <= box["y"]
    assert mark["x"] >= 0 and mark["x"] + mark["width"] <= 375
