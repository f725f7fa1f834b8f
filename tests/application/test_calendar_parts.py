"""A calendar that is too long to be read at a time: read in parts, each applied, and nothing is read or shown twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.ask_mailbox import ask_for
from application.exchange import Page, Trouble, Why, Wish
from domain.calendar_event import CalendarEvent, Mailbox
from domain.when import Interval
from tests.application.outlook import (
    BOX,
    a_house,
    a_series,
    foreign,
    lifts_fuse,
    meets,
    state_of,
    syncs,
)
from tests.application.town import faults
from tests.builders import NOW
from tests.fake_calendars import FakeCalendars
from tests.fake_clock import FakeClock
from tests.fakes import World

DEAD = Trouble(why=Why.CURSOR, code="SyncStateNotFound")


class SlowCalendars(FakeCalendars):
    """Each page takes its time."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.clock, self.pace = clock, timedelta(seconds=16)
        self.page = 2

    async def changes(self, box: Mailbox, at: Interval | str) -> Page | Trouble:
        self.clock.advance(self.pace)
        return await super().changes(box, at)

    def count(self, what: str) -> int:
        return sum(call.what == what for call in self.calls)


@pytest.fixture
def slow() -> SlowCalendars:
    return SlowCalendars(FakeClock(NOW))


@pytest.fixture
def world(slow: SlowCalendars) -> World:
    """A room with seven meetings, on four pages."""
    house = a_house()
    ports = replace(house.ports, calendars=slow, clock=slow.clock)
    slow.boxes[BOX] = {}
    made = replace(house, ports=ports, calendars=slow, clock=slow.clock)
    for hour in range(9, 16):
        meets(made, f"{hour:02}:00", f"{hour:02}:30")
    return made


async def reads(world: World) -> list[str]:
    """Rounds until all is read."""
    said = [await syncs(world)]
    while said[-1] != "synced" and len(said) < 9:
        world.clock.advance(timedelta(seconds=10))
        said.append(await syncs(world))
    return said


def gone(world: World, *events: CalendarEvent) -> None:
    """Nobody is told: as when the list itself was lost."""
    for each in events:
        world.calendars.take(BOX, each.id)


async def test_a_first_reading_goes_on_at_the_page_that_it_had_come_to(
    world: World, slow: SlowCalendars
) -> None:
    assert await syncs(world) == "part"
    after = state_of(world)
    assert len(foreign(world)) == 4 and after.cursor and after.listing_since == NOW
    assert after.synced_at is None and after.full_at is None
    assert world.waker.wakes[-1].box == BOX and world.waker.wakes[-1].delay < timedelta(minutes=1)
    assert await syncs(world) == "synced"
    done = state_of(world)
    assert len(foreign(world)) == 7 and done.listing_since is None and done.full_at is not None
    assert slow.count("changes") == 4 and slow.count("read_many") == slow.count("view") == 0
    assert not await faults(world)


async def test_what_is_new_after_it_is_a_list_of_changes_like_any_other(
    world: World, slow: SlowCalendars
) -> None:
    await reads(world)
    slow.pace = timedelta(0)
    meets(world, "16:00", "16:30")
    before = slow.count("changes")
    assert await syncs(world) == "synced"
    assert len(foreign(world)) == 8 and slow.count("changes") == before + 1


async def test_a_page_that_nobody_knows_any_more_begins_the_list_anew(world: World) -> None:
    assert await syncs(world) == "part"
    world.calendars.trouble_next(DEAD, of="changes")
    assert await reads(world) == ["part", "part", "synced"]
    assert len(foreign(world)) == 7 and not await faults(world)


async def test_what_vanished_while_the_cursor_was_dead_is_found_after_the_last_part(
    world: World, slow: SlowCalendars
) -> None:
    await reads(world)
    gone(world, slow.in_box(BOX)[0])
    world.calendars.trouble_next(DEAD, of="changes")
    assert await reads(world) == ["part", "synced"]
    assert len(foreign(world)) == 6 and not await faults(world)


async def test_a_long_list_of_changes_is_read_in_parts_too(
    world: World, slow: SlowCalendars
) -> None:
    await reads(world)
    for hour in range(9, 16):
        meets(world, f"2026-11-25 {hour:02}:00", f"2026-11-25 {hour:02}:30", f"next-{hour}")
    before = slow.count("changes")
    assert await reads(world) == ["part", "synced"]
    assert len(foreign(world)) == 14 and slow.count("changes") == before + 4
    assert state_of(world).listing_since is None


@pytest.mark.parametrize("bare", [False, True])
async def test_a_series_on_several_pages_is_whole(
    world: World, slow: SlowCalendars, bare: bool
) -> None:
    slow.bare = bare
    a_series(world, "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01")
    await reads(world)
    assert len(foreign(world)) == 12 and not await faults(world)


async def test_where_much_vanishes_in_a_part_nothing_ends_until_somebody_says_so(
    world: World, slow: SlowCalendars
) -> None:
    await reads(world)
    slow.page = 3
    gone(world, *slow.in_box(BOX))
    assert await syncs(world) == "part" and state_of(world).fused == 6
    assert (await reads(world))[-1] == "synced" or state_of(world).fused_at is not None
    assert len(foreign(world)) == 7
    slow.pace = timedelta(0)
    await lifts_fuse(world)
    await syncs(world)
    assert foreign(world) == [] and state_of(world).fused_at is None


async def test_a_comparison_that_cannot_be_had_is_not_asked_for_for_ever(world: World) -> None:
    await reads(world)
    await ask_for(world.ports, BOX, Wish.RECONCILE)
    assert await syncs(world) == "part"
    assert state_of(world).wish is None and state_of(world).drift_at is None
    assert await reads(world) == ["part", "synced"]
    assert state_of(world).listing_since is None and len(foreign(world)) == 7


async def test_a_mailbox_that_is_left_forgets_where_its_list_had_come_to(world: World) -> None:
    await syncs(world)
    assert world.places.known is not None
    world.places.known = replace(world.places.known, resources={})
    assert await syncs(world) == "left"
    assert (state_of(world).cursor, state_of(world).listing_since) == ("", None)
