"""Requests made up from the description, sent to a running process: none breaks it, every answer is as described."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.http.app import create_app
from domain.limits import limits_from
from domain.people import Role
from tests import builders as make
from tests.callers import signed_in
from tests.fakes import a_world
from tests.limits import ENDLESS
from tests.serving import serving

# For each kind of made-up request; more find more: EXAMPLES=200 pytest tests/http/api/test_schemathesis.py
EXAMPLES = os.environ.get("EXAMPLES", "5")
# A change without If-Match gets the status that HTTP has for just that (RFC 6585).
CONFIG = """
[checks.missing_required_header]
expected-statuses = [400, 401, 406, 415, 428]
"""


@pytest.fixture
def running() -> Iterator[str]:
    """The API over fakes that know what the description's examples name, served on a port of this machine."""
    desks = [make.a_desk(f"bank-desk-0{n}", site="al-bank") for n in (7, 8, 9)]
    anne = make.a_person("anne", Role.ADMINISTRATOR, team="civil")
    world = a_world(
        make.a_directory(*desks, sites=[make.a_site("al-bank")]),
        [anne],
        make.NOW,
        limits=limits_from(ENDLESS),
    )
    app = create_app(world.ports, caller=signed_in(world.ports))
    with serving(app, says="critical") as there:
        yield f"{there}/api/v1"


def test_made_up_requests_find_no_fault(running: str, tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    run = subprocess.run(
        [
            str(Path(sys.executable).parent / "schemathesis"),
            f"--config-file={config}",
            "run",
            f"{running}/openapi.json",
            f"--url={running}",
            "--header=Authorization: Bearer anne",
            "--seed=1",
            f"--max-examples={EXAMPLES}",
            "--phases=examples,coverage,fuzzing,stateful",
            # A wish may be well formed and still be refused by a rule: that is what refusals are for.
            "--exclude-checks=positive_data_acceptance",
            "--suppress-health-check=all",
            "--no-color",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-2_000:]
