"""Makes what an empty storage account needs: tables, queues, containers. Running it again changes nothing.

In Azure the infrastructure code makes the same ones; this is for a machine of one's own and for tests.
"""

import asyncio
from contextlib import suppress

from adapters.azure import blob_service, queue_service, table_service
from adapters.backup.vault import make_container
from adapters.blobs import drawings, keys
from adapters.queues import doorbell, mailbell, waker
from adapters.queues.messages import poison
from adapters.seating import shelf
from adapters.settings import Settings
from adapters.tables.names import TABLES

WAKING = (doorbell.QUEUE, waker.QUEUE, mailbell.QUEUE)
QUEUES = tuple(name for queue in WAKING for name in (queue, poison(queue)))
CONTAINERS = (drawings.CONTAINER, keys.CONTAINER)


async def provision(settings: Settings) -> None:
    """Make everything in the storage account that the settings name, side by side."""
    await asyncio.gather(make_tables(settings), _make_queues(settings), _make_containers(settings))
    if settings.local:
        await shelf.make_container(settings)
    if settings.backup_blobs_endpoint and settings.local:
        await make_container(settings)


async def make_tables(settings: Settings) -> None:
    async with table_service(settings) as service:
        await asyncio.gather(*(service.create_table_if_not_exists(name) for name in TABLES))


async def _make_queues(settings: Settings) -> None:
    from azure.core.exceptions import ResourceExistsError

    async with queue_service(settings) as service:
        for name in QUEUES:
            with suppress(ResourceExistsError):
                await service.create_queue(name)


async def _make_containers(settings: Settings) -> None:
    from azure.core.exceptions import ResourceExistsError

    async with blob_service(settings) as service:
        for name in CONTAINERS:
            with suppress(ResourceExistsError):
                await service.create_container(name)
