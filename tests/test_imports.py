"""What the host waits for before it knows the functions: their names and the settings, and nothing that they work with."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOBODY = "http://127.0.0.1:1"
SETTINGS = {
    "TABLES_ENDPOINT": NOBODY,
    "QUEUES_ENDPOINT": NOBODY,
    "BLOBS_ENDPOINT": NOBODY,
    "STORAGE_ACCOUNT": "here",
    "STORAGE_ACCOUNT_KEY": "a2V5",
}
LATER = {
    "adapters.http.front",
    "adapters.wiring",
    "aiohttp",
    "application.ports",
    "fastapi",
    "jinja2",
    "msgraph",
    "starlette",
}


def loaded_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **SETTINGS},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


def test_the_names_of_the_functions_come_without_what_they_work_with() -> None:
    assert loaded_by("import function_app; function_app.app.get_functions()") & LATER == set()


def test_a_job_never_loads_what_answers_people() -> None:
    loaded = loaded_by("import function_app; function_app.ports()")
    assert loaded & LATER == {"adapters.wiring", "aiohttp", "application.ports", "jinja2"}
