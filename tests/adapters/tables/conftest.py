"""A wire to the emulator, a table of one's own, and a proxy that misbehaves on request."""

import secrets
from collections.abc import AsyncIterator, Callable

import pytest
from azure.data.tables import TableServiceClient

from adapters.tables.auth import SharedKey
from adapters.tables.wire import TableWire
from tests.azurite import Azurite
from tests.fault_proxy import FaultProxy

type Opener = Callable[..., TableWire]
DELAY = 0.8  # seconds; longer than SHORT below, which a busy machine keeps to all the same
SHORT = 0.5


@pytest.fixture
def table(azurite_tables: Azurite) -> str:
    name = f"t{secrets.token_hex(8)}"
    with TableServiceClient.from_connection_string(azurite_tables.connection_string) as service:
        service.create_table(name)
    return name


@pytest.fixture
async def open_wire(azurite_tables: Azurite) -> AsyncIterator[Opener]:
    opened: list[TableWire] = []

    def _open(endpoint: str = azurite_tables.table_endpoint, **settings: object) -> TableWire:
        key = SharedKey(azurite_tables.account, azurite_tables.key)
        opened.append(TableWire(endpoint, key, **settings))  # type: ignore[arg-type]  # passed on as given
        return opened[-1]

    yield _open
    for wire in opened:
        await wire.close()


@pytest.fixture
def wire(open_wire: Opener) -> TableWire:
    return open_wire()


@pytest.fixture
async def proxy(azurite_tables: Azurite) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(azurite_tables.table_endpoint, delay=DELAY) as running:
        yield running
