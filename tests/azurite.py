"""Runs Microsoft's storage emulator for the tests that must see the real protocol.

Everything is kept in memory and on loopback; the process is stopped by the one who started it.
"""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ACCOUNT = "devstoreaccount1"
# The emulator's published key: the same in every copy of Azurite, and a secret of nobody.
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

START_WITHIN = 180.0  # seconds; Node alone takes about one on an idle machine
ATTEMPTS = 3  # a free port may be taken by somebody else before Azurite binds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Azurite:
    """Where a running emulator listens. An endpoint that was not started is empty."""

    table_endpoint: str
    queue_endpoint: str = ""
    blob_endpoint: str = ""
    account: str = ACCOUNT
    key: str = KEY

    @property
    def connection_string(self) -> str:
        """As the Azure SDKs take it: `Name=value;` pairs."""
        parts = {
            "DefaultEndpointsProtocol": "http",
            "AccountName": self.account,
            "AccountKey": self.key,
            "TableEndpoint": self.table_endpoint,
            "QueueEndpoint": self.queue_endpoint,
            "BlobEndpoint": self.blob_endpoint,
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


@contextlib.contextmanager
def tables_only() -> Iterator[Azurite]:
    """The table service alone: lighter, and enough for most contracts."""
    with _running("azurite-table", ("table",)) as (table,):
        yield Azurite(table_endpoint=_endpoint(table))


@contextlib.contextmanager
def all_services() -> Iterator[Azurite]:
    """Tables, queues and blobs."""
    with _running("azurite", ("table", "queue", "blob")) as (table, queue, blob):
        yield Azurite(
            table_endpoint=_endpoint(table),
            queue_endpoint=_endpoint(queue),
            blob_endpoint=_endpoint(blob),
        )


def _endpoint(port: int) -> str:
    return f"http://127.0.0.1:{port}/{ACCOUNT}"


@contextlib.contextmanager
def _running(program: str, services: tuple[str, ...]) -> Iterator[tuple[int, ...]]:
    process, ports = _start(program, services)
    try:
        yield ports
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _start(
    program: str, services: tuple[str, ...]
) -> tuple[subprocess.Popen[bytes], tuple[int, ...]]:
    for _ in range(ATTEMPTS):
        ports = _free_ports(len(services))
        command = _command(program, services, ports)
        # It tells its ports even when asked to be silent; what goes wrong it says on stderr.
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        if _answers(process, ports):
            return process, ports
        process.kill()
        process.wait()
    raise RuntimeError(
        f"{program} did not answer within {START_WITHIN:.0f} s; is `make setup` done?"
    )


def _command(program: str, services: tuple[str, ...], ports: tuple[int, ...]) -> list[str]:
    command = [
        str(ROOT / "node_modules" / ".bin" / program),
        "--silent",
        "--inMemoryPersistence",
        "--skipApiVersionCheck",
        "--disableTelemetry",
    ]
    for service, port in zip(services, ports, strict=True):
        command += [f"--{service}Host", "127.0.0.1", f"--{service}Port", str(port)]
    return command


def _free_ports(count: int) -> tuple[int, ...]:
    # Held open together, so that the same one is not given twice.
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return tuple(int(one.getsockname()[1]) for one in sockets)


def _answers(process: subprocess.Popen[bytes], ports: tuple[int, ...]) -> bool:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        if all(_accepts(port) for port in ports):
            # A port of ours that answers while our process is gone belongs to a stranger.
            return process.poll() is None
        time.sleep(0.05)
    return False


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
