"""The privacy pages, without a script: one's own word, the agreement for two administrators, what everyone is told."""

import re
from datetime import timedelta

import pytest

from adapters.http.i18n.privacy import CHOICES, RELATIONS, TERMS, WEAKER, days
from adapters.http.i18n.reader import reading
from domain.ids import PersonId
from domain.people import Role
from domain.privacy import NAMEABLE, Choice, Preference
from tests import builders as make
from tests.fakes import World
from tests.http.pages.served import Browser, words

SETTINGS, OWN = "/settings/privacy", "/me/privacy"
FORM = {
    "revision": "0",
    "names-own-team": "1",
    "names-on-duty": "1",
    "choice": "opt-out",
    "smallest_group": "5",
    "keep_bookings_days": "30",
    "keep_plans_days": "30",
    "keep_audit_days": "365",
}


@pytest.fixture(autouse=True)
def administrators(town: World) -> None:
    for name in ("adm", "ben"):
        town.people.known[PersonId(name)] = make.a_person(name, Role.ADMINISTRATOR)


def sent(browser: Browser, path: str, **fields: str) -> str:
    """What the page says after the form."""
    token = re.search(r'name="_csrf" value="([^"]+)"', browser.get(OWN).text)
    assert token is not None
    answer = browser.post(path, {"_csrf": token[1], **fields})
    assert answer.status_code == 303, answer.text
    return words(browser.get(answer.headers["Location"]).text)


def change(browser: Browser, **changes: str) -> str:
    return sent(browser, SETTINGS, **{**FORM, **changes})


def revision(browser: Browser) -> str:
    found = re.search(r'name="revision" value="(\d+)"', browser.get(SETTINGS).text)
    assert found is not None
    return found[1]


def bar(browser: Browser, path: str = "/") -> str:
    found = re.search(r'<aside class="told".*?</aside>', browser.get(path).text, re.DOTALL)
    return words("<body" + found[0]) if found else ""


def test_every_term_relation_and_choice_has_a_word() -> None:
    assert set(TERMS) == set(WEAKER)
    assert set(RELATIONS) == set(NAMEABLE) and set(CHOICES) == set(Choice)


def test_a_colleague_reads_who_sees_them_and_hides(town: World, browser: Browser) -> None:
    page = words(browser.get(OWN).text)
    assert "Colleagues of the same team See my name" in page
    assert "All colleagues Do not see my name" in page
    assert "These are the standard terms" in page and "Change the agreement" not in page
    said = sent(browser, OWN, said="hide")
    assert "Your choice is kept" in said
    assert "Colleagues of the same team Do not see my name" in said
    assert "Reception, and first aiders at the site, today only See my name" in said
    assert town.preferences.said == {"ada": Preference.HIDE}
    assert "Hide my name" in sent(browser, OWN, said="show")


def test_only_administrators_come_to_the_agreement(browser: Browser) -> None:
    assert browser.get(SETTINGS).status_code == 403
    for path in (SETTINGS, f"{SETTINGS}/confirmation", f"{SETTINGS}/withdrawal"):
        assert browser.post(path, FORM).status_code == 403
    browser.be("adm")
    assert browser.get(SETTINGS).status_code == 200
    assert "Change the agreement" in browser.get(OWN).text


def test_what_protects_more_holds_at_once(town: World, browser: Browser) -> None:
    browser.be("adm")
    assert "it holds from now on" in change(browser, smallest_group="10", **{"names-own-team": ""})
    browser.be("ada")
    page = words(browser.get(OWN).text)
    assert "Colleagues of the same team Do not see my name" in page
    assert "fewer than 10 people" in page and "Decided by Adm." in page
    assert bar(browser) == ""


def test_a_weakening_is_told_on_every_page_until_two_weeks_after_it_holds(
    town: World, browser: Browser
) -> None:
    browser.be("adm")
    said = change(browser, **{"names-everyone": "1"}, keep_bookings_days="90")
    assert "another administrator must confirm it" in said and "Confirm for everyone" not in said
    browser.be("ada")
    for path in ("/", "/?view=table", OWN):
        told = bar(browser, path)
        assert "A change of the privacy agreement is proposed." in told
        assert "Names are shown to more people. Bookings keep their names for longer." in told
    page = words(browser.get(OWN).text)
    assert "Bookings keep their names for Protects less 30 days 90 days" in page
    browser.be("ben")
    assert bar(browser, SETTINGS) != ""
    done = sent(browser, f"{SETTINGS}/confirmation", revision=revision(browser))
    assert "The proposal is confirmed" in done
    browser.be("ada")
    assert "The privacy agreement changed on Tuesday 24 November." in bar(browser)
    assert "All colleagues See my name" in words(browser.get(OWN).text)
    town.clock.advance(timedelta(days=14))
    assert bar(browser) == ""


def test_nobody_confirms_alone_nor_what_they_did_not_see(browser: Browser) -> None:
    browser.be("adm")
    change(browser, **{"names-everyone": "1"})
    seen = revision(browser)
    assert "You proposed this yourself" in sent(browser, f"{SETTINGS}/confirmation", revision=seen)
    change(browser, revision=seen, **{"names-everyone": "1"}, keep_bookings_days="900")
    browser.be("ben")
    stale = sent(browser, f"{SETTINGS}/confirmation", revision=seen)
    assert "Somebody changed this meanwhile." in stale


def test_a_proposal_is_withdrawn(browser: Browser) -> None:
    browser.be("adm")
    change(browser, **{"names-everyone": "1"})
    gone = sent(browser, f"{SETTINGS}/withdrawal", revision=revision(browser))
    assert "The proposal is withdrawn" in gone and bar(browser) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Nothing has changed."),
        ({"smallest_group": "2"}, "one of the numbers is not within its limits"),
        ({"smallest_group": "²"}, "one of the numbers is not within its limits"),
        ({"keep_audit_days": ""}, "one of the numbers is not within its limits"),
        ({"choice": "never"}, "one of the numbers is not within its limits"),
        ({"revision": "7"}, "Somebody changed this meanwhile."),
        ({"revision": "x"}, "Somebody changed this meanwhile."),
    ],
)
def test_what_cannot_be_is_said_and_not_done(
    town: World, browser: Browser, changes: dict[str, str], said: str
) -> None:
    browser.be("adm")
    assert said in change(browser, **changes)
    assert town.profiles.kept is None


def test_where_the_agreement_leaves_no_choice_none_is_offered(browser: Browser) -> None:
    browser.be("adm")
    change(browser, choice="fixed")
    browser.be("ben")
    sent(browser, f"{SETTINGS}/confirmation", revision=revision(browser))
    browser.be("ada")
    assert "Hide my name" not in browser.get(OWN).text
    assert "leaves no choice here" in sent(browser, OWN, said="hide")


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("nl", "1 dag", "30 dagen"),
        ("fr", "1 jour", "30 jours"),
        ("de", "1 Tag", "30 Tage"),
        ("en", "1 day", "30 days"),
    ],
)
def test_days_are_counted_in_every_language(language: str, one: str, many: str) -> None:
    with reading(language, make.LUXEMBOURG):
        assert (days(1), days(30)) == (one, many)


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_pages_speak_every_language(browser: Browser, language: str) -> None:
    browser.be("adm")
    change(browser, **{"names-everyone": "1"}, keep_audit_days="400")
    for path in (OWN, SETTINGS, "/"):
        html = browser.get(f"{path}?lang={language}").text
        assert f'<html lang="{language}">' in html and "%(" not in html
