"""Stands for `adapters.cli`: `python -m … import FOLDER` puts one row into `places`."""

import os
import sys

from azure.data.tables import TableServiceClient


def main(arguments: list[str]) -> None:
    """Import once; a second import of the same place is an error, so that tests see it."""
    command, folder = arguments
    assert command == "import"
    connection = os.environ["AzureWebJobsStorage"]  # noqa: SIM112 - Azure's own spelling
    with TableServiceClient.from_connection_string(connection) as service:
        row = {"PartitionKey": "places", "RowKey": folder.rpartition("/")[2]}
        service.get_table_client("places").create_entity(row)


if __name__ == "__main__":
    main(sys.argv[1:])
