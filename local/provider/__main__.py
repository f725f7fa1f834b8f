"""`python -m local.provider`: the identity provider alone, for whoever runs the real Functions host beside it.

The same settings as `make run`: PORT (of the pages; ours is the next but one), DEMO, LOCAL_DATA.
"""

import asyncio
import os
import sys

from local.accounts import accounts_of
from local.console import done, wrong
from local.options import Options, Refused, read_options
from local.provider import issuer_at, open_listener, provider
from local.supervisor import USUAL_DEMO


def main() -> int:
    """Exit code 1 where it cannot start or stops by itself."""
    try:
        asyncio.run(_serve(read_options([], os.environ)))
    except Refused as refused:
        wrong(str(refused))
        return 1
    except KeyboardInterrupt:
        return 0
    return 1


async def _serve(options: Options) -> None:
    listener = open_listener(options, None)
    issuer = issuer_at(listener)
    async with provider(options, listener, accounts_of(options.demo or USUAL_DEMO)) as process:
        done("Sign-in", f"{issuer} for {options.url} · Ctrl-C stops it")
        await process.wait()


if __name__ == "__main__":
    sys.exit(main())
