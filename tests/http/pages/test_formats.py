"""Times and days as the reader would tell them."""

from datetime import date, datetime, time

import pytest

from adapters.http.i18n import formats
from adapters.http.i18n.reader import reading
from domain.when import Interval, instant, on_wall
from tests.http.pages.sample import TODAY, ZONE, span


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("nl", "dinsdag 24 november", "di 24 nov"),
        ("fr", "mardi 24 novembre", "mar. 24 nov."),
        ("de", "Dienstag 24. November", "Di. 24. Nov."),
        ("en", "Tuesday 24 November", "Tue 24 Nov"),
    ],
)
def test_a_day_is_told_without_its_year(language: str, long: str, short: str) -> None:
    with reading(language, ZONE):
        assert formats.long_day(TODAY) == long
        assert formats.short_day(TODAY) == short


def test_a_span_is_told_on_the_clocks_of_the_house() -> None:
    with reading("en", ZONE):
        assert formats.hours(span(TODAY, "08:30", "12:00")) == "08:30–12:00"


def test_a_span_to_midnight_stays_on_its_day_and_one_beyond_names_both() -> None:
    start = on_wall(TODAY, time(22), ZONE)
    midnight = on_wall(date(2026, 11, 25), time(0), ZONE)
    later = on_wall(date(2026, 11, 25), time(6), ZONE)
    with reading("en", ZONE):
        assert formats.hours(Interval(start, midnight)) == "22:00–00:00"
        assert formats.hours(Interval(start, later)) == "Tue 24 Nov 22:00 – Wed 25 Nov 06:00"


def test_clocks_follow_summer_time() -> None:
    with reading("nl", ZONE):
        assert (
            formats.clock(instant(datetime.fromisoformat("2026-07-01T07:00:00+00:00"))) == "09:00"
        )
        assert (
            formats.clock(instant(datetime.fromisoformat("2026-12-01T07:00:00+00:00"))) == "08:00"
        )
