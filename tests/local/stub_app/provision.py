"""Makes the stub's tables and queue."""

import asyncio

from azure.core.credentials import AzureNamedKeyCredential
from azure.core.exceptions import ResourceExistsError
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from adapters.settings import Settings


async def provision(settings: Settings) -> None:
    """What `adapters.provision.provision` is for the product."""
    await asyncio.to_thread(_make, settings)


def _make(settings: Settings) -> None:
    account, key = settings.storage_account, settings.storage_account_key
    named = AzureNamedKeyCredential(account, key)
    with TableServiceClient(settings.tables_endpoint, credential=named) as tables:
        for name in ("places", "runs"):
            tables.create_table_if_not_exists(name)
    credential = {"account_name": account, "account_key": key}
    with QueueServiceClient(settings.queues_endpoint, credential=credential) as queues:
        try:
            queues.create_queue("work")
        except ResourceExistsError:
            return
