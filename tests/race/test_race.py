"""The races in short; `make prove` runs them in full."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.race.arena import Arena, Storage, arena, storage
from tests.race.scenarios import SCENARIOS, Scenario

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town() -> AsyncIterator[Storage]:
    async with storage() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fair(town: Storage) -> AsyncIterator[Arena]:
    async with arena(town) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unfair(town: Storage) -> AsyncIterator[Arena]:
    async with arena(town, faults=True) as running:
        yield running


async def _rounds(scenario: Scenario, running: Arena) -> None:
    """That nobody has to ask again is for a machine that does nothing else: a round in which only that went wrong is run
    once more, on days of its own. `make prove` forgives none."""
    for number in range(scenario.short):
        found = await scenario.round(running, number)
        for once_more in range(1, 3):
            if not found.wrong or not all("had to ask again" in text for _, text in found.wrong):
                break
            found = await scenario.round(running, number + once_more * scenario.short)
        assert found.wrong == ()


@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS if s.short and not s.faults], ids=lambda s: s.name
)
async def test_nothing_is_booked_twice_lost_or_left_behind(scenario: Scenario, fair: Arena) -> None:
    await _rounds(scenario, fair)


@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS if s.short and s.faults], ids=lambda s: s.name
)
async def test_nothing_is_booked_twice_lost_or_left_behind_while_storage_misbehaves(
    scenario: Scenario, unfair: Arena
) -> None:
    await _rounds(scenario, unfair)
