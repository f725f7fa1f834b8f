"""The linter's rule set finds what it is for; otherwise `make check-api` would pass by seeing nothing."""

import copy
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

VERSION = {"API-Version": {"schema": {"type": "string"}}}
PROBLEM = {
    "description": "No.",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "properties": {
                    "status": {"type": "integer"},
                    "title": {"type": "string"},
                    "detail": {"type": "string"},
                },
            }
        }
    },
}
GOOD: Mapping[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Desks",
        "version": "1.0.0",
        "contact": {"name": "A", "email": "a@example.org", "url": "https://example.org"},
    },
    "servers": [{"url": "/api/v1"}],
    "paths": {
        "/desk-plans": {
            "get": {
                "operationId": "listPlans",
                "parameters": [{"name": "siteId", "in": "query", "schema": {"type": "string"}}],
                "responses": {
                    "200": {"description": "Yes.", "headers": VERSION},
                    "400": PROBLEM,
                },
            },
        }
    },
    "components": {
        "schemas": {
            "DeskPlan": {
                "type": "object",
                "properties": {
                    "date": {"type": "string", "format": "date"},
                    "startsAt": {"type": "string", "format": "date-time"},
                },
            }
        }
    },
}


def broken_rules(document: Mapping[str, Any], folder: Path) -> set[str]:
    """The codes of the rules that the linter finds broken in this description."""
    described = folder / "openapi.json"
    described.write_text(json.dumps(document), encoding="utf-8")
    run = subprocess.run(
        [
            str(ROOT / "node_modules/.bin/spectral"),
            "lint",
            f"--ruleset={ROOT / 'tools/adr/ruleset.yaml'}",
            "--format=json",
            "--quiet",
            str(described),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout, run.stderr
    return {finding["code"] for finding in json.loads(run.stdout)}


def test_a_well_described_api_breaks_no_rule(tmp_path: Path) -> None:
    assert broken_rules(GOOD, tmp_path) == set()


def test_each_rule_is_broken_by_what_it_forbids(tmp_path: Path) -> None:
    bad = copy.deepcopy(dict(GOOD))
    bad["openapi"] = "3.1.0"
    bad["info"] = {"title": "Desks", "version": "one"}
    bad["servers"] = [{"url": "/api"}]
    operation = bad["paths"].pop("/desk-plans")["get"]
    operation["parameters"][0]["name"] = "site_id"
    operation["responses"] = {"200": {"description": "Yes."}, "404": {"description": "No."}}
    operation["responses"]["404"]["content"] = {"application/json": {}}
    operation["responses"]["422"] = PROBLEM
    bad["paths"]["/deskPlans/"] = {"get": operation, "trace": operation}
    plan = bad["components"]["schemas"].pop("DeskPlan")
    plan["properties"] = {
        "from_day": {"type": "string", "format": "date-time-local"},
        "startDate": {"type": "string", "format": "date-time"},
    }
    bad["components"]["schemas"]["desk_plan"] = plan
    assert broken_rules(bad, tmp_path) >= {
        "adr-a-date-is-a-date",
        "adr-contact",
        "adr-http-methods",
        "adr-invalid-input-is-400",
        "adr-invalid-input-is-not-422",
        "adr-kebab-case",
        "adr-major-version-in-uri",
        "adr-no-trailing-slash",
        "adr-problem-details",
        "adr-property-names",
        "adr-query-camel-case",
        "adr-schema-names",
        "adr-semver",
        "adr-time-has-zone-or-says-local",
        "adr-version-header",
        "operation-operationId-unique",
    }
