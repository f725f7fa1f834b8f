"""How rooms answer in Exchange, held against the rules here: what becomes a rule, and what is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.calendar_event import mailbox
from domain.ids import FloorId, ResourceId, SiteId
from domain.kinds import Kind
from domain.place_proposals import (
    Change,
    Doubt,
    FoundKind,
    FoundPlace,
    Proposal,
    What,
    accepted,
    plan_proposals,
)
from domain.places import Directory
from domain.room_settings import RoomSettings, with_settings
from domain.rules import STANDARD, Rules
from tests.builders import a_desk, a_directory, a_room, a_vehicle

BOX = mailbox("room4@example.org")
ROOM = a_room("room-4", seats=6, mailbox="Room4@example.org")
DIRECTORY = a_directory(
    ROOM, a_room("room-5"), a_desk("desk-1"), a_vehicle("van", mailbox="van@example.org")
)
PLACE = FoundPlace(kind=FoundKind.ROOM, id="p4", name=ROOM.name, mailbox=BOX)


def proposed(
    *settings: RoomSettings, found: tuple[FoundPlace, ...] = (), town: Directory = DIRECTORY
) -> tuple[Proposal, ...]:
    return with_settings(town, plan_proposals(town, found, {}), found, settings)


def said(**fields: object) -> RoomSettings:
    return replace(RoomSettings(box=BOX), **fields)  # type: ignore[arg-type]  # what a test names


def rules(town: Directory, room: str = "room-4") -> Rules:
    return town.policy.rules_for(Kind.ROOM, site=SiteId("hall"), resource=ResourceId(room))


@pytest.mark.parametrize(
    ("settings", "change", "name", "value"),
    [
        (said(window_days=60), ("horizonDays", "180", "60"), "horizon_days", 60),
        (said(window_days=365), ("horizonDays", "180", "365"), "horizon_days", 365),
        (said(window_days=0), ("horizonDays", "180", "0"), "horizon_days", 0),
        (
            said(longest=timedelta(hours=24)),
            ("longestMinutes", "600", "1440"),
            "longest",
            timedelta(hours=24),
        ),
    ],
)
def test_what_exchange_says_is_proposed_with_what_it_was_and_becomes_the_rooms_own(
    settings: RoomSettings, change: tuple[str, str, str], name: str, value: object
) -> None:
    (only,) = proposed(settings)
    field, before, after = change
    assert (only.what, only.name) == (What.CHANGE, ROOM.name)
    assert only.changes == (Change(field=field, before=before, after=after),)
    town = accepted(DIRECTORY, [only])
    assert getattr(rules(town), name) == value
    assert rules(town, "room-5") == STANDARD[Kind.ROOM]
    assert proposed(settings, town=town) == ()


@pytest.mark.parametrize(
    "settings",
    [
        said(),
        said(window_days=180, longest=timedelta(hours=10)),
        said(work_hours_only=False, recurring=True, conflicts=False, answers=True, everyone=True),
        said(work_hours_only=True),
    ],
)
def test_what_agrees_and_what_is_not_said_proposes_nothing(settings: RoomSettings) -> None:
    assert proposed(settings) == ()


def test_a_room_given_in_working_hours_only_keeps_to_the_opening_hours() -> None:
    always = DIRECTORY.policy.with_own(ROOM.id, Kind.ROOM, {"within_opening_hours": False})
    town = replace(DIRECTORY, policy=always)
    assert proposed(said(work_hours_only=False), town=town) == ()
    (only,) = proposed(said(work_hours_only=True), town=town)
    assert only.changes == (Change(field="withinOpeningHours", before="false", after="true"),)
    assert rules(accepted(town, [only])).within_opening_hours


def test_what_places_and_settings_say_of_a_room_is_one_proposal() -> None:
    (only,) = proposed(said(window_days=60), found=(replace(PLACE, capacity=9),))
    assert [change.field for change in only.changes] == ["seats", "horizonDays"]
    town = accepted(DIRECTORY, [only])
    assert town.resources[ROOM.id].seats == 9 and rules(town).horizon_days == 60


def test_a_proposal_is_called_the_same_with_and_without_settings() -> None:
    (seats,) = proposed(found=(replace(PLACE, capacity=9),))
    (window,) = proposed(said(window_days=60), found=(PLACE,))
    assert seats.id == window.id


def test_a_new_room_brings_its_rules_along() -> None:
    box = mailbox("new@example.org")
    town = replace(
        DIRECTORY,
        sites={key: replace(site, name="Hall") for key, site in DIRECTORY.sites.items()},
        floors={key: replace(floor, name="Ground") for key, floor in DIRECTORY.floors.items()},
    )
    new = FoundPlace(
        kind=FoundKind.ROOM, id="n", name="New", mailbox=box, building="Hall", floor="Ground"
    )
    (only,) = proposed(RoomSettings(box=box, window_days=30), found=(new,), town=town)
    assert only.what is What.ADD and only.after is not None
    assert only.after.floor in map(FloorId, town.floors)
    assert rules(accepted(town, [only]), only.after.id).horizon_days == 30


@pytest.mark.parametrize(
    ("settings", "doubt"),
    [
        (said(answers=False), Doubt.UNATTENDED),
        (said(everyone=False), Doubt.APPROVED),
        (said(delegates=1), Doubt.APPROVED),
        (said(conflicts=True), Doubt.OVERLAPS),
        (said(recurring=False), Doubt.NO_SERIES),
    ],
)
def test_what_has_no_rule_here_is_told(settings: RoomSettings, doubt: Doubt) -> None:
    (only,) = proposed(settings)
    assert (only.what, only.doubt, only.candidates) == (What.TELL, doubt, (ROOM.id,))
    assert accepted(DIRECTORY, [only]) == DIRECTORY


def test_settings_of_a_mailbox_that_is_no_room_are_told_and_those_of_a_question_wait() -> None:
    van, nobody = (mailbox(f"{name}@example.org") for name in ("van", "nobody"))
    told = proposed(*(RoomSettings(box=box, window_days=9) for box in (van, nobody)))
    assert [(each.what, each.doubt, each.name) for each in told] == [
        (What.TELL, Doubt.NOBODYS, van),
        (What.TELL, Doubt.NOBODYS, nobody),
    ]
    asked = FoundPlace(kind=FoundKind.ROOM, id="q", name="Q", mailbox=nobody)
    found = proposed(RoomSettings(box=nobody, window_days=9), found=(asked,))
    assert [each.what for each in found] == [What.ASK]
