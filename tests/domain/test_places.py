"""Places: when they are valid, when their doors are open, and how the directory groups them."""

from datetime import date, time
from typing import Any

import pytest

from domain.ids import PersonId, ResourceId, SiteId, TeamId
from domain.kinds import KINDS, Kind
from domain.places import Closure, Eligibility, Holiday, Hours, Mode, Reservation
from domain.rules import Policy
from tests.builders import LUXEMBOURG, a_desk, a_directory, a_room, a_site, a_zone, span

TUESDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 29)


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 25), True),
        (date(2026, 11, 26), False),
    ],
)
def test_the_first_and_the_last_day_of_validity_count(day: date, valid: bool) -> None:
    between: dict[str, Any] = {"valid_from": date(2026, 11, 23), "valid_until": date(2026, 11, 25)}
    assert a_site(**between).valid_on(day) is valid
    assert a_desk(**between).valid_on(day) is valid


def test_without_dates_validity_has_no_end() -> None:
    assert a_site().valid_on(date.max)
    assert a_desk().valid_on(date.min)


def test_a_closure_includes_both_its_days() -> None:
    closure = Closure(first=date(2026, 12, 24), last=date(2026, 12, 26))
    closed = [day for day in range(23, 28) if closure.on(date(2026, 12, day))]
    assert closed == [24, 25, 26]


def test_a_weekday_that_is_left_out_is_closed() -> None:
    assert a_site().open_on(TUESDAY, LUXEMBOURG) == (span("07:00", "19:00"),)
    assert a_site().open_on(SUNDAY, LUXEMBOURG) == ()


def test_doors_may_open_twice_a_day() -> None:
    hours = (Hours(starts=time(8), ends=time(12)), Hours(starts=time(13), ends=time(17)))
    doors = a_site(opening=((2, hours),)).open_on(TUESDAY, LUXEMBOURG)
    assert doors == (span("08:00", "12:00"), span("13:00", "17:00"))


def test_midnight_as_an_end_is_the_coming_one() -> None:
    doors = a_site(opening=((2, (Hours(starts=time(7), ends=time(0)),)),))
    assert doors.open_on(TUESDAY, LUXEMBOURG) == (span("07:00", "2026-11-25 00:00"),)


def test_a_zone_is_kept_on_its_weekdays_only() -> None:
    hours = Hours(starts=time(8), ends=time(12))
    kept = Reservation(team=TeamId("mail"), weekdays=frozenset({2}), hours=hours)
    assert kept.on(TUESDAY, LUXEMBOURG) == span("08:00", "12:00")
    assert kept.on(SUNDAY, LUXEMBOURG) is None


def test_whoever_is_named_makes_a_place_no_longer_open_to_all() -> None:
    assert Eligibility().open_to_all
    assert not Eligibility(teams=frozenset({TeamId("mail")})).open_to_all


def test_names_are_per_language_and_fall_back_on_the_first() -> None:
    holiday = Holiday(day=TUESDAY, names=(("nl", "Feest"), ("fr", "Fête")))
    assert (holiday.name("fr"), holiday.name("de")) == ("Fête", "Feest")
    assert Holiday(day=TUESDAY).name("fr") == ""


def test_a_directory_knows_the_places_of_each_site_in_order() -> None:
    directory = a_directory(a_desk("b"), a_desk("x", site="annex"), a_room("a"))
    assert [place.id for place in directory.by_site[SiteId("hall")]] == ["b", "a"]
    assert [place.id for place in directory.by_site[SiteId("annex")]] == ["x"]
    assert [floor.id for floor in directory.floors_of(SiteId("annex"))] == ["annex-0"]


def test_a_site_without_places_has_none() -> None:
    directory = a_directory(a_desk(), sites=[a_site(), a_site("empty")])
    assert directory.by_site[SiteId("empty")] == ()


def test_a_place_may_be_in_no_zone() -> None:
    directory = a_directory(a_desk("in", zone="front"), a_desk("out"))
    assert directory.zone_of(directory.resources[a_desk("in").id]) == a_zone()
    assert directory.zone_of(directory.resources[a_desk("out").id]) is None


def test_places_are_alike_only_where_no_rule_tells_them_apart() -> None:
    places = (
        a_desk("a", x=1.0, features=frozenset({"two-screens"})),
        a_desk("b", x=2.0),
        a_desk("blocked", mode=Mode.BLOCKED),
        a_desk("assigned", assigned_to=PersonId("ada")),
        a_desk("team", eligibility=Eligibility(teams=frozenset({TeamId("mail")}))),
        a_desk("zone", zone="front"),
        a_desk("until", valid_until=SUNDAY),
        a_desk("from", valid_from=SUNDAY),
        a_room("room"),
        a_desk("elsewhere", site="annex"),
    )
    groups = a_directory(*places).alike
    assert [place.id for place in groups[SiteId("hall")][0]] == ["a", "b"]
    assert len(groups[SiteId("hall")]) == 8
    assert len(groups[SiteId("annex")]) == 1


def test_places_with_rules_of_their_own_are_told_apart() -> None:
    names = ("a", "b", "c", "d", "e")
    policy = Policy()
    for name, days in (("b", 7), ("d", 7), ("e", 30)):
        policy = policy.with_own(ResourceId(name), Kind.DESK, {"horizon_days": days})
    town = a_directory(*(a_desk(name) for name in names), policy=policy)
    groups = [[place.id for place in group] for group in town.alike[SiteId("hall")]]
    assert groups == [["a", "c"], ["b", "d"], ["e"]]


def test_every_kind_has_its_traits() -> None:
    assert set(KINDS) == set(Kind)
    assert {kind for kind in Kind if KINDS[kind].seats} == {Kind.DESK, Kind.COUNTER}
