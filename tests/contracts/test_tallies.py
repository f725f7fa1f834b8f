"""What the tallies keep: a word per process, summed; across midnight; and nothing older than it must be."""

from datetime import timedelta

from adapters.tables.tallies import TableTallies
from adapters.tables.wire import TableWire
from application.ports import Tallies
from domain.when import later
from tests.builders import at
from tests.contracts.conftest import Kit, a_secret
from tests.fakes import FakeTallies

NINE = at("2026-11-24 09:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def another(kit: Kit, wire: TableWire | None) -> Tallies:
    """As a second process on the same storage has it."""
    first = kit.ports.tallies
    if isinstance(first, FakeTallies):
        return FakeTallies(first, "two")
    assert wire is not None
    return TableTallies(wire, "two", a_secret)


class TestTallies:
    async def test_the_last_word_of_a_process_counts(self, kit: Kit) -> None:
        tallies = kit.ports.tallies
        await tallies.tell("ada", NINE, 1)
        await tallies.tell("ada", NINE, 3)
        assert await tallies.total("ada", since=NINE, until=later(NINE, MINUTE)) == 3

    async def test_what_processes_say_is_added_up(self, kit: Kit, wire: TableWire) -> None:
        await kit.ports.tallies.tell("ada", NINE, 3)
        await another(kit, wire).tell("ada", NINE, 4)
        assert await kit.ports.tallies.total("ada", since=NINE, until=later(NINE, MINUTE)) == 7

    async def test_others_and_other_times_do_not_count(self, kit: Kit) -> None:
        tallies = kit.ports.tallies
        await tallies.tell("ada", later(NINE, -MINUTE), 1)
        await tallies.tell("ada", NINE, 2)
        await tallies.tell("ada", later(NINE, MINUTE), 4)
        await tallies.tell("bob", NINE, 8)
        assert await tallies.total("ada", since=NINE, until=later(NINE, MINUTE)) == 2

    async def test_a_window_may_lie_on_two_days(self, kit: Kit) -> None:
        tallies, midnight = kit.ports.tallies, at("2026-11-25 01:00")  # in UTC
        for minute in (later(midnight, -HOUR), later(midnight, -MINUTE), midnight):
            await tallies.tell("ada", minute, 1)
        since, until = later(midnight, -2 * HOUR), later(midnight, HOUR)
        assert await tallies.total("ada", since=since, until=until) == 3

    async def test_days_that_are_over_are_forgotten(self, kit: Kit) -> None:
        tallies = kit.ports.tallies
        await tallies.tell("ada", later(NINE, -DAY), 1)
        await tallies.tell("ada", NINE, 2)
        assert await tallies.forget(NINE) == 1
        since, until = later(NINE, -2 * DAY), later(NINE, DAY)
        assert await tallies.total("ada", since=since, until=until) == 2
        assert await tallies.forget(NINE) == 0


async def test_no_row_says_whom_it_is_about(wire: TableWire) -> None:
    tallies = TableTallies(wire, "one", a_secret)
    await tallies.tell("pin|203.0.113.7", NINE, 1)
    rows = await wire.range("tallies", "2026-11-24", from_key="!", before_key="~")
    assert len(rows) == 1 and "203" not in rows[0].key and "pin" not in rows[0].key
