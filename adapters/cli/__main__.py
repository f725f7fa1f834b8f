"""`python -m adapters.cli`: the commands over the storage that the environment names."""

import os
import sys

from adapters.cli.admin import open_ports
from adapters.cli.app import build
from adapters.cli.backup import open_backups
from adapters.cli.fleet.az import AzCommand
from adapters.cli.fleet.commands import Tools
from adapters.cli.fleet.offline import check_of
from adapters.cli.outermost import carried_out
from adapters.cli.storage import open_storage

if __name__ == "__main__":
    app = build(
        lambda: open_storage(os.environ),
        lambda: open_ports(os.environ),
        lambda: open_backups(os.environ),
        tools=Tools(az=AzCommand(), check=check_of(), environment=os.environ),
    )
    sys.exit(carried_out(app, os.environ))
