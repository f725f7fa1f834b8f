"""People: who may do what, as a table of roles."""

import pytest

from domain.people import (
    Role,
    may_book_for,
    may_edit_places,
    may_edit_privacy,
    may_override,
    may_see_drafts,
    may_see_health,
)
from tests.builders import a_person

ANYONE = {Role.RECEPTION, Role.FACILITY_MANAGER, Role.ADMINISTRATOR}
HOUSE = {Role.FACILITY_MANAGER, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", Role)
def test_rights_follow_from_roles(role: Role) -> None:
    actor, other = a_person("eve", role, team="it"), a_person("ada", team="mail")
    assert may_book_for(actor, other) is (role in ANYONE)
    assert may_override(actor) is (role in HOUSE)
    assert may_edit_places(actor) is (role in HOUSE)
    assert may_see_drafts(actor) is (role in HOUSE)
    assert may_see_health(actor) is (role in HOUSE)
    assert may_edit_privacy(actor) is (role is Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", Role)
def test_everyone_books_for_themselves(role: Role) -> None:
    assert may_book_for(a_person("ada", role), a_person("ada"))


@pytest.mark.parametrize("role", Role)
def test_a_lead_books_for_their_own_team_only(role: Role) -> None:
    actor = a_person("eve", role, team="mail")
    assert may_book_for(actor, a_person("ada", team="mail")) is (role in ANYONE | {Role.TEAM_LEAD})


def test_a_lead_without_a_team_leads_nobody() -> None:
    assert not may_book_for(a_person("eve", Role.TEAM_LEAD), a_person("ada"))


def test_roles_add_up() -> None:
    both = a_person("eve", Role.EMPLOYEE, Role.RECEPTION)
    assert may_book_for(both, a_person("ada"))
    assert both.holds(Role.HR, Role.RECEPTION)
    assert not both.holds(Role.HR, Role.AUDITOR)
    assert not both.holds()
