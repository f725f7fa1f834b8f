"""The pitfalls of days, of lists that are dead, empty or late, and of mailboxes that close: by their numbers, as in
test_calendar_pitfalls."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.exchange import Organiser, Trouble, Why
from application.faults import Unavailable
from application.sync_calendars import sync_calendars
from domain.booking import State
from domain.calendar_event import EventId
from domain.calendar_sync import Link
from domain.ledger import Version
from domain.when import Interval
from tests.application.outlook import (
    ANN,
    BOX,
    SERVICE,
    a_house,
    an_event,
    called,
    foreign,
    granted,
    lifts_fuse,
    meets,
    moves_in_outlook,
    organisers_copy,
    spans,
    state_of,
    syncs,
)
from tests.application.town import GONE, faults, head
from tests.builders import NOW, at, span
from tests.fake_clock import FakeClock
from tests.fake_exchange import FakeLinks

GONE_410 = Trouble(why=Why.CURSOR, code="SyncStateNotFound")
CLOSED = Trouble(why=Why.CLOSED, code="ErrorAccessDenied")


class SlowLinks(FakeLinks):
    """Each write takes its time."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock, self.pace = clock, timedelta(seconds=15)

    async def write(self, link: Link, seen: Version | None) -> Version:
        self.clock.advance(self.pace)
        return await super().write(link, seen)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2026-11-25"])
async def test_pitfall_17_whole_days_are_days_of_the_house(day: str) -> None:
    world = a_house()
    world.clock.set(at(f"{day} 00:00"))
    last = int(day[-2:]) + 1
    whole = Interval(at(f"{day} 00:00"), at(f"{day[:-2]}{last} 00:00"))
    world.calendars.put(BOX, an_event(whole_days=True, name="days", span=whole))
    await syncs(world)
    (booking,) = foreign(world)
    assert booking.at.promise.day.isoformat() == day
    assert booking.span == whole and not await faults(world)


async def test_pitfall_17_a_meeting_of_several_days_stands_on_each_of_them() -> None:
    world = a_house()
    days = span("2026-11-24 16:00", "2026-11-26 10:00")
    meets(world, "2026-11-24 16:00", "2026-11-26 10:00", "long")
    await syncs(world)
    assert spans(world) == [days] and not await faults(world)
    world.calendars.take(BOX, EventId("long"))
    await syncs(world)
    assert not foreign(world) and not await faults(world)


async def test_pitfall_18_a_dead_cursor_ends_nothing_that_is_still_there() -> None:
    world = a_house()
    made = await granted(world)
    kept, over = meets(world, "14:00", "15:00"), meets(world, "16:00", "17:00")
    await syncs(world)
    world.calendars.take(BOX, over.id)
    world.calendars.calls.clear()
    world.calendars.trouble_next(GONE_410, of="changes")
    assert await syncs(world) == "synced"
    assert called(world) == ["changes", "changes", "read_many"]
    assert head(world, made.id).state is State.BOOKED
    assert spans(world) == [kept.span]


async def test_pitfall_18_a_list_that_is_empty_by_mistake_is_not_believed() -> None:
    world = a_house()
    for hour in range(9, 14):
        meets(world, f"{hour:02}:00", f"{hour:02}:30")
    await syncs(world)
    hidden = world.calendars.boxes.pop(BOX)
    world.calendars.trouble_next(GONE_410, of="changes")
    assert await syncs(world) == "fused"
    assert (len(foreign(world)), state_of(world).fused) == (5, 5)
    world.calendars.boxes[BOX] = hidden
    world.calendars.trouble_next(GONE_410, of="changes")
    assert await syncs(world) == "synced"
    assert (len(foreign(world)), state_of(world).fused_at) == (5, None)


async def test_pitfall_18_an_administrator_who_says_that_it_is_so_is_believed() -> None:
    world = a_house()
    made = [meets(world, f"{hour:02}:00", f"{hour:02}:30") for hour in range(9, 14)]
    await syncs(world)
    for each in made:
        world.calendars.take(BOX, each.id)
    assert await syncs(world) == "fused"
    assert await syncs(world) == "synced"
    assert len(foreign(world)) == 5 and state_of(world).fused_at == NOW
    await lifts_fuse(world)
    assert await syncs(world) == "synced"
    assert not foreign(world) and state_of(world).fused_at is None
    await lifts_fuse(world)
    assert state_of(world).lifted_at is None


async def test_pitfall_19_an_empty_page_is_not_the_end() -> None:
    world = a_house()
    world.calendars.hollow, world.calendars.page = True, 2
    for hour in range(9, 14):
        meets(world, f"{hour:02}:00", f"{hour:02}:30")
    await syncs(world)
    assert len(foreign(world)) == 5


async def test_pitfall_22_two_rounds_at_once_are_impossible() -> None:
    world = a_house()
    await syncs(world)
    state = state_of(world)
    leased = replace(state, leased_until=at("08:02"))
    await world.mailboxes.write(leased, world.mailboxes.kept[BOX].version)
    assert await syncs(world) == "busy"
    assert called(world) == ["changes"]
    assert world.waker.wakes[-1].delay == timedelta(seconds=5)
    world.clock.set(at("08:03"))
    assert await syncs(world) == "synced"


@pytest.mark.parametrize("why", [CLOSED, replace(CLOSED, code="MailboxNotEnabledForRESTAPI")])
async def test_pitfall_30_a_mailbox_that_is_closed_to_us_loses_nothing_and_is_tried_every_hour(
    why: Trouble,
) -> None:
    world = a_house()
    made = await granted(world)
    meets(world, "14:00", "15:00")
    await syncs(world)
    world.calendars.calls.clear()
    world.calendars.trouble_next(why)
    assert await syncs(world) == "closed"
    assert (state_of(world).suspended_at, state_of(world).trouble) == (NOW, why.code)
    assert len(foreign(world)) == 1 and head(world, made.id).state is State.BOOKED
    assert "1 of 2 woken" in await sync_calendars(world.ports)
    assert await syncs(world) == "suspended" and called(world) == ["changes"]
    world.clock.advance(timedelta(hours=1))
    assert "2 of 2 woken" in await sync_calendars(world.ports)
    assert await syncs(world) == "synced"
    assert state_of(world).suspended_at is None


async def test_pitfall_30_nor_does_one_that_closes_while_something_is_looked_for() -> None:
    world = a_house()
    over = meets(world, "14:00", "15:00")
    await syncs(world)
    world.calendars.take(BOX, over.id)
    world.calendars.trouble_next(CLOSED, of="read_many")
    assert await syncs(world) == "closed"
    assert len(foreign(world)) == 1
    world.clock.advance(timedelta(hours=1))
    await syncs(world)
    assert not foreign(world)


async def test_pitfall_30_nor_does_an_organisers_mailbox_of_ours_that_is_closed_hide_anything() -> (
    None
):
    world = a_house()
    made = await granted(world)
    before = state_of(world).cursor
    await world.calendars.cancel(SERVICE, organisers_copy(world, made).id, comment="")
    world.calendars.trouble_next(CLOSED, of="read_many")
    assert await syncs(world) == "organiser closed"
    assert head(world, made.id).state is State.BOOKED and state_of(world).cursor == before
    assert await syncs(world) == "organiser closed"
    assert called(world, box=SERVICE) == ["cancel", "read_many"], "it is asked once an hour"
    world.clock.advance(timedelta(hours=1))
    assert await syncs(world) == "synced"
    assert head(world, made.id).state is State.CANCELLED


async def test_pitfall_31_what_an_organiser_left_behind_holds_the_room() -> None:
    world = a_house(organiser=Organiser.USER)
    made = await granted(world)
    (kept,) = await world.links.of(made.id)
    await world.links.write(replace(kept.value, mailbox=ANN), kept.version)
    moves_in_outlook(world, made, span("11:00", "12:00"))
    world.calendars.trouble_next(CLOSED, of="read_many")
    assert await syncs(world) == "synced"
    assert head(world, made.id).state is State.BOOKED
    assert state_of(world, ANN).suspended_at == NOW


async def test_pitfall_32_the_cursor_is_kept_when_all_before_it_is_applied() -> None:
    world = a_house()
    await syncs(world)
    before = state_of(world).cursor
    over = meets(world, "14:00", "15:00")
    meets(world, "16:00", "17:00")
    world.links.fail_next(times=1)
    world.links.fail_next(before=GONE, times=1)
    with pytest.raises(Unavailable):
        await syncs(world)
    assert state_of(world).cursor == before and state_of(world).leased_until is None
    await syncs(world)
    assert len(foreign(world)) == 2 and state_of(world).cursor != before
    assert over.span in spans(world) and not await faults(world)


async def test_pitfall_32_a_round_that_takes_too_long_goes_on_where_it_stopped() -> None:
    world = a_house()
    for hour in range(9, 14):
        meets(world, f"{hour:02}:00", f"{hour:02}:30")
    links = SlowLinks(world.clock)
    world = replace(world, links=links, ports=replace(world.ports, links=links))
    assert await syncs(world) == "out of time"
    assert 0 < len(foreign(world)) < 5 and not state_of(world).cursor
    assert world.waker.wakes[-1].box == BOX
    links.pace = timedelta(0)
    assert await syncs(world) == "synced"
    assert len(foreign(world)) == 5


async def test_pitfall_32_what_a_round_that_died_had_begun_and_is_gone_by_the_next_is_no_ghost() -> (
    None
):
    world = a_house()
    gone = meets(world, "14:00", "15:00")
    world.links.fail_next()
    world.links.fail_next(before=GONE)
    with pytest.raises(Unavailable):
        await syncs(world)
    assert spans(world) == [gone.span]
    world.calendars.take(BOX, gone.id)
    assert await syncs(world) == "synced"
    assert spans(world) == [] and world.links.every == ()
