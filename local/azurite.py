"""Runs Azurite, Microsoft's storage emulator: tables, queues and blobs on loopback, data in a folder.

It writes its data every five seconds and when it is stopped with SIGINT. Any other end loses writes
that it had acknowledged, so it is stopped last and waited for.
"""

import os
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from local.answering import until_it_answers
from local.checks import AZURITE, free_ports, is_free
from local.console import waiting, wrong
from local.processes import start, stop
from local.state import Ports

# Azurite's one account and its published key; it opens nothing but emulators on loopback.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

_SAVES_WITHIN = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Azurite:
    """A running Azurite."""

    process: Process
    ports: Ports

    def endpoint(self, port: int) -> str:
        return f"http://127.0.0.1:{port}/{ACCOUNT}"

    @property
    def connection(self) -> str:
        """The storage connection string, as Azure calls it."""
        ports = self.ports
        return (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};"
            f"BlobEndpoint={self.endpoint(ports.blob)};QueueEndpoint={self.endpoint(ports.queue)};"
            f"TableEndpoint={self.endpoint(ports.table)};"
        )


@asynccontextmanager
async def azurite(data: Path, remembered: Ports | None) -> AsyncIterator[Azurite]:
    """Azurite on the remembered ports, or on free ones, with its data and its log in `data`."""
    ports = remembered if remembered and _all_free(remembered) else _free_ports()
    folder = data / "azurite"
    folder.mkdir(parents=True, exist_ok=True)
    log = data / "azurite.log"
    with log.open("wb") as output:
        process = await start(
            _command(folder, ports),
            env=os.environ,
            output=output,
            errors=output,
            last_word=signal.SIGINT,
        )
    try:
        with waiting("Starting the storage"):
            numbers = (ports.blob, ports.queue, ports.table)
            await until_it_answers("Azurite", process, numbers, log)
        yield Azurite(process=process, ports=ports)
    finally:
        if not await stop(process, signal.SIGINT, patience=_SAVES_WITHIN):
            wrong("Azurite did not stop by itself; the last seconds of data may be lost.")


def _command(folder: Path, ports: Ports) -> list[str]:
    hosts = [f"--{kind}Host=127.0.0.1" for kind in ("blob", "queue", "table")]
    return [
        str(AZURITE),
        f"--location={folder}",
        *hosts,
        f"--blobPort={ports.blob}",
        f"--queuePort={ports.queue}",
        f"--tablePort={ports.table}",
        "--silent",
        "--disableTelemetry",
        "--skipApiVersionCheck",  # the client packages are newer than the emulator
    ]


def _all_free(ports: Ports) -> bool:
    return all(is_free(port) for port in (ports.blob, ports.queue, ports.table))


def _free_ports() -> Ports:
    blob, queue, table = free_ports(3)
    return Ports(blob=blob, queue=queue, table=table)
