"""Who is shown whose name, as sentences and as a table of relations."""

from dataclasses import replace

import pytest

from domain.people import Person, Role
from domain.privacy import (
    EVERYTHING,
    NAMEABLE,
    NOTHING,
    Choice,
    Meeting,
    Preference,
    Relation,
    Sight,
    Terms,
    Visibility,
    hides,
    listed,
    relations,
    seen_by,
)
from domain.rights import Right, allows
from tests.builders import a_person

ADA = a_person("ada", team="civil")
MATE = a_person("mia", team="civil")
LEAD = a_person("lea", Role.TEAM_LEAD, team="civil")
OTHER = a_person("bob", team="works")
RECEPTION = a_person("rie", Role.RECEPTION)
AIDER = replace(a_person("ann", team="works"), first_aider=True)
HR, AUDITOR = a_person("hal", Role.HR), a_person("aud", Role.AUDITOR)
ADMIN = a_person("adm", Role.ADMINISTRATOR)

GLANCE, OPENED = Meeting(sight=Sight.GLANCE), Meeting(sight=Sight.OPENED)
SEARCH = Meeting(sight=Sight.SEARCH)
TODAY = Meeting(sight=Sight.GLANCE, today=True)
HERE = Meeting(sight=Sight.GLANCE, today=True, here=True)
NAME = Visibility(name=True)
IN_FULL = Visibility(name=True, notes=True, recorded=True)


def sees(
    viewer: Person | None,
    met: Meeting,
    *names: Relation,
    choice: Choice = Choice.OPT_OUT,
    said: Preference = Preference.UNSAID,
) -> Visibility:
    """What `viewer` sees of Ada."""
    terms = Terms(names=frozenset(names), choice=choice)
    return seen_by(viewer, ADA, met=met, terms=terms, said=said)


@pytest.mark.parametrize("met", [GLANCE, SEARCH, OPENED, TODAY, HERE])
def test_one_sees_all_of_ones_own_and_the_outside_sees_nobody(met: Meeting) -> None:
    assert sees(ADA, met, said=Preference.HIDE) == EVERYTHING
    assert sees(None, met, *NAMEABLE) == NOTHING
    assert relations(None, ADA, met) == frozenset()


@pytest.mark.parametrize("viewer", [MATE, OTHER, LEAD, RECEPTION, AIDER, HR, AUDITOR, ADMIN])
def test_where_nobody_is_shown_names_no_plan_and_no_list_shows_one(viewer: Person) -> None:
    assert sees(viewer, HERE) == NOTHING


@pytest.mark.parametrize(
    ("viewer", "met", "relation"),
    [
        (MATE, GLANCE, Relation.OWN_TEAM),
        (LEAD, GLANCE, Relation.OWN_TEAM),
        (OTHER, HERE, Relation.SAME_SITE),
        (RECEPTION, TODAY, Relation.ON_DUTY),
        (AIDER, HERE, Relation.ON_DUTY),
        (HR, GLANCE, Relation.EVERYONE),
        (ADMIN, GLANCE, Relation.EVERYONE),
    ],
)
def test_each_relation_is_shown_names_by_its_own_word_in_the_terms(
    viewer: Person, met: Meeting, relation: Relation
) -> None:
    assert sees(viewer, met, relation) == NAME
    others = {each for each in NAMEABLE if each not in relations(viewer, ADA, met)}
    assert sees(viewer, met, *others) == NOTHING


def test_a_day_that_is_not_today_is_nobodys_at_the_site_nor_on_duty() -> None:
    tomorrow = Meeting(sight=Sight.GLANCE, here=True)
    assert sees(OTHER, tomorrow, Relation.SAME_SITE) == NOTHING
    assert sees(RECEPTION, tomorrow, Relation.ON_DUTY) == NOTHING
    assert sees(AIDER, tomorrow, Relation.ON_DUTY) == NOTHING


def test_a_first_aider_sees_the_site_they_are_at_and_reception_the_house() -> None:
    assert sees(AIDER, TODAY, Relation.ON_DUTY) == NOTHING
    assert sees(AIDER, HERE, Relation.ON_DUTY) == NAME
    assert sees(RECEPTION, TODAY, Relation.ON_DUTY) == NAME


@pytest.mark.parametrize("role", Role)
def test_the_right_to_see_names_is_what_shows_the_house_on_duty(role: Role) -> None:
    shown = Relation.ON_DUTY in relations(a_person("zoe", role), ADA, TODAY)
    assert shown == allows([role], Right.SEE_NAMES)


def test_two_without_a_team_are_not_of_one() -> None:
    terms = Terms(names=frozenset({Relation.OWN_TEAM}))
    pair = a_person("one"), a_person("two")
    assert seen_by(*pair, met=GLANCE, terms=terms, said=Preference.UNSAID) == NOTHING


@pytest.mark.parametrize("viewer", [LEAD, RECEPTION, ADMIN])
def test_who_may_change_a_booking_sees_it_when_they_open_it_and_is_recorded(
    viewer: Person,
) -> None:
    assert sees(viewer, OPENED, said=Preference.HIDE) == IN_FULL
    assert sees(viewer, SEARCH, said=Preference.HIDE) == NAME


@pytest.mark.parametrize("viewer", [MATE, OTHER, AIDER, HR, AUDITOR])
def test_nobody_else_sees_more_by_opening_it(viewer: Person) -> None:
    assert sees(viewer, OPENED) == NOTHING
    assert sees(viewer, OPENED, Relation.EVERYONE) == NAME


def test_ones_own_word_hides_from_colleagues_and_not_from_those_on_duty() -> None:
    hidden = Preference.HIDE
    assert sees(MATE, HERE, *NAMEABLE, said=hidden) == NOTHING
    assert sees(OTHER, HERE, *NAMEABLE, said=hidden) == NOTHING
    assert sees(RECEPTION, HERE, *NAMEABLE, said=hidden) == NAME
    assert sees(AIDER, HERE, *NAMEABLE, said=hidden) == NAME


@pytest.mark.parametrize(
    ("choice", "hidden"),
    [
        (Choice.FIXED, set()),
        (Choice.OPT_OUT, {Preference.HIDE}),
        (Choice.OPT_IN, {Preference.HIDE, Preference.UNSAID}),
    ],
)
def test_the_terms_say_what_ones_word_is_worth(choice: Choice, hidden: set[Preference]) -> None:
    assert {said for said in Preference if hides(said, choice)} == hidden


@pytest.mark.parametrize(
    ("viewer", "met", "names", "shown"),
    [
        (MATE, TODAY, (Relation.OWN_TEAM,), True),
        (MATE, GLANCE, (Relation.OWN_TEAM,), False),
        (OTHER, TODAY, (Relation.OWN_TEAM,), False),
        (OTHER, HERE, (Relation.SAME_SITE,), True),
        (RECEPTION, TODAY, (Relation.ON_DUTY,), True),
        (LEAD, replace(OPENED, today=True), (), False),
        (ADMIN, replace(OPENED, today=True), (), False),
        (None, TODAY, NAMEABLE, False),
    ],
)
def test_whether_somebody_can_be_reached_is_shown_with_a_name_that_the_terms_give_and_today_only(
    viewer: Person | None, met: Meeting, names: tuple[Relation, ...], shown: bool
) -> None:
    on = Terms(names=frozenset(names), presence=True)
    for terms in (on, replace(on, presence=False)):
        seen = seen_by(viewer, ADA, met=met, terms=terms, said=Preference.UNSAID)
        assert seen.presence is (shown and terms.presence)
    hidden = seen_by(MATE, ADA, met=TODAY, terms=on, said=Preference.HIDE)
    assert not hidden.presence


@pytest.mark.parametrize("said", Preference)
@pytest.mark.parametrize("choice", Choice)
def test_a_seating_list_names_whom_reception_and_first_aiders_are_shown(
    choice: Choice, said: Preference
) -> None:
    """Hiding is no help from whoever clears the building; a municipality that shows them nobody names nobody on paper."""
    on_duty = Terms(names=frozenset({Relation.ON_DUTY}), choice=choice)
    assert listed(ADA, terms=on_duty, said=said)
    for names in (frozenset[Relation](), frozenset({Relation.OWN_TEAM})):
        assert not listed(ADA, terms=Terms(names=names, choice=choice), said=said)
    colleagues = Terms(names=frozenset({Relation.EVERYONE}), choice=choice)
    assert listed(ADA, terms=colleagues, said=said) is not hides(said, choice)


@pytest.mark.parametrize("names", [frozenset({each}) for each in NAMEABLE])
def test_a_seating_list_names_nobody_whom_reception_at_the_site_would_not_see(
    names: frozenset[Relation],
) -> None:
    terms = Terms(names=names)
    at_desk = seen_by(RECEPTION, ADA, met=HERE, terms=terms, said=Preference.UNSAID)
    assert listed(ADA, terms=terms, said=Preference.UNSAID) is at_desk.name
