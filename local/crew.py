"""The server processes of one local run: started together, watched together, stopped together."""

import asyncio
import json
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO

from local.options import Options, Refused
from local.processes import start, stop

# Longer than a worker's own grace; a job that outlasts this is killed and done again later.
_STOPS_WITHIN = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A server process and our end of its control socket; closing that end stops it."""

    process: Process
    control: socket.socket


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The running server processes and what the app declares (name to schedule, name to queue)."""

    workers: tuple[Worker, ...]
    timers: Mapping[str, str]
    queues: Mapping[str, str]


@asynccontextmanager
async def crew(
    options: Options, listeners: Sequence[socket.socket], env: Mapping[str, str]
) -> AsyncIterator[Crew]:
    """Server processes, one per listener; the first also runs timers and queues. All of them serve
    when this enters, and none is left when it exits."""
    workers: list[Worker] = []
    try:
        for number, listener in enumerate(listeners):
            workers.append(await hire(options, listener, env, jobs=number == 0))
            listener.close()  # a dead worker's socket must die with it
        summaries = [await ready(worker) for worker in workers]
        yield Crew(
            workers=tuple(workers), timers=summaries[0]["timers"], queues=summaries[0]["queues"]
        )
    finally:
        await asyncio.gather(*(dismiss(worker) for worker in workers))


async def hire(
    options: Options,
    listener: socket.socket,
    env: Mapping[str, str],
    *,
    jobs: bool,
    errors: IO[bytes] | None = None,
) -> Worker:
    """A new server process on `listener`; with `jobs` it runs timers and queues too. `errors`: where its log goes."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", "local.worker", f"--app={options.app}"]
    command += [f"--listen={listener.fileno()}", f"--control={theirs.fileno()}"]
    command += [f"--memory={options.data / 'timers.json'}"] if jobs else []
    command += ["--json-lines"] if options.json_lines else []
    with theirs:
        fds = (listener.fileno(), theirs.fileno())
        process = await start(command, env=env, errors=errors, pass_fds=fds)
    ours.setblocking(False)
    return Worker(process=process, control=ours)


async def ready(worker: Worker) -> dict[str, dict[str, str]]:
    """Wait until it serves: what its app declares. Raises Refused when it ends before that."""
    loop = asyncio.get_running_loop()
    line = b""
    while not line.endswith(b"\n"):
        piece = await loop.sock_recv(worker.control, 65536)
        if not piece:
            raise Refused("The app did not start; its own words are above.")
        line += piece
    summary: dict[str, dict[str, str]] = json.loads(line)
    return summary


async def dismiss(worker: Worker) -> None:
    """Stop it in good order and wait; a dead one is merely waited for."""
    worker.control.close()
    if worker.process.returncode is None:
        try:
            async with asyncio.timeout(_STOPS_WITHIN):
                await worker.process.wait()
        except TimeoutError:
            await stop(worker.process, signal.SIGTERM, patience=1)
