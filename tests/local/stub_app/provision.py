"""Makes the stub's tables and queue."""

from collections.abc import Mapping

from azure.core.exceptions import ResourceExistsError
from azure.data.tables import TableServiceClient
from azure.storage.queue import QueueServiceClient


def provision(environment: Mapping[str, str]) -> None:
    """What `adapters.provision.provision` is for the product."""
    connection = environment["AzureWebJobsStorage"]
    with TableServiceClient.from_connection_string(connection) as tables:
        for name in ("places", "runs"):
            tables.create_table_if_not_exists(name)
    with QueueServiceClient.from_connection_string(connection) as queues:
        try:
            queues.create_queue("work")
        except ResourceExistsError:
            return
