"""What one process costs before and after its work: import time, memory, and what it must not have loaded."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from bench.ratios import Row
from local.options import ROOT
from tests.azurite import Azurite
from tests.race.arena import environment

REPEATS = 5
MOST_MEMORY = 120.0  # MB
OURS = ("adapters", "application", "domain", "function_app")

# Says which modules of others an import of ours brings, in the order in which they come.
LISTED = f"""
import json, sys
before = set(sys.modules)
import function_app
ours = {OURS!r}
found = [name for name in sys.modules if name not in before and name.partition('.')[0] not in ours]
third = [name for name in found if name.partition('.')[0] not in sys.stdlib_module_names]
print(json.dumps([third, any(name.partition('.')[0] == 'msgraph' for name in sys.modules)]))
"""
TIMED = """
import json, sys, time
names = json.loads(sys.argv[1])
began = time.process_time()
for name in names:
    try:
        __import__(name)
    except ImportError:
        pass
print(time.process_time() - began)
"""


def import_rows(azurite: Azurite) -> list[Row]:
    """Importing the app over importing the packages it needs alone, by turns, each in a process of its own; in CPU time,
    which a busy machine does not stretch."""
    env = {**os.environ, **environment(azurite), "PYTHONPATH": str(ROOT)}
    packages, graph = json.loads(_said(env, LISTED))
    ours, floor = [], []
    for _ in range(REPEATS):
        floor.append(float(_said(env, TIMED, json.dumps(packages))) * 1e3)
        ours.append(float(_said(env, TIMED, json.dumps(["function_app"]))) * 1e3)
    whole, alone = statistics.median(ours), statistics.median(floor)
    ratio = whole / alone
    return [
        Row(
            what=f"import of function_app, over its {len(packages)} modules of others",
            ours=whole,
            unit="ms",
            bar="≤ 1.2x",
            holds=ratio <= 1.2,
            floor=alone,
            ratio=ratio,
        ),
        Row(what="msgraph loaded", ours=float(graph), unit="", bar="0", holds=not graph),
    ]


def memory_row(pids: tuple[int, ...]) -> Row:
    """Resident memory of the largest of these server processes."""
    largest = max(map(resident, pids))
    what = "resident memory of a server process, after the load"
    return Row(what=what, ours=largest, unit="MB", bar="≤ 120 MB", holds=largest <= MOST_MEMORY)


def resident(pid: int) -> float:
    """Megabytes, of Linux's own count."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise ProcessLookupError(pid)


def _said(env: dict[str, str], code: str, *arguments: str) -> str:
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout
