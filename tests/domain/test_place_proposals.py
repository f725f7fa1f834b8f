"""What could be taken over of the places that Exchange knows, and what somebody must be asked."""

from dataclasses import replace

import pytest

from domain.calendar_event import mailbox
from domain.ids import FloorId, ResourceId, SiteId
from domain.kinds import Kind
from domain.place_names import Where, folded, slug, where_found
from domain.place_proposals import (
    Change,
    Doubt,
    FoundKind,
    FoundPlace,
    Proposal,
    What,
    accepted,
    misfit,
    plan_proposals,
    unplaced,
)
from domain.places import Floor, Mode, Resource, Site
from tests.builders import a_desk, a_directory, a_floor, a_room, a_site, a_vehicle


def called[Thing: (Site, Floor, Resource)](name: str, thing: Thing) -> Thing:
    return replace(thing, name=name)


HALL, ANNEX = called("Town Hall", a_site("hall")), called("Annex", a_site("annex"))
FLOORS = (
    called("Ground floor", a_floor("hall-0")),
    called("First floor", a_floor("hall-1", box=(0.0, 0.0, 400.0, 300.0))),
    called("Ground floor", a_floor("annex-0", site="annex")),
)
ROOM = called("Room 4", a_room("room-4", seats=6, mailbox="Room4@example.org", floor="hall-1"))
WHITEBOARD = frozenset({"whiteboard"})
DIRECTORY = a_directory(
    ROOM,
    called("Room 05", a_room("room-5", floor="hall-1")),
    called("Salle d’été", a_room("salle", site="annex", features=WHITEBOARD)),
    called("A1", a_desk("desk-1")),
    called("A1", a_desk("desk-2", floor="hall-1")),
    called("Van", a_vehicle("van", mailbox="van@example.org")),
    sites=(HALL, ANNEX),
    floors=FLOORS,
)


def a_place(name: str, kind: FoundKind = FoundKind.ROOM, **fields: object) -> FoundPlace:
    plain = FoundPlace(kind=kind, id=f"place-{slug(name)}", name=name)
    return replace(plain, **fields)  # type: ignore[arg-type]  # what a test names


def proposed(*found: FoundPlace) -> tuple[Proposal, ...]:
    return plan_proposals(DIRECTORY, found, {})


def only(*found: FoundPlace) -> Proposal:
    (one,) = proposed(*found)
    return one


def test_a_room_that_agrees_is_not_mentioned() -> None:
    same = a_place("whatever", mailbox=mailbox("room4@example.org"), capacity=6)
    assert proposed(same) == ()


def test_a_room_known_by_its_mailbox_takes_over_seats_and_features() -> None:
    told = only(
        a_place(
            "Another name",
            mailbox=mailbox("room4@example.org"),
            capacity=8,
            video=True,
            display=True,
            accessible=True,
        )
    )
    assert told.what is What.CHANGE and told.name == "Room 4"
    assert told.changes == (
        Change(field="seats", before="6", after="8"),
        Change(field="features", before="", after="screen;video;wheelchair-accessible"),
    )


def test_nothing_of_ours_is_taken_away() -> None:
    found = a_place("Salle d'ete", building="Annex", accessible=False, mailbox=mailbox("s@x.org"))
    told = only(found)
    assert told.what is What.FILL and told.after is not None
    assert told.after.features == {"whiteboard"} and told.after.seats == 1
    assert told.changes == (Change(field="mailbox", before="", after="s@x.org"),)


def test_a_tag_becomes_a_feature_where_the_word_is_used() -> None:
    found = a_place("x", mailbox=mailbox("room4@example.org"), features=("Whiteboard", "bean bags"))
    told = only(found)
    assert told.after is not None and told.after.features == {"whiteboard"}


def test_a_room_without_a_mailbox_here_is_known_by_name() -> None:
    told = only(
        a_place("ROOM 5", building="town hall", floor="first floor", mailbox=mailbox("r5@x.org"))
    )
    assert told.what is What.FILL and told.after is not None and told.after.id == "room-5"
    elsewhere = a_place("Room 5", building="Annex", floor="Ground floor")
    assert only(elsewhere).what is What.ADD


def test_a_name_with_its_building_before_it_is_known_too() -> None:
    told = only(a_place("Annex Salle d'été", mailbox=mailbox("s@x.org")))
    assert told.after is not None and told.after.id == "salle"


def test_the_floor_decides_between_two_of_one_name_and_somebody_is_asked_without_it() -> None:
    desk = a_place("A1", FoundKind.DESK, building="Town Hall", mailbox=mailbox("a1@x.org"))
    upstairs = only(replace(desk, floor="First floor"))
    assert upstairs.after is not None and upstairs.after.id == "desk-2"
    asked = only(desk)
    assert asked.what is What.ASK and asked.doubt is Doubt.SEVERAL and asked.after is None
    assert asked.candidates == ("desk-1", "desk-2")


def test_an_answer_settles_a_question() -> None:
    desk = a_place("A1", FoundKind.DESK, mailbox=mailbox("a1@x.org"))
    (told,) = plan_proposals(DIRECTORY, [desk], {only(desk).id: ResourceId("desk-2")})
    assert told.what is What.FILL and told.after is not None and told.after.id == "desk-2"
    assert told.after.mailbox == "a1@x.org"


def test_one_of_ours_is_not_meant_twice() -> None:
    found = [a_place("Room 5", building="Town Hall", id=f"p{n}") for n in (1, 2)]
    found = [
        replace(each, mailbox=mailbox(f"{each.id}@x.org"), floor="First floor") for each in found
    ]
    first, second = proposed(*found)
    assert (first.what, second.what) == (What.FILL, What.ADD)


def test_where_a_place_is_comes_from_what_it_lies_in() -> None:
    building = a_place("Town Hall", FoundKind.BUILDING)
    floor = a_place("First floor", FoundKind.FLOOR, parent=building.id)
    section = a_place("East", FoundKind.SECTION, parent=floor.id)
    room = a_place("Room 9", parent=section.id, capacity=4)
    told = only(building, floor, section, room)
    assert told.what is What.ADD and told.after is not None
    assert (told.after.site, told.after.floor) == ("hall", "hall-1")
    assert (told.after.id, told.after.seats, told.after.x, told.after.y) == ("room-9", 4, 200, 150)
    assert told.after.kind is Kind.ROOM and told.after.mode is Mode.BOOKABLE


def test_a_circle_of_places_ends() -> None:
    one, two = a_place("One", parent="place-two"), a_place("Two", parent="place-one")
    assert where_found(DIRECTORY, one, (one, two)) == Where()


def test_a_site_with_one_floor_needs_none_named() -> None:
    found = a_place("Attic", building="ANNEX")
    assert where_found(DIRECTORY, found, ()) == Where(
        site=SiteId("annex"), floor=FloorId("annex-0")
    )


def test_a_place_nowhere_of_ours_is_a_question() -> None:
    asked = only(a_place("Room 9", building="Elsewhere", floor="3"))
    assert asked.doubt is Doubt.WHERE and asked.said == "Elsewhere, 3"


def test_a_pool_of_desks_is_a_question_unless_its_mailbox_is_ours() -> None:
    pool = a_place("Open space", FoundKind.WORKSPACE, building="Town Hall", capacity=20)
    assert only(pool).doubt is Doubt.POOL
    assert proposed(replace(pool, mailbox=mailbox("room4@example.org"), capacity=6)) == ()


@pytest.mark.parametrize(
    ("mode", "after"),
    [
        ("reserved", Mode.BLOCKED),
        ("unavailable", Mode.BLOCKED),
        ("assigned", Mode.BLOCKED),
        ("standard", Mode.BOOKABLE),
        ("dropIn", Mode.BOOKABLE),
        ("something new", Mode.BOOKABLE),
        ("", Mode.BOOKABLE),
    ],
)
def test_what_nobody_may_book_there_is_blocked_here(mode: str, after: Mode) -> None:
    told = only(a_place("Room 9", building="Town Hall", floor="First floor", mode=mode))
    assert told.after is not None and told.after.mode is after


def test_new_places_of_one_name_get_ids_of_their_own() -> None:
    found = [a_place("Room 4", building="Annex", id=f"p{n}") for n in (1, 2)]
    assert [each.after.id for each in proposed(*found) if each.after] == ["room-4-2", "room-4-3"]


def test_accepting_changes_what_was_accepted_and_nothing_else() -> None:
    told = proposed(
        a_place("Room 9", building="Town Hall", floor="First floor"),
        a_place("x", mailbox=mailbox("room4@example.org"), capacity=8),
        a_place("Nowhere"),
    )
    after = accepted(DIRECTORY, told)
    assert after.resources[ROOM.id].seats == 8 and "room-9" in after.resources
    assert {**after.resources, ROOM.id: ROOM, ResourceId("room-9"): None} == {
        **DIRECTORY.resources,
        ResourceId("room-9"): None,
    }


def test_equipment_is_held_against_what_its_mailbox_is_for() -> None:
    rooms = [a_place("x", mailbox=mailbox("room4@example.org"))]
    (van,) = unplaced(DIRECTORY, rooms)
    assert van.id == "van" and misfit(van, "equipment") is None
    told = misfit(van, "person")
    assert told is not None and told.doubt is Doubt.PURPOSE and told.said == "person"
    gone = misfit(van, None)
    assert gone is not None and gone.what is What.TELL and gone.doubt is Doubt.NOT_THERE
    assert misfit(ROOM, "room") is None and misfit(ROOM, "equipment") is not None


@pytest.mark.parametrize(
    ("one", "two"), [("Room 04", "room-4"), ("Salle d’Été", "SALLE D'ETE"), ("B.1", "b1")]
)
def test_names_are_compared_without_what_does_not_matter(one: str, two: str) -> None:
    assert folded(one) == folded(two)
