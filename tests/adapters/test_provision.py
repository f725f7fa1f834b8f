"""The set-up of an empty storage account."""

from adapters.azure import blob_service, queue_service, table_service
from adapters.provision import CONTAINERS, QUEUES, provision
from adapters.seating.shelf import CONTAINER as SHELF
from adapters.settings import Settings
from adapters.tables.names import TABLES


async def test_everything_is_there_and_doing_it_again_changes_nothing(stores: Settings) -> None:
    await provision(stores)
    async with table_service(stores) as tables:
        assert set(TABLES) <= {table.name async for table in tables.list_tables()}
    async with queue_service(stores) as queues:
        assert set(QUEUES) <= {queue.name async for queue in queues.list_queues()}
    async with blob_service(stores) as blobs:
        assert {*CONTAINERS, SHELF} <= {each.name async for each in blobs.list_containers()}
