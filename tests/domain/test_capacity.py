"""Capacity: what counts is people, not bookings; a limit is so many numbered tokens."""

from dataclasses import replace

import pytest

from domain.capacity import Capacity
from domain.ids import BookingId, ResourceId
from domain.kinds import KINDS, Kind
from domain.when import PartId
from tests.builders import (
    TODAY,
    a_desk,
    a_directory,
    a_resource,
    a_site,
    a_vehicle,
    a_zone,
    an_entry,
    span,
)

MORNING, AFTERNOON = PartId("morning"), PartId("afternoon")
DESK = a_desk(zone="front")
SITE = a_site(capacity=((MORNING, 2), (AFTERNOON, 3)))
ZONE = a_zone(capacity=((MORNING, 1),))
CAPACITY = Capacity(directory=a_directory(DESK, sites=[SITE], zones=[ZONE]), day=TODAY)


@pytest.mark.parametrize(
    ("start", "end", "keys"),
    [
        ("07:00", "08:00", set()),
        ("07:00", "08:15", {("hall", MORNING), ("front", MORNING)}),
        ("12:00", "13:00", set()),
        ("11:45", "13:15", {("hall", MORNING), ("front", MORNING), ("hall", AFTERNOON)}),
        ("17:00", "19:00", set()),
    ],
)
def test_a_part_of_day_counts_as_soon_as_any_of_it_is_used(
    start: str, end: str, keys: set[tuple[str, PartId]]
) -> None:
    assert CAPACITY.needed((an_entry(start, end, resource=DESK),)) == keys


def test_someone_with_two_seats_in_one_part_counts_once() -> None:
    one = an_entry("08:00", "09:00", resource=DESK)
    two = replace(one, booking=BookingId(f"{TODAY}-y"), span=span("09:00", "10:00"))
    assert CAPACITY.needed((one, two)) == CAPACITY.needed((one,))


@pytest.mark.parametrize("kind", Kind)
def test_only_kinds_that_seat_someone_count(kind: Kind) -> None:
    place = a_resource("it", kind)
    capacity = Capacity(directory=a_directory(place, sites=[SITE]), day=TODAY)
    assert bool(capacity.needed((an_entry(resource=place),))) is KINDS[kind].seats
    assert capacity.scopes(place.id) == (("hall",) if KINDS[kind].seats else ())


def test_a_place_that_is_gone_needs_nothing() -> None:
    assert CAPACITY.needed((an_entry(resource=a_desk("gone")),)) == frozenset()
    assert CAPACITY.scopes(ResourceId("gone")) == ()


def test_a_limit_on_a_part_that_the_site_does_not_know_limits_nothing() -> None:
    site = a_site(capacity=((PartId("night"), 0),))
    capacity = Capacity(directory=a_directory(sites=[site]), day=TODAY)
    assert capacity.needed((an_entry(),)) == frozenset()


def test_only_what_has_a_limit_is_read() -> None:
    assert CAPACITY.scopes(DESK.id) == ("hall", "front")
    unlimited = Capacity(directory=a_directory(DESK), day=TODAY)
    assert unlimited.scopes(DESK.id) == ()


def test_a_limit_is_known_by_site_or_zone_and_part() -> None:
    assert CAPACITY.limit(("hall", AFTERNOON)) == 3
    assert CAPACITY.limit(("front", MORNING)) == 1
    assert CAPACITY.limit(("front", AFTERNOON)) == 0
    assert CAPACITY.limit(("gone", MORNING)) == 0


@pytest.mark.parametrize(
    ("used", "free"),
    [
        (set(), (0, 1, 2)),
        ({1}, (0, 2)),
        ({0, 1, 2}, ()),
        ({0, 7}, (1,)),  # the limit was lowered: seven still counts
        ({6, 7}, (0,)),
        ({6, 7, 8}, ()),
        ({5, 6, 7, 8}, ()),
    ],
)
def test_no_more_tokens_are_free_than_the_limit_leaves(
    used: set[int], free: tuple[int, ...]
) -> None:
    key = ("hall", AFTERNOON)
    assert CAPACITY.free(key, {key: frozenset(used)}) == free


def test_a_car_in_a_limited_zone_needs_nothing() -> None:
    car = a_vehicle(zone="front")
    capacity = Capacity(directory=a_directory(car, sites=[SITE], zones=[ZONE]), day=TODAY)
    assert capacity.needed((an_entry(resource=car),)) == frozenset()
