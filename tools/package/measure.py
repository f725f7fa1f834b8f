"""What the package weighs, and how long a cold start spends on importing it."""

import os
import statistics
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tools.package.archive import PACKAGES

NOBODY = "http://127.0.0.1:1"
SETTINGS = {
    "TABLES_ENDPOINT": NOBODY,
    "QUEUES_ENDPOINT": NOBODY,
    "BLOBS_ENDPOINT": NOBODY,
    "STORAGE_ACCOUNT": "here",
    "STORAGE_ACCOUNT_KEY": "a2V5",
}
"""Enough to be imported: nothing is asked until the first request."""
TIMES = {
    "cold import of function_app, as indexed": "import function_app",
    "the same with the pages, for the first request": "import function_app; function_app.pages_and_api()",
}
RUNS = 5
LARGEST = 8


def sizes(package: Path) -> Iterator[tuple[str, str]]:
    """What there is, and how much of it."""
    with zipfile.ZipFile(package) as packed:
        entries = packed.infolist()
    folders = Counter[str]()
    for entry in entries:
        name = entry.filename.removeprefix(f"{PACKAGES}/")
        folders[name.split("/")[0] if name != entry.filename else "ours"] += entry.compress_size
    yield "zip", f"{package.stat().st_size / 1e6:.1f} MB"
    yield (
        "unpacked",
        f"{sum(each.file_size for each in entries) / 1e6:.1f} MB, {len(entries)} files",
    )
    for name, size in folders.most_common(LARGEST):
        yield f"  {name}", f"{size / 1e6:.1f} MB zipped"


def cold_imports(folder: Path) -> Iterator[tuple[str, str]]:
    """Median of a few fresh processes that find nothing but the package, less what an empty one takes."""
    nothing = _median(folder, "pass")
    for what, code in TIMES.items():
        yield what, f"{_median(folder, code) - nothing:.2f} s"


def alone(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Runs code with the unpacked package and the standard library, and with nothing that is installed here."""
    environment = {
        **SETTINGS,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(folder), str(folder / PACKAGES)]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def _median(folder: Path, code: str) -> float:
    timed = f"import time; began = time.perf_counter()\n{code}\nprint(time.perf_counter() - began)"
    return statistics.median(_seconds(folder, timed) for _ in range(RUNS))


def _seconds(folder: Path, code: str) -> float:
    done = alone(folder, code)
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(done.stdout.splitlines()[-1])
