"""Who is on the seating list of a day, as what, and how many that makes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.booking import State
from domain.ids import FOREIGN, PersonId
from domain.kinds import Kind
from domain.ledger import Entry
from domain.places import Closure, Directory, Holiday, Mode, Resource, SiteState
from domain.seating import (
    Count,
    DayList,
    Line,
    Listed,
    Standing,
    days_to_list,
    is_open_on,
    list_day,
)
from tests.builders import (
    NOW,
    TODAY,
    a_counter,
    a_desk,
    a_directory,
    a_floor,
    a_parking_place,
    a_resource,
    a_room,
    a_site,
    a_vehicle,
    a_zone,
    an_entry,
    at,
    ledgers_of,
    span,
)

DESK, OTHER, COUNTER = a_desk("desk-1"), a_desk("desk-2"), a_counter("counter-1", zone="front")
ROOM, CAR, PARKING = a_room("room-1"), a_vehicle("car-1"), a_parking_place("p-1")
UPSTAIRS = a_desk("desk-9", floor="hall-1")
LOCKER = a_resource("locker-1", Kind.LOCKER)
PLACES = (DESK, OTHER, COUNTER, ROOM, CAR, PARKING, LOCKER, UPSTAIRS)
SATURDAY, MONDAY, FRIDAY = date(2026, 11, 28), date(2026, 11, 30), date(2026, 11, 27)
PEOPLE = {
    PersonId("ada"): Listed(name="Ada", team="Civil", first_aider=True),
    PersonId("bob"): Listed(name="Bob", team="Works"),
    PersonId("rie"): Listed(name="Rie", reception=True),
}


def a_day(
    *entries: Entry, places: tuple[Resource, ...] = PLACES, day: date = TODAY, **fields: object
) -> DayList | None:
    directory = a_directory(*places, **fields)  # type: ignore[arg-type]  # a test names fields of a directory
    return list_day(
        directory.sites[a_site().id],
        day,
        directory=directory,
        ledgers=ledgers_of(*entries),
        people=PEOPLE,
        now=NOW,
    )


def told(*entries: Entry, places: tuple[Resource, ...] = PLACES) -> DayList:
    made = a_day(*entries, places=places)
    assert made is not None
    return made


def seats(day: DayList) -> list[tuple[str, str, Standing]]:
    return [(x.place, x.person.name, x.standing) for floor in day.floors for x in floor.seats]


def test_whoever_has_a_desk_a_counter_or_a_room_is_on_their_floor() -> None:
    day = told(
        an_entry(person="ada", resource=DESK, name="1"),
        an_entry(person="bob", resource=COUNTER, name="2"),
        an_entry(person="rie", resource=ROOM, name="3"),
        an_entry(person="bob", resource=UPSTAIRS, name="4"),
    )
    ground, above = day.floors
    assert seats(day) == [
        ("desk-1", "Ada", Standing.BOOKED),
        ("counter-1", "Bob", Standing.BOOKED),
        ("desk-9", "Bob", Standing.BOOKED),
    ]
    assert [(line.place, line.person.name) for line in ground.rooms] == [("room-1", "Rie")]
    assert [line.place for line in above.seats] == ["desk-9"] and not above.rooms


def test_a_vehicle_is_told_apart_and_its_holder_is_not_counted_in_the_house() -> None:
    day = told(an_entry(person="ada", resource=CAR))
    assert [(line.place, line.person.name) for line in day.vehicles] == [("car-1", "Ada")]
    assert day.count.people == 0 and seats(day) == []


def test_parking_places_and_lockers_are_left_out() -> None:
    day = told(an_entry(resource=PARKING, name="1"), an_entry(resource=LOCKER, name="2"))
    assert day.count == Count(parts=(0, 0, 0, 0)) and not day.vehicles and seats(day) == []


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        (State.BOOKED, Standing.BOOKED),
        (State.PENDING, Standing.ASKED),
        (State.CHECKED_IN, Standing.IN),
    ],
)
def test_what_is_booked_asked_for_or_in_use_counts(state: State, standing: Standing) -> None:
    day = told(an_entry(person="ada", state=state))
    assert seats(day) == [("desk-1", "Ada", standing)] and day.count.people == 1


def test_what_is_only_held_or_was_asked_for_too_long_ago_does_not() -> None:
    held = an_entry(state=State.HELD, expires_at=at("09:00"), name="1")
    late = an_entry("13:00", "14:00", state=State.PENDING, expires_at=at("07:00"), name="2")
    assert seats(told(held, late)) == []


def test_everybody_counts_once_per_floor_and_once_in_the_house() -> None:
    day = told(
        an_entry("08:00", "10:00", person="ada", resource=DESK, name="1"),
        an_entry("13:00", "15:00", person="ada", resource=OTHER, name="2"),
        an_entry("15:00", "17:00", person="ada", resource=UPSTAIRS, name="3"),
        an_entry("08:00", "12:00", person="bob", resource=COUNTER, name="4"),
    )
    assert [floor.count.people for floor in day.floors] == [2, 1]
    assert day.count == Count(people=2, parts=(2, 1, 2, 0))


def test_whoever_may_not_be_named_is_a_line_without_a_name_and_counts() -> None:
    day = told(an_entry(person="hid"))
    assert seats(day) == [("desk-1", "", Standing.BOOKED)] and day.count.people == 1


def test_an_assigned_place_is_its_holders_and_counted_apart() -> None:
    own = replace(DESK, mode=Mode.ASSIGNED, assigned_to=PersonId("ada"))
    away = told(places=(own, OTHER))
    assert seats(away) == [("desk-1", "Ada", Standing.OWN)]
    assert away.floors[0].seats[0].span is None
    assert (away.count.people, away.count.own) == (0, 1)
    assert away.on_duty == ()
    booked = told(an_entry(person="ada", resource=own), places=(own, OTHER))
    assert seats(booked) == [("desk-1", "Ada", Standing.BOOKED)]
    assert (booked.count.people, booked.count.own) == (1, 0)


def test_a_meeting_made_in_outlook_is_told_and_nobody_knows_how_many_come() -> None:
    day = told(an_entry(person=FOREIGN, resource=ROOM, state=State.BOOKED))
    assert [line.standing for line in day.floors[0].rooms] == [Standing.OUTLOOK]
    assert (day.count.people, day.count.meetings) == (0, 1)


def test_first_aiders_and_reception_who_have_a_place_are_told_first() -> None:
    day = told(
        an_entry(person="ada", resource=DESK, name="1"),
        an_entry(person="bob", resource=OTHER, name="2"),
        an_entry(person="rie", resource=ROOM, name="3"),
        an_entry(person="ada", resource=CAR, name="4"),
    )
    assert [(line.person.name, line.place) for line in day.on_duty] == [
        ("Ada", "desk-1"),
        ("Rie", "room-1"),
    ]


def test_lines_of_one_zone_stand_together_in_the_order_of_the_files() -> None:
    places = (a_desk("a", zone="front"), a_desk("b"), a_desk("c", zone="front"))
    day = told(*(an_entry(resource=each, name=each.id) for each in places), places=places)
    assert [(line.zone, line.place) for line in day.floors[0].seats] == [
        ("front", "a"),
        ("front", "c"),
        ("", "b"),
    ]


def test_what_nobody_has_all_day_is_told_by_zone() -> None:
    blocked = a_desk("desk-3", mode=Mode.BLOCKED)
    gone = a_desk("desk-4", valid_until=date(2026, 11, 1))
    day = told(an_entry(resource=DESK), places=(DESK, OTHER, COUNTER, ROOM, blocked, gone))
    assert day.floors[0].free == (("", ("desk-2",)), ("front", ("counter-1",)))


def test_a_floor_without_places_for_people_is_no_floor_of_the_list() -> None:
    garage = a_parking_place("p-2", floor="hall-9")
    assert [floor.name for floor in told(places=(DESK, garage)).floors] == ["hall-0"]


def test_a_span_is_told_as_far_as_it_lies_on_the_day() -> None:
    over = an_entry("2026-11-23 10:00", "2026-11-24 10:00", resource=ROOM, name="1")
    whole = an_entry("2026-11-23 10:00", "2026-11-26 10:00", resource=CAR, name="2")
    day = told(over, whole)
    assert [line.span for line in day.floors[0].rooms] == [span("00:00", "10:00")]
    assert [line.span for line in day.vehicles] == [None]


def test_a_closed_day_has_a_list_only_where_somebody_has_a_place() -> None:
    own = replace(DESK, mode=Mode.ASSIGNED, assigned_to=PersonId("ada"))
    assert a_day(places=(own,), day=SATURDAY) is None
    there = an_entry("2026-11-28 09:00", "2026-11-28 10:00", person="bob", resource=OTHER)
    made = a_day(there, places=(own, OTHER), day=SATURDAY)
    assert made is not None and made.open == () and made.count.people == 1


def test_the_days_are_today_and_the_next_one_that_is_open() -> None:
    directory = a_directory()
    site = directory.sites[a_site().id]
    assert days_to_list(site, TODAY, directory) == (TODAY, date(2026, 11, 25))
    assert days_to_list(site, FRIDAY, directory) == (FRIDAY, MONDAY)
    assert days_to_list(site, SATURDAY, directory) == (SATURDAY, MONDAY)


def a_town_with(**site: Any) -> Directory:
    return a_directory(sites=[a_site(**site)])


def test_holidays_closures_and_the_end_of_a_site_are_skipped() -> None:
    holiday = a_directory(holidays=(Holiday(day=date(2026, 11, 25)),))
    assert days_to_list(holiday.sites[a_site().id], TODAY, holiday)[1] == date(2026, 11, 26)
    shut = a_town_with(closures=(Closure(first=date(2026, 11, 25), last=date(2026, 11, 26)),))
    assert days_to_list(shut.sites[a_site().id], TODAY, shut)[1] == FRIDAY
    ended = a_town_with(valid_until=TODAY)
    assert days_to_list(ended.sites[a_site().id], TODAY, ended) == (TODAY,)
    draft = a_town_with(state=SiteState.DRAFT)
    assert not is_open_on(draft.sites[a_site().id], TODAY, draft)


def test_a_line_names_its_zone_as_people_know_it() -> None:
    zone = replace(a_zone(), name="Front office")
    directory = a_directory(COUNTER, zones=[zone], floors=[a_floor()])
    made = list_day(
        directory.sites[COUNTER.site],
        TODAY,
        directory=directory,
        ledgers=ledgers_of(an_entry(person="bob", resource=COUNTER)),
        people=PEOPLE,
        now=NOW,
    )
    assert made is not None
    (line,) = made.floors[0].seats
    assert line == Line(
        zone="Front office",
        place="counter-1",
        person=PEOPLE[PersonId("bob")],
        standing=Standing.BOOKED,
        span=span("09:00", "12:00"),
    )
