"""Whole tables, whatever is in them: types, versions, many pages and many rows at a time."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from azure.data.tables import EdmType, EntityProperty

from adapters.azure import table_service
from adapters.settings import Settings
from adapters.tables.opened import credential_of
from adapters.tables.raw import STAMP, VERSION, Entity, NoTable, RawTables, body_of, key_of
from tests.azurite import Azurite
from tests.contracts.conftest import settings_of

ONE, OTHER = "rawone", "rawother"


@pytest.fixture
def settings(azurite_tables: Azurite) -> Settings:
    return settings_of(azurite_tables)


@pytest.fixture
async def raw(settings: Settings) -> AsyncIterator[RawTables]:
    async with table_service(settings) as service:
        for name in (ONE, OTHER):
            await service.create_table_if_not_exists(name)
    opened = RawTables(settings.tables_endpoint, credential_of(settings))
    yield opened
    await opened.close()
    async with table_service(settings) as service:
        for name in (ONE, OTHER):
            await service.delete_table(name)


async def rows_of(raw: RawTables, table: str, condition: str = "") -> list[Entity]:
    return [row async for page in raw.pages(table, condition=condition) for row in page]


async def test_every_type_comes_back_as_it_was(raw: RawTables, settings: Settings) -> None:
    async with table_service(settings) as service:
        await service.get_table_client(ONE).create_entity(
            {
                "PartitionKey": "p",
                "RowKey": "it's é",
                "int": 5,
                "whole": 3.0,
                "wide": EntityProperty(2**40, EdmType.INT64),
                "bytes": b"\x00\x01",
                "guid": uuid.UUID(int=7),
                "when": datetime(2026, 11, 24, 8, tzinfo=UTC),
                "yes": True,
                "text": 'é\n"x',
            }
        )
    (row,) = await rows_of(raw, ONE)
    assert row[VERSION] and row[STAMP]
    types = {name.partition("@")[0]: value for name, value in row.items() if "@" in name}
    assert {"wide": "Edm.Int64", "whole": "Edm.Double", "guid": "Edm.Guid"}.items() <= types.items()
    assert {"bytes": "Edm.Binary", "when": "Edm.DateTime"}.items() <= types.items()
    await raw.put(OTHER, [row])
    (again,) = await rows_of(raw, OTHER)
    assert body_of(again) == body_of(row)
    assert again[VERSION] != row[VERSION]


async def test_more_rows_than_a_page_or_a_transaction_holds(raw: RawTables) -> None:
    rows: list[Entity] = [
        {"PartitionKey": "p", "RowKey": f"{n:05d}", "text": "x" * 40} for n in range(1205)
    ]
    await raw.put(ONE, rows)
    pages = [page async for page in raw.pages(ONE, keys_only=True)]
    assert len(pages) > 1
    assert [key_of(row) for page in pages for row in page] == [key_of(row) for row in rows]
    await raw.remove(ONE, map(key_of, rows[5:]))
    assert [body_of(row) for row in await rows_of(raw, ONE)] == [body_of(row) for row in rows[:5]]


async def test_what_was_written_since_is_found(raw: RawTables) -> None:
    await raw.put(ONE, [{"PartitionKey": "p", "RowKey": "a"}])
    assert len(await rows_of(raw, ONE, "Timestamp ge datetime'2020-01-01T00:00:00Z'")) == 1
    assert await rows_of(raw, ONE, "Timestamp ge datetime'2999-01-01T00:00:00Z'") == []


async def test_a_table_that_is_not_there_is_said(raw: RawTables) -> None:
    with pytest.raises(NoTable):
        await rows_of(raw, "nosuchtable")
