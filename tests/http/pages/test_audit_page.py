"""The audit page: only for auditors, narrowed by its form, older entries behind a link, and a table to take away."""

import csv
import io
from datetime import timedelta

import pytest

from adapters.http.i18n.audit import ACTIONS, OUTCOMES
from adapters.http.i18n.reader import reading
from adapters.http.pages.audit import read_asked
from adapters.http.render import render
from application.audit_csv import COLUMNS, cell
from application.faults import Unavailable
from application.list_audit import LONGEST
from application.record import record
from domain.audit import Action, Outcome
from domain.ids import PersonId
from domain.people import Role
from domain.when import later
from tests.builders import NOW, a_person
from tests.fakes import World
from tests.http.pages import sample, sample_audit
from tests.http.pages.served import Browser, words

AUD, BOB = PersonId("aud"), PersonId("bob")


@pytest.fixture
def auditor(town: World, browser: Browser) -> Browser:
    town.people.known[AUD] = a_person("aud", Role.AUDITOR)
    browser.be("aud")
    return browser


def listed(browser: Browser, path: str) -> str:
    """The rows of the table."""
    return words("<body" + browser.get(path).text.partition("<tbody")[2])


async def test_what_was_done_is_listed_newest_first_with_who_and_on_whom(
    town: World, auditor: Browser
) -> None:
    await record(town.ports, Action.SIGNED_IN, actor=BOB)
    town.clock.advance(timedelta(minutes=5))
    await record(town.ports, Action.PERSON_LOOKED_UP, actor=PersonId("rie"), subject=BOB)
    html = auditor.get("/audit").text
    read = words(html)
    assert "Rie (rie)" in read and "Bob (bob)" in read
    rows = html.partition("<tbody")[2]
    assert rows.index("Person looked up") < rows.index("Signed in to Vrijplek")


@pytest.mark.parametrize("person", ["ada", "fay", "rie"])
@pytest.mark.parametrize("path", ["/audit", "/audit/export"])
def test_it_is_for_auditors_only(browser: Browser, person: str, path: str) -> None:
    browser.be(person)
    assert browser.get(path).status_code == 403


async def test_the_form_narrows_the_list(town: World, auditor: Browser) -> None:
    await record(town.ports, Action.SIGNED_IN, actor=BOB)
    await record(town.ports, Action.CODE_FAILED, actor=None, subject=BOB, refused="wrong-code")
    only = listed(auditor, "/audit?who=bob")
    assert "Signed in" in only and "Wrong personal code" not in only
    only = listed(auditor, "/audit?outcome=refused")
    assert "Signed in" not in only and "Refused: wrong-code" in only
    assert "Nothing was recorded" in auditor.get("/audit?until=2026-01-01&from=2025-12-01").text
    assert auditor.get("/audit?action=nonsense&from=soon&outcome=1").status_code == 200


async def test_older_entries_are_behind_a_link(town: World, auditor: Browser) -> None:
    for _ in range(60):
        await record(town.ports, Action.SIGNED_IN, actor=BOB)
        town.clock.advance(timedelta(seconds=1))
    html = auditor.get("/audit").text
    assert html.count('class="utrecht-table__row row"') == 50
    link = html.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert auditor.get(link.replace("&amp;", "&")).text.count('__row row"') == 10
    assert auditor.get("/audit?cursor=nonsense").status_code == 400


async def test_the_table_to_take_away_is_recorded_first_and_runs_no_formula(
    town: World, auditor: Browser
) -> None:
    evil = '=HYPERLINK("http://evil.example";"x")'
    await record(town.ports, Action.BOOKING_CANCELLED, actor=BOB, subject=BOB, reason=evil)
    answer = auditor.get("/audit/export?whom=bob")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["action"] for row in rows] == ["audit-exported", "booking-cancelled"]
    assert rows[1]["reason"] == "'" + evil
    assert town.audit.told[-1] == (Action.AUDIT_EXPORTED, "aud", "bob")


async def test_nothing_is_handed_out_that_could_not_be_recorded(
    town: World, auditor: Browser
) -> None:
    town.audit.fail_next(before=Unavailable("gone"))
    assert auditor.get("/audit/export").status_code == 503


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "  =1", "|x", "%0A", "\r=1"])
def test_no_cell_begins_with_what_a_spreadsheet_runs(text: str) -> None:
    assert cell(text).startswith("\"'")


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert cell('Ann "A" Weber, hall') == '"Ann ""A"" Weber, hall"'


def test_a_span_is_never_longer_than_the_longest() -> None:
    asked = read_asked({"from": "2001-01-01"}, now=NOW, zone=sample.ZONE)
    assert asked.last - asked.first == LONGEST
    assert later(NOW, timedelta(0)).date() == asked.last


def test_every_act_and_outcome_has_words() -> None:
    assert set(ACTIONS) == set(Action) and set(OUTCOMES) == set(Outcome)


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_the_page_speaks_every_language(language: str) -> None:
    with reading(language, sample.ZONE):
        html = render("audit.html", sample_audit.log(language))
    title = {"nl": "Auditlogboek", "fr": "Journal d’audit", "de": "Auditprotokoll"}
    assert title.get(language, "Audit log") in html
    assert "p001" in html and "gone" not in words(html)
