"""What goes wrong in other engines when they read calendars, each by its number in our list of 32, and does not here."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from application.sync_calendars import sync_calendars
from domain.booking import State
from domain.calendar_event import EventId, EventKind, Mailbox, Response, ShowAs
from tests.application.outlook import (
    ANN,
    BOX,
    OTHER_BOX,
    SERVICE,
    a_house,
    a_series,
    an_event,
    asks,
    called,
    foreign,
    granted,
    invites,
    link_of,
    meets,
    moves_in_outlook,
    occurs,
    organisers_copy,
    spans,
    state_of,
    syncs,
)
from tests.application.town import books, faults, head, notices_of
from tests.builders import at, span
from tests.fakes import World

WEDNESDAYS = ("2026-11-25", "2026-12-02", "2026-12-09")


def writes(world: World) -> list[str]:
    return [each.what for each in world.calendars.calls if each.writes]


async def test_pitfall_01_our_own_write_coming_back_costs_no_call_and_changes_nothing() -> None:
    world = a_house()
    made = await asks(world)
    world.calendars.calls.clear()
    before = head(world, made.id)
    await syncs(world)
    await syncs(world)
    assert called(world) == ["changes", "changes"]
    assert head(world, made.id) == before and not foreign(world)


async def test_pitfall_03_what_we_made_is_not_foreign_before_its_ids_are_kept() -> None:
    world = a_house()
    made = await books(world, "09:00", "10:00", place="room-1")
    await invites(world, made, answered=False)
    assert await syncs(world) == "parked"
    assert world.waker.wakes[-1].delay == timedelta(seconds=30)
    assert not foreign(world) and not state_of(world).cursor


async def test_pitfall_03_and_it_is_known_once_they_are() -> None:
    world = a_house()
    made = await books(world, "09:00", "10:00", place="room-1")
    await invites(world, made, answered=False)
    await syncs(world)
    (copy,) = world.calendars.in_box(SERVICE)
    (kept,) = await world.links.of(made.id)
    known = replace(
        kept.value,
        event=copy.id,
        uid=copy.uid,
        asking="",
        asked=kept.value.asking,
        seen=kept.value.asking,
    )
    await world.links.write(known, kept.version)
    world.calendars.answer(BOX, Response.ACCEPTED)
    assert await syncs(world) == "synced"
    assert head(world, made.id).state is State.BOOKED and not foreign(world)


@pytest.mark.parametrize("written", ["/o=exchangelabs/cn=service", "first@example.org"])
async def test_pitfall_03_nor_where_exchange_writes_its_organiser_as_we_do_not(
    written: str,
) -> None:
    world = a_house()
    made = await books(world, "09:00", "10:00", place="room-1")
    await invites(world, made, answered=False)
    for copy in world.calendars.in_box(BOX):
        world.calendars.put(BOX, replace(copy, organiser=Mailbox(written)))
    assert await syncs(world) == "parked"
    assert not foreign(world) and not state_of(world).cursor


async def test_pitfall_03_what_was_taken_for_foreign_is_ours_again_once_its_ids_are_kept() -> None:
    world = a_house()
    made = await books(world, "09:00", "10:00", place="room-1")
    await invites(world, made, answered=False)
    (ours,) = world.calendars.in_box(SERVICE)
    (copy,) = world.calendars.in_box(BOX)
    (kept,) = await world.links.of(made.id)
    world.calendars.put(BOX, replace(copy, organiser=ANN, response=Response.ACCEPTED))
    await world.links.remove(kept.value)
    await syncs(world)
    assert foreign(world)
    asked = kept.value.asking
    known = replace(
        kept.value, event=ours.id, uid=ours.uid, asking="", asked=asked, seen=asked, awaits=True
    )
    await world.links.write(known, None)
    await syncs(world)
    assert not foreign(world) and head(world, made.id).state is State.BOOKED
    assert link_of(world, made.id).in_room == copy.id
    world.calendars.calls.clear()
    await syncs(world)
    assert called(world) == ["changes"]


async def test_pitfall_04_a_version_that_exchange_rewrites_is_no_change() -> None:
    world = a_house()
    made = await granted(world)
    kept = meets(world, "14:00", "15:00")
    await syncs(world)
    before = head(world, made.id), foreign(world)
    for copy in world.calendars.in_box(BOX):
        world.calendars.put(BOX, copy)
    world.calendars.calls.clear()
    await syncs(world)
    assert (head(world, made.id), foreign(world)) == before
    assert called(world) == ["changes"] and kept.id


async def test_pitfall_05_a_meeting_put_straight_over_a_booking_stands_beside_it_and_is_told_once() -> (
    None
):
    world = a_house()
    made = await granted(world, "09:00", "10:00")
    straight = meets(world, "09:30", "10:30", own=True, response=Response.ORGANISER, organiser=BOX)
    await syncs(world)
    world.calendars.put(BOX, straight)
    await syncs(world)
    assert head(world, made.id).state is State.BOOKED
    assert spans(world) == [span("09:30", "10:30")]
    assert (await notices_of(world, made.id)).count("room-clash") == 1
    assert not await faults(world)


async def test_pitfall_05_an_invitation_that_the_room_has_yet_to_decline_alarms_nobody() -> None:
    world = a_house()
    made = await granted(world, "09:00", "10:00")
    asked = meets(world, "09:00", "10:00", response=Response.NONE)
    await syncs(world)
    assert "room-clash" not in await notices_of(world, made.id)
    world.calendars.put(BOX, replace(asked, response=Response.DECLINED))
    await syncs(world)
    assert not foreign(world)
    assert "room-clash" not in await notices_of(world, made.id)


async def test_pitfall_05_one_that_it_takes_all_the_same_is_told() -> None:
    world = a_house()
    made = await granted(world, "09:00", "10:00")
    asked = meets(world, "09:00", "10:00", response=Response.NONE)
    await syncs(world)
    world.calendars.put(BOX, replace(asked, response=Response.ACCEPTED))
    await syncs(world)
    await syncs(world)
    assert (await notices_of(world, made.id)).count("room-clash") == 1


@pytest.mark.parametrize(
    "fields",
    [{"response": Response.DECLINED}, {"cancelled": True}, {"show_as": ShowAs.FREE}],
    ids=["declined", "cancelled", "free"],
)
async def test_pitfall_06_a_declined_copy_that_stays_occupies_nothing(
    fields: dict[str, Any],
) -> None:
    world = a_house()
    meets(world, "09:00", "10:00", **fields)
    await syncs(world)
    assert not foreign(world)


async def test_pitfall_07_a_cancelled_meeting_that_the_room_keeps_is_no_ghost() -> None:
    world = a_house()
    kept = meets(world, "09:00", "10:00")
    await syncs(world)
    world.calendars.put(BOX, replace(kept, cancelled=True))
    await syncs(world)
    assert not foreign(world) and not await faults(world)


@pytest.mark.parametrize("keeps", [True, False], ids=["copy stays", "copy goes"])
async def test_pitfall_08_a_meeting_of_ours_cancelled_in_outlook_ends_its_booking_and_is_told_once(
    keeps: bool,
) -> None:
    world = a_house()
    made = await granted(world)
    world.calendars.keeps_cancelled = keeps
    await world.calendars.cancel(SERVICE, organisers_copy(world, made).id, comment="")
    world.calendars.calls.clear()
    await syncs(world)
    await syncs(world)
    assert head(world, made.id).state is State.CANCELLED
    assert (await notices_of(world, made.id)).count("cancelled") == 1
    assert called(world) == ["changes", "read_many", "changes"]


async def test_pitfall_08_nor_is_one_missed_whose_copy_in_the_room_was_never_seen() -> None:
    world = a_house()
    await syncs(world)
    made = await asks(world)
    await world.calendars.cancel(SERVICE, organisers_copy(world, made).id, comment="")
    await syncs(world)
    assert head(world, made.id).state is State.CANCELLED


async def test_pitfall_08_nobody_has_to_tell_because_the_timer_looks() -> None:
    world = a_house()
    assert "2 of 2 woken" in await sync_calendars(world.ports)
    assert [each.box for each in world.waker.wakes] == [BOX, OTHER_BOX]


async def test_pitfall_09_what_moves_out_of_the_window_is_followed_and_not_cancelled() -> None:
    world = a_house()
    made, far = await granted(world), span("2027-06-01 09:00", "2027-06-01 10:00")
    kept = meets(world, "14:00", "15:00")
    await syncs(world)
    moves_in_outlook(world, made, far)
    world.calendars.put(BOX, replace(kept, span=far))
    await syncs(world)
    assert (head(world, made.id).state, head(world, made.id).span) == (State.BOOKED, far)
    assert spans(world) == [far]
    assert not await faults(world)


async def test_pitfall_10_a_deleted_occurrence_that_no_list_shows_ends() -> None:
    world = a_house()
    first, _, _ = a_series(world, *WEDNESDAYS)
    await syncs(world)
    del world.calendars.boxes[BOX][first.id]
    world.calendars.put(BOX, world.calendars.boxes[BOX][EventId("weekly")])
    await syncs(world)
    assert [each.start for each in spans(world)] == [at(f"{day} 09:00") for day in WEDNESDAYS[1:]]
    assert not await faults(world)


async def test_pitfall_11_an_occurrence_with_its_times_alone_is_its_series() -> None:
    world = a_house()
    world.calendars.bare = True
    a_series(world, *WEDNESDAYS)
    await syncs(world)
    assert len(foreign(world)) == 3
    assert called(world) == ["changes"]


async def test_pitfall_11_without_its_series_one_view_tells_the_rest_however_many_there_are() -> (
    None
):
    world = a_house()
    world.calendars.bare = True
    for name in ("one", "two"):
        a_series(world, *WEDNESDAYS, name=name)
        del world.calendars.boxes[BOX][EventId(name)]
    await syncs(world)
    assert len(foreign(world)) == 6
    assert called(world) == ["changes", "view"]


async def test_pitfall_11_a_replay_of_such_occurrences_costs_nothing() -> None:
    world = a_house()
    series = a_series(world, *WEDNESDAYS)
    await syncs(world)
    world.calendars.bare = True
    world.calendars.calls.clear()
    for each in series:
        world.calendars.tells_again(BOX, each.id)
    await syncs(world)
    assert called(world) == ["changes"] and len(foreign(world)) == 3
    kept = await world.mailboxes.find(BOX)
    assert kept is not None and kept.value.changed_at is None, "Graph need not have told of it"


async def test_pitfall_11_nor_is_a_cancellation_overlooked_that_only_such_occurrences_tell_of() -> (
    None
):
    world = a_house()
    series = a_series(world, *WEDNESDAYS)
    await syncs(world)
    world.calendars.bare = True
    for each in series:
        world.calendars.put(BOX, replace(each, cancelled=True))
    await syncs(world)
    assert spans(world) == []


async def test_pitfall_12_a_shifted_series_whose_occurrences_have_new_ids_is_not_doubled() -> None:
    world = a_house()
    old = a_series(world, *WEDNESDAYS)
    await syncs(world)
    for each in old:
        world.calendars.take(BOX, each.id)
    for day in WEDNESDAYS:
        occurs(world, day, start="11:00", end="12:00", id=f"new-{day}")
    world.calendars.put(BOX, world.calendars.boxes[BOX][EventId("weekly")])
    await syncs(world)
    assert [each.start for each in spans(world)] == [at(f"{day} 11:00") for day in WEDNESDAYS]
    assert not writes(world) and not await faults(world)


async def test_pitfall_12_nor_one_that_only_got_new_ids() -> None:
    world = a_house()
    old = a_series(world, *WEDNESDAYS)
    await syncs(world)
    before = [each.id for each in foreign(world)]
    for each in old:
        world.calendars.take(BOX, each.id)
        world.calendars.put(BOX, replace(each, id=EventId(f"new-{each.id}")))
    world.calendars.put(BOX, world.calendars.boxes[BOX][EventId("weekly")])
    await syncs(world)
    assert [each.id for each in foreign(world)] == before


async def test_pitfall_12_an_occurrence_moved_to_another_day_moves_and_is_not_doubled() -> None:
    world = a_house()
    first, *_ = a_series(world, *WEDNESDAYS)
    await syncs(world)
    moved = span("2026-11-26 15:00", "2026-11-26 16:00")
    world.calendars.put(BOX, replace(first, kind=EventKind.EXCEPTION, span=moved))
    await syncs(world)
    assert spans(world)[0] == moved and len(foreign(world)) == 3
    assert not await faults(world)


async def test_pitfall_13_a_single_meeting_turned_recurring_is_replaced() -> None:
    world = a_house()
    single = meets(world, "2026-11-25 09:00", "2026-11-25 10:00", "weekly")
    await syncs(world)
    a_series(world, *WEDNESDAYS)
    world.calendars.put(BOX, replace(single, kind=EventKind.MASTER))
    await syncs(world)
    assert [each.start for each in spans(world)] == [at(f"{day} 09:00") for day in WEDNESDAYS]


async def test_pitfall_13_and_a_series_turned_single_too() -> None:
    world = a_house()
    series = a_series(world, *WEDNESDAYS)
    await syncs(world)
    for each in series:
        del world.calendars.boxes[BOX][each.id]
    meets(world, "2026-11-25 09:00", "2026-11-25 10:00", "weekly")
    await syncs(world)
    assert spans(world) == [span("2026-11-25 09:00", "2026-11-25 10:00")]


async def test_pitfall_14_a_meeting_in_two_rooms_is_a_booking_in_each_and_written_to_in_none() -> (
    None
):
    world = a_house()
    world.calendars.put(BOX, an_event("09:00", "10:00", "one", uid="same"))
    world.calendars.put(OTHER_BOX, an_event("09:00", "10:00", "two", uid="same"))
    await syncs(world)
    await syncs(world, OTHER_BOX)
    assert sorted(each.at.resource for each in foreign(world)) == ["room-1", "room-2"]
    assert not writes(world)


async def test_pitfall_15_whoever_edits_a_copy_organises_nothing_of_ours() -> None:
    world = a_house()
    made = await granted(world)
    copy = next(iter(world.calendars.in_box(BOX)))
    world.calendars.put(BOX, replace(copy, organiser=ANN))
    await syncs(world)
    assert head(world, made.id).state is State.BOOKED
    assert not foreign(world) and not writes(world)
