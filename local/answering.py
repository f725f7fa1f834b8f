"""Waits until a server of ours that speaks HTTP on loopback answers."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import Iterable
from pathlib import Path

from local.options import Refused

_STARTS_WITHIN = (
    180.0  # Node and Python start in a second or two; a machine that does much else takes its time
)
_ASKED_AGAIN_AFTER = 5.0  # a connection may be taken in by the kernel and be answered by nobody


async def until_it_answers(
    name: str,
    process: Process,
    ports: Iterable[int],
    log: Path,
    *,
    within: float = _STARTS_WITHIN,
    asked_again_after: float = _ASKED_AGAIN_AFTER,
) -> None:
    """Raises Refused, with the last words in `log`, where it stops before it does or takes longer than `within` seconds."""
    try:
        async with asyncio.timeout(within):
            for port in ports:
                while not await _answers(port, asked_again_after):
                    if process.returncode is not None:
                        raise Refused(f"{name} stopped at once: {_tail(log)}")
                    await asyncio.sleep(0.1)
    except TimeoutError:
        raise Refused(f"{name} did not answer in {within:g} seconds: {_tail(log)}") from None


async def _answers(port: int, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                return (await reader.readline()).startswith(b"HTTP/")
            finally:
                writer.close()
    except OSError:  # a time-out too
        return False


def _tail(log: Path) -> str:
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    return " / ".join(lines[-3:]) or "it said nothing"
