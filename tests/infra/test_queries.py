"""The query of the alarms, and the one that follows a number, before Microsoft's own language service for Kusto, with the
columns that they rely on.

The columns are Azure Monitor's, written down here; whether they are filled as expected only Azure can say.
"""

import json
import subprocess
from collections.abc import Mapping

import pytest

from tests.infra.check import INFRA, plan_for
from tests.infra.project import read_project

PACKAGE = INFRA.parent / "node_modules" / "@kusto" / "language-service-next"
TABLES = {
    "AppExceptions": {
        "TimeGenerated": "datetime",
        "ExceptionType": "string",
        "OperationId": "string",
    },
    "AppRequests": {
        "DurationMs": "real",
        "OperationId": "string",
        "TimeGenerated": "datetime",
        "OperationName": "string",
        "ResultCode": "string",
        "Success": "bool",
    },
    "AppTraces": {
        "TimeGenerated": "datetime",
        "Message": "string",
        "OperationId": "string",
        "SeverityLevel": "int",
    },
    "_LogOperation": {
        "TimeGenerated": "datetime",
        "Category": "string",
        "Detail": "string",
        "Operation": "string",
    },
}
SLIPS = {
    "a column that is not there": ("toint(ResultCode)", "toint(Result)"),
    "a table that is not there": ("AppTraces", "AppTrace"),
    "a pipe too few": ("    | where isnull(since)", "    where isnull(since)"),
    "a text compared with a number": ("times >= 5", 'times >= "five"'),
    "a function that is not there": ("isnotempty(queue)", "isfull(queue)"),
    "a name that Kusto keeps for itself": ("ended = max", "last = max"),
}


@pytest.fixture(scope="module")
def query() -> str:
    plan = plan_for(read_project(INFRA), "tenants/depanne.bicepparam")
    [rule] = plan.of("Microsoft.Insights/scheduledQueryRules")
    return str(rule.body["properties"]["criteria"]["allOf"][0]["query"])


@pytest.fixture(scope="module")
def said(query: str) -> Mapping[str, list[str]]:
    """What the language service says to the query as it is, and with each slip."""
    queries = {"ours": query, "follow": (INFRA / "queries/follow.kql").read_text("utf-8")}
    for name, (old, new) in SLIPS.items():
        assert old in query
        queries[name] = query.replace(old, new)
    done = subprocess.run(
        ["node", str(INFRA.parent / "tests" / "infra" / "kql.cjs")],
        input=json.dumps({"folder": str(PACKAGE), "tables": TABLES, "queries": queries}),
        capture_output=True,
        check=True,
        text=True,
        timeout=600,
    )
    answer: dict[str, list[str]] = json.loads(done.stdout)
    return answer


def test_kusto_has_nothing_to_say_to_the_query_of_the_alarms(said: Mapping[str, list[str]]) -> None:
    assert said["ours"] == []


def test_kusto_has_nothing_to_say_to_the_query_that_follows_a_number(
    said: Mapping[str, list[str]],
) -> None:
    assert said["follow"] == []


@pytest.mark.parametrize("slip", SLIPS)
def test_kusto_sees_a_slip_in_it(said: Mapping[str, list[str]], slip: str) -> None:
    assert said[slip] != []
