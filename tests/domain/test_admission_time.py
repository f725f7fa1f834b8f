"""Admission: past, horizon, notice, length, grid and home days, each rule at its edge (6 and 7)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.admission import (
    decide_by_rules,
)
from domain.kinds import Kind
from domain.people import HomeDay, Person, Role
from domain.refusals import Refusal
from domain.rules import HOUR, MINUTE
from domain.when import PartId, later
from tests.builders import (
    MORNING,
    NOW,
    a_counter,
    a_desk,
    a_directory,
    a_parking_place,
    a_part_wish,
    a_person,
    a_resource,
    a_room,
    a_vehicle,
    a_wish,
    at,
)
from tests.domain.asking import asked, desk_rules

TICK = timedelta(microseconds=1)
MANAGER = a_person("fay", Role.FACILITY_MANAGER)


def test_what_is_over_cannot_be_booked_but_what_runs_can() -> None:
    assert asked(a_wish("09:00", "12:00"), now=at("12:00")) is Refusal.IN_THE_PAST
    assert asked(a_wish("09:00", "12:00"), now=later(at("12:00"), -TICK)) is None


def test_the_horizon_is_counted_in_civil_days() -> None:
    directory = desk_rules(horizon_days=2)
    last, beyond = (
        a_wish("2026-11-26 09:00", "2026-11-26 10:00"),
        a_wish("2026-11-27 09:00", "2026-11-27 10:00"),
    )
    assert asked(last, directory=directory, now=at("00:00")) is None
    assert asked(last, directory=directory, now=at("23:59")) is None
    assert asked(beyond, directory=directory, now=at("23:59")) is Refusal.TOO_FAR_AHEAD
    assert asked(beyond, directory=directory, now=at("2026-11-25 00:00")) is None


def test_whoever_is_too_early_learns_when_the_day_opens() -> None:
    refused = decide_by_rules(
        a_wish("2026-11-27 09:00", "2026-11-27 10:00"),
        directory=desk_rules(horizon_days=2),
        now=NOW,
    )
    assert refused is not None
    assert refused.until == at("2026-11-25 00:00")
    assert refused.limits == (("horizonDays", 2), ("lastDate", "2026-11-26"))


def test_the_notice_itself_is_in_time() -> None:
    directory = desk_rules(minimum_notice=HOUR)
    assert asked(a_wish("09:00"), directory=directory, now=at("08:00")) is None
    too_late = later(at("08:00"), TICK)
    assert asked(a_wish("09:00"), directory=directory, now=too_late) is Refusal.TOO_SHORT_NOTICE


def test_waiting_for_the_start_is_no_way_around_the_notice() -> None:
    directory = desk_rules(minimum_notice=HOUR)
    for now in (at("09:00"), at("09:05")):
        assert asked(a_wish("09:00"), directory=directory, now=now) is Refusal.TOO_SHORT_NOTICE
    assert asked(a_wish("09:00", walk_in=True), directory=directory, now=at("09:00")) is None


def test_without_a_notice_one_may_book_what_has_begun() -> None:
    assert asked(a_part_wish(MORNING), now=at("09:05")) is None


@pytest.mark.parametrize(
    ("end", "why"),
    [
        ("09:15", Refusal.TOO_SHORT),
        ("09:30", None),
        ("12:00", None),
        ("12:15", Refusal.TOO_LONG),
    ],
)
def test_the_shortest_and_the_longest_are_allowed(end: str, why: Refusal | None) -> None:
    directory = desk_rules(shortest=30 * MINUTE, longest=3 * HOUR)
    assert asked(a_wish("09:00", end), directory=directory) is why


def test_a_part_of_day_and_a_walk_in_may_be_shorter_than_the_shortest() -> None:
    directory = desk_rules(shortest=5 * HOUR)
    assert asked(a_part_wish(MORNING), directory=directory) is None
    assert asked(a_wish("08:00", "09:00", walk_in=True), directory=directory) is None


def test_not_even_a_part_of_day_is_longer_than_the_longest() -> None:
    directory = desk_rules(longest=3 * HOUR)
    assert asked(a_part_wish(MORNING), directory=directory) is Refusal.TOO_LONG


def test_length_is_measured_on_the_line() -> None:
    car, now = a_vehicle(), at("2026-10-24 08:00")
    directory = a_directory(car, rules={Kind.VEHICLE: {"longest": 24 * HOUR}})
    night = a_wish("2026-10-24 12:00", "2026-10-25 12:00", resource=car)  # 25 hours
    assert asked(night, directory=directory, now=now) is Refusal.TOO_LONG
    night = a_wish("2026-10-24 12:00", "2026-10-25 11:00", resource=car)
    assert asked(night, directory=directory, now=now) is None


@pytest.mark.parametrize("by", [None, MANAGER])
def test_nobody_books_more_than_thirty_one_days(by: Person | None) -> None:
    locker = a_resource("box", Kind.LOCKER)
    directory = a_directory(
        locker, rules={Kind.LOCKER: {"longest": 1000 * HOUR, "horizon_days": 99}}
    )
    override = "flood" if by else ""
    most = a_wish("2026-12-01 00:00", "2027-01-01 00:00", resource=locker, by=by, override=override)
    assert asked(most, directory=directory) is None
    more = a_wish("2026-12-01 00:00", "2027-01-01 00:15", resource=locker, by=by, override=override)
    assert asked(more, directory=directory) is Refusal.TOO_MANY_DAYS


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("09:00", "09:45", True),
        ("09:05", "09:45", False),
        ("09:00", "09:40", False),
        ("09:00:01", "09:45", False),
        ("09:00:00.5", "09:45", False),
        ("09:00", "09:45:00.000001", False),
    ],
)
def test_both_ends_lie_on_the_grid(start: str, end: str, fits: bool) -> None:
    assert asked(a_wish(start, end)) is (None if fits else Refusal.OFF_GRID)


def test_a_part_of_day_and_a_walk_in_are_on_the_grid_by_nature() -> None:
    odd = a_wish("08:07", "12:03")
    part = replace(odd, promise=replace(odd.promise, part=PartId("odd")))
    assert asked(odd) is Refusal.OFF_GRID
    assert asked(part) is None
    assert asked(replace(odd, walk_in=True)) is None


@pytest.mark.parametrize(
    ("home", "start", "fits"),
    [
        (HomeDay(weekday=2), "09:00", False),
        (HomeDay(weekday=3), "09:00", True),
        (HomeDay(weekday=2, part=PartId("morning")), "11:45", False),
        (HomeDay(weekday=2, part=PartId("morning")), "12:00", True),
        (HomeDay(weekday=2, part=PartId("night")), "12:00", True),
    ],
)
def test_nobody_takes_a_workplace_on_a_home_working_part_of_day(
    home: HomeDay, start: str, fits: bool
) -> None:
    person = a_person(home_days=frozenset({home}))
    for place in (a_desk(), a_counter()):
        wish = a_wish(start, "13:00", person=person, resource=place)
        assert asked(wish) is (None if fits else Refusal.HOME_DAY)


def test_a_home_day_keeps_nobody_from_a_room_or_a_car() -> None:
    person = a_person(home_days=frozenset({HomeDay(weekday=2)}))
    for place in (a_room(), a_vehicle(), a_parking_place()):
        assert asked(a_wish(person=person, resource=place)) is None


def test_a_house_may_let_people_in_on_home_days() -> None:
    person = a_person(home_days=frozenset({HomeDay(weekday=2)}))
    assert asked(a_wish(person=person), directory=desk_rules(home_days_apply=False)) is None
