"""Looks, before anything starts, whether the pieces are there and the port is free."""

import fcntl
import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from local.options import ROOT, Options, Refused

AZURITE = ROOT / "node_modules" / ".bin" / "azurite"
PROVIDER = ROOT / "node_modules" / "oidc-provider"
_PACKAGES = ("azure.functions", "azure.data.tables", "azure.storage.queue", "fastapi", "uvicorn")
# Connections that wait while all server processes are busy.
_BACKLOG = 2048


def check_pieces() -> None:
    """Refuse where Python, a package, Node or Azurite is missing."""
    if sys.version_info < (3, 13):  # noqa: UP036 - it is there for whoever has an older one
        raise Refused(f"Python 3.13 is needed; this is {sys.version.split()[0]}. Run: make run")
    for package in _PACKAGES:
        if not _importable(package):
            raise Refused(f"The Python package {package} is missing. Run: make run")
    if shutil.which("node") is None:
        raise Refused("Node.js is missing; the local storage and sign-in need it (version 20).")
    if not AZURITE.exists():
        raise Refused("Azurite, the local storage, is missing. Run: npm ci")
    if not PROVIDER.exists():
        raise Refused("oidc-provider, the local sign-in, is missing. Run: npm ci")


@contextmanager
def only_one(options: Options) -> Iterator[None]:
    """Hold the data folder's lock: two hosts on one storage would lose each other's data."""
    options.data.mkdir(parents=True, exist_ok=True)
    with (options.data / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Refused(_already_running(file.read(), options)) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {options.url}")
        file.flush()
        yield


def open_listeners(options: Options) -> list[socket.socket]:
    """One listening socket per server process, or a refusal where the port is taken.

    With several processes each has its own socket on the shared port, because the kernel then spreads
    the connections; with one inherited socket the first process to wake would take them all.
    """
    guard = _listen(options, shared=False)
    if options.workers == 1:
        return [guard]
    guard.close()
    return [_listen(options, shared=True) for _ in range(options.workers)]


def free_ports(count: int) -> tuple[int, ...]:
    """Ports of 127.0.0.1 that nobody listens on at this moment, all different."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return tuple(int(probe.getsockname()[1]) for probe in probes)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _listen(options: Options, *, shared: bool) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind(("127.0.0.1", options.port))
        # At once: who comes early waits for the server instead of being turned away.
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise Refused(
            f"Port {options.port} is taken by another program ({error.strerror}). "
            f"Choose another one: PORT={options.port + 3} make run"
        ) from error
    return listener


def _importable(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:
        return False


def _already_running(owner: str, options: Options) -> str:
    pid, _, url = owner.partition(" ")
    taken = f"port {options.port} is taken" if url == options.url else "its storage is in use"
    return (
        f"Vrijplek is already running at {url or 'an unknown address'} (process {pid or '?'}), so "
        f"{taken}. Use that one, stop it with Ctrl-C, or start another one beside it: "
        f"PORT={options.port + 3} LOCAL_DATA={_beside(options.data)} make run"
    )


def _beside(data: Path) -> str:
    other = data.with_name(f"{data.name}-2")
    return str(other.relative_to(ROOT) if other.is_relative_to(ROOT) else other)
