"""Waiting for a server of ours: it may be slow, be silent once, or die."""

import asyncio
import os
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from local.answering import until_it_answers
from local.options import Refused
from local.processes import start, stop


@asynccontextmanager
async def child(*command: str) -> AsyncIterator[Process]:
    """Stands for the server's process."""
    process = await start(command, env=os.environ)
    try:
        yield process
    finally:
        await stop(process, signal.SIGTERM, patience=5)


@asynccontextmanager
async def server(silent: int) -> AsyncIterator[int]:
    """The port of a server that answers, but the first `silent` connections never."""
    connections = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        if connections > silent:
            writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
        else:
            await reader.read()  # until the asker goes away
        writer.close()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


async def test_a_connection_that_nobody_answers_is_given_up_and_tried_again(tmp_path: Path) -> None:
    async with child("sleep", "60") as process, server(silent=2) as port:
        await until_it_answers(
            "It", process, [port], tmp_path / "log", within=60, asked_again_after=0.05
        )


async def test_who_never_answers_is_refused_with_its_last_words(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("starting\nwaiting for a key\n")
    async with child("sleep", "60") as process, server(silent=10**6) as port:
        with pytest.raises(
            Refused, match=r"It did not answer in 0\.3 seconds: .* waiting for a key"
        ):
            await until_it_answers("It", process, [port], log, within=0.3, asked_again_after=0.05)


async def test_who_stops_is_not_waited_for(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("no such file\n")
    async with child("false") as process, server(silent=10**6) as port:
        with pytest.raises(Refused, match="It stopped at once: no such file"):
            await until_it_answers("It", process, [port], log, within=60, asked_again_after=0.05)
