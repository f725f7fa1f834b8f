"""Makes tables, queues and containers, and says whether the storage holds a municipality yet.

`python -m local.prepare MODULE` calls `MODULE.provision(settings)` in the app's environment and prints
`empty` or `filled`. A process of its own, because the supervisor never loads the app.
"""

import asyncio
import importlib
import inspect
import os
import sys
from typing import Any

from azure.data.tables import TableServiceClient

from adapters.settings import Settings, read_settings

# An import fills this table, and nothing else does.
PLACES = "places"


def main(module: str) -> int:
    """Provision, then print `empty` or `filled`."""
    asyncio.run(_provision(importlib.import_module(module), read_settings(os.environ)))
    connection = os.environ["AzureWebJobsStorage"]  # noqa: SIM112 - Azure's own spelling
    with TableServiceClient.from_connection_string(connection) as service:
        pages = service.get_table_client(PLACES).list_entities(results_per_page=1)
        print("filled" if next(iter(pages), None) else "empty")
    return 0


async def _provision(module: Any, settings: Settings) -> None:
    made = module.provision(settings)
    if inspect.isawaitable(made):
        await made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
