"""Makes the stub's tables and queue."""

from azure.core.credentials import AzureNamedKeyCredential
from azure.core.exceptions import ResourceExistsError
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient

from adapters.settings import Settings


def provision(settings: Settings) -> None:
    """What `adapters.provision.provision` is for the product."""
    account, key = settings.storage_account, settings.storage_account_key
    tables = TableServiceClient(
        settings.tables_endpoint, credential=AzureNamedKeyCredential(account, key)
    )
    with tables:
        for name in ("places", "runs"):
            tables.create_table_if_not_exists(name)
    credential = {"account_name": account, "account_key": key}
    with QueueServiceClient(settings.queues_endpoint, credential=credential) as queues:
        try:
            queues.create_queue("work")
        except ResourceExistsError:
            return
