"""The description of the API: reviewed as a snapshot, held to the design rules, and true of what is answered."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from domain.refusals import Refusal
from tests.http.api.conftest import Api

ROOT = Path(__file__).resolve().parents[3]
SNAPSHOT = ROOT / "tests/snapshots/openapi.json"
RULES = ROOT / "tools/adr/ruleset.yaml"


def described(api: Api) -> dict[str, Any]:
    answer = api("GET", "/openapi.json", who="")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found: dict[str, Any] = answer.json()
    return found


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def test_the_description_is_as_it_was_reviewed(api: Api) -> None:
    """After a change on purpose: ACCEPT=1 pytest tests/http/api/test_openapi.py, and read the difference."""
    text = json.dumps(described(api), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("ACCEPT") == "1":
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert SNAPSHOT.read_text(encoding="utf-8") == text


def test_the_linter_finds_nothing() -> None:
    run = subprocess.run(
        [
            str(ROOT / "node_modules/.bin/spectral"),
            "lint",
            f"--ruleset={RULES}",
            "--fail-severity=hint",
            str(SNAPSHOT),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_operation_has_a_name_a_summary_and_examples(api: Api) -> None:
    for name, operation in operations(described(api)).items():
        assert operation["operationId"] and operation["summary"] and operation["tags"], name
        good = [r for status, r in operation["responses"].items() if status in ("200", "201")]
        files = [r for r in good if "application/zip" in r["content"]]
        told = [r["content"]["application/json"] for r in good if r not in files]
        assert all("example" in each for each in told), name
        body = operation.get("requestBody")
        assert body is None or body["content"]["application/json"]["examples"], name


def test_every_refusal_is_documented_somewhere(api: Api) -> None:
    codes = {
        code
        for operation in operations(described(api)).values()
        for status, response in operation["responses"].items()
        if status >= "400"
        for code in response["content"]["application/problem+json"]["examples"]
    }
    assert codes >= {code.value for code in Refusal}


def test_invalid_input_is_never_422(api: Api) -> None:
    for name, operation in operations(described(api)).items():
        assert "422" not in operation["responses"], name
        assert {"400", "406", "500", "503"} <= set(operation["responses"]), name
