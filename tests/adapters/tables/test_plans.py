"""Plans kept for a moment: how often storage is asked, and that a write is never overlooked."""

import asyncio
from dataclasses import dataclass, field
from datetime import date

import pytest

from adapters.tables.plans import MOST_PLANS, SiteDays
from application.faults import Unavailable
from application.ports import SiteDay
from domain.ids import SiteId
from domain.when import next_day
from tests.builders import TODAY

HALL = SiteId("hall")


@dataclass
class Store:
    """A storage that counts, and answers when told to. `stamp` is what is written there."""

    stamp: str = "s1"
    queries: int = 0
    reads: int = 0
    clock: float = 100.0
    answering: asyncio.Event = field(default_factory=asyncio.Event)
    fault: Exception | None = None

    def __post_init__(self) -> None:
        self.answering.set()
        self.plans = SiteDays(self.load, self.stamp_of, seconds=lambda: self.clock)

    async def load(self, day: date, site: SiteId) -> SiteDay:
        self.queries += 1
        stamp = self.stamp
        await self.answering.wait()
        if self.fault is not None:
            raise self.fault
        return SiteDay(day=day, site=site, stamp=stamp, ledgers={})

    async def stamp_of(self, day: date, site: SiteId) -> str:
        self.reads += 1
        await asyncio.sleep(0)
        return self.stamp

    async def look(self, *, fresh: bool = False, day: date = TODAY) -> SiteDay:
        return await self.plans.site_day(day, HALL, fresh=fresh)


async def under_way(store: Store, queries: int) -> None:
    """Until so many queries have begun."""
    while store.queries < queries:
        await asyncio.sleep(0)


async def test_many_who_look_at_once_ask_once() -> None:
    store = Store()
    seen = await asyncio.gather(*(store.look() for _ in range(50)))
    assert store.queries == 1 and len({plan.stamp for plan in seen}) == 1


async def test_a_plan_is_asked_for_again_after_two_seconds() -> None:
    store = Store()
    await store.look()
    store.clock += 1.9
    await store.look()
    assert store.queries == 1
    store.clock += 0.2
    await store.look()
    assert store.queries == 2


async def test_a_fresh_plan_is_always_asked_for_and_then_kept() -> None:
    store = Store()
    await store.look()
    store.stamp = "s2"
    assert (await store.look(fresh=True)).stamp == "s2"
    assert (await store.look()).stamp == "s2"
    assert store.queries == 2


async def test_a_write_of_ones_own_is_seen_at_once() -> None:
    store = Store()
    await store.look()
    store.stamp = "s2"
    store.plans.forget(TODAY, [HALL])
    assert (await store.look()).stamp == "s2"


async def test_a_query_that_began_before_the_write_is_neither_joined_nor_kept() -> None:
    store = Store()
    store.answering.clear()
    early = asyncio.create_task(store.look())
    await under_way(store, 1)
    store.stamp = "s2"
    store.plans.forget(TODAY, [HALL])
    late = asyncio.create_task(store.look())
    await under_way(store, 2)
    store.answering.set()
    assert ((await early).stamp, (await late).stamp) == ("s1", "s2")
    assert (await store.look()).stamp == "s2"


async def test_a_poll_that_finds_another_stamp_drops_the_plan() -> None:
    store = Store()
    await store.look()
    assert await store.plans.stamp(TODAY, HALL) == "s1"
    await store.look()
    assert store.queries == 1
    store.stamp = "s2"
    assert await store.plans.stamp(TODAY, HALL) == "s2"
    assert (await store.look()).stamp == "s2"


async def test_polls_at_once_are_one_read() -> None:
    store = Store()
    await asyncio.gather(*(store.plans.stamp(TODAY, HALL) for _ in range(50)))
    assert store.reads == 1


async def test_one_who_gives_up_does_not_take_it_from_the_others() -> None:
    store = Store()
    store.answering.clear()
    impatient, patient = asyncio.create_task(store.look()), asyncio.create_task(store.look())
    await under_way(store, 1)
    impatient.cancel()
    await asyncio.sleep(0)
    store.answering.set()
    assert (await patient).stamp == "s1" and store.queries == 1


async def test_a_failure_is_told_to_all_and_not_kept() -> None:
    store = Store(fault=Unavailable("down"))
    told = await asyncio.gather(*(store.look() for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in told] == [Unavailable] * 3
    store.fault = None
    assert (await store.look()).stamp == "s1"


async def test_old_plans_make_room() -> None:
    store = Store()
    for n in range(MOST_PLANS + 1):
        await store.look(day=next_day(TODAY, days=n))
    await store.look(day=next_day(TODAY, days=MOST_PLANS))
    assert store.queries == MOST_PLANS + 1
    await store.look()
    assert store.queries == MOST_PLANS + 2


@pytest.mark.parametrize("site", ["hall", "annex"])
async def test_a_write_elsewhere_changes_nothing_here(site: str) -> None:
    store = Store()
    await store.look()
    store.plans.forget(next_day(TODAY), [SiteId(site)])
    await store.look()
    assert store.queries == 1
