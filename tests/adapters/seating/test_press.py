"""The printed list in every language: complete words, one file that needs nothing else, and valid markup."""

import json
import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, meta
from jinja2.ext import babel_extract

from adapters.seating.press import TEMPLATES, PrintedLists
from adapters.seating.words import CATALOGUES, FORMATS, Tongue
from domain.booking import State
from domain.ids import FOREIGN, PersonId
from domain.places import Mode
from domain.seating import Listed, SeatingList, list_day
from tests.builders import (
    LUXEMBOURG,
    NOW,
    TODAY,
    a_desk,
    a_directory,
    a_part,
    a_room,
    a_site,
    a_vehicle,
    an_entry,
    ledgers_of,
    span,
)

ROOT = Path(__file__).resolve().parents[3]
CONFIGURATION = json.dumps({"root": True, "extends": ["html-validate:standard"]})
OWN = a_desk("desk-3", mode=Mode.ASSIGNED, assigned_to=PersonId("bob"), zone="front")
PLACES = (a_desk("desk-1"), a_desk("desk-2"), OWN, a_desk("desk-4"), a_room(), a_vehicle())
SITE = a_site("hall", address="1, rue de la Gare", step_free=True)
PEOPLE = {
    PersonId("ada"): Listed(name="Ada <Müller>", team="R&D", first_aider=True, reception=True),
    PersonId("bob"): Listed(name="Bob", team="Works"),
}
ENTRIES = (
    an_entry(person="ada", resource=PLACES[0], state=State.CHECKED_IN, name="1"),
    an_entry("13:00", "17:00", person="hid", resource=PLACES[1], name="2"),
    an_entry(person=FOREIGN, resource=a_room(), name="3"),
    an_entry("13:00", "14:00", person="bob", resource=a_room(), state=State.PENDING, name="5"),
    an_entry(person="bob", resource=a_vehicle(), name="4"),
)
HEAD = re.compile(r"@page .*?</style>", re.DOTALL)


def a_list(language: str = "en", *, entries: tuple[object, ...] = ENTRIES) -> SeatingList:
    directory = a_directory(*PLACES, sites=[SITE])
    day = list_day(
        SITE,
        TODAY,
        directory=directory,
        ledgers=ledgers_of(*entries),  # type: ignore[arg-type]  # entries, or none
        people=PEOPLE,
        now=NOW,
    )
    assert day is not None
    return SeatingList(
        municipality="Testingen",
        language=language,
        zone=LUXEMBOURG,
        site=SITE,
        made_at=NOW,
        days=(day, replace(day, open=())),
    )


def printed(language: str = "en") -> str:
    return PrintedLists().page(a_list(language)).decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", HEAD.sub("", html)).split())


@pytest.mark.parametrize(
    ("language", "day", "title"),
    [
        ("nl", "dinsdag 24 november 2026", "Zitplaatsenlijst"),
        ("fr", "mardi 24 novembre 2026", "Liste des places occupées"),
        ("de", "Dienstag, 24. November 2026", "Platzliste"),
        ("en", "Tuesday 24 November 2026", "Seating list"),
    ],
)
def test_it_is_written_in_the_language_asked_for(language: str, day: str, title: str) -> None:
    html = printed(language)
    assert f'<html lang="{language}">' in html and title in html
    assert f"{day}, 08:00" in html  # when it was made


def test_a_language_we_do_not_speak_is_english() -> None:
    html = printed("lb")
    assert '<html lang="en">' in html and "Seating list" in html


def test_everything_that_is_known_of_a_place_is_told() -> None:
    said = words(printed())
    for told in (
        "desk-1 Ada &lt;Müller&gt; R&amp;D 09:00–12:00 · checked in",
        "desk-2 13:00–17:00",  # whose it is may not be said
        "desk-3 Bob Works own place",
        "room-1 Meeting made in Outlook 09:00–12:00",
        "room-1 Bob Works 13:00–14:00 · asked for",
        "car-1 Bob Works 09:00–12:00",
        "Ada &lt;Müller&gt; (first aider) (reception): desk-1",
        "Address 1, rue de la Gare",
        "Alarm button no Step-free entrance yes",
        "Open: 07:00–19:00",
        "Closed that day, but somebody has a place.",
        "desk-4",
    ):
        assert told in said, told


def test_the_counts_are_told_per_floor_and_part_of_day() -> None:
    html = printed()
    for row in ("hall-0", "In the house"):
        cells = re.search(rf'<th scope="row">{row}</th>(.*?)</tr>', html, re.DOTALL)
        assert cells and re.findall(r"<td>(\d+)</td>", cells[1])[:4] == ["3", "1", "2", "3"]


def test_every_printed_page_says_whose_it_is_and_of_which_day() -> None:
    html = printed()
    assert html.count("Hall · Tuesday 24 November 2026 · hall-0") == 2
    assert html.count("<thead>") == html.count("</thead>") == 6


def test_it_fetches_nothing_and_runs_nothing() -> None:
    html = printed()
    assert not re.search(r"(?:https?:|//|url\(|<script|<link|<img|<a |\bsrc=|\bon\w+=)", html)


def test_there_is_room_to_write_down_who_came_without_a_booking() -> None:
    html = printed()
    assert html.count('<tr class="empty">') == 10
    assert '<span class="blank"></span>' in html


@pytest.mark.parametrize("language", FORMATS)
def test_its_markup_is_valid(language: str, tmp_path: Path) -> None:
    file = tmp_path / f"{language}.html"
    file.write_bytes(PrintedLists().page(a_list(language)))
    (tmp_path / ".htmlvalidate.json").write_text(CONFIGURATION, "utf-8")
    done = subprocess.run(
        [ROOT / "node_modules/.bin/html-validate", str(file)],
        capture_output=True,
        check=False,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("language", sorted(set(FORMATS) - {"en"}))
def test_every_word_is_translated_and_none_is_left_over(language: str) -> None:
    said = {
        message if isinstance(message, str) else (message or ("",))[0]
        for file in TEMPLATES.glob("*.html")
        for _, _, message, _ in babel_extract(BytesIO(file.read_bytes()), ("_",), (), {})
    }
    with (CATALOGUES / f"{language}.po").open("rb") as source:
        known = {str(m.id): str(m.string) for m in read_po(source, locale=language) if m.id}
    assert set(known) == said
    assert all(known.values())


def test_the_template_needs_the_list_and_the_language_and_nothing_else() -> None:
    text = (TEMPLATES / "list.html").read_text("utf-8")
    parsed = Environment(extensions=["jinja2.ext.i18n"]).parse(text)
    assert meta.find_undeclared_variables(parsed) <= {"listed", "tongue", "_"}


def test_a_part_of_day_has_the_name_that_the_municipality_gave_it() -> None:
    named = replace(a_part("morning", "08:00", "12:00"), names=(("nl", "Voormiddag"),))
    listed = a_list("nl")
    site = replace(listed.site, parts=(named,))
    assert "Voormiddag" in PrintedLists().page(replace(listed, site=site)).decode()


def test_a_span_that_ends_at_midnight_ends_at_24() -> None:
    tongue = Tongue(language="en", zone=LUXEMBOURG)
    assert tongue.hours(span("20:00", "2026-11-25 00:00")) == "20:00–24:00"
    assert tongue.all_hours(()) == ""
