"""How the terms change: who alone, who together, and what everyone is told."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from domain.ids import PersonId
from domain.pact import (
    ANNOUNCED_FOR,
    WEAKER,
    Announcement,
    Pact,
    PrivacyProfile,
    announcement,
    decide_confirmation,
    decide_profile_change,
    decide_withdrawal,
    weakens,
)
from domain.privacy import BOUNDS, NAMEABLE, Choice, Relation, Terms
from domain.refusals import Refusal, Refused
from domain.when import later
from tests.builders import NOW

ANN, BEN = PersonId("ann"), PersonId("ben")
PLAIN = Terms()
LATER = later(NOW, timedelta(hours=3))
EVERYONE = frozenset({Relation.EVERYONE})


def terms(**changes: Any) -> Terms:
    return replace(PLAIN, **changes)


def proposed(**changes: Any) -> Pact:
    return decide_profile_change(Pact(), terms(**changes), by=ANN, now=NOW)


def confirmed(pact: Pact, *, by: PersonId = BEN) -> Pact:
    done = decide_confirmation(pact, by=by, now=LATER)
    assert isinstance(done, Pact)
    return done


def test_every_one_of_the_terms_can_be_weaker_or_not() -> None:
    assert set(WEAKER) == {field.name for field in fields(Terms)}
    assert all(low <= getattr(PLAIN, name) <= high for name, (low, high) in BOUNDS.items())


@pytest.mark.parametrize(
    ("changes", "weaker"),
    [
        ({}, ()),
        ({"names": frozenset()}, ()),
        ({"names": frozenset({Relation.ON_DUTY})}, ()),
        ({"names": frozenset({Relation.SAME_SITE})}, ("names",)),
        ({"names": PLAIN.names | {Relation.SAME_SITE}}, ("names",)),
        ({"names": EVERYONE}, ("names",)),
        ({"choice": Choice.OPT_IN}, ()),
        ({"choice": Choice.FIXED}, ("choice",)),
        ({"smallest_group": 6}, ()),
        ({"smallest_group": 4}, ("smallest_group",)),
        ({"keep_bookings_days": 29}, ()),
        ({"keep_bookings_days": 31}, ("keep_bookings_days",)),
        ({"keep_plans_days": 1}, ()),
        ({"keep_plans_days": 90}, ("keep_plans_days",)),
        ({"keep_audit_days": 364}, ("keep_audit_days",)),
        ({"keep_audit_days": 366}, ("keep_audit_days",)),
        ({"presence": True}, ("presence",)),
        ({"smallest_group": 10, "choice": Choice.FIXED}, ("choice",)),
    ],
)
def test_each_of_the_terms_is_compared_by_itself(
    changes: dict[str, Any], weaker: tuple[str, ...]
) -> None:
    assert weakens(PLAIN, terms(**changes)) == weaker


def test_not_showing_any_more_whether_somebody_can_be_reached_weakens_nothing() -> None:
    assert weakens(terms(presence=True), PLAIN) == ()


def test_everyone_includes_all_the_others_so_naming_them_too_weakens_nothing() -> None:
    wide = terms(names=EVERYONE)
    assert weakens(wide, terms(names=frozenset(NAMEABLE))) == ()
    assert weakens(terms(names=frozenset(NAMEABLE)), wide) == ()
    assert weakens(terms(names=frozenset(NAMEABLE) - EVERYONE), wide) == ("names",)


def test_what_protects_more_takes_effect_at_once() -> None:
    pact = proposed(smallest_group=10)
    assert pact.proposal is None and announcement(pact, NOW) is None
    assert pact.profile == PrivacyProfile(
        version=2, terms=terms(smallest_group=10), since=NOW, by=ANN
    )


def test_what_protects_less_in_one_respect_waits_as_a_whole() -> None:
    pact = proposed(smallest_group=10, names=EVERYONE)
    assert pact.profile == Pact().profile
    assert pact.proposal is not None and pact.proposal.by == ANN and pact.proposal.at == NOW
    assert pact.proposal.terms == terms(smallest_group=10, names=EVERYONE)


def test_nobody_confirms_their_own_proposal() -> None:
    refused = decide_confirmation(proposed(names=EVERYONE), by=ANN, now=LATER)
    assert isinstance(refused, Refused) and refused.why is Refusal.NEEDS_ANOTHER_PERSON


def test_a_second_administrator_puts_the_proposal_in_force() -> None:
    pact = confirmed(proposed(names=EVERYONE))
    assert pact.profile == PrivacyProfile(
        version=2, terms=terms(names=EVERYONE), since=LATER, by=ANN, confirmed_by=BEN
    )
    assert pact.proposal is None


def test_there_is_nothing_to_confirm_or_withdraw_without_a_proposal() -> None:
    for refused in (
        decide_confirmation(Pact(), by=BEN, now=NOW),
        decide_withdrawal(Pact()),
    ):
        assert isinstance(refused, Refused) and refused.why is Refusal.NO_PROPOSAL


def test_a_withdrawn_proposal_leaves_what_was() -> None:
    assert decide_withdrawal(proposed(names=EVERYONE)) == Pact(revision=2)


def test_a_later_change_takes_the_place_of_an_open_proposal() -> None:
    open_one = proposed(names=EVERYONE)
    stricter = decide_profile_change(open_one, terms(smallest_group=9), by=BEN, now=LATER)
    assert stricter.proposal is None and stricter.profile.terms == terms(smallest_group=9)
    other = decide_profile_change(open_one, terms(choice=Choice.FIXED), by=BEN, now=LATER)
    assert other.proposal is not None and other.proposal.by == BEN
    withdrawn = decide_profile_change(open_one, PLAIN, by=BEN, now=LATER)
    assert withdrawn == Pact(revision=2)


def test_wanting_what_holds_already_changes_nothing() -> None:
    assert decide_profile_change(Pact(), PLAIN, by=ANN, now=NOW) == Pact()


def test_a_weakening_is_announced_from_the_proposal_until_two_weeks_after_it_holds() -> None:
    pact = proposed(names=EVERYONE)
    assert announcement(pact, NOW) == Announcement(old=PLAIN, new=terms(names=EVERYONE))
    done = confirmed(pact)
    last = later(LATER, ANNOUNCED_FOR - timedelta(seconds=1))
    assert announcement(done, last) == Announcement(
        old=PLAIN, new=terms(names=EVERYONE), since=LATER
    )
    assert announcement(done, later(LATER, ANNOUNCED_FOR)) is None


def test_a_strengthening_does_not_silence_what_was_weakened() -> None:
    done = confirmed(proposed(names=EVERYONE))
    again = decide_profile_change(
        done, replace(done.profile.terms, smallest_group=9), by=ANN, now=LATER
    )
    told = announcement(again, LATER)
    assert told is not None and told.old == PLAIN and told.since == LATER
