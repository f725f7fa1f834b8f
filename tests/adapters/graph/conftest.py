"""Ports of Exchange over a Graph that says what a test wrote down."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from adapters.graph.opened import Exchange
from tests.adapters.graph.scene import opened_at
from tests.adapters.graph.scripted import Script, a_graph


@pytest.fixture
def graph() -> Iterator[Script]:
    with a_graph() as script:
        yield script


@pytest_asyncio.fixture
async def exchange(graph: Script) -> AsyncIterator[Exchange]:
    opened = opened_at(graph.base)
    yield opened
    await opened.close()
