"""What the public CI may do, and that it looks for known weaknesses in everything that is locked."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TOKEN_FOR_AZURE = {"contents": "read", "id-token": "write"}


def loaded(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_read_and_no_more_and_knows_no_secret(path: Path) -> None:
    workflow = loaded(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        allowed = TOKEN_FOR_AZURE if (path.stem, name) == ("infra", "what-if") else None
        assert job.get("permissions") == allowed
        assert job["timeout-minutes"] <= 30
    assert "secrets." not in path.read_text("utf-8")


def test_every_lock_is_searched_for_known_weaknesses_every_week() -> None:
    path = ROOT / ".github" / "workflows" / "weaknesses.yml"
    workflow = loaded(path)
    python, browser = workflow["jobs"]["python"], workflow["jobs"]["browser"]
    locks = {each.name for each in ROOT.glob("requirements*.txt")}
    assert set(python["strategy"]["matrix"]["lock"]) == locks
    assert "pip-audit --strict --disable-pip --require-hashes" in python["steps"][-1]["run"]
    assert (ROOT / "package-lock.json").exists()
    assert "npm audit --package-lock-only" in browser["steps"][-1]["run"]
    assert "- cron:" in path.read_text("utf-8")
