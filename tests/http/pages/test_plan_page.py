"""What the first page says, in the markup that everything else rests on: without a script."""

from dataclasses import replace

import pytest
from lxml import html

from adapters.http.i18n.reader import LANGUAGES, reading
from adapters.http.pages.error import ErrorPage
from adapters.http.pages.place import Deed
from adapters.http.pages.plan import PlaceFragment, PlanPage
from adapters.http.render import render
from domain.availability import PlaceState
from tests.http.pages import sample
from tests.http.pages.markup import select


def rendered(language: str = "en", **wanted: object) -> html.HtmlElement:
    with reading(language, sample.ZONE):
        page = sample.plan_page(language, **wanted)  # type: ignore[arg-type]  # passed through
        return html.document_fromstring(render("plan.html", page))


def changed(page: PlanPage) -> html.HtmlElement:
    with reading("en", sample.ZONE):
        return html.document_fromstring(render("plan.html", page))


def english() -> PlanPage:
    with reading("en", sample.ZONE):
        return sample.plan_page("en")


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def fields(form: html.HtmlElement) -> set[str]:
    return {name for each in form.iter("input", "select") if (name := each.get("name"))}


def test_every_place_is_a_link_that_says_its_kind_name_and_state() -> None:
    labels = {mark.get("aria-label") for mark in select(rendered(), "a.mark")}
    assert "Desk A2, Free" in labels and "Desk B2, Your booking" in labels
    assert all(mark.get("href") for mark in select(rendered(), "a.mark"))


def test_the_table_has_the_same_places_and_states_as_the_plan() -> None:
    plan, table = rendered(), rendered(as_table=True)
    on_plan = {(each.get("data-place"), each.get("data-state")) for each in select(plan, ".mark")}
    in_table = {
        (
            select(row, "[data-place]")[0].get("data-place"),
            select(row, ".state")[0].get("data-state"),
        )
        for row in select(table, "tr.row")
    }
    assert on_plan == in_table and on_plan


def test_a_free_place_is_booked_with_one_form() -> None:
    form = select(rendered(chosen=PlaceState.FREE), "form.book")[0]
    assert (form.get("method"), form.get("action")) == ("post", "/bookings")
    assert fields(form) == {"place", "starts_at", "ends_at", "part", "back", "once"}
    assert select(form, "[formaction]")[0].get("formaction") == "/walk-ins"


def test_a_taken_place_says_why_until_when_and_what_else_there_is() -> None:
    page = rendered(chosen=PlaceState.TAKEN)
    assert "This place is already taken at that time. Until Tue 24 Nov 16:00." in text(page)
    assert len(select(page, "a.other")) == 3
    assert not select(page, "form.book")


def test_each_deed_is_a_form_of_its_own_with_the_version_seen() -> None:
    forms = select(rendered(), ".mine form")
    assert {form.get("action").rsplit("/", 1)[1] for form in forms} == {
        Deed.CHECK_IN,
        Deed.NOT_COMING,
        Deed.CANCEL,
    }
    assert all(fields(form) == {"version", "back"} for form in forms)


def test_sitting_elsewhere_than_booked_is_one_button() -> None:
    page = english()
    with reading("en", sample.ZONE):
        place = sample.resources("al-schoul-rdc")[1]
        panel = replace(sample.panel(place, PlaceState.FREE), moves=page.mine.today[0])
    form = select(changed(replace(page, panel=panel)), "form.book")[0]
    assert select(form, "button")[0].get("formaction", "").endswith("/move-here")
    assert {"place", "version", "back", "once"} <= fields(form)


def test_nobody_has_to_guess_what_happened() -> None:
    notice = select(rendered(notice=sample.booked()), "#notice")[0]
    assert notice.get("role") == "status"
    assert "Your place is booked. B2 · Tuesday 24 November, 08:00–12:00" in text(notice)


def test_someone_without_bookings_is_told_how_to_make_one() -> None:
    assert "You have no bookings yet." in text(changed(sample.crowded(english())))


def test_the_page_says_who_is_signed_in_and_lets_them_sign_out() -> None:
    page = english()
    [form] = select(changed(page), ".person form")
    assert (form.get("method"), form.get("action")) == ("post", "/auth/sign-out")
    assert "Signed in as Lea Muller Sign out" in text(select(changed(page), ".person")[0])
    nobody = replace(page, shell=replace(page.shell, person=""))
    assert not select(changed(nobody), ".person")


def test_what_people_wrote_stays_text() -> None:
    page = english()
    wicked = "<script>alert(1)</script>"
    with reading("en", sample.ZONE):
        place = replace(sample.resources("al-schoul-rdc")[1], name=wicked, note=wicked)
        panel = sample.panel(place, PlaceState.FREE)
    tree = changed(replace(page, panel=panel))
    assert [each.get("src") for each in tree.iter("script")] == ["/static/test/js/main.js"]
    assert wicked in text(select(tree, "#place")[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_is_left_in_another_language(language: str) -> None:
    page = rendered(language, chosen=PlaceState.TAKEN)
    assert page.get("lang") == language
    asks = text(select(page, "h1")[0])
    assert (asks == "Where would you like to work?") is (language == "en")


def test_ids_are_unique() -> None:
    ids = [each.get("id") for each in select(rendered(chosen=PlaceState.TAKEN), "[id]")]
    assert len(ids) == len(set(ids))


def test_the_fragment_is_the_page_s_own_markup() -> None:
    with reading("en", sample.ZONE):
        page = sample.plan_page("en", chosen=PlaceState.FREE)
        fragment = render("_place.html", PlaceFragment(panel=page.panel, mine=page.mine))
        assert fragment.strip() in render("plan.html", page).replace(
            "\n      <section", "\n<section"
        )


def test_an_error_page_says_what_and_how_to_go_on() -> None:
    with reading("nl", sample.ZONE):
        page = ErrorPage(shell=sample.shell("nl"), words="Er is niets.", reference="r-1")
        tree = html.document_fromstring(render("error.html", page))
    assert "Er is niets." in text(tree) and "r-1" in text(tree)
    assert select(tree, "main a[href='/']")
