"""Names of others on the pages: for those whom the privacy profile shows them to."""

from domain.ids import PersonId
from tests import builders as make
from tests.fakes import World
from tests.http.pages.served import Browser, words


def test_the_page_names_those_whom_one_is_shown_on_plan_table_and_panel(
    town: World, browser: Browser
) -> None:
    town.people.known[PersonId("bob")] = make.a_person("bob", team="civil")
    browser.be("bob")
    browser.press("/?place=desk-1", "/bookings")
    browser.be("ada")
    plan = browser.get("/").text
    assert 'aria-label="Desk desk-1, Taken, Bob"' in plan
    assert '<title class="mark__who">Bob</title>' in plan
    assert "Taken Bob" in words(browser.get("/?view=table").text)
    assert "Bob 08:00" in words(browser.get("/?place=desk-1").text)
    browser.be("rie")
    assert "Bob" in browser.get("/").text
    for stranger in ("fay", "abe"):
        browser.be(stranger)
        for page in ("/", "/?view=table", "/fragments/place?place=desk-1"):
            assert "Bob" not in browser.get(page).text.replace('">Bob</option>', "")
