"""The measurements measure something: every request is answered well, and the rows are there."""

import secrets

import pytest

from adapters.tables.auth import SharedKey
from adapters.tables.wire import TableWire
from bench import floor
from bench.measure import measured
from bench.wire import works
from tests.azurite import Azurite


@pytest.fixture
async def place(azurite_tables: Azurite) -> floor.Place:
    place = floor.Place(
        endpoint=azurite_tables.table_endpoint,
        key=SharedKey(azurite_tables.account, azurite_tables.key),
        table=f"floor{secrets.token_hex(6)}",
    )
    await floor.fill(place, rows=20)
    return place


async def test_the_floor_and_the_wire_do_the_same_work(place: floor.Place) -> None:
    for function in (floor.point_read, floor.transaction, floor.partition_query):
        figures = await function(place, clients=3, calls=12)
        assert figures.clients == 3 and 0 < figures.p50 <= figures.p95 and figures.cpu > 0
    wire = TableWire(place.endpoint, place.key)
    for name, (work, _) in works(wire, place.table).items():
        assert (await measured(name, [work] * 2, 4)).calls == 4
    rows = await wire.range(place.table, floor.PARTITION, from_key="row|", before_key="row}")
    written = await wire.range(place.table, floor.PARTITION, from_key="", before_key="~")
    await wire.close()
    assert len(rows) == len(written) == 20 and len(rows[0].values) == 10


async def test_a_refused_request_is_not_measured_as_a_fast_one(place: floor.Place) -> None:
    lost = floor.Place(endpoint=place.endpoint, key=place.key, table="nosuchtable")
    for function in (floor.point_read, floor.transaction, floor.partition_query):
        with pytest.raises(RuntimeError, match="TableNotFound"):
            await function(lost, clients=1, calls=2)
