"""A process keeps what it counts: once in five minutes at most, when something happened, and nobody waits for it."""

import asyncio
from contextlib import nullcontext
from datetime import date, timedelta

import pytest

from application.counts import Counted, Key, Kind
from application.faults import Unavailable
from application.keep_counts import CountKeeper
from tests.builders import NOW, TODAY, at
from tests.fakes import World, a_world

KEY = Key(Kind.JOB, "remind", "done")
SPELL = timedelta(minutes=5)


def a_keeper() -> tuple[World, CountKeeper]:
    world = a_world(None, (), NOW)
    return world, CountKeeper(world.platform.counts, world.platform.kept_counts, world.clock, "one")


def happens(world: World, times: int = 1) -> None:
    for _ in range(times):
        world.platform.counts.record(KEY.kind, KEY.name, 0.02, KEY.outcome)


def said(world: World, day: date = TODAY) -> int:
    return world.platform.kept_counts.said.get((day, "one"), Counted()).tallies[KEY].count


async def test_the_first_thing_that_happens_is_written_at_once_and_the_next_waits() -> None:
    world, keeper = a_keeper()
    happens(world)
    await keeper.keep()
    happens(world, 2)
    await keeper.keep()
    assert (world.platform.kept_counts.writes, said(world)) == (1, 1)
    world.clock.advance(SPELL)
    await keeper.keep()
    assert (world.platform.kept_counts.writes, said(world)) == (2, 3)


async def test_a_job_that_runs_every_five_minutes_is_written_each_time() -> None:
    world, keeper = a_keeper()
    for seconds in (0.9, 299.2, 301.0, 299.5):  # it does not take the same time every time
        happens(world)
        await keeper.keep()
        world.clock.advance(timedelta(seconds=seconds))
    assert said(world) >= 3


async def test_while_nothing_happens_nothing_is_written() -> None:
    world, keeper = a_keeper()
    happens(world)
    await keeper.keep()
    for _ in range(12):
        world.clock.advance(SPELL)
        await keeper.keep()
    assert world.platform.kept_counts.writes == 1


async def test_a_new_day_begins_with_nothing_and_loses_nothing() -> None:
    world, keeper = a_keeper()
    happens(world, 2)
    await keeper.keep()
    happens(world, 3)  # not written any more that day
    world.clock.set(at("2026-11-25 01:00"))  # midnight in UTC
    happens(world)
    await keeper.keep()
    assert (said(world), said(world, date(2026, 11, 25))) == (2, 4)


async def test_what_could_not_be_written_is_in_the_next_word() -> None:
    world, keeper = a_keeper()
    world.platform.kept_counts.fail_next(before=Unavailable("gone"))
    happens(world)
    await keeper.keep()
    assert world.platform.kept_counts.said == {}
    world.clock.advance(SPELL)
    await keeper.keep()
    assert said(world) == 1


async def test_many_who_finish_at_once_make_one_write_and_none_waits_for_it() -> None:
    world, keeper = a_keeper()
    happens(world)
    for _ in range(20):
        keeper.soon()
    assert world.platform.kept_counts.writes == 0
    await asyncio.sleep(0.01)
    assert (world.platform.kept_counts.writes, said(world)) == (1, 1)


@pytest.mark.parametrize("fails", [False, True])
async def test_a_job_is_over_when_it_is_kept_however_it_ended(fails: bool) -> None:
    world, keeper = a_keeper()

    @keeper.afterwards
    async def work(times: int) -> None:
        happens(world, times)
        if fails:
            raise Unavailable("gone")

    with pytest.raises(Unavailable) if fails else nullcontext():
        await work(times=2)
    assert said(world) == 2
