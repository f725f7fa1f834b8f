"""One server process: serves the ASGI app with uvicorn and, if told to, runs timers and queues.

Started by the supervisor with a listening socket and a control socket. It writes one JSON line on the
control socket when it serves, and stops in good order when that socket closes.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from rich.console import Console
from rich.logging import RichHandler

from adapters.telemetry.events import JsonLines, Readable
from local.admin import Admin
from local.clock import WallPace
from local.functions import BadApp, Declared, load
from local.options import ROOT
from local.queues import keep_draining, read_rules
from local.timers import Memory, fire_at_start, keep_firing

log = logging.getLogger("local")

# After Ctrl-C a request may take so long, and then a job. A job that is cut off is no loss: timers are
# resumable and a message comes back; a process that stays would be one.
_GRACE_SECONDS = 10
_JOB_GRACE_SECONDS = 25.0


class Server(uvicorn.Server):
    """uvicorn that leaves signals to us and tells the supervisor when it serves."""

    def __init__(self, config: uvicorn.Config, control: socket.socket, declared: Declared) -> None:
        super().__init__(config)
        self._control = control
        self.declared = declared

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._control.sendall(json.dumps(_summary(self.declared)).encode() + b"\n")

    async def stop_when_told(self) -> None:
        """Stop serving when the control socket closes or a signal arrives."""
        loop = asyncio.get_running_loop()
        for word in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(word, self._stop)
        self._control.setblocking(False)
        with contextlib.suppress(ConnectionError):
            await loop.sock_recv(self._control, 1)
        self._stop()

    def _stop(self) -> None:
        self.should_exit = True


def main(arguments: list[str]) -> int:
    """Run one server process; 0 after a stop in good order, 1 where the app cannot be hosted."""
    parser = argparse.ArgumentParser(prog="python -m local.worker")
    parser.add_argument("--app", required=True)
    parser.add_argument("--listen", type=int, required=True, help="file descriptor")
    parser.add_argument("--control", type=int, required=True, help="file descriptor")
    parser.add_argument("--memory", type=Path, help="run timers and queues; their memory is here")
    parser.add_argument("--json-lines", action="store_true", help="the log as JSON, a line each")
    chosen = parser.parse_args(arguments)
    _log(lines=chosen.json_lines)
    try:
        declared = load(chosen.app, os.environ)
    except BadApp as bad:
        log.error("%s", bad)
        return 1
    listener, control = socket.socket(fileno=chosen.listen), socket.socket(fileno=chosen.control)
    admin = Admin(declared)
    server = Server(_config(admin), control, declared)
    with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
        runner.run(_serve(server, listener, admin, chosen.memory))
    return 0 if server.started else 1


async def _serve(
    server: Server, listener: socket.socket, admin: Admin, memory: Path | None
) -> None:
    pace = WallPace()
    jobs = _start_jobs(server, memory, pace) if memory else []
    watch = asyncio.create_task(server.stop_when_told())
    await server.serve(sockets=[listener])
    watch.cancel()
    pace.stop()
    jobs.append(asyncio.create_task(admin.finish()))
    _, unfinished = await asyncio.wait(jobs, timeout=_JOB_GRACE_SECONDS)
    if unfinished:
        log.error("a job did not finish; it is cut off and done again later")
        os._exit(1)  # a function on a thread cannot be cancelled, and a normal exit waits for it


def _start_jobs(server: Server, memory: Path, pace: WallPace) -> list[asyncio.Task[None]]:
    statuses, rules = Memory(memory), read_rules(ROOT / "host.json")
    declared = server.declared
    tasks = [asyncio.create_task(keep_firing(timer, statuses, pace)) for timer in declared.timers]
    tasks += [asyncio.create_task(keep_draining(job, rules, pace)) for job in declared.queues]
    tasks.append(asyncio.create_task(fire_at_start(declared.timers)))
    return tasks


def _config(admin: Admin) -> uvicorn.Config:
    return uvicorn.Config(
        admin,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _summary(declared: Declared) -> dict[str, object]:
    return {
        "timers": {timer.name: timer.schedule.text for timer in declared.timers},
        "queues": {job.name: job.queue for job in declared.queues},
    }


def _log(*, lines: bool) -> None:
    """In words for whoever sits at a terminal; `lines`: as JSON, for a program that reads them."""
    handler: logging.Handler = logging.StreamHandler()
    formatter: logging.Formatter = JsonLines()
    if not lines:
        handler = RichHandler(console=Console(stderr=True), show_path=False)
        formatter = Readable("%(message)s")
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for chatty in ("azure", "uvicorn", "aiohttp", "httpx2"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
