"""Occupancy: what is taken, where the person is, what is full; and changing a booking."""

from datetime import date
from typing import Any

import pytest

from domain.admission import (
    Admitted,
    Facts,
    decide_booking,
    decide_change,
)
from domain.booking import State, Wish
from domain.ids import BookingId
from domain.kinds import Kind
from domain.places import (
    Resource,
)
from domain.refusals import Refusal, Refused
from domain.rules import HOUR
from domain.when import Instant, PartId
from tests.builders import (
    NOW,
    a_booking,
    a_counter,
    a_desk,
    a_directory,
    a_parking_place,
    a_room,
    a_sheet,
    a_site,
    a_vehicle,
    a_wish,
    a_zone,
    an_entry,
    at,
    span,
)

TOMORROW = date(2026, 11, 25)


def decided(wish: Wish, *entries: Any, **sheet: Any) -> Refused | Admitted:
    directory = a_directory(wish.resource, *OTHERS)
    facts = Facts(
        directory=directory, sheets=(a_sheet(*entries, resources=[wish.resource], **sheet),)
    )
    return decide_booking(wish, facts=facts, now=NOW)


OTHERS = (
    a_desk("desk-2"),
    a_counter(),
    a_room("room-2"),
    a_vehicle("car-2"),
    a_parking_place("p-2"),
)


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [("08:00", "09:00", True), ("08:00", "09:15", False), ("10:00", "11:00", True)],
)
def test_a_place_is_taken_by_what_shares_time_with_it(start: str, end: str, free: bool) -> None:
    found = decided(a_wish(start, end), an_entry("09:00", "10:00"))
    if free:
        assert isinstance(found, Admitted)
        return
    assert isinstance(found, Refused)
    assert found.why is Refusal.TAKEN
    assert found.clashes == (span("09:00", "10:00"),)
    assert (found.since, found.until) == (at("09:00"), at("10:00"))


@pytest.mark.parametrize(
    ("has", "wants", "both"),
    [
        (a_desk("desk-2"), a_desk(), False),
        (a_counter(), a_desk(), False),
        (a_desk("desk-2"), a_counter("counter-9"), False),
        (a_room("room-2"), a_room(), True),
        (a_vehicle("car-2"), a_vehicle(), False),
        (a_parking_place("p-2"), a_parking_place(), False),
        (a_vehicle("car-2"), a_desk(), True),
        (a_room("room-2"), a_desk(), True),
    ],
)
def test_nobody_is_in_two_places_of_one_sort(has: Resource, wants: Resource, both: bool) -> None:
    mine = an_entry("09:00", "10:00", person="ada", resource=has)
    found = decided(a_wish("09:45", "11:00", resource=wants), mine)
    assert isinstance(found, Admitted) is both
    if isinstance(found, Refused):
        assert found.why is Refusal.PERSON_BUSY
    assert isinstance(decided(a_wish("10:00", "11:00", resource=wants), mine), Admitted)


def test_two_seats_at_once_are_impossible_whatever_the_rules_say() -> None:
    directory = a_directory(a_desk(), a_desk("desk-2"), rules={Kind.DESK: {"one_at_a_time": False}})
    mine = an_entry(person="ada", resource=a_desk("desk-2"))
    facts = Facts(directory=directory, sheets=(a_sheet(mine),))
    found = decide_booking(a_wish(), facts=facts, now=NOW)
    assert isinstance(found, Refused)
    assert found.why is Refusal.PERSON_BUSY


def test_every_day_of_a_span_is_looked_at() -> None:
    car = a_vehicle()
    wish = a_wish("20:00", "2026-11-25 08:00", resource=car)
    clash = an_entry("2026-11-25 07:00", "2026-11-25 09:00", resource=car, day=TOMORROW)
    sheets = (a_sheet(resources=[car]), a_sheet(clash, resources=[car], day=TOMORROW))
    found = decide_booking(wish, facts=Facts(directory=a_directory(car), sheets=sheets), now=NOW)
    assert isinstance(found, Refused)
    assert found.why is Refusal.TAKEN


LIMITED = (a_site(capacity=((PartId("morning"), 2),)),)
SITE_KEY = ("hall", PartId("morning"))


@pytest.mark.parametrize(
    ("used", "start", "fits"),
    [({0}, "09:00", True), ({0, 1}, "09:00", False), ({0, 1}, "12:00", True)],
)
def test_a_site_is_full_when_all_its_places_for_a_part_are_used(
    used: set[int], start: str, fits: bool
) -> None:
    sheet = a_sheet(taken={SITE_KEY: frozenset(used)})
    facts = Facts(directory=a_directory(a_desk(), sites=LIMITED), sheets=(sheet,))
    found = decide_booking(a_wish(start, "13:00"), facts=facts, now=NOW)
    assert isinstance(found, Admitted) is fits
    if isinstance(found, Refused):
        assert found.why is Refusal.SITE_FULL
        assert found.limits == (("capacity", 2), ("partOfDay", "morning"))


def test_a_zone_is_full_on_its_own() -> None:
    place = a_desk(zone="front")
    directory = a_directory(place, zones=[a_zone(capacity=((PartId("morning"), 1),))])
    sheet = a_sheet(taken={("front", PartId("morning")): frozenset({0})})
    wish = a_wish(resource=place)
    found = decide_booking(wish, facts=Facts(directory=directory, sheets=(sheet,)), now=NOW)
    assert isinstance(found, Refused)
    assert found.why is Refusal.ZONE_FULL


def test_whoever_is_counted_already_finds_room_in_a_full_site() -> None:
    desk, other = a_desk(), a_desk("desk-2")
    mine = an_entry("08:00", "09:00", person="ada", resource=other)
    sheet = a_sheet(mine, taken={SITE_KEY: frozenset({0, 1})}, tokens={SITE_KEY: 1})
    facts = Facts(directory=a_directory(desk, other, sites=LIMITED), sheets=(sheet,))
    assert isinstance(decide_booking(a_wish(), facts=facts, now=NOW), Admitted)


def test_a_car_takes_no_ones_air() -> None:
    car = a_vehicle()
    sheet = a_sheet(resources=[car], taken={SITE_KEY: frozenset({0, 1})})
    facts = Facts(directory=a_directory(car, sites=LIMITED), sheets=(sheet,))
    assert isinstance(decide_booking(a_wish(resource=car), facts=facts, now=NOW), Admitted)


def changed(
    wish: Wish, *, state: State = State.BOOKED, now: Instant = NOW, **rules: object
) -> Refusal | None:
    """Ada's booking of this morning becomes `wish`."""
    booking = a_booking(state=state)
    mine = an_entry(name="a", person="ada")
    places = (a_desk(), a_desk("desk-2"))
    facts = Facts(
        directory=a_directory(*places, rules={Kind.DESK: rules}),
        sheets=(a_sheet(mine, resources=places),),
    )
    found = decide_change(booking, wish, facts=facts, now=now)
    return found.why if isinstance(found, Refused) else None


def test_a_booking_does_not_stand_in_its_own_way() -> None:
    assert changed(a_wish("10:00", "13:00")) is None
    assert changed(a_wish(resource=a_desk("desk-2"))) is None


@pytest.mark.parametrize("state", sorted(set(State) - {State.BOOKED}))
def test_only_what_stands_can_be_changed(state: State) -> None:
    stands = state in {State.PENDING, State.CHECKED_IN}
    assert changed(a_wish(), state=state) is (None if stands else Refusal.WRONG_STATE)


def test_what_is_over_cannot_be_changed() -> None:
    assert changed(a_wish("14:00", "15:00"), now=at("12:00")) is Refusal.WRONG_STATE


def test_whoever_has_checked_in_cannot_begin_later_than_now() -> None:
    there, now = State.CHECKED_IN, at("10:07")
    assert changed(a_wish("10:15", "12:00"), state=there, now=now) is Refusal.WRONG_STATE
    assert changed(a_wish("10:00", "13:00"), state=there, now=now) is None
    assert changed(a_wish("09:00", "13:00"), state=there, now=at("08:30")) is None
    assert changed(a_wish("09:15", "13:00"), state=there, now=at("08:30")) is Refusal.WRONG_STATE


def test_a_change_that_keeps_its_start_needs_no_new_notice() -> None:
    assert changed(a_wish("09:00", "13:00"), minimum_notice=9 * HOUR) is None
    later_start = changed(a_wish("09:15", "13:00"), minimum_notice=9 * HOUR)
    assert later_start is Refusal.TOO_SHORT_NOTICE


def test_a_change_gives_back_what_only_the_old_place_needed() -> None:
    back = a_desk("desk-2", zone="back")
    directory = a_directory(a_desk(), back, sites=LIMITED)
    sheet = a_sheet(
        an_entry(name="a", person="ada"),
        resources=[back],
        taken={SITE_KEY: frozenset({0, 1})},
        tokens={SITE_KEY: 0},
    )
    facts = Facts(directory=directory, sheets=(sheet,))
    found = decide_change(a_booking(), a_wish(resource=back), facts=facts, now=NOW)
    assert isinstance(found, Admitted)


def test_another_booking_of_the_same_person_does_stand_in_the_way() -> None:
    entries = (
        an_entry("13:00", "14:00", name="b", person="ada", resource=a_desk("desk-2")),
        an_entry(name="a", person="ada"),
    )
    facts = Facts(
        directory=a_directory(a_desk(), a_desk("desk-2")),
        sheets=(a_sheet(*entries),),
        ignoring=BookingId("2026-11-24-b"),  # whatever it says: what is changed is ignored
    )
    found = decide_change(a_booking(), a_wish("11:00", "13:15"), facts=facts, now=NOW)
    assert isinstance(found, Refused)
    assert found.why is Refusal.PERSON_BUSY
