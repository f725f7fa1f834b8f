"""What is kept of what processes counted: their last word, summed per day, and never counted twice."""

import asyncio
from datetime import date, timedelta
from itertools import product

from adapters.tables.kept_counts import TableKeptCounts
from adapters.tables.wire import TableWire
from adapters.telemetry.counts import MOST, MemoryCounts
from application.counts import Counted, Key, Kind, Tally
from tests.builders import TODAY
from tests.contracts.conftest import Kit

YESTERDAY = TODAY - timedelta(days=1)
BOOK = Key(Kind.HTTP, "makeBooking", "2xx")
READ = Key(Kind.STORAGE, "tables/bookings/read", "2xx")


def counted(times: int = 1, *, key: Key = BOOK, seconds: float = 0.02) -> Counted:
    counts = MemoryCounts()
    for _ in range(times):
        counts.record(key.kind, key.name, seconds, key.outcome, entities=2)
    return counts.taken()


async def kept(kit: Kit, month: date = TODAY) -> dict[date, Counted]:
    days = await kit.ports.platform.kept_counts.month(month.replace(day=1))
    return {each.day: each.counted for each in days}


async def booked(kit: Kit, day: date = TODAY) -> int:
    return (await kept(kit, day))[day].tallies[BOOK].count


class TestKeptCounts:
    async def test_the_last_word_of_a_process_counts_and_comes_back_whole(self, kit: Kit) -> None:
        await kit.ports.platform.kept_counts.keep(TODAY, "one", counted(1, seconds=300.0))
        await kit.ports.platform.kept_counts.keep(TODAY, "one", counted(3))
        assert await kept(kit) == {TODAY: counted(3)}

    async def test_what_processes_say_is_added_up_name_by_name(self, kit: Kit) -> None:
        await kit.ports.platform.kept_counts.keep(TODAY, "one", counted(3))
        await kit.ports.platform.kept_counts.keep(TODAY, "two", counted(4, seconds=0.3))
        await kit.ports.platform.kept_counts.keep(TODAY, "three", counted(5, key=READ))
        found = (await kept(kit))[TODAY].tallies
        both = counted(3).tallies[BOOK].plus(counted(4, seconds=0.3).tallies[BOOK])
        assert (found[BOOK].count, found[BOOK].buckets) == (7, both.buckets)
        assert found[BOOK].longest == 0.3 and found[READ] == counted(5, key=READ).tallies[READ]

    async def test_a_month_is_told_day_by_day(self, kit: Kit) -> None:
        await kit.ports.platform.kept_counts.keep(TODAY, "one", counted(1))
        await kit.ports.platform.kept_counts.keep(YESTERDAY, "one", counted(2))
        await kit.ports.platform.kept_counts.keep(date(2026, 10, 31), "one", counted(4))
        assert list(await kept(kit)) == [YESTERDAY, TODAY]
        assert list(await kept(kit, date(2026, 10, 1))) == [date(2026, 10, 31)]
        assert await kept(kit, date(2026, 9, 1)) == {}

    async def test_a_day_that_is_over_becomes_one_sum_and_the_figures_stay(self, kit: Kit) -> None:
        for process, day in product(("one", "two"), (YESTERDAY, TODAY)):
            await kit.ports.platform.kept_counts.keep(day, process, counted(3))
        before = await kept(kit)
        assert await kit.ports.platform.kept_counts.compact(TODAY) == 2
        assert await kept(kit) == before
        assert await kit.ports.platform.kept_counts.compact(TODAY) == 0

    async def test_a_sum_takes_in_what_comes_late(self, kit: Kit) -> None:
        await kit.ports.platform.kept_counts.keep(YESTERDAY, "one", counted(3))
        await kit.ports.platform.kept_counts.compact(TODAY)
        await kit.ports.platform.kept_counts.keep(YESTERDAY, "late", counted(4))
        assert await booked(kit, YESTERDAY) == 7
        await kit.ports.platform.kept_counts.compact(TODAY)
        assert await booked(kit, YESTERDAY) == 7

    async def test_the_last_of_a_month_is_summed_on_the_first_and_what_was_left_before(
        self, kit: Kit
    ) -> None:
        for day in (date(2026, 10, 30), date(2026, 11, 30), date(2026, 12, 1)):
            await kit.ports.platform.kept_counts.keep(day, "one", counted(1))
        assert await kit.ports.platform.kept_counts.compact(date(2026, 12, 1)) == 2

    async def test_many_processes_go_into_one_sum(self, kit: Kit) -> None:
        for n in range(120):
            await kit.ports.platform.kept_counts.keep(YESTERDAY, f"p{n:03d}", counted(1))
        assert await kit.ports.platform.kept_counts.compact(TODAY) == 120
        assert await booked(kit, YESTERDAY) == 120

    async def test_two_that_sum_at_once_count_nothing_twice(self, kit: Kit) -> None:
        for n in range(5):
            await kit.ports.platform.kept_counts.keep(YESTERDAY, f"p{n}", counted(1))
        both = (kit.ports.platform.kept_counts.compact(TODAY) for _ in range(2))
        await asyncio.gather(*both)
        assert await booked(kit, YESTERDAY) == 5

    async def test_months_that_are_old_enough_are_forgotten(self, kit: Kit) -> None:
        old, kept_still = date(2025, 9, 30), date(2025, 10, 1)
        for day in (old, kept_still, TODAY):
            await kit.ports.platform.kept_counts.keep(day, "one", counted(1))
        assert await kit.ports.platform.kept_counts.forget(date(2025, 10, 24)) == 1
        assert await kept(kit, old) == {} and await booked(kit, kept_still) == 1
        assert await booked(kit) == 1 and await kit.ports.platform.kept_counts.forget(TODAY) == 1


async def test_a_month_is_one_question_and_a_word_one_write(
    kit: Kit, wire: TableWire, sent: list[str]
) -> None:
    await kit.ports.platform.kept_counts.keep(TODAY, "one", counted(1))
    asked = len(sent)
    assert asked in (0, 1)
    await kept(kit)
    assert len(sent) == 2 * asked


async def test_a_row_with_every_name_there_is_fits(wire: TableWire) -> None:
    """More names than a process counts, each with every bucket filled, and the sum of two such."""
    tally = Tally(count=10**9, seconds=1e7, longest=120.0, entities=10**8, buckets=(10**7,) * 14)
    names = (f"tables/a-table-{n}/transaction" for n in range(MOST + 100))
    store = TableKeptCounts(wire)
    many = Counted(tallies={Key(Kind.STORAGE, name, "2xx"): tally for name in names})
    await store.keep(TODAY, "one", many)
    (day,) = await store.month(TODAY)
    assert day.counted == many
    await store.keep(TODAY, "two", many)
    assert await store.compact(TODAY + timedelta(days=1)) == 2
