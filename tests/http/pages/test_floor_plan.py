"""Where a place is drawn and how it looks there."""

import pytest

from adapters.http.floor_plan import FloorPlan, Mark, floor_plan, short_name
from domain.availability import PlaceState
from domain.ids import FloorId, ResourceId, SiteId
from domain.kinds import KINDS, Kind
from domain.places import Floor, Resource

FLOOR = Floor(id=FloorId("ground"), site=SiteId("hall"), name="Ground", box=(0, 0, 2600, 1400))


def place(
    name: str, *, x: float = 500, y: float = 500, kind: Kind = Kind.DESK, turn: float = 0
) -> Resource:
    return Resource(
        id=ResourceId(name.lower().replace(" ", "-")),
        site=FLOOR.site,
        floor=FLOOR.id,
        kind=kind,
        name=name,
        x=x,
        y=y,
        rotation=turn,
    )


def plan(*places: Resource, current: str = "") -> FloorPlan:
    return floor_plan(
        FLOOR,
        resources=places,
        states={each.id: PlaceState.FREE for each in places},
        names={each.id: ("Ada Weber",) for each in places if each.name == "A1"},
        current=ResourceId(current),
        drawing="/plans/ground/abc.svg",
        href=lambda wanted: f"/?place={wanted}",
    )


def mark(resource: Resource) -> Mark:
    return plan(resource).marks[0]


def test_a_mark_knows_who_is_shown_there() -> None:
    assert mark(place("A1")).who == ("Ada Weber",) and mark(place("A2")).who == ()


def test_a_mark_stands_where_the_resource_stands_in_its_true_size() -> None:
    desk = mark(place("A1", x=300, y=220))
    assert (desk.x, desk.y) == (300, 220)
    assert (desk.body.width, desk.body.height) == KINDS[Kind.DESK].size
    assert desk.body.x == -desk.body.width / 2 and desk.body.y == -desk.body.height / 2


@pytest.mark.parametrize("kind", Kind)
def test_there_is_a_chair_where_someone_sits(kind: Kind) -> None:
    assert (mark(place("X1", kind=kind)).chair is not None) is KINDS[kind].seats


@pytest.mark.parametrize("turn", [0, 45, 90, 180, 270])
@pytest.mark.parametrize("kind", Kind)
def test_sign_and_number_stay_within_the_mark_however_it_turns(kind: Kind, turn: float) -> None:
    drawn = mark(place("A12", kind=kind, turn=turn))
    reach = max(drawn.body.width, drawn.body.height) / 2
    assert -reach <= drawn.sign.x and drawn.sign.x + drawn.sign.width <= reach
    assert -reach <= drawn.sign.y and drawn.sign.y + drawn.sign.height <= reach
    assert abs(drawn.text_y) <= reach


def test_a_turned_desk_has_its_number_below_the_sign() -> None:
    assert mark(place("A1", turn=90)).stacked
    assert not mark(place("A1", turn=0)).stacked


def test_marks_come_in_reading_order() -> None:
    drawn = plan(place("C", x=900, y=105), place("B", x=900, y=800), place("A", x=100, y=110))
    assert [each.name for each in drawn.marks] == ["A", "C", "B"]


def test_the_plan_is_wide_enough_for_targets_of_24_px() -> None:
    drawn = plan(place("A1"))
    scale = drawn.width / FLOOR.box[2]
    assert min(KINDS[Kind.DESK].size) * scale >= 24


def test_the_chosen_place_is_the_current_one() -> None:
    drawn = plan(place("A1"), place("A2", x=700), current="a2")
    assert [each.current for each in drawn.marks] == [False, True]


def test_the_legend_explains_the_states_that_occur() -> None:
    assert plan(place("A1")).present == {PlaceState.FREE}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("A1", "A1"),
        ("Guichet 3", "3"),
        ("Desk B-12", "B-12"),
        ("Sall Blumm", "Sall Blumm"),
        ("Tracteur Deutz", "Deutz"),
        ("Camion MAN 12 t", ""),
    ],
)
def test_a_mark_shows_the_number_of_a_name(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_long_name_stays_off_the_mark_but_not_out_of_its_label() -> None:
    room = mark(place("Sall Lannenbësch", kind=Kind.ROOM))
    assert room.short == "" and room.name == "Sall Lannenbësch"
