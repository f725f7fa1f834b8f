"""Runs the identity provider beside it: `oidc-provider` on Node, with the demo's people, on loopback.

Its signing keys and the list of people are in the data folder; sessions are in its memory and end with it. Nothing that
is signed with these keys opens anything but this machine's Vrijplek.
"""

import json
import os
import signal
import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from local.accounts import Account
from local.answering import until_it_answers
from local.console import waiting
from local.options import Options
from local.processes import start, stop

TENANT = "6f1d2c3b-0000-4000-8000-76726a706c6b"
"""The directory's id, made up; Entra calls it `tid`."""
CLIENT = "vrijplek"

_MAIN = Path(__file__).with_name("main.js")
_STOPS_WITHIN = 10.0


def open_listener(options: Options, remembered: str | None) -> socket.socket:
    """Where the provider will listen: two ports after ours where it is free (Exchange is between), so that it can be
    learned by heart. It is taken now, because others look for a free port too while the storage starts."""
    kept = (urlsplit(remembered).port or 0) if remembered else 0
    for port in (options.port + 2, kept):
        with suppress(OSError, OverflowError):
            return socket.create_server(("127.0.0.1", port))
    return socket.create_server(("127.0.0.1", 0))


def issuer_at(listener: socket.socket) -> str:
    """The address of the provider that listens there."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def provider(
    options: Options, listener: socket.socket, accounts: list[Account]
) -> AsyncIterator[Process]:
    """The identity provider on `listener`, which answers when this enters and is gone when it exits."""
    issuer = issuer_at(listener)
    folder = options.data / "provider"
    folder.mkdir(parents=True, exist_ok=True)
    people, log = folder / "accounts.json", options.data / "provider.log"
    people.write_text(json.dumps(accounts, ensure_ascii=False, indent=1), "utf-8")
    told = {
        "issuer": issuer,
        "listener": listener.fileno(),
        "app": options.url,
        "tenant": TENANT,
        "accounts": str(people),
        "keys": str(folder / "keys.json"),
    }
    with log.open("wb") as output:
        command = ["node", str(_MAIN), json.dumps(told)]
        fds = (listener.fileno(),)
        process = await start(command, env=os.environ, output=output, errors=output, pass_fds=fds)
    listener.close()  # it must die with the provider
    port = urlsplit(issuer).port or 0
    try:
        with waiting("Starting the sign-in"):
            await until_it_answers("The identity provider", process, [port], log)
        yield process
    finally:
        await stop(process, signal.SIGTERM, patience=_STOPS_WITHIN)
