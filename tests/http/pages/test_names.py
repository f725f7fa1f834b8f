"""Names of others on the pages: for those whom the privacy profile shows them to."""

from dataclasses import replace

from application.exchange import ExchangeTerms, Trouble, Why
from application.exchange_resources import PresenceNow
from domain.ids import PersonId
from domain.ledger import Kept, Version
from domain.pact import Pact, PrivacyProfile
from domain.privacy import Terms
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


def test_whether_a_colleague_can_be_reached_is_said_in_the_table_and_beside_the_place(
    town: World,
) -> None:
    town.people.known[PersonId("bob")] = replace(
        make.a_person("bob", team="civil"), object_id="o-bob"
    )
    terms = Terms(presence=True)
    pact = Pact(profile=PrivacyProfile(version=2, terms=terms))
    town.profiles.kept = Kept(value=pact, version=Version("v1"))
    town.presences.now = {"o-bob": PresenceNow("Busy", "InAMeeting")}
    browser = Browser(replace(town, ports=replace(town.ports, exchange=ExchangeTerms(on=True))))
    browser.be("bob")
    browser.press("/?place=desk-1", "/bookings")
    browser.be("ada")
    assert "Bob" in words(browser.get("/").text) and town.presences.asked == []
    assert "Taken Bob (In a meeting)" in words(browser.get("/?view=table").text)
    panel = browser.get("/?place=desk-1").text
    assert "Bob In a meeting 08:00" in words(panel)
    assert '#presence-in-a-meeting"' in panel
    town.presences.trouble = Trouble(why=Why.LATER)
    assert "In a meeting" not in words(browser.get("/?view=table").text)
