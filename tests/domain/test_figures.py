"""Figures are about groups: what is about a few is not shown, nor what would let one work it out."""

from dataclasses import replace

import pytest

from domain.figures import figures
from domain.ids import SiteId
from domain.kinds import Kind
from domain.sums import DaySums
from tests.builders import TODAY

SUMS = DaySums(
    day=TODAY,
    site=SiteId("hall"),
    kind=Kind.DESK,
    places=40,
    people=20,
    bookings=22,
    checked_in=12,
    released=0,
    cancelled=10,
    booked_minutes=5000,
    used_minutes=3000,
)


def test_figures_about_enough_people_are_shown() -> None:
    shown = figures(SUMS, smallest=5)
    assert (shown.people, shown.bookings, shown.booked_minutes) == (20, 22, 5000)
    assert (shown.checked_in, shown.released, shown.cancelled) == (12, 0, 10)


@pytest.mark.parametrize("people", [0, 1, 4])
def test_figures_about_a_few_are_not_and_the_places_are(people: int) -> None:
    shown = figures(replace(SUMS, people=people), smallest=5)
    assert shown.places == 40
    assert {shown.people, shown.bookings, shown.checked_in, shown.used_minutes} == {None}


def test_that_nobody_came_is_no_secret() -> None:
    none = replace(SUMS, people=0, bookings=0, checked_in=0, cancelled=0, booked_minutes=0)
    assert figures(none, smallest=5).bookings == 0


@pytest.mark.parametrize("released", [1, 4, 18, 21])
def test_a_part_that_is_small_or_leaves_a_small_rest_is_not_shown(released: int) -> None:
    assert figures(replace(SUMS, released=released), smallest=5).released is None


@pytest.mark.parametrize("released", [0, 5, 17, 22])
def test_any_other_part_is(released: int) -> None:
    assert figures(replace(SUMS, released=released), smallest=5).released == released
