"""`python -m local.exchange`: Exchange and Outlook of a demo municipality alone, until Ctrl-C.

With GRAPH_TOKEN in the environment only that token is let in; without, any.
"""

import argparse
import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from local.exchange.keeping import Keeper
from local.exchange.pages import pages
from local.exchange.seed import seeded
from local.exchange.serving import served

_KEPT_EVERY = 5.0


def main() -> int:
    """Exit code 0 after a stop that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m local.exchange", description=__doc__)
    parser.add_argument("--port", type=int, default=7072)
    parser.add_argument("--listen", type=int, help="a listening socket that was handed down")
    parser.add_argument("--demo", default="junglinster")
    parser.add_argument("--vrijplek", default="", help="the address of the application beside it")
    parser.add_argument("--keep", type=Path, help="a file that keeps the calendars between runs")
    chosen = parser.parse_args()
    if chosen.listen is None:
        listener = socket.create_server(("127.0.0.1", chosen.port))
        print(f"http://127.0.0.1:{listener.getsockname()[1]} · Ctrl-C stops it", flush=True)
    else:
        listener = socket.socket(fileno=chosen.listen)
    asyncio.run(_serve(listener, chosen.demo, chosen.vrijplek, chosen.keep))
    return 0


async def _serve(listener: socket.socket, demo: str, vrijplek: str, file: Path | None) -> None:
    stopping = asyncio.Event()
    for word in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(word, stopping.set)
    exchange = seeded(demo, token=os.environ.get("GRAPH_TOKEN") or None)
    keeper = Keeper(exchange, file, demo) if file else None
    if keeper is not None:
        keeper.restore()
    async with served(exchange, listener, pages(exchange, vrijplek=vrijplek)):
        while not stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(_KEPT_EVERY):
                    await stopping.wait()
            if keeper is not None:
                keeper.write()
    if keeper is not None:
        keeper.last()


if __name__ == "__main__":
    sys.exit(main())
