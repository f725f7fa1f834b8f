"""Rights: what a role allows, as one table. Whether it also allows it about this person is asked in domain/people.py.

- Everyone who works here uses the house: sees what is free, books, changes and cancels for themselves.
- A team lead does so for their team, and hands its people a first personal code.
- Reception does so for anyone, and sees who is in the house.
- A facility manager runs the places: sets a rule aside with a reason, assigns and closes places, plans sites, unlocks
  kiosks, and sees how the jobs are doing.
- HR sees figures about groups, never about a person.
- An administrator may do all of that, imports, sees what runs and what it costs, has rooms' calendars compared and repaired, changes the privacy profile and answers people about their own data.
- An auditor reads the audit, which nobody else does, administrators included.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    EMPLOYEE = "employee"
    TEAM_LEAD = "team-lead"
    RECEPTION = "reception"
    FACILITY_MANAGER = "facility-manager"
    HR = "hr"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What an endpoint or a page asks of whoever calls it."""

    USE = "use"
    BOOK_FOR_TEAM = "book-for-team"
    BOOK_FOR_ANYONE = "book-for-anyone"
    OVERRIDE = "override"
    ASSIGN_DESKS = "assign-desks"
    EDIT_PLACES = "edit-places"
    IMPORT = "import"
    SEE_NAMES = "see-names"
    SEE_DRAFTS = "see-drafts"
    SEE_STATISTICS = "see-statistics"
    SEE_HEALTH = "see-health"
    SEE_OPERATIONS = "see-operations"
    TEND_CALENDARS = "tend-calendars"
    READ_AUDIT = "read-audit"
    EDIT_PRIVACY = "edit-privacy"
    ANSWER_FOR_PERSON_DATA = "answer-for-person-data"
    UNLOCK_KIOSK = "unlock-kiosk"
    HAND_OUT_CODES = "hand-out-codes"


_FOR_ANYONE = frozenset({Right.USE, Right.BOOK_FOR_ANYONE, Right.HAND_OUT_CODES})
_FACILITY = _FOR_ANYONE | {
    Right.OVERRIDE,
    Right.ASSIGN_DESKS,
    Right.EDIT_PLACES,
    Right.SEE_DRAFTS,
    Right.SEE_STATISTICS,
    Right.SEE_HEALTH,
    Right.UNLOCK_KIOSK,
}
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.EMPLOYEE: frozenset({Right.USE}),
    Role.TEAM_LEAD: frozenset({Right.USE, Right.BOOK_FOR_TEAM, Right.HAND_OUT_CODES}),
    Role.RECEPTION: _FOR_ANYONE | {Right.SEE_NAMES},
    Role.FACILITY_MANAGER: _FACILITY,
    Role.HR: frozenset({Right.USE, Right.SEE_STATISTICS}),
    Role.ADMINISTRATOR: _FACILITY
    | {
        Right.BOOK_FOR_TEAM,
        Right.IMPORT,
        Right.SEE_OPERATIONS,
        Right.TEND_CALENDARS,
        Right.EDIT_PRIVACY,
        Right.ANSWER_FOR_PERSON_DATA,
    },
    Role.AUDITOR: frozenset({Right.USE, Right.READ_AUDIT}),
}


def allows(roles: Iterable[Role], right: Right) -> bool:
    """Whether any of `roles` gives `right`."""
    return any(right in RIGHTS[role] for role in roles)
