"""People: who they are, what roles they hold, and the questions about what they may do to whom.

domain/rights.py says what a role allows; here it meets the person it is about:
- Everyone books, changes and cancels for themselves.
- A team lead does so for their team; reception and facility managers for anyone.
- A rule that is set aside never frees a place that is taken.
"""

from dataclasses import dataclass, field

from domain.ids import OrganisationId, PersonId, TeamId
from domain.rights import Right, Role, allows
from domain.when import PartId

__all__ = [
    "HomeDay",
    "Person",
    "Right",
    "Role",
    "Team",
    "may",
    "may_book_for",
    "may_book_for_anyone",
    "may_edit_places",
    "may_edit_privacy",
    "may_hand_out_code",
    "may_override",
    "may_see_drafts",
    "may_see_health",
]


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


def may(actor: Person, right: Right) -> bool:
    """Whether a role of `actor` gives `right`."""
    return allows(actor.roles, right)


def may_book_for(actor: Person, subject: Person) -> bool:
    """Whether `actor` may book, change, cancel or check in on behalf of `subject`."""
    if actor.id == subject.id or may_book_for_anyone(actor):
        return True
    return may(actor, Right.BOOK_FOR_TEAM) and actor.team is not None and actor.team == subject.team


def may_book_for_anyone(actor: Person) -> bool:
    """Whether `actor` may do so for everybody there is."""
    return may(actor, Right.BOOK_FOR_ANYONE)


def may_override(actor: Person) -> bool:
    """Whether `actor` may set a rule aside with a reason; what is physically taken stays taken."""
    return may(actor, Right.OVERRIDE)


def may_edit_places(actor: Person) -> bool:
    """Whether `actor` may close, block and move places."""
    return may(actor, Right.EDIT_PLACES)


def may_see_drafts(actor: Person) -> bool:
    """Whether `actor` sees sites that are still being planned."""
    return may(actor, Right.SEE_DRAFTS)


def may_edit_privacy(actor: Person) -> bool:
    """Whether `actor` may change to whom names are shown, and for how long things are kept."""
    return may(actor, Right.EDIT_PRIVACY)


def may_hand_out_code(actor: Person, subject: Person) -> bool:
    """Whether `actor` may give `subject` a first personal code: whoever may book for them anyway."""
    return may(actor, Right.HAND_OUT_CODES) and may_book_for(actor, subject)


def may_see_health(actor: Person) -> bool:
    """Whether `actor` sees how the jobs and the storage are doing in detail."""
    return may(actor, Right.SEE_HEALTH)
