"""Admission: who may book which place on which day, each rule at its edge (1 to 5)."""

from datetime import date, time
from typing import Any

import pytest

from domain.admission import (
    Admitted,
    Facts,
    decide_booking,
    decide_by_rules,
)
from domain.ids import OrganisationId, PersonId, TeamId
from domain.kinds import Kind
from domain.people import Role
from domain.places import (
    Eligibility,
    Holiday,
    Hours,
    Mode,
    SiteState,
)
from domain.refusals import Refusal
from domain.rules import HOUR, STANDARD
from domain.when import later, wall_of
from tests.builders import (
    LUXEMBOURG,
    NOW,
    TODAY,
    a_desk,
    a_directory,
    a_person,
    a_resource,
    a_sheet,
    a_site,
    a_vehicle,
    a_wish,
    at,
)
from tests.domain.asking import asked, closed, desk_rules, kept_zone, placed

MANAGER = a_person("fay", Role.FACILITY_MANAGER)
TOMORROW = date(2026, 11, 25)


@pytest.mark.parametrize("kind", Kind)
def test_a_plain_wish_for_any_kind_is_admitted(kind: Kind) -> None:
    place = a_resource("it", kind)
    end = wall_of(later(at("09:00"), STANDARD[kind].shortest), LUXEMBOURG)
    wish = a_wish(end=f"{end:%H:%M}", resource=place)
    facts = Facts(directory=a_directory(place), sheets=(a_sheet(resources=[place]),))
    assert decide_booking(wish, facts=facts, now=NOW) == Admitted(wish=wish)


def test_one_books_for_oneself_or_for_whom_one_may() -> None:
    assert asked(a_wish(by=a_person("bob"))) is Refusal.NOT_YOURS
    assert asked(a_wish(by=a_person("eve", Role.RECEPTION))) is None


def test_only_some_set_rules_aside() -> None:
    assert asked(a_wish(override="flood")) is Refusal.MAY_NOT_OVERRIDE
    assert asked(a_wish(by=MANAGER, override="flood")) is None


def test_whoever_sets_rules_aside_says_why() -> None:
    assert asked(a_wish(by=MANAGER, override=" \n")) is Refusal.MAY_NOT_OVERRIDE


@pytest.mark.parametrize("state", [SiteState.DRAFT, SiteState.CLOSED])
def test_only_an_open_site_is_booked(state: SiteState) -> None:
    directory = a_directory(a_desk(), sites=[a_site(state=state)])
    assert asked(a_wish(), directory=directory) is Refusal.SITE_NOT_OPEN


@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"valid_from": TODAY}, True),
        ({"valid_from": TOMORROW}, False),
        ({"valid_until": TODAY}, True),
        ({"valid_until": date(2026, 11, 23)}, False),
    ],
)
def test_site_and_place_must_be_valid_on_the_day(fields: dict[str, Any], fits: bool) -> None:
    at_site = asked(a_wish(), directory=a_directory(a_desk(), sites=[a_site(**fields)]))
    assert at_site is (None if fits else Refusal.SITE_NOT_VALID)
    assert asked(placed(**fields)) is (None if fits else Refusal.RESOURCE_NOT_VALID)


def test_validity_must_hold_on_every_day_of_the_span() -> None:
    car = a_vehicle(valid_until=TODAY)
    assert asked(a_wish("18:00", "2026-11-25 00:00", resource=car)) is None
    assert asked(a_wish("18:00", "2026-11-25 00:15", resource=car)) is Refusal.RESOURCE_NOT_VALID


def test_a_refusal_says_from_and_to_when_it_applies() -> None:
    refused = decide_by_rules(
        placed(valid_from=TOMORROW, valid_until=date(2026, 11, 30)),
        directory=a_directory(),
        now=NOW,
    )
    assert refused is not None
    assert (refused.since, refused.until) == (at("2026-11-25 00:00"), at("2026-12-01 00:00"))
    assert refused.limits == (("validFrom", "2026-11-25"), ("validUntil", "2026-11-30"))


def test_a_blocked_place_is_for_nobody() -> None:
    assert asked(placed(mode=Mode.BLOCKED, assigned_to=PersonId("ada"))) is Refusal.BLOCKED


def test_an_assigned_place_is_for_its_holder() -> None:
    assert asked(placed(mode=Mode.ASSIGNED, assigned_to=PersonId("ada"))) is None
    assert asked(placed(mode=Mode.ASSIGNED, assigned_to=PersonId("bob"))) is Refusal.ASSIGNED
    assert asked(placed(mode=Mode.ASSIGNED)) is Refusal.ASSIGNED


@pytest.mark.parametrize(
    ("eligibility", "fits"),
    [
        (Eligibility(), True),
        (Eligibility(teams=frozenset({TeamId("mail")})), True),
        (Eligibility(teams=frozenset({TeamId("it")})), False),
        (Eligibility(organisations=frozenset({OrganisationId("office")})), True),
        (Eligibility(organisations=frozenset({OrganisationId("town")})), False),
        (Eligibility(roles=frozenset({Role.EMPLOYEE})), True),
        (Eligibility(roles=frozenset({Role.HR})), False),
        (Eligibility(teams=frozenset({TeamId("it")}), roles=frozenset({Role.EMPLOYEE})), True),
    ],
)
def test_a_place_with_a_circle_is_for_that_circle(eligibility: Eligibility, fits: bool) -> None:
    person = a_person(team="mail", organisation=OrganisationId("office"))
    wish = a_wish(person=person, resource=a_desk(eligibility=eligibility))
    assert asked(wish) is (None if fits else Refusal.NOT_ELIGIBLE)


def test_someone_without_a_team_is_in_no_circle_of_teams() -> None:
    circle = Eligibility(teams=frozenset({TeamId("mail")}))
    assert asked(placed(eligibility=circle)) is Refusal.NOT_ELIGIBLE


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [
        (date(2026, 11, 20), date(2026, 11, 23), True),
        (date(2026, 11, 20), TODAY, False),
        (TODAY, date(2026, 11, 27), False),
        (TOMORROW, date(2026, 11, 27), True),
    ],
)
def test_nobody_books_during_a_closure(first: date, last: date, fits: bool) -> None:
    assert asked(a_wish(), directory=closed(first, last)) is (None if fits else Refusal.CLOSED)


def test_a_closure_says_why_and_how_long() -> None:
    refused = decide_by_rules(a_wish(), directory=closed(TODAY, TOMORROW), now=NOW)
    assert refused is not None
    assert refused.limits == (("reason", "Moving"),)
    assert (refused.since, refused.until) == (at("00:00"), at("2026-11-26 00:00"))


def test_nobody_books_on_a_holiday() -> None:
    directory = a_directory(a_desk(), holidays=(Holiday(day=TODAY),))
    assert asked(a_wish(), directory=directory) is Refusal.HOLIDAY
    tomorrow = a_wish("2026-11-25 09:00", "2026-11-25 10:00")
    assert asked(tomorrow, directory=directory) is None


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("07:00", "19:00", True),
        ("06:45", "19:00", False),
        ("07:00", "19:15", False),
        ("06:00", "06:45", False),
        ("2026-11-28 09:00", "2026-11-28 10:00", False),
    ],
)
def test_a_span_of_one_day_lies_within_opening_hours(start: str, end: str, fits: bool) -> None:
    wish = a_wish(start, end)
    assert asked(wish, now=at("05:00")) is (None if fits else Refusal.OUTSIDE_HOURS)


def test_a_span_lies_within_one_opening_not_across_the_break() -> None:
    hours = (Hours(starts=time(8), ends=time(12)), Hours(starts=time(13), ends=time(17)))
    directory = a_directory(a_desk(), sites=[a_site(opening=((2, hours),))])
    assert asked(a_wish("11:00", "13:30"), directory=directory) is Refusal.OUTSIDE_HOURS
    refused = decide_by_rules(a_wish("11:00", "13:30"), directory=directory, now=NOW)
    assert refused is not None
    assert refused.limits == (("open", "08:00/12:00"), ("open", "13:00/17:00"))
    assert asked(a_wish("13:00", "17:00"), directory=directory) is None


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("09:00", "2026-11-25 10:00", True),
        ("09:00", "2026-11-25 19:00", True),
        ("09:00", "2026-11-25 19:15", False),
        ("09:00", "2026-11-25 07:00", False),
        ("19:00", "2026-11-25 10:00", False),
        ("06:00", "2026-11-25 10:00", False),
    ],
)
def test_a_span_of_several_days_begins_and_ends_while_the_doors_are_open(
    start: str, end: str, fits: bool
) -> None:
    directory = desk_rules(longest=72 * HOUR)
    found = asked(a_wish(start, end), directory=directory, now=at("05:00"))
    assert found is (None if fits else Refusal.OUTSIDE_HOURS)


def test_doors_that_opened_in_the_evening_before_are_still_open_at_night() -> None:
    night = tuple((day, (Hours(starts=time(20), ends=time(4)),)) for day in range(1, 8))
    directory = a_directory(a_desk(), sites=[a_site(opening=night)])
    for start, end, fits in (
        ("01:00", "04:00", True),
        ("01:00", "04:15", False),
        ("22:00", "2026-11-25 02:00", True),
    ):
        found = asked(a_wish(start, end), directory=directory, now=at("00:30"))
        assert found is (None if fits else Refusal.OUTSIDE_HOURS)


def test_a_kind_may_be_out_when_the_doors_are_closed() -> None:
    holiday = (Holiday(day=TODAY),)
    car = a_vehicle()
    wish = a_wish("19:30", "23:00", resource=car)
    assert asked(wish, directory=a_directory(car, holidays=holiday)) is None


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("08:15", "09:00", True),
        ("08:15", "09:15", False),
        ("11:45", "14:00", False),
        ("12:00", "14:00", True),
        ("2026-11-25 09:00", "2026-11-25 12:00", True),
    ],
)
def test_a_zone_kept_for_a_team_is_for_that_team_then(start: str, end: str, fits: bool) -> None:
    place, directory = kept_zone(("mail", 9, 12))
    found = asked(a_wish(start, end, resource=place), directory=directory)
    assert found is (None if fits else Refusal.ZONE_RESERVED)
    colleague = a_person(team="mail")
    assert asked(a_wish(start, end, resource=place, person=colleague), directory=directory) is None


def test_ones_own_hours_do_not_open_those_of_another_team() -> None:
    place, directory = kept_zone(("mail", 9, 12), ("it", 13, 17))
    mail = a_person(team="mail")
    assert asked(a_wish("09:00", "12:00", resource=place, person=mail), directory=directory) is None
    both = a_wish("09:00", "14:00", resource=place, person=mail)
    assert asked(both, directory=directory) is Refusal.ZONE_RESERVED


def test_two_teams_may_share_hours() -> None:
    place, directory = kept_zone(("mail", 9, 12), ("it", 9, 12))
    for team in ("mail", "it"):
        wish = a_wish("09:00", "12:00", resource=place, person=a_person(team=team))
        assert asked(wish, directory=directory) is None


def test_hours_kept_past_midnight_are_kept_on_the_next_day() -> None:
    place, directory = kept_zone(("mail", 22, 4))
    wish = a_wish("2026-11-25 03:00", "2026-11-25 05:00", resource=place)
    assert asked(wish, directory=directory) is Refusal.ZONE_RESERVED
    wish = a_wish("2026-11-25 04:00", "2026-11-25 05:00", resource=place)
    assert asked(wish, directory=directory) is None
