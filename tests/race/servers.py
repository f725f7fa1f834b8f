"""Real server processes on one storage, each on a port of its own, that can be killed and started again."""

import asyncio
import os
import random
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from local.crew import Worker, dismiss, hire, ready
from local.options import ROOT, Options
from tests.quiet import told_in


class Servers:
    """`hire` what serves `function_app` just as `make run` does, without its timers and queues.

    The listening sockets are ours, so that a connection made while a server is dead waits for its successor, as it
    would before a platform that starts a new instance."""

    def __init__(self, env: Mapping[str, str], data: Path, number: int) -> None:
        self._env = {**os.environ, "PYTHONPATH": str(ROOT), **env}
        self._options = Options(
            port=0,
            workers=number,
            data=data,
            demo=None,
            app="function_app",
            provision="adapters.provision",
            importer="adapters.cli",
            json_lines=True,  # a program reads it: told in words, it would cost more than a poll
        )
        self._listeners = [
            socket.create_server(("127.0.0.1", 0), backlog=1024) for _ in range(number)
        ]
        self._workers: list[Worker] = []
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  # closed in stop
        self.kills = 0

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(f"http://127.0.0.1:{each.getsockname()[1]}" for each in self._listeners)

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(worker.process.pid for worker in self._workers)

    async def start(self) -> None:
        self._workers = list(await asyncio.gather(*map(self._hired, self._listeners)))

    async def kill_one(self, *, within: float) -> None:
        """At some moment `within` so many seconds, kill -9 one of them; back when its successor serves."""
        await asyncio.sleep(random.uniform(0, within))
        number = random.randrange(len(self._workers))
        dead = self._workers[number]
        dead.process.kill()
        self.kills += 1
        await dismiss(dead)
        self._workers[number] = await self._hired(self._listeners[number])

    async def stop(self) -> None:
        await asyncio.gather(*map(dismiss, self._workers))
        for listener in self._listeners:
            listener.close()
        self._log.seek(0)
        said = self._log.read().decode("utf-8", "replace")
        self._log.close()
        sys.stderr.write(said)
        assert told_in(said) == []

    async def _hired(self, listener: socket.socket) -> Worker:
        worker = await hire(self._options, listener, self._env, jobs=False, errors=self._log)
        await ready(worker)
        return worker


@asynccontextmanager
async def serving(env: Mapping[str, str], data: Path, *, number: int) -> AsyncIterator[Servers]:
    """So many server processes; all of them serve when this enters, and none is left when it exits."""
    servers = Servers(env, data, number)
    try:
        await servers.start()
        yield servers
    finally:
        await servers.stop()
