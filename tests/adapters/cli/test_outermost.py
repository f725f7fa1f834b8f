"""Whatever goes wrong in a command is one sentence and the exit code that the manual has for it, never a stack trace."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adapters.cli.outermost import carried_out
from application.faults import Misconfigured, Stale, Unavailable
from tests.adapters.cli.fleet.terminal import Terminal

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (Unavailable("no answer"), 3, "The storage did not do it: no answer. Look whether"),
        (Misconfigured("X is not set."), 3, "X is not set."),
        (Stale("row"), 3, "give the command again"),
        (OSError(28, "No space left on device", "a.zip"), 3, "a.zip: No space left on device"),
        (KeyError("x\ny"), 4, "a fault of ours"),
        (SystemExit(2), 2, ""),
        (SystemExit("x"), 1, ""),
        (SystemExit(None), 0, ""),
        (SystemExit(130), 130, "Broken off"),
    ],
)
def test_every_fault_is_a_sentence_and_a_code(
    fault: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def command() -> None:
        raise fault

    assert carried_out(command, {}) == code
    told = capsys.readouterr().err
    assert said in told and "Traceback" not in told and told.count("\n") <= 1


def test_where_a_fault_of_ours_comes_from_is_shown_to_whoever_asks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def command() -> None:
        raise KeyError("x")

    assert carried_out(command, {"VRIJPLEK_TRACEBACK": "1"}) == 4
    assert "Traceback" in capsys.readouterr().err


def test_what_went_well_is_zero() -> None:
    assert carried_out(lambda: None, {}) == 0


def _hears_ctrl_c() -> None:
    """A run in the background of a shell ignores it, and so would whatever it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_command_that_is_broken_off_says_so_and_leaves_no_az_behind(tmp_path: Path) -> None:
    terminal = Terminal(folder=tmp_path)
    terminal.tenants("depanne")
    started = tmp_path / "started"
    az = tmp_path / "az"
    az.write_text(
        f"#!{sys.executable}\nimport os, time\nopen({str(started)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    )
    az.chmod(0o755)
    running = subprocess.Popen(
        (
            *(sys.executable, "-m", "adapters.cli", "tenant", "deploy", "depanne", "--yes"),
            *("--infra", str(terminal.infra)),
        ),
        cwd=ROOT,
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hears_ctrl_c,
    )
    try:
        until = time.monotonic() + 300
        while not (started.is_file() and started.read_text()) and time.monotonic() < until:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=300)
    finally:
        running.kill()
    assert running.returncode == 130 and "Broken off" in said and "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)
