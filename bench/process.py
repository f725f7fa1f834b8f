"""What one process costs before and after its work: import time, memory, and what it must not have loaded."""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.ratios import Row
from local.options import ROOT
from tests.azurite import Azurite
from tests.race.arena import environment

REPEATS = 5
MOST_MEMORY = 120.0  # MB
OURS = ("adapters", "application", "domain", "function_app")

# Says which modules of others this brings, in the order in which they come.
LISTED = f"""
import json, sys
before = set(sys.modules)
exec(sys.argv[1])
ours = {OURS!r}
found = [name for name in sys.modules if name not in before and name.partition('.')[0] not in ours]
third = [name for name in found if name.partition('.')[0] not in sys.stdlib_module_names]
print(json.dumps([third, any(name.partition('.')[0] == 'msgraph' for name in sys.modules)]))
"""
TIMED = """
import sys, time
began = time.process_time()
exec(sys.argv[1])
print(time.process_time() - began)
"""
ALONE = """
for name in {names!r}:
    try:
        __import__(name)
    except ImportError:
        pass
"""
INDEXED = "import function_app"
ASKED = f"{INDEXED}; function_app.front(); function_app.pages_and_api()"


def import_rows(azurite: Azurite) -> list[Row]:
    """Importing the app over importing the packages it needs alone, by turns, each in a process of its own; in CPU time,
    which a busy machine does not stretch. What the host waits for before it knows the functions has a bar; what a
    process has imported and made before its first answer to a person is told beside it."""
    env = {**os.environ, **environment(azurite), "PYTHONPATH": str(ROOT)}
    indexed, asked = _over_others(env, INDEXED), _over_others(env, ASKED)
    return [
        Row(
            what=f"import of function_app before any function is called, over its {indexed.modules} modules of others",
            ours=indexed.whole,
            unit="ms",
            bar="≤ 1.2x",
            holds=indexed.ratio <= 1.2,
            floor=indexed.alone,
            ratio=indexed.ratio,
        ),
        Row(
            what=f"import for a first answer to a person, over its {asked.modules} modules of others",
            ours=asked.whole,
            unit="ms",
            bar="told",
            holds=True,
            floor=asked.alone,
            ratio=asked.ratio,
        ),
        Row(
            what="msgraph loaded, ready for a first answer to a person",
            ours=float(asked.graph),
            unit="",
            bar="0",
            holds=not asked.graph,
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Milliseconds of CPU: of `whole`, and of the modules of others in it `alone`. `graph`: msgraph is among them."""

    whole: float
    alone: float
    modules: int
    graph: bool

    @property
    def ratio(self) -> float:
        return self.whole / self.alone


def _over_others(env: dict[str, str], code: str) -> Imported:
    packages, graph = json.loads(_said(env, LISTED, code))
    ours, floor = [], []
    for _ in range(REPEATS):
        floor.append(float(_said(env, TIMED, ALONE.format(names=packages))) * 1e3)
        ours.append(float(_said(env, TIMED, code)) * 1e3)
    return Imported(
        whole=statistics.median(ours),
        alone=statistics.median(floor),
        modules=len(packages),
        graph=graph,
    )


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
