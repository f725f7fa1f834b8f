"""Stands for `adapters.cli`: `python -m … import FOLDER` writes the row that ends an import."""

import os
import sys

from azure.data.tables import TableServiceClient

from adapters.tables.names import PLACES
from adapters.tables.places import CURRENT


def main(arguments: list[str]) -> None:
    """Import once; a second import is an error, so that tests see it."""
    command, folder = arguments
    assert command == "import"
    connection = os.environ["AzureWebJobsStorage"]  # noqa: SIM112 - Azure's own spelling
    with TableServiceClient.from_connection_string(connection) as service:
        row = {"PartitionKey": CURRENT, "RowKey": CURRENT, "folder": folder}
        service.get_table_client(PLACES).create_entity(row)


if __name__ == "__main__":
    main(sys.argv[1:])
