"""The emulator that the contracts run against is there and is the service we think it is."""

from azure.data.tables.aio import TableServiceClient
from azure.storage.queue.aio import QueueServiceClient

from tests.azurite import Azurite


async def test_the_table_emulator_answers(azurite_tables: Azurite) -> None:
    async with TableServiceClient.from_connection_string(
        azurite_tables.connection_string
    ) as client:
        await client.create_table("answers")
        names = [table.name async for table in client.list_tables()]
    assert "answers" in names


async def test_the_whole_emulator_answers(azurite: Azurite) -> None:
    async with QueueServiceClient.from_connection_string(azurite.connection_string) as client:
        await client.create_queue("answers")
        names = [queue.name async for queue in client.list_queues()]
    assert "answers" in names
