"""Waits until a server of ours that speaks HTTP on loopback answers."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Iterable
from pathlib import Path

from local.options import Refused

_STARTS_WITHIN = 60.0


async def until_it_answers(name: str, process: Process, ports: Iterable[int], log: Path) -> None:
    """Raises Refused, with the last words in `log`, where it stops before that or takes a minute."""
    try:
        async with asyncio.timeout(_STARTS_WITHIN):
            for port in ports:
                while not await _answers(port):
                    if process.returncode is not None:
                        raise Refused(f"{name} stopped at once: {_tail(log)}")
                    await asyncio.sleep(0.1)
    except TimeoutError:
        raise Refused(f"{name} did not answer within a minute: {_tail(log)}") from None


async def _answers(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        line = await reader.readline()
        writer.close()
    except OSError:
        return False
    return line.startswith(b"HTTP/")


def _tail(log: Path) -> str:
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    return " / ".join(lines[-3:]) or "it said nothing"
