"""The page of operations, for administrators: what is marked, what is told, in every language, and the same as JSON."""

import asyncio
import json
from datetime import timedelta

import pytest

from adapters.http.i18n.operations import (
    CLASSES,
    PARTS,
    WOKEN,
    euro,
    number,
    share,
    store_class,
    timetable,
    took,
    whole_day,
)
from adapters.http.i18n.reader import LANGUAGES, reading
from adapters.http.pages import operations
from adapters.http.render import render
from adapters.telemetry.counts import MemoryCounts
from adapters.timetable import queues, schedules
from application.counts import Kind
from application.estimate import Part
from application.faults import Unavailable
from application.heartbeats import Beat
from domain.ids import PersonId
from domain.people import Role
from domain.when import later
from tests.builders import NOW, TODAY, a_person
from tests.fakes import World
from tests.http.pages import sample, sample_operations
from tests.http.pages.served import Browser, a_town, words

PAGE, API = "/health/operations", "/api/v1/health/operations"


@pytest.fixture
def town() -> World:
    world = a_town()
    world.people.known[PersonId("adm")] = a_person("adm", Role.ADMINISTRATOR)
    world.people.known[PersonId("aud")] = a_person("aud", Role.AUDITOR)
    return world


@pytest.fixture
def browser(town: World) -> Browser:
    browser = Browser(town)
    browser.be("adm")
    return browser


def happened(town: World, kind: Kind, name: str, outcome: str, times: int = 1) -> None:
    counts = MemoryCounts()
    for _ in range(times):
        counts.record(kind, name, 0.02, outcome)
    asyncio.run(town.platform.kept_counts.keep(TODAY, name, counts.taken()))


def shown(language: str = "en", **changes: object) -> str:
    with reading(language, sample.ZONE):
        found = sample_operations.found(**changes)
        return words(render("operations.html", sample_operations.page(language, shown=found)))


def test_what_was_counted_is_on_the_page(town: World, browser: Browser) -> None:
    happened(town, Kind.HTTP, "makeBooking", "2xx", times=1234)
    happened(town, Kind.STORAGE, "tables/bookings/transaction", "2xx", times=7)
    read = words(browser.get(PAGE).text)
    assert (
        "makeBooking" in read and "1,234" in read and "bookings table This month 7 Today 7" in read
    )
    assert "Everything is in order" in read


def test_what_is_late_or_was_given_up_is_marked_by_shape_and_text(
    town: World, browser: Browser
) -> None:
    late = Beat(job="remind", at=later(NOW, -timedelta(hours=3)))
    asyncio.run(town.ports.heartbeats.beat(late))
    town.platform.queues.failed["deliver"] = [NOW]
    html = browser.get(PAGE).text
    read = words(html)
    assert "Something needs attention" in read
    assert "Overdue" in read and "Messages given up" in read
    assert html.count('data-weight="grave"><svg') == 2


def test_queues_that_do_not_answer_are_said_to_and_the_rest_is_there(
    town: World, browser: Browser
) -> None:
    town.platform.queues.fail_next_read(Unavailable("gone"))
    read = words(browser.get(PAGE).text)
    assert "The queues do not answer just now" in read and "Remind people" in read


def test_it_works_without_a_script_and_is_kept_nowhere(browser: Browser) -> None:
    answer = browser.get(PAGE)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<form" not in answer.text.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("person", ["ada", "fay", "aud", "rie"])
def test_it_is_for_administrators_only(browser: Browser, person: str) -> None:
    browser.be(person)
    assert browser.get(PAGE).status_code == 403
    assert browser.get(API).status_code == 403


def test_the_way_there_is_on_the_health_page_for_whoever_may_go(browser: Browser) -> None:
    assert f'href="{PAGE}"' in browser.get("/health").text
    browser.be("fay")
    assert f'href="{PAGE}"' not in browser.get("/health").text


def test_the_api_says_the_same(town: World, browser: Browser) -> None:
    happened(town, Kind.GRAPH, "batch", "429", times=2)
    town.platform.queues.waiting["deliver"] = [NOW]
    found = json.loads(browser.get(API).text)
    assert found["since"] == "2026-11-24" and found["requests"] == []
    assert found["graph"][0]["name"] == "batch"
    assert found["graph"][0]["figures"]["throttled"] == 2
    assert found["queues"][0] == {
        "name": "deliver",
        "waiting": 1,
        "oldestAt": "2026-11-24T07:00:00Z",
        "failed": 0,
        "failedAt": None,
    }
    remind = next(job for job in found["jobs"] if job["job"] == "remind")
    assert (remind["schedule"], remind["queue"], remind["lastAt"]) == ("0 */15 * * * *", None, None)
    assert {item["part"] for item in found["estimate"]["items"]} == set(Part)
    total = sum(item["euro"] for item in found["estimate"]["items"])
    assert found["estimate"]["euro"] == pytest.approx(total, abs=1e-5)


def test_only_the_most_frequent_requests_are_shown_and_it_says_how_many_are_not(
    town: World, browser: Browser
) -> None:
    for n in range(operations.MOST + 2):
        happened(town, Kind.HTTP, f"op{n:02d}", "2xx", times=60 - n)
    read = words(browser.get(PAGE).text)
    assert "op24" in read and "op25" not in read and "2 kinds of requests more in the API" in read
    assert len(json.loads(browser.get(API).text)["requests"]) == operations.MOST + 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_every_language_and_writes_its_numbers(language: str) -> None:
    said = {
        "nl": ("Wat er draait", "128.455", "€ 1,48"),
        "fr": ("Ce qui tourne", "128 455", "1,48 €"),
        "de": ("Was läuft", "128.455", "1,48 €"),
        "en": ("What runs", "128,455", "€1.48"),
    }
    read = shown(language).replace("\u202f", " ").replace("\xa0", " ")
    assert all(words in read for words in said[language])


def test_the_estimate_says_what_it_leaves_out() -> None:
    read = shown()
    for left_out in ("backups", "logs", "alarm rules", "traffic", "22 November 2026"):
        assert left_out in read


def test_a_month_without_a_count_says_so() -> None:
    read = shown(since=None, requests=(), stores=(), graph=())
    assert "Nothing has been counted this month yet" in read and "Microsoft Graph" not in read


def test_every_function_part_and_class_has_words() -> None:
    assert set(WOKEN) == set(queues()) and set(PARTS) == set(Part)
    assert set(CLASSES) == set(operations.CLASSES)
    for language in LANGUAGES:
        with reading(language, sample.ZONE):
            assert len({store_class(each) for each in CLASSES}) == len(CLASSES)


def test_every_schedule_of_the_app_can_be_told_in_words() -> None:
    with reading("en", sample.ZONE):
        assert all("*" not in timetable(each) for each in schedules().values())
        assert timetable("0 */5 * * * *") == "every 5 minutes"
        assert timetable("0 12 * * * *") == "every hour"
        assert timetable("0 20 */6 * * *") == "every 6 hours"
        assert timetable("0 10 1 * * *") == "every day at 01:10 UTC"
        assert timetable("0 */15 5-17 * * 1-5") == (
            "every 15 minutes from 05:00 to 18:00 UTC, Monday to Friday"
        )
        assert timetable("0 5,10,20 * * * *") == "3 times an hour"
        assert timetable("0 10 1 * * 1") == "0 10 1 * * 1"
        assert timetable("0 10 1 2 * *") == "0 10 1 2 * *"
        assert timetable("0 10,40 1 * * *") == "0 10,40 1 * * *"


def test_figures_are_told_so_that_small_ones_say_something() -> None:
    with reading("en", sample.ZONE):
        assert (number(1234567), share(0.25), share(0.00004)) == ("1,234,567", "25%", "0.004%")
        assert (took(0.0304), took(1.44), took(75)) == ("30 ms", "1.4 s", "75 s")
        assert (euro(12.345), euro(0.0123), euro(-0.5)) == ("€12.34", "€0.0123", "-€0.5000")
        assert whole_day("2026-11-22") == "22 November 2026"
