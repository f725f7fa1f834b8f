"""`python -m local`: everything on this machine, until Ctrl-C."""

import asyncio
import os
import sys

from local.console import done, wrong
from local.options import Refused, read_options


def main() -> int:
    """Exit code 0 after a stop that was asked for, 1 after a refusal or a failure."""
    try:
        options = read_options(sys.argv[1:], os.environ)
        from local.checks import check_pieces, only_one, open_listeners

        check_pieces()
        # Only now: what follows imports packages that the check has just looked for.
        from local.supervisor import host

        with only_one(options):
            listeners = open_listeners(options)
            done(
                "Pieces",
                f"Python {sys.version.split()[0]}, Node, Azurite; port {options.port} is free",
            )
            asyncio.run(host(options, listeners))
    except Refused as refused:
        wrong(str(refused))
        return 1
    except KeyboardInterrupt:
        return 130  # before anything had started
    return 0


if __name__ == "__main__":
    sys.exit(main())
