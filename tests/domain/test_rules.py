"""Rules: what is standard, what a municipality changes, and which exception wins."""

from datetime import timedelta
from typing import Any

import pytest

from domain.ids import ResourceId, SiteId, TeamId, ZoneId
from domain.kinds import Kind
from domain.rules import HOUR, MINUTE, STANDARD, Policy, RuleException, Rules, changed

HALL = SiteId("hall")
FIRST = ResourceId("desk-1")
ONE, OTHER = frozenset({FIRST}), frozenset({ResourceId("desk-2")})


def exception(days: int, **where: Any) -> RuleException:
    return RuleException(kind=Kind.DESK, changes={"horizon_days": days}, **where)


def test_every_kind_has_rules_from_the_start() -> None:
    assert set(STANDARD) == set(Kind)


def test_without_changes_the_standard_holds() -> None:
    assert Policy().rules_for(Kind.DESK, site=HALL) == STANDARD[Kind.DESK]


def test_the_standard_for_a_desk_is_what_the_documents_say() -> None:
    assert STANDARD[Kind.DESK] == Rules(
        horizon_days=28,
        granularity=15 * MINUTE,
        shortest=15 * MINUTE,
        longest=14 * HOUR,
        minimum_notice=timedelta(0),
        one_at_a_time=True,
        home_days_apply=True,
        within_opening_hours=True,
        check_in_required=True,
        check_in_opens=HOUR,
        check_in_closes=HOUR,
    )


def test_a_change_is_for_its_kind_only() -> None:
    policy = Policy(changes={Kind.DESK: {"horizon_days": 7}})
    assert policy.rules_for(Kind.DESK, site=HALL).horizon_days == 7
    assert policy.rules_for(Kind.DESK, site=HALL).longest == STANDARD[Kind.DESK].longest
    assert policy.rules_for(Kind.ROOM, site=HALL) == STANDARD[Kind.ROOM]


@pytest.mark.parametrize(
    ("where", "applies"),
    [
        ({}, True),
        ({"site": HALL}, True),
        ({"site": SiteId("annex")}, False),
        ({"zone": ZoneId("front")}, True),
        ({"zone": ZoneId("back")}, False),
        ({"team": TeamId("mail")}, True),
        ({"team": TeamId("it")}, False),
        ({"site": HALL, "zone": ZoneId("front"), "team": TeamId("mail")}, True),
        ({"site": HALL, "zone": ZoneId("front"), "team": TeamId("it")}, False),
        ({"site": HALL, "zone": ZoneId("back"), "team": TeamId("mail")}, False),
        ({"resources": ONE}, True),
        ({"resources": OTHER}, False),
        ({"resources": ONE | OTHER, "team": TeamId("mail")}, True),
        ({"resources": ONE | OTHER, "team": TeamId("it")}, False),
        ({"site": SiteId("annex"), "zone": ZoneId("front")}, False),
    ],
)
def test_an_exception_is_for_where_it_says(where: dict[str, Any], applies: bool) -> None:
    policy = Policy(exceptions=(exception(3, **where),))
    rules = policy.rules_for(
        Kind.DESK,
        site=HALL,
        zone=ZoneId("front"),
        team=TeamId("mail"),
        resource=ResourceId("desk-1"),
    )
    assert rules.horizon_days == (3 if applies else 28)


def test_an_exception_for_a_zone_or_team_needs_one() -> None:
    assert not exception(3, zone=ZoneId("front")).applies(
        kind=Kind.DESK, site=HALL, zone=None, team=None
    )
    assert not exception(3, team=TeamId("mail")).applies(
        kind=Kind.DESK, site=HALL, zone=None, team=None
    )


def test_an_exception_is_for_its_kind_only() -> None:
    policy = Policy(exceptions=(exception(3),))
    assert policy.rules_for(Kind.COUNTER, site=HALL).horizon_days == 28


def test_later_exceptions_win_over_earlier_ones_and_over_the_changes() -> None:
    policy = Policy(
        changes={Kind.DESK: {"horizon_days": 7, "held_at_once": 5}},
        exceptions=(exception(3, site=HALL), exception(2)),
    )
    rules = policy.rules_for(Kind.DESK, site=HALL)
    assert (rules.horizon_days, rules.held_at_once) == (2, 5)


def test_an_exception_for_resources_is_for_no_place_that_is_not_named() -> None:
    policy = Policy(exceptions=(exception(3, resources=ONE),))
    assert policy.rules_for(Kind.DESK, site=HALL).horizon_days == 28


def days(policy: Policy, resource: str, **where: Any) -> int:
    return policy.rules_for(
        Kind.DESK, site=HALL, resource=ResourceId(resource), **where
    ).horizon_days


def test_values_of_its_own_win_and_those_that_are_equal_stand_together() -> None:
    team = exception(14, team=TeamId("mail"))
    policy = Policy(exceptions=(exception(3, resources=ONE | OTHER), team))
    for resource in (*ONE, *OTHER):
        policy = policy.with_own(resource, Kind.DESK, {"horizon_days": 60})
    assert days(policy, "desk-1", team=TeamId("mail")) == days(policy, "desk-2") == 60
    assert policy.exceptions == (team, exception(60, resources=ONE | OTHER))


def test_what_else_a_resource_had_of_its_own_stays_and_the_others_keep_theirs() -> None:
    had = RuleException(
        kind=Kind.DESK, resources=ONE | OTHER, changes={"horizon_days": 3, "per_week": 2}
    )
    policy = Policy(exceptions=(had,)).with_own(FIRST, Kind.DESK, {"horizon_days": 60})
    own = policy.rules_for(Kind.DESK, site=HALL, resource=ResourceId("desk-1"))
    assert (own.horizon_days, own.per_week, days(policy, "desk-2")) == (60, 2, 3)
    assert policy.told_apart == {ResourceId("desk-2"): (0,), ResourceId("desk-1"): (1,)}


def test_values_of_a_rooms_own_leave_exceptions_of_another_kind_alone() -> None:
    policy = Policy(exceptions=(exception(3, resources=ONE),))
    after = policy.with_own(FIRST, Kind.ROOM, {"horizon_days": 60})
    assert after.exceptions[0] == policy.exceptions[0] and days(after, "desk-1") == 3


def test_a_rule_that_does_not_exist_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        changed(STANDARD[Kind.DESK], {"horizons": 7})
