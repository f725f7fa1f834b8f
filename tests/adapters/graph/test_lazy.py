"""A process that answers pages never pays for the Graph SDK: neither importing the application nor serving loads it."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NOBODY = "http://127.0.0.1:1"
SERVES = """
import json, sys
from starlette.testclient import TestClient
import function_app
with TestClient(function_app.http, raise_server_exceptions=False) as browser:
    statuses = [browser.get(path).status_code for path in ("/", "/health", "/api/v1/openapi.json")]
heavy = {"msgraph", "msgraph_core", "kiota_abstractions", "kiota_http", "kiota_authentication_azure"}
print(json.dumps([statuses, sorted(heavy & {name.partition(".")[0] for name in sys.modules})]))
"""


def test_importing_the_application_and_serving_loads_no_graph_sdk() -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TABLES_ENDPOINT": NOBODY,
        "QUEUES_ENDPOINT": NOBODY,
        "BLOBS_ENDPOINT": NOBODY,
        "STORAGE_ACCOUNT": "here",
        "STORAGE_ACCOUNT_KEY": "a2V5",
        "GRAPH_BASE_URL": f"{NOBODY}/v1.0",
        "GRAPH_TOKEN": "t",
        "GRAPH_SERVICE_MAILBOX": "rooms@gemeente.example",
    }
    done = subprocess.run(
        [sys.executable, "-c", SERVES],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    statuses, heavy = json.loads(done.stdout.splitlines()[-1])
    assert heavy == []
    assert len(statuses) == 3 and 200 in statuses
