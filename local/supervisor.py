"""One local run from start to stop: storage, preparation, server processes, then the reverse."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from local.accounts import accounts_of
from local.azurite import azurite
from local.beside import beside_on, exchange, open_exchange_listener
from local.console import done, say, waiting
from local.crew import Crew, crew
from local.environment import app_environment, exchange_environment
from local.options import ROOT, Options, Refused
from local.processes import read_output, run
from local.provider import issuer_at, open_listener, provider
from local.state import StateFile

USUAL_DEMO = "junglinster"
_STOP_WORDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def host(options: Options, listeners: Sequence[socket.socket]) -> None:
    """Run until stopped by a signal (returns) or until a part of it dies (`Refused`)."""
    stopping = _stop_on_signals()
    try:
        await _live(options, listeners)
    except asyncio.CancelledError:
        if not stopping.is_set():
            raise
    finally:
        for word in _STOP_WORDS:
            asyncio.get_running_loop().remove_signal_handler(word)
            signal.signal(
                word, signal.SIG_IGN
            )  # everything is stopped; nothing is left to interrupt
    say("Stopped. Nothing is left running; your data is kept.")


def _stop_on_signals() -> asyncio.Event:
    """The first signal unwinds the run in order; later ones must not cut that short."""
    stopping = asyncio.Event()
    loop, run_task = asyncio.get_running_loop(), asyncio.current_task()

    def stop() -> None:
        if stopping.is_set():
            say("Already stopping: the storage is writing its data, one moment.")
        elif run_task is not None:
            stopping.set()
            say("Stopping: requests and jobs in progress finish, then the storage writes its data.")
            run_task.cancel()

    for word in _STOP_WORDS:
        loop.add_signal_handler(word, stop)
    return stopping


async def _live(options: Options, listeners: Sequence[socket.socket]) -> None:
    remembered = StateFile(options.data)
    async with azurite(options.data, remembered.read().ports) as storage:
        remembered.keep_ports(storage.ports)
        ports = storage.ports
        done(
            "Storage",
            f"Azurite on 127.0.0.1, tables {ports.table}, queues {ports.queue}, blobs "
            f"{ports.blob}; data in {_short(options.data)}/azurite",
        )
        listener = open_listener(options, remembered.read().issuer)
        issuer = issuer_at(listener)
        remembered.keep_issuer(issuer)
        elsewhere = os.environ.get("GRAPH_BASE_URL")
        exchange_listener = None if elsewhere else open_exchange_listener(options)
        env = app_environment(options, storage, issuer)
        await _prepare(options, remembered, env)
        demo = remembered.read().demo
        others = {"Azurite, the storage,": storage.process}
        async with AsyncExitStack() as running:
            sign_in = provider(options, listener, accounts_of(demo))
            others["The identity provider"] = await running.enter_async_context(sign_in)
            done("Sign-in", f"{issuer}, an identity provider with the demo's people")
            if exchange_listener is None:
                done(
                    "Exchange", f"{elsewhere}, because GRAPH_BASE_URL says so; see docs/exchange.md"
                )
            elif demo is not None:  # of a municipality imported by hand nobody has a mailbox here
                beside = beside_on(exchange_listener, demo)
                played = exchange(options, exchange_listener, beside)
                others["Exchange"] = await running.enter_async_context(played)
                env |= exchange_environment(options, beside)
                done("Outlook", f"{beside.url}, an Exchange with the demo's rooms and people")
            else:
                exchange_listener.close()
            serving = await running.enter_async_context(crew(options, listeners, env))
            _announce(options, serving)
            await _until_something_dies(others, serving)


async def _prepare(options: Options, remembered: StateFile, env: Mapping[str, str]) -> None:
    prepare = [sys.executable, "-m", "local.prepare", options.provision]
    with waiting("Making tables, queues and containers"):
        code, word = await read_output(prepare, env=env)
    if code != 0:
        raise Refused("Tables, queues and containers could not be made; the reason is above.")
    if word.split()[-1:] == ["filled"]:
        _same_demo(options, remembered.read().demo)
        done("Places", f"kept from the last run ({remembered.read().demo or 'imported by hand'})")
        return
    demo = options.demo or USUAL_DEMO
    folder = ROOT / "demo" / demo
    if not folder.is_dir():
        raise Refused(f"There is no demo municipality '{demo}': {_short(folder)} does not exist.")
    say(f"Importing {_short(folder)} ...")
    command = [sys.executable, "-m", options.importer, "import", str(folder)]
    if await run(command, env=env) != 0:
        raise Refused(f"{_short(folder)} was not imported; the reason is above.")
    remembered.keep_demo(demo)
    done("Places", f"imported from {_short(folder)}")


def _same_demo(options: Options, present: str | None) -> None:
    if options.demo and present and options.demo != present:
        raise Refused(
            f"{_short(options.data)} holds {present}, not {options.demo}. Give {options.demo} its own "
            f"folder: DEMO={options.demo} LOCAL_DATA=.local-{options.demo} make run"
        )


def _announce(options: Options, running: Crew) -> None:
    pids = ", ".join(str(worker.process.pid) for worker in running.workers)
    done("Server", f"{len(running.workers)} process{'es' * (len(running.workers) > 1)} ({pids})")
    for name, schedule in running.timers.items():
        done("Timer", f"{name} at {schedule} (UTC)")
    for name, queue in running.queues.items():
        done("Queue", f"{name} drains {queue}")
    done("Mail", f"written to {_short(options.data)}/outbox")
    done(
        "Ready", f"{options.url} · API {options.url}/api/v1/openapi.json · Ctrl-C stops everything"
    )


async def _until_something_dies(others: Mapping[str, Process], running: Crew) -> None:
    watched = {asyncio.create_task(each.wait()): name for name, each in others.items()}
    for worker in running.workers:
        watched[asyncio.create_task(worker.process.wait())] = f"Server process {worker.process.pid}"
    try:
        ended, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in watched:
            task.cancel()
    first = ended.pop()
    raise Refused(
        f"{watched[first]} ended by itself (exit code {first.result()}); stopping the rest."
    )


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
