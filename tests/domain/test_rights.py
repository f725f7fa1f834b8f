"""Who may do what: the whole table, so that a change of one cell is a change of this file."""

import pytest

from domain.people import Person, may, may_book_for
from domain.rights import RIGHTS, Right, Role
from tests.builders import a_person

TABLE = """
                       | employee | team-lead | reception | facility-manager | hr | administrator | auditor
use                    | x        | x         | x         | x                | x  | x             | x
book-for-team          |          | x         |           |                  |    | x             |
book-for-anyone        |          |           | x         | x                |    | x             |
override               |          |           |           | x                |    | x             |
assign-desks           |          |           |           | x                |    | x             |
edit-places            |          |           |           | x                |    | x             |
import                 |          |           |           |                  |    | x             |
see-names              |          |           | x         |                  |    |               |
see-drafts             |          |           |           | x                |    | x             |
see-statistics         |          |           |           | x                | x  | x             |
see-health             |          |           |           | x                |    | x             |
see-operations         |          |           |           |                  |    | x             |
tend-calendars         |          |           |           |                  |    | x             |
read-audit             |          |           |           |                  |    |               | x
edit-privacy           |          |           |           |                  |    | x             |
answer-for-person-data |          |           |           |                  |    | x             |
unlock-kiosk           |          |           |           | x                |    | x             |
hand-out-codes         |          | x         | x         | x                |    | x             |
"""


def cells() -> list[tuple[Role, Right, bool]]:
    head, *rows = [line.split("|") for line in TABLE.strip("\n").splitlines()]
    roles = [Role(name.strip()) for name in head[1:]]
    return [
        (role, Right(row[0].strip()), mark.strip() == "x")
        for row in rows
        for role, mark in zip(roles, row[1:], strict=True)
    ]


@pytest.mark.parametrize(("role", "right", "allowed"), cells())
def test_a_role_gives_a_right_or_does_not(role: Role, right: Right, allowed: bool) -> None:
    assert may(a_person("ada", role), right) is allowed


def test_the_table_knows_every_role_and_every_right() -> None:
    known = {(role, right) for role, right, _ in cells()}
    assert known == {(role, right) for role in Role for right in Right}
    assert set(RIGHTS) == set(Role)


def test_roles_add_up() -> None:
    both = a_person("ada", Role.HR, Role.AUDITOR)
    assert may(both, Right.SEE_STATISTICS) and may(both, Right.READ_AUDIT)


SUBJECT = a_person("bob", team="works")


@pytest.mark.parametrize(
    ("role", "own_team", "another_team"),
    [
        (Role.EMPLOYEE, False, False),
        (Role.TEAM_LEAD, True, False),
        (Role.RECEPTION, True, True),
        (Role.FACILITY_MANAGER, True, True),
        (Role.HR, False, False),
        (Role.ADMINISTRATOR, True, True),
        (Role.AUDITOR, False, False),
    ],
)
def test_who_books_for_whom(role: Role, own_team: bool, another_team: bool) -> None:
    assert may_book_for(a_person("ada", role, team="works"), SUBJECT) is own_team
    assert may_book_for(a_person("ada", role, team="civil"), SUBJECT) is another_team


@pytest.mark.parametrize("role", Role)
def test_everyone_books_for_themselves(role: Role) -> None:
    ada = a_person("ada", role)
    assert may_book_for(ada, ada)


def test_a_lead_without_a_team_leads_nobody() -> None:
    lead: Person = a_person("ada", Role.TEAM_LEAD)
    assert not may_book_for(lead, a_person("bob"))
