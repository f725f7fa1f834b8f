"""Runs tests of ours with the unpacked package, and not the checkout, as what they test."""

import os
import subprocess
import sys
from pathlib import Path

from tools.package.archive import PACKAGES

ROOT = Path(__file__).resolve().parents[2]
WITHIN = 900  # seconds; only something broken takes that long, however busy the machine


def run_tests(bench: Path, *tests: str, trace: Path | None = None) -> str:
    """What pytest said; an assertion fails where a test did."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
        "PYTHONPATH": os.pathsep.join([str(bench), str(bench / PACKAGES)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        **({"TRACE": str(trace)} if trace else {}),
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "-p", "tests.package.only_packed", "-p", "tests.package.traced", *tests],
        cwd=bench,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=WITHIN,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout
