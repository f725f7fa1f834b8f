"""People: who they are, what roles they hold, and the questions about what they may do.

Rights (a row per question; administrators may do everything a role below may, HR and auditors only read):
- Everyone books, changes and cancels for themselves.
- A team lead does so for their team; reception and facility managers for anyone.
- Facility managers may override a rule, with a reason, but never a place that is taken.
- Draft sites are seen by administrators and facility managers.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from domain.ids import OrganisationId, PersonId, TeamId
from domain.when import PartId


class Role(StrEnum):
    EMPLOYEE = "employee"
    TEAM_LEAD = "team-lead"
    RECEPTION = "reception"
    FACILITY_MANAGER = "facility-manager"
    HR = "hr"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeDay:
    """An ISO weekday on which someone works from home: all of it, or one part of day."""

    weekday: int
    part: PartId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    id: TeamId
    name: str
    organisation: OrganisationId | None = None
    lead: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A staff member. `object_id` and `upn` are the identity provider's; empty for people who never sign in."""

    id: PersonId
    name: str
    mail: str = ""
    upn: str = ""
    object_id: str = ""
    team: TeamId | None = None
    organisation: OrganisationId | None = None
    language: str = "en"
    roles: frozenset[Role] = field(default_factory=lambda: frozenset({Role.EMPLOYEE}))
    home_days: frozenset[HomeDay] = frozenset()
    has_pc: bool = True
    licences: frozenset[str] = frozenset()
    first_aider: bool = False

    def holds(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)


def may_book_for(actor: Person, subject: Person) -> bool:
    """Whether `actor` may book, change, cancel or check in on behalf of `subject`."""
    if actor.id == subject.id or may_book_for_anyone(actor):
        return True
    return actor.holds(Role.TEAM_LEAD) and actor.team is not None and actor.team == subject.team


def may_book_for_anyone(actor: Person) -> bool:
    """Whether `actor` may do so for everybody there is."""
    return actor.holds(Role.RECEPTION, Role.FACILITY_MANAGER, Role.ADMINISTRATOR)


def may_override(actor: Person) -> bool:
    """Whether `actor` may set a rule aside with a reason; what is physically taken stays taken."""
    return actor.holds(Role.FACILITY_MANAGER, Role.ADMINISTRATOR)


def may_edit_places(actor: Person) -> bool:
    """Whether `actor` may close, block, move and import places."""
    return actor.holds(Role.FACILITY_MANAGER, Role.ADMINISTRATOR)


def may_see_drafts(actor: Person) -> bool:
    """Whether `actor` sees sites that are still being planned."""
    return actor.holds(Role.FACILITY_MANAGER, Role.ADMINISTRATOR)


def may_edit_privacy(actor: Person) -> bool:
    """Whether `actor` may change to whom names are shown, and for how long things are kept."""
    return actor.holds(Role.ADMINISTRATOR)


def may_see_health(actor: Person) -> bool:
    """Whether `actor` sees how the jobs and the storage are doing in detail."""
    return actor.holds(Role.ADMINISTRATOR, Role.FACILITY_MANAGER)
