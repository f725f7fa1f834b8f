"""Many ask, one question is under way, and nobody is given an answer that was asked for before they came."""

import asyncio

import pytest

from adapters.tables.kept import NextFlight


class Source:
    """Counts its questions; each is answered with its number once it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = asyncio.Event()

    async def question(self) -> int:
        self.asked += 1
        number = self.asked
        await self.go.wait()
        return number


async def test_who_comes_while_a_question_is_under_way_shares_the_next() -> None:
    source, flight = Source(), NextFlight[str, int]()
    first = asyncio.create_task(flight.ask("k", source.question))
    await asyncio.sleep(0)
    later = [asyncio.create_task(flight.ask("k", source.question)) for _ in range(20)]
    await asyncio.sleep(0.01)
    assert source.asked == 1
    source.go.set()
    assert await first == 1
    assert await asyncio.gather(*later) == [2] * 20
    assert source.asked == 2


async def test_who_comes_alone_waits_for_nobody() -> None:
    source, flight = Source(), NextFlight[str, int]()
    source.go.set()
    assert [await flight.ask("k", source.question) for _ in range(3)] == [1, 2, 3]


async def test_other_things_do_not_wait_for_each_other() -> None:
    source, flight = Source(), NextFlight[str, int]()
    both = [asyncio.create_task(flight.ask(key, source.question)) for key in "ab"]
    await asyncio.sleep(0.01)
    assert source.asked == 2
    source.go.set()
    await asyncio.gather(*both)


async def test_a_failure_reaches_its_askers_and_nobody_after() -> None:
    flight = NextFlight[str, int]()

    async def fails() -> int:
        await asyncio.sleep(0.01)
        raise ValueError

    async def works() -> int:
        return 7

    first = asyncio.create_task(flight.ask("k", fails))
    await asyncio.sleep(0)
    second = asyncio.create_task(flight.ask("k", works))
    with pytest.raises(ValueError):
        await first
    assert await second == 7


async def test_an_asker_that_gives_up_does_not_take_the_answer_from_the_others() -> None:
    source, flight = Source(), NextFlight[str, int]()
    tasks = [asyncio.create_task(flight.ask("k", source.question)) for _ in range(3)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[1].cancel()
    source.go.set()
    assert await tasks[2] == 2
