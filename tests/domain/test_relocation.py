"""Relocation: which bookings a closure, a block or an early end meets, and where they go."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.admission import decide_by_facts
from domain.booking import SETTLED, Booking, State
from domain.capacity import Capacity
from domain.ids import PersonId, ResourceId, SiteId, TeamId
from domain.kinds import KINDS, Kind
from domain.ledger import Entry, ResourceLedger
from domain.people import Person
from domain.places import (
    Closure,
    Directory,
    Eligibility,
    Hours,
    Mode,
    Reservation,
    SiteState,
)
from domain.refusals import Refusal
from domain.relocation import Affected, Cancel, Move, affected, plan_relocation
from domain.rules import HOUR
from domain.settling import due_entries
from domain.when import Instant, PartId
from tests.builders import (
    LUXEMBOURG,
    MORNING,
    NOW,
    PARTS,
    TODAY,
    a_booking,
    a_desk,
    a_directory,
    a_part,
    a_part_wish,
    a_person,
    a_site,
    a_vehicle,
    a_wish,
    a_zone,
    at,
    ledgers_of,
)
from tests.domain.asking import made

TOMORROW = date(2026, 11, 25)
BLOCKED = a_desk(mode=Mode.BLOCKED)


def people(*names: str, **fields: Any) -> dict[PersonId, Person]:
    return {PersonId(name): a_person(name, **fields) for name in names or ("ada", "bob", "cyd")}


def misfits(
    *bookings: Booking,
    directory: Directory,
    now: Instant = NOW,
    known: dict[PersonId, Person] | None = None,
) -> tuple[Affected, ...]:
    return affected(bookings, directory=directory, people=known or people(), now=now)


def books(
    directory: Directory, bookings: Iterable[Booking], *others: Entry
) -> dict[date, dict[SiteId, dict[ResourceId, ResourceLedger]]]:
    """The days' books that hold these bookings, and other entries of today."""
    found = {}
    for day in (TODAY, TOMORROW):
        held = [e for b in bookings for e in due_entries(b, day, LUXEMBOURG)]
        ledgers = ledgers_of(*held, *(others if day == TODAY else ()))
        found[day] = {
            site: {place: each for place, each in ledgers.items() if each.site == site}
            for site in directory.sites
        }
    return found


def plan(
    directory: Directory,
    *bookings: Booking,
    others: Sequence[Entry] = (),
    known: dict[PersonId, Person] | None = None,
    now: Instant = NOW,
) -> tuple[Move | Cancel, ...]:
    return plan_relocation(
        misfits(*bookings, directory=directory, known=known, now=now),
        directory=directory,
        people=known or people(),
        ledgers=books(directory, bookings, *others),
        now=now,
    )


def went(*actions: Move | Cancel) -> list[str]:
    return [str(each.to.resource) if isinstance(each, Move) else "-" for each in actions]


# --- what is affected


@pytest.mark.parametrize(
    ("place", "house", "why"),
    [
        ({"mode": Mode.BLOCKED}, {}, Refusal.BLOCKED),
        ({"mode": Mode.ASSIGNED}, {}, Refusal.ASSIGNED),
        ({"eligibility": Eligibility(teams=frozenset({TeamId("it")}))}, {}, Refusal.NOT_ELIGIBLE),
        ({"valid_until": date(2026, 11, 23)}, {}, Refusal.RESOURCE_NOT_VALID),
        ({}, {"valid_until": date(2026, 11, 23)}, Refusal.SITE_NOT_VALID),
        ({}, {"state": SiteState.CLOSED}, Refusal.SITE_NOT_OPEN),
        ({}, {"closures": (Closure(first=TODAY, last=TODAY),)}, Refusal.CLOSED),
        ({}, {"valid_until": TODAY}, None),
        ({}, {"closures": (Closure(first=TOMORROW, last=TOMORROW),)}, None),
        ({}, {"opening": ()}, None),
    ],
)
def test_a_fact_makes_a_booking_no_longer_fit_and_a_rule_of_the_house_does_not(
    place: dict[str, Any], house: dict[str, Any], why: Refusal | None
) -> None:
    directory = a_directory(
        a_desk(**place), sites=[a_site(**house)], rules={Kind.DESK: {"horizon_days": -1}}
    )
    found = misfits(a_booking(), directory=directory)
    assert [each.refused.why for each in found] == ([why] if why else [])


@pytest.mark.parametrize("state", State)
def test_only_what_stands_is_affected(state: State) -> None:
    found = misfits(a_booking(state=state), directory=a_directory(BLOCKED))
    assert bool(found) is (state in SETTLED)


def test_what_is_over_stays_as_it_was() -> None:
    directory = a_directory(BLOCKED)
    assert misfits(a_booking(), directory=directory, now=at("12:00")) == ()
    assert len(misfits(a_booking(), directory=directory, now=at("11:59"))) == 1


def test_a_place_that_is_gone_makes_its_bookings_homeless() -> None:
    directory = a_directory(a_desk("desk-2"))
    (found,) = misfits(a_booking(), directory=directory)
    assert found.refused.why is Refusal.UNKNOWN_RESOURCE
    assert went(*plan(directory, a_booking())) == ["desk-2"]


def test_a_span_is_affected_when_any_of_its_days_is() -> None:
    car = a_vehicle()
    night = a_booking("20:00", "2026-11-25 08:00", resource=car)
    site = a_site(closures=(Closure(first=TOMORROW, last=TOMORROW),))
    assert len(misfits(night, directory=a_directory(car, sites=[site]))) == 1


def test_whoever_booked_first_is_first() -> None:
    late = a_booking(name="late", created_at=at("2026-11-23 13:00"))
    early = a_booking("13:00", "14:00", name="early", created_at=at("2026-11-23 11:00"))
    found = misfits(late, early, directory=a_directory(BLOCKED))
    assert [each.booking for each in found] == [early, late]


# --- where it goes


def test_a_booking_goes_to_the_nearest_place_of_its_kind_for_the_same_span() -> None:
    directory = a_directory(BLOCKED, a_desk("far", x=9.0), a_desk("near", x=1.0), a_vehicle())
    (move,) = plan(directory, a_booking(note="x"))
    assert isinstance(move, Move)
    assert move.to == a_wish(resource=directory.resources[ResourceId("near")]).target
    assert (move.booking, move.why.why) == (a_booking(note="x"), Refusal.BLOCKED)


def test_it_goes_to_another_site_if_need_be() -> None:
    site = a_site(closures=(Closure(first=TODAY, last=TODAY),))
    directory = a_directory(a_desk(), a_desk("desk-2"), a_desk("x", site="annex"), sites=[site])
    assert went(*plan(directory, a_booking())) == ["x"]


def test_without_a_place_it_is_cancelled_and_says_why() -> None:
    (cancel,) = plan(a_directory(BLOCKED), a_booking())
    assert isinstance(cancel, Cancel)
    assert (cancel.booking, cancel.why.why) == (a_booking(), Refusal.BLOCKED)


def test_one_place_is_never_given_to_two_and_the_first_chooses_first() -> None:
    site = a_site(closures=(Closure(first=TODAY, last=TODAY),))
    desks = (a_desk(), a_desk("desk-2"), a_desk("x", site="annex"))
    ada = a_booking(name="a", created_at=at("2026-11-23 13:00"))
    bob = a_booking(
        "10:00",
        "11:00",
        name="b",
        person="bob",
        resource=desks[1],
        created_at=at("2026-11-23 11:00"),
    )
    actions = plan(a_directory(*desks, sites=[site]), ada, bob)
    assert [(each.booking.person, type(each)) for each in actions] == [
        ("bob", Move),
        ("ada", Cancel),
    ]


def test_spans_that_touch_share_a_place() -> None:
    directory = a_directory(BLOCKED, a_desk("desk-2"))
    ada, bob = a_booking("09:00", "10:00"), a_booking("10:00", "11:00", name="b", person="bob")
    assert went(*plan(directory, ada, bob)) == ["desk-2", "desk-2"]


def test_what_others_have_stays_theirs() -> None:
    directory = a_directory(BLOCKED, a_desk("desk-2"))
    (theirs,) = due_entries(
        a_booking("11:00", "12:00", name="y", person="bob", resource=a_desk("desk-2")),
        TODAY,
        LUXEMBOURG,
    )
    assert went(*plan(directory, a_booking(), others=[theirs])) == ["-"]
    hold = replace(theirs, state=State.HELD, expires_at=NOW)
    assert went(*plan(directory, a_booking(), others=[hold])) == ["desk-2"]


def test_nobody_is_moved_to_where_they_could_not_be() -> None:
    kept = Reservation(
        team=TeamId("it"),
        weekdays=frozenset({2}),
        hours=Hours(starts=MORNING.starts, ends=MORNING.ends),
    )
    zone = a_zone(reserved=(kept,))
    late = a_site("late", opening=((2, (Hours(starts=MORNING.ends, ends=MORNING.starts),)),))
    directory = a_directory(
        BLOCKED,
        a_desk("kept", zone="front"),
        a_desk("shut", site="late"),
        sites=[a_site(), late],
        zones=[zone],
    )
    assert went(*plan(directory, a_booking())) == ["-"]
    set_aside = a_booking(override="flood")
    assert went(*plan(directory, set_aside)) == ["kept"]


def test_notice_horizon_and_length_were_judged_when_it_was_made() -> None:
    rules = {"horizon_days": -1, "longest": HOUR, "minimum_notice": 99 * HOUR}
    directory = a_directory(BLOCKED, a_desk("desk-2"), rules={Kind.DESK: rules})
    assert went(*plan(directory, a_booking(), now=at("09:30"))) == ["desk-2"]


def test_nobody_is_put_in_two_places_at_once() -> None:
    directory = a_directory(
        BLOCKED, a_desk("desk-2"), a_desk("desk-3"), rules={Kind.DESK: {"one_at_a_time": False}}
    )
    mine = a_booking("11:00", "13:00", name="z", resource=a_desk("desk-3"))
    (other,) = due_entries(mine, TODAY, LUXEMBOURG)
    assert went(*plan(directory, a_booking(), others=[other])) == ["-"]


def test_a_limit_is_not_exceeded_but_whoever_is_counted_already_goes_in() -> None:
    closed = a_site(closures=(Closure(first=TODAY, last=TODAY),))
    annex = a_site("annex", capacity=((PartId("morning"), 1),))
    directory = a_directory(
        a_desk(),
        a_desk("desk-2"),
        a_desk("x", site="annex"),
        a_desk("y", site="annex"),
        sites=[closed, annex],
    )
    ada = a_booking("09:00", "10:00", created_at=at("2026-11-23 10:00"))
    bob = a_booking(name="b", person="bob", resource=a_desk("desk-2"))
    again = a_booking("10:00", "11:00", name="c", created_at=at("2026-11-23 11:00"))
    assert went(*plan(directory, ada, again, bob)) == ["x", "x", "-"]


def test_what_one_leaves_the_next_may_have() -> None:
    circle = Eligibility(teams=frozenset({TeamId("it")}))
    theirs = a_desk("desk-2", mode=Mode.ASSIGNED, assigned_to=PersonId("ada"))
    directory = a_directory(a_desk(eligibility=circle), theirs)
    known = people("ada") | people("bob", team="it")
    ada = a_booking(created_at=at("2026-11-23 10:00"))
    bob = a_booking(name="b", person="bob", resource=theirs)
    # Ada asks first, while Bob still sits at her desk: she leaves, and he gets the desk she had.
    assert went(*plan(directory, ada, bob, known=known)) == ["-", "desk-1"]


def test_a_part_of_day_stays_one_only_where_the_site_means_the_same_by_it() -> None:
    closed = a_site(state=SiteState.CLOSED)
    wish = a_part_wish(MORNING)
    booking = replace(a_booking(), at=wish.target)
    for parts, part in ((PARTS, "morning"), ((a_part("morning", "09:00", "13:00"),), None)):
        directory = a_directory(
            a_desk(), a_desk("x", site="annex"), sites=[closed, a_site("annex", parts=parts)]
        )
        (move,) = plan(directory, booking)
        assert isinstance(move, Move)
        assert (move.to.span, move.to.promise.part) == (booking.span, part)


def test_a_span_over_days_needs_a_place_on_all_of_them() -> None:
    cars = (a_vehicle(mode=Mode.BLOCKED), a_vehicle("car-2"), a_vehicle("car-3"))
    night = a_booking("20:00", "2026-11-25 08:00", resource=cars[0])
    directory = a_directory(*cars)
    assert went(*plan(directory, night)) == ["car-2"]
    ledgers = books(
        directory,
        [
            night,
            a_booking(
                "2026-11-25 07:00", "2026-11-25 09:00", name="b", person="bob", resource=cars[1]
            ),
        ],
    )
    found = misfits(night, directory=directory)
    actions = plan_relocation(found, directory=directory, people=people(), ledgers=ledgers, now=NOW)
    assert went(*actions) == ["car-3"]


def test_nobody_is_sent_away_because_a_day_was_not_read() -> None:
    directory = a_directory(BLOCKED, a_desk("desk-2"))
    found = misfits(a_booking(), directory=directory)
    with pytest.raises(KeyError):
        plan_relocation(found, directory=directory, people=people(), ledgers={}, now=NOW)


def test_a_site_whose_plan_was_not_read_is_not_moved_to() -> None:
    directory = a_directory(BLOCKED, a_desk("x", site="annex"))
    ledgers = {TODAY: {SiteId("hall"): dict[ResourceId, ResourceLedger]()}}
    found = misfits(a_booking(), directory=directory)
    actions = plan_relocation(found, directory=directory, people=people(), ledgers=ledgers, now=NOW)
    assert went(*actions) == ["-"]


# --- by chance: many people, two sites, one of which closes

stays = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 20), st.integers(1, 8), st.integers(0, 3)),
    max_size=10,
)


@given(stays, st.integers(1, 4))
def test_a_plan_gives_no_place_to_two_seats_nobody_twice_and_exceeds_no_limit(
    wanted: list[tuple[int, int, int, int]], limit: int
) -> None:
    desks = [a_desk(f"h-{n}") for n in range(3)] + [
        a_desk(f"x-{n}", site="annex") for n in range(3)
    ]
    open_house = a_directory(*desks)
    bookings = made(wanted, desks)
    annex = a_site("annex", capacity=((PartId("morning"), limit),))
    directory = replace(
        open_house,
        sites={SiteId("hall"): a_site(state=SiteState.CLOSED), SiteId("annex"): annex},
    )
    actions = plan(directory, *bookings)
    gone = {each.booking.id for each in actions}
    assert gone == {b.id for b in bookings if b.at.site == "hall"}
    kept = [b for b in bookings if b.id not in gone]
    moved = [replace(m.booking, at=m.to) for m in actions if isinstance(m, Move)]
    for one, two in combinations([*kept, *moved], 2):
        if one.span.overlaps(two.span):
            assert one.at.resource != two.at.resource
            assert one.person != two.person
    capacity = Capacity(directory=directory, day=TODAY)
    for booking in moved:
        assert booking.at.kind is Kind.DESK and KINDS[Kind.DESK].seats
        again = a_wish(resource=directory.resources[booking.at.resource], span=booking.span)
        assert decide_by_facts(again, directory=directory) is None
        for key in capacity.needed(due_entries(booking, TODAY, LUXEMBOURG)):
            seated = {
                b.person
                for b in [*kept, *moved]
                if key in capacity.needed(due_entries(b, TODAY, LUXEMBOURG))
            }
            before = {
                b.person for b in kept if key in capacity.needed(due_entries(b, TODAY, LUXEMBOURG))
            }
            assert len(seated) <= max(limit, len(before))
