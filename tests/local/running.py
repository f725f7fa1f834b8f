"""Runs `python -m local` around the stub app, as a person at a terminal would."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from local.checks import free_ports
from tests.quiet import told_in

ROOT = Path(__file__).resolve().parents[2]
STUB_ARGUMENTS = (
    "--app=tests.local.stub_app.function_app",
    "--provision=tests.local.stub_app.provision",
    "--importer=tests.local.stub_app.importer",
)
NONE: Mapping[str, str] = MappingProxyType({})
WITHIN = 300.0  # seconds; only something broken takes that long, however busy the machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A local host in a process group of its own; its words are in `log`."""

    process: subprocess.Popen[bytes]
    port: int
    data: Path
    log: Path

    def words(self) -> str:
        return self.log.read_text("utf-8")

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, str]:
        """An HTTP request: status and body."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=body.encode() if body is not None else None,
            headers=headers,
        )
        try:
            with urllib.request.urlopen(request, timeout=WITHIN) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def runs(self, kind: str) -> list[str]:
        """What the stub's function of that kind noted."""
        noted: list[str] = json.loads(self.ask("GET", f"/runs/{kind}")[1])
        return noted

    def press_ctrl_c(self) -> None:
        """As a terminal does: the signal goes to the whole foreground process group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def leave(self) -> int:
        """Ctrl-C, and the exit code."""
        if self.process.poll() is None:
            self.press_ctrl_c()
        return self.process.wait(WITHIN)

    def children(self) -> list[int]:
        """Every living process of this run but the first: they carry its data folder in their
        environment, whoever their parent is by now."""
        marker = f"LOCAL_DATA={self.data}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdecimal() and marker in (entry / "environ").read_bytes().split(
                    b"\0"
                ):
                    found.append(int(entry.name))
        return [pid for pid in found if pid != self.process.pid]


def launch(
    data: Path,
    *,
    port: int | None = None,
    settings: Mapping[str, str] = NONE,
    arguments: Sequence[str] = STUB_ARGUMENTS,
) -> Run:
    """Start a local host, with the stub app unless told otherwise, and do not wait."""
    data.mkdir(parents=True, exist_ok=True)
    port = port or free_ports(1)[0]
    log = data / f"words-{time.monotonic_ns()}.log"
    command = [sys.executable, "-m", "local", *arguments]
    own = {"PORT": str(port), "LOCAL_DATA": str(data), "NIGHTLY": "0 0 3 * * *"}
    with log.open("wb") as words:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **own, **settings},
            stdout=words,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Run(process=process, port=port, data=data, log=log)


@contextlib.contextmanager
def running(
    data: Path,
    *,
    port: int | None = None,
    settings: Mapping[str, str] = NONE,
    arguments: Sequence[str] = STUB_ARGUMENTS,
) -> Iterator[Run]:
    """A local host that serves; it is stopped with Ctrl-C at the end."""
    run = launch(data, port=port, settings=settings, arguments=arguments)
    try:
        until(lambda: "Ready" in run.words() or run.process.poll() is not None)
        assert run.process.poll() is None, run.words()
        yield run
    finally:
        run.leave()
        assert told_in(run.words()) == []


def command_of(pid: int) -> str:
    """A process's program and arguments; the emulator's folder is left out, as it names itself."""
    words = Path(f"/proc/{pid}/cmdline").read_text("utf-8").split("\0")
    return " ".join(word for word in words if not word.startswith("--"))


def until(true: Callable[[], object]) -> None:
    """Wait until `true()` holds."""
    deadline = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < deadline, "it did not become true in time"
        time.sleep(0.1)
