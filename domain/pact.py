"""The pact: the terms in force, and how they change.

Rules:
- What protects people more takes effect at once; what protects them less in any one respect stays proposed until a
  second administrator, never the same person, confirms exactly that.
- A later change takes the place of an open proposal.
- A weakening is announced to everyone while it is proposed, and for two weeks after it takes effect.
- Keeping the log of who did what for longer keeps more of people; for less long it hides who looked. Both weaken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from domain.ids import PersonId
from domain.privacy import NAMEABLE, Choice, Relation, Terms
from domain.refusals import Refusal, Refused
from domain.when import Instant, later

ANNOUNCED_FOR = timedelta(days=14)
STRICTNESS = (Choice.OPT_IN, Choice.OPT_OUT, Choice.FIXED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyProfile:
    """Terms in force. `version` counts up; `by` proposed them and `confirmed_by` confirmed them, where that was needed.
    Version 1 is what holds before anybody decided."""

    version: int = 1
    terms: Terms = field(default_factory=Terms)
    since: Instant | None = None
    by: PersonId | None = None
    confirmed_by: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Terms that wait for a second administrator."""

    terms: Terms
    by: PersonId
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Pact:
    """All there is to know. `revision` counts every change; `before`: the terms that the last weakening replaced, at
    `weakened_at`."""

    revision: int = 0
    profile: PrivacyProfile = field(default_factory=PrivacyProfile)
    proposal: Proposal | None = None
    before: Terms | None = None
    weakened_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A weakening that everyone is told of. `since`: when it took effect; None while it is only proposed."""

    old: Terms
    new: Terms
    since: Instant | None = None


WEAKER: Mapping[str, Callable[[Terms, Terms], bool]] = {
    "names": lambda old, new: not reach(new.names) <= reach(old.names),
    "choice": lambda old, new: STRICTNESS.index(new.choice) > STRICTNESS.index(old.choice),
    "smallest_group": lambda old, new: new.smallest_group < old.smallest_group,
    "keep_bookings_days": lambda old, new: new.keep_bookings_days > old.keep_bookings_days,
    "keep_plans_days": lambda old, new: new.keep_plans_days > old.keep_plans_days,
    "presence": lambda old, new: new.presence and not old.presence,
    "keep_audit_days": lambda old, new: new.keep_audit_days != old.keep_audit_days,
}
"""Per field of Terms: whether the new value protects people less than the old."""


def reach(names: frozenset[Relation]) -> frozenset[Relation]:
    """Everyone includes all the others."""
    return frozenset(NAMEABLE) if Relation.EVERYONE in names else names


def weakens(old: Terms, new: Terms) -> tuple[str, ...]:
    """The fields in which `new` protects people less."""
    return tuple(name for name, weaker in WEAKER.items() if weaker(old, new))


def decide_profile_change(pact: Pact, terms: Terms, *, by: PersonId, now: Instant) -> Pact:
    """The pact once an administrator wants `terms`: in force, or proposed where they weaken anything."""
    if terms == pact.profile.terms:
        return _changed(pact, proposal=None) if pact.proposal is not None else pact
    if weakens(pact.profile.terms, terms):
        return _changed(pact, proposal=Proposal(terms=terms, by=by, at=now))
    profile = _following(pact.profile, terms, by=by, confirmed_by=None, now=now)
    return _changed(pact, profile=profile, proposal=None)


def decide_confirmation(pact: Pact, *, by: PersonId, now: Instant) -> Pact | Refused:
    """The pact once a second administrator confirms what is proposed."""
    proposal = pact.proposal
    if proposal is None:
        return Refused(why=Refusal.NO_PROPOSAL, rule="privacy-proposal")
    if proposal.by == by:
        return Refused(why=Refusal.NEEDS_ANOTHER_PERSON, rule="privacy-second-person")
    profile = _following(pact.profile, proposal.terms, by=proposal.by, confirmed_by=by, now=now)
    return _changed(
        pact, profile=profile, proposal=None, before=pact.profile.terms, weakened_at=now
    )


def decide_withdrawal(pact: Pact) -> Pact | Refused:
    """The pact without what is proposed."""
    if pact.proposal is None:
        return Refused(why=Refusal.NO_PROPOSAL, rule="privacy-proposal")
    return _changed(pact, proposal=None)


def decided_as(pact: Pact, gone: PersonId, into: PersonId) -> Pact:
    """The pact where `gone` has turned out to be `into`."""
    profile, proposal = pact.profile, pact.proposal
    after = replace(
        pact,
        profile=replace(
            profile,
            by=into if profile.by == gone else profile.by,
            confirmed_by=into if profile.confirmed_by == gone else profile.confirmed_by,
        ),
        proposal=replace(proposal, by=into)
        if proposal is not None and proposal.by == gone
        else proposal,
    )
    return pact if after == pact else _changed(after)


def announcement(pact: Pact, now: Instant) -> Announcement | None:
    """What everyone is told: what is proposed, else what was weakened of late."""
    if pact.proposal is not None:
        return Announcement(old=pact.profile.terms, new=pact.proposal.terms)
    if pact.before is None or pact.weakened_at is None:
        return None
    if now >= later(pact.weakened_at, ANNOUNCED_FOR):
        return None
    return Announcement(old=pact.before, new=pact.profile.terms, since=pact.weakened_at)


def _changed(pact: Pact, **changes: Any) -> Pact:
    return replace(pact, revision=pact.revision + 1, **changes)


def _following(
    profile: PrivacyProfile,
    terms: Terms,
    *,
    by: PersonId,
    confirmed_by: PersonId | None,
    now: Instant,
) -> PrivacyProfile:
    return replace(
        profile,
        version=profile.version + 1,
        terms=terms,
        since=now,
        by=by,
        confirmed_by=confirmed_by,
    )
