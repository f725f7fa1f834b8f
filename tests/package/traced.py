"""A pytest plugin: writes down which modules of the Graph SDK a run loaded, into the file that TRACE names.

Run as a program (`python -m tests.package.traced`), it renews the list that the package is pruned by, from the whole
SDK as it is installed: do so when adapters/graph makes a new call.
"""

import os
import subprocess
import sys
from pathlib import Path

CALLS = (
    "tests/contracts/test_calendars.py",
    "tests/adapters/graph/test_writing.py",
    "tests/adapters/graph/test_lists.py",
    "tests/adapters/graph/test_resources.py",
    "tests/adapters/graph/test_batches.py",
)
"""Together they make every call of adapters/graph, against the played Exchange and against written answers."""


def pytest_sessionfinish() -> None:
    """At the end, all that will ever be loaded by these tests is loaded."""
    if target := os.environ.get("TRACE"):
        graph = sorted(name for name in sys.modules if name.partition(".")[0] == "msgraph")
        Path(target).write_text("\n".join(graph) + "\n", "utf-8")


if __name__ == "__main__":
    from tools.package.graph_sdk import TRACED
    from tools.runtime import ROOT

    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.package.traced", *CALLS],
        cwd=ROOT,
        env={**os.environ, "TRACE": str(TRACED)},
        check=True,
    )
