"""Privacy: who is shown whose name. The one function that turns a view of others into what a viewer may see.

Rules:
- The municipality's terms say to whom names are shown on plans and in lists: one's own team, who is at the same site
  today, reception and first aiders today, everyone. Reception sees today's house, a first aider the site they are at.
- Where the terms leave a choice, a person's own word decides; not towards reception and first aiders, who must know
  whom to look for when a house is cleared.
- Whoever may change a booking for someone sees it when they open it, or that person's bookings, and is recorded for
  that person to read. On plans and in lists they see no more than the terms give them.
- Whether a colleague can be reached just now is shown beside a name that the terms give, where the municipality switched
  it on, and of today only: extra rights alone do not show it.
- What was noted with a booking is for the person and for who may change it, whatever the terms say.
- The seating list on paper names whom reception and first aiders of that site are shown on that day, and nobody else.
- Whoever is not signed in sees nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.ids import PersonId
from domain.people import Person, Right, Role, may, may_book_for


class Relation(StrEnum):
    """What a viewer is to a person. `EVERYONE`: any member of staff."""

    SELF = "self"
    IN_CHARGE = "in-charge"
    OWN_TEAM = "own-team"
    SAME_SITE = "same-site"
    ON_DUTY = "on-duty"
    EVERYONE = "everyone"


NAMEABLE = (Relation.OWN_TEAM, Relation.SAME_SITE, Relation.ON_DUTY, Relation.EVERYONE)
"""The relations that the terms may show names to."""


class Choice(StrEnum):
    """What the terms leave to each person: nothing; to be hidden; or to be shown, hidden until they say so."""

    FIXED = "fixed"
    OPT_OUT = "opt-out"
    OPT_IN = "opt-in"


class Preference(StrEnum):
    """What a person said about being shown."""

    UNSAID = "unsaid"
    SHOW = "show"
    HIDE = "hide"


class Sight(StrEnum):
    """How somebody comes to see another's booking: on a plan or in a list of a place; in a search by name; by opening
    that booking, or that person's bookings."""

    GLANCE = "glance"
    SEARCH = "search"
    OPENED = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed. `names`: to whom names are shown; `choice`: what is left to each person; `smallest_group`: how
    many people a figure must be about; the `…_days` after which bookings lose their names, and work plans and
    the log of who did what are removed; `presence`: whether one sees whether a colleague can be reached. The defaults are what holds until somebody decides."""

    names: frozenset[Relation] = frozenset({Relation.OWN_TEAM, Relation.ON_DUTY})
    choice: Choice = Choice.OPT_OUT
    smallest_group: int = 5
    keep_bookings_days: int = 30
    keep_plans_days: int = 30
    keep_audit_days: int = 365
    presence: bool = False

    @property
    def chooses(self) -> bool:
        """Whether a person's own word counts."""
        return self.choice is not Choice.FIXED


BOUNDS: Mapping[str, tuple[int, int]] = {
    "smallest_group": (3, 100),
    "keep_bookings_days": (1, 1095),
    "keep_plans_days": (1, 1095),
    "keep_audit_days": (30, 3650),
}
"""The smallest and largest number that each of the terms may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The circumstances. `today`: what is seen is about today; `here`: the viewer has a place at the same site today."""

    sight: Sight
    today: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visibility:
    """What a viewer may see of somebody's booking. `recorded`: only extra rights show it, so the look is written down
    for that person to read before it is granted. `presence`: whether they can be reached just now."""

    name: bool = False
    notes: bool = False
    recorded: bool = False
    presence: bool = False


NOTHING = Visibility()
EVERYTHING = Visibility(name=True, notes=True)


def seen_by(
    viewer: Person | None, subject: Person, *, met: Meeting, terms: Terms, said: Preference
) -> Visibility:
    """What `viewer` (None: nobody signed in) may see of `subject`, who `said` whether they want to be shown."""
    found = relations(viewer, subject, met)
    if Relation.SELF in found:
        return EVERYTHING
    agreed = found & terms.names
    if hides(said, terms.choice):
        agreed &= {Relation.ON_DUTY}
    in_charge = Relation.IN_CHARGE in found and met.sight is not Sight.GLANCE
    opened = in_charge and met.sight is Sight.OPENED
    return Visibility(
        name=bool(agreed) or in_charge,
        notes=opened,
        recorded=opened,
        presence=bool(agreed) and terms.presence and met.today,
    )


ON_DUTY = Person(
    id=PersonId("on-duty"), name="", roles=frozenset({Role.RECEPTION}), first_aider=True
)
"""Whoever of reception and first aiders holds a list on paper: they may be any of them, so no team is theirs."""


def listed(subject: Person, *, terms: Terms, said: Preference) -> bool:
    """Whether a seating list names `subject` to whoever clears their building on the day that it is about."""
    met = Meeting(sight=Sight.GLANCE, today=True, here=True)
    return seen_by(ON_DUTY, subject, met=met, terms=terms, said=said).name


def relations(viewer: Person | None, subject: Person, met: Meeting) -> frozenset[Relation]:
    """Everything that `viewer` is to `subject` in these circumstances; nothing to whom nobody is signed in."""
    if viewer is None:
        return frozenset()
    on_duty = may(viewer, Right.SEE_NAMES) or (viewer.first_aider and met.here)
    held = {
        Relation.SELF: viewer.id == subject.id,
        Relation.IN_CHARGE: may_book_for(viewer, subject),
        Relation.OWN_TEAM: viewer.team is not None and viewer.team == subject.team,
        Relation.SAME_SITE: met.today and met.here,
        Relation.ON_DUTY: met.today and on_duty,
        Relation.EVERYONE: True,
    }
    return frozenset(relation for relation, holds in held.items() if holds)


def hides(said: Preference, choice: Choice) -> bool:
    """Whether what a person said, or did not say, keeps their name from colleagues."""
    if choice is Choice.OPT_OUT:
        return said is Preference.HIDE
    return choice is Choice.OPT_IN and said is not Preference.SHOW
