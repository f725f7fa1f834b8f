"""What the two privacy pages show: "what others see of me" for everyone, and the agreement for administrators."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

from adapters.http.pages.frame import Frame
from adapters.http.pages.shell import Shell
from application.look_up import LookUp
from application.show_profile import ShownPact
from domain.ids import PersonId
from domain.pact import Announcement, weakens
from domain.people import Person, may_edit_privacy
from domain.privacy import BOUNDS, NAMEABLE, Choice, Preference, Relation, Terms, hides
from domain.when import Instant

TERMS = tuple(field.name for field in fields(Terms))
OWN, SETTINGS = "/me/privacy", "/settings/privacy"


class Done(StrEnum):
    """What has just happened: the `said` of the query after a form was sent."""

    KEPT = "kept"
    IN_FORCE = "in-force"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    UNCHANGED = "unchanged"
    INVALID = "invalid"
    MEANWHILE = "changed-meanwhile"
    OWN_PROPOSAL = "needs-another-person"
    NO_PROPOSAL = "no-proposal"
    NO_CHOICE = "no-choice"

    @property
    def bad(self) -> bool:
        good = (Done.KEPT, Done.IN_FORCE, Done.PROPOSED, Done.CONFIRMED, Done.WITHDRAWN)
        return self not in (*good, Done.UNCHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People of one relation. `shown`: whether they see the viewer's name on plans and in lists."""

    relation: Relation
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One of the terms before and after."""

    name: str
    weaker: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTable:
    """A change of the terms: what differs. `since`: when it took effect; None while it is proposed."""

    old: Terms
    new: Terms
    rows: tuple[Difference, ...]
    since: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """Context of privacy.html. `look_ups`: who looked the viewer up, newest first. `hidden`: whether the viewer's name is kept from colleagues by their own word."""

    shell: Shell
    done: Done | None
    terms: Terms
    groups: tuple[Group, ...]
    hidden: bool
    change: ChangeTable | None
    since: Instant | None
    deciders: tuple[str, ...]
    look_ups: tuple[LookUp, ...]
    settings: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A field for a number, with its bounds."""

    name: str
    value: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """Context of privacy_settings.html. `revision` goes into the forms, so that nobody decides on a stale sight.
    `mine`: whether the viewer proposed what is open, so that another must confirm it."""

    shell: Shell
    done: Done | None
    terms: Terms
    relations: tuple[Relation, ...]
    choices: tuple[Choice, ...]
    numbers: tuple[Number, ...]
    revision: int
    change: ChangeTable | None
    proposer: str
    mine: bool
    since: Instant | None
    deciders: tuple[str, ...]


def own_page(
    shown: ShownPact,
    *,
    viewer: Person,
    said: Preference,
    look_ups: tuple[LookUp, ...],
    frame: Frame,
    done: Done | None,
) -> OwnPage:
    """What others see of `viewer`. Inside `speaking`."""
    terms = shown.pact.profile.terms
    hidden = hides(said, terms.choice)
    return OwnPage(
        shell=frame.shell,
        done=done,
        terms=terms,
        groups=tuple(_group(each, terms, hidden=hidden) for each in NAMEABLE),
        hidden=hidden,
        change=_change(shown.told),
        since=shown.pact.profile.since,
        deciders=_deciders(shown),
        look_ups=look_ups,
        settings=SETTINGS if may_edit_privacy(viewer) else "",
    )


def settings_page(
    shown: ShownPact, *, viewer: Person, frame: Frame, done: Done | None
) -> SettingsPage:
    """The agreement with its form. Inside `speaking`."""
    pact = shown.pact
    terms, proposal = pact.profile.terms, pact.proposal
    return SettingsPage(
        shell=frame.shell,
        done=done,
        terms=terms,
        relations=NAMEABLE,
        choices=(Choice.OPT_IN, Choice.OPT_OUT, Choice.FIXED),
        numbers=tuple(
            Number(name=name, value=getattr(terms, name), low=low, high=high)
            for name, (low, high) in BOUNDS.items()
        ),
        revision=pact.revision,
        change=_change(shown.told) if proposal is not None else None,
        proposer=_names(shown, [proposal.by])[0] if proposal is not None else "",
        mine=proposal is not None and proposal.by == viewer.id,
        since=pact.profile.since,
        deciders=_deciders(shown),
    )


def _group(relation: Relation, terms: Terms, *, hidden: bool) -> Group:
    on_duty = relation is Relation.ON_DUTY
    agreed = relation in terms.names and (on_duty or not hidden)
    shown = agreed or (Relation.EVERYONE in terms.names and not hidden)
    return Group(relation=relation, shown=shown)


def _change(told: Announcement | None) -> ChangeTable | None:
    if told is None:
        return None
    weaker = weakens(told.old, told.new)
    return ChangeTable(
        old=told.old,
        new=told.new,
        rows=tuple(
            Difference(name=name, weaker=name in weaker)
            for name in TERMS
            if getattr(told.old, name) != getattr(told.new, name)
        ),
        since=told.since,
    )


def _deciders(shown: ShownPact) -> tuple[str, ...]:
    profile = shown.pact.profile
    wanted = (each for each in (profile.by, profile.confirmed_by) if each is not None)
    return tuple(name for name in _names(shown, wanted) if name)


def _names(shown: ShownPact, people: Iterable[PersonId]) -> list[str]:
    """Empty for who has left."""
    found = (shown.deciders.get(each) for each in people)
    return [person.name if person is not None else "" for person in found]
