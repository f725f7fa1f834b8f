"""Makes tables, queues and containers, and says whether a municipality has been imported yet.

`python -m local.prepare MODULE` awaits `MODULE.provision(settings)` in the app's environment and prints
`empty` or `filled`. A process of its own, because the supervisor never loads the app.
"""

import asyncio
import importlib
import os
import sys

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableServiceClient

from adapters.settings import read_settings
from adapters.tables.names import PLACES
from adapters.tables.places import CURRENT


def main(module: str) -> int:
    """Provision, then print `empty` or `filled`."""
    asyncio.run(importlib.import_module(module).provision(read_settings(os.environ)))
    print("filled" if _imported() else "empty")
    return 0


def _imported() -> bool:
    """Whether an import has come to its end: its last act is to write this row."""
    connection = os.environ["AzureWebJobsStorage"]  # noqa: SIM112 - Azure's own spelling
    with TableServiceClient.from_connection_string(connection) as service:
        try:
            service.get_table_client(PLACES).get_entity(CURRENT, CURRENT)
        except ResourceNotFoundError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
