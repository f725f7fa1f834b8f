"""Runs the played Exchange as a process beside the app. Its calendars are kept in the data folder, like everything else."""

import os
import secrets
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from local.answering import until_it_answers
from local.console import waiting
from local.options import Options, Refused
from local.processes import start, stop

SERVICE = "vrijplek"
"""Who invites the rooms."""
_STOPS_WITHIN = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Where it is, whom it plays, and the one token that it lets in, made for this run."""

    url: str
    demo: str
    token: str


def domain_of(demo: str) -> str:
    """What comes after the @ in a demo municipality."""
    return f"{demo}.example"


def service_mailbox(demo: str) -> str:
    return f"{SERVICE}@{domain_of(demo)}"


def open_exchange_listener(options: Options) -> socket.socket:
    """Where it will listen: on the port that was asked for, else the one after ours where it is free. It is taken now,
    because others look for a free port too while the storage starts."""
    if options.exchange_port is not None:
        try:
            return socket.create_server(("127.0.0.1", options.exchange_port))
        except OSError as error:
            raise Refused(
                f"Port {options.exchange_port} is taken by another program ({error.strerror}). "
                "Choose another one for Exchange: EXCHANGE_PORT=7082 make run"
            ) from error
    with suppress(OSError, OverflowError):
        return socket.create_server(("127.0.0.1", options.port + 1))
    return socket.create_server(("127.0.0.1", 0))


def beside_on(listener: socket.socket, demo: str) -> Beside:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    return Beside(url=url, demo=demo, token=secrets.token_urlsafe(24))


@asynccontextmanager
async def exchange(
    options: Options, listener: socket.socket, beside: Beside
) -> AsyncIterator[Process]:
    """Answers when this enters and is gone when it exits."""
    log = options.data / "exchange.log"
    port = listener.getsockname()[1]
    command = [sys.executable, "-m", "local.exchange", f"--listen={listener.fileno()}"]
    command += [f"--demo={beside.demo}", f"--vrijplek={options.url}"]
    command += [f"--keep={options.data / 'exchange.pickle'}"]
    env = {**os.environ, "GRAPH_TOKEN": beside.token}
    with log.open("wb") as output:
        process = await start(
            command, env=env, output=output, errors=output, pass_fds=(listener.fileno(),)
        )
    listener.close()  # it must die with the process
    try:
        with waiting("Starting Exchange"):
            await until_it_answers("Exchange", process, [port], log)
        yield process
    finally:
        await stop(process, signal.SIGTERM, patience=_STOPS_WITHIN)
