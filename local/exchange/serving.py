"""Serves an Exchange on a port of this machine for as long as a block lasts, in the loop that is running."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial

import uvicorn
from starlette.types import ASGIApp
from uvicorn.server import ServerState

from local.exchange.admin import administer
from local.exchange.asgi import Cuttable, Served
from local.exchange.control import Exchange

_STOPS_WITHIN = 2


@asynccontextmanager
async def exchange_server(
    *,
    now: datetime | None = None,
    token: str | None = None,
    zone: str = "Europe/Amsterdam",
    port: int = 0,
    seed: int = 4,
) -> AsyncIterator[Exchange]:
    """A new Exchange that answers when this enters; see Exchange for `now`, `token` and `zone`. Port 0: any free one."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        async with served(
            Exchange(now=now, token=token, zone=zone, seed=seed), listener
        ) as exchange:
            yield exchange


@asynccontextmanager
async def served(
    exchange: Exchange, listener: socket.socket, pages: ASGIApp | None = None
) -> AsyncIterator[Exchange]:
    """That Exchange on that socket. By the machine's clock it lives by itself; with a clock of its own it waits."""
    app = Served(exchange.graph, partial(administer, exchange), pages)
    config = uvicorn.Config(
        app, http=Cuttable, lifespan="off", log_config=None, access_log=False, ws="none"
    )
    config.load()
    state = ServerState()
    # Made anew, it knows that it speaks TCP, and asyncio then sends small answers at once instead of 40 ms later.
    listener = socket.socket(fileno=listener.detach())
    # Not uvicorn's own server: that takes the signals of the process it is a guest in, and its time to stop.
    server = await asyncio.get_running_loop().create_server(
        lambda: Cuttable(config=config, server_state=state, app_state={}), sock=listener
    )
    exchange.root_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    living = asyncio.create_task(exchange.pump()) if exchange.runs_by_itself else None
    try:
        yield exchange
    finally:
        server.close()
        if living is not None:
            living.cancel()
            with suppress(asyncio.CancelledError):
                await living
        for connection in list(state.connections):
            connection.shutdown()
        if state.tasks:
            await asyncio.wait(set(state.tasks), timeout=_STOPS_WITHIN)
        await exchange.close()
