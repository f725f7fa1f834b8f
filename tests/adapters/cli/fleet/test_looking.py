"""Whether everything is ready before a deployment, and how a fleet is after it: az is only asked what it can read."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.cli.fleet.az import Answer
from adapters.cli.fleet.site import Page
from adapters.clock import SystemClock
from tests.adapters.cli.fleet.terminal import Terminal

CLIENT = "3d1f2a64-0c1b-4a57-9a53-5e0a6c0f1b01"
READY: dict[str, object] = {
    "account show": {"id": "s-1", "name": "Gemeenten", "user": {"name": "ict@depanne.example"}},
    "functionapp list-flexconsumption-locations": [{"name": "West Europe"}],
    "provider list": [
        {"namespace": f"Microsoft.{name}", "registrationState": "Registered"}
        for name in (
            *("Web", "Storage", "ManagedIdentity", "OperationalInsights", "Insights"),
            "Consumption",
        )
    ],
    "role assignment list": [{"roleDefinitionName": "Owner"}],
    "deployment group validate": {"properties": {}},
    "ad app show": {
        "displayName": "Vrijplek De Panne",
        "signInAudience": "AzureADMyOrg",
        "web": {"redirectUris": ["https://x.example/auth/callback"]},
    },
    "ad app federated-credential list": [{"name": "identity"}],
    "identity list": [{"principalId": "p-1"}],
    "rest --method GET": {"value": [{"appRoleId": "913b9306-0ce1-42b8-9137-6a7df690a760"}]},
}
READING = {"show", "list", "exists", "validate", "list-flexconsumption-locations", "--method"}


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    made = Terminal(folder=tmp_path)
    made.tenants("depanne")
    file = made.infra / "tenants" / "depanne.bicepparam"
    more = f"param signIn = {{\n  clientId: '{CLIENT}'\n}}\nparam exchange = {{\n  serviceMailbox: 'a@b.example'\n}}\n"
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    made.az.groups = {"rg-vrijplek-depanne"}
    made.az.said = dict(READY)
    return made


def test_where_all_is_ready_it_says_so_and_has_only_read(terminal: Terminal) -> None:
    code, said = terminal.run("tenant", "check", "depanne")
    assert code == 0 and said.count("ready") == 7 and "exchange.ps1" in said
    assert all(set(call) & READING for call in terminal.az.asked)


@pytest.mark.parametrize(
    ("call", "answer", "said"),
    [
        ("account show", Answer(code=1, err="ERROR: Please run 'az login'"), "az login"),
        ("functionapp list-flexconsumption-locations", [], "no Flex Consumption"),
        ("provider list", [], "az provider register --namespace Microsoft.Web"),
        ("role assignment list", [{"roleDefinitionName": "Contributor"}], "has Contributor"),
        (
            "deployment group validate",
            Answer(code=1, err="ERROR: StorageAccountAlreadyTaken"),
            "AlreadyTaken",
        ),
        ("ad app show", Answer(code=3, err="ERROR: Resource does not exist"), "clientId"),
        ("ad app federated-credential list", [], "no identity vouches"),
        (
            "rest --method GET",
            {"value": [{"appRoleId": "ef54d2bf-783f-4e0f-bca1-3210c0444d99"}]},
            "Entra ID gave Calendars.ReadWrite over all mailboxes",
        ),
    ],
)
def test_what_is_not_ready_is_said_with_what_to_do(
    terminal: Terminal, call: str, answer: object, said: str
) -> None:
    terminal.az.said[call] = answer
    code, told = terminal.run("tenant", "check", "depanne")
    assert code == 1 and "wrong" in told and said in told


def test_before_the_first_deployment_what_cannot_be_known_is_not_yet_known(
    terminal: Terminal,
) -> None:
    terminal.az.groups = set()
    code, said = terminal.run("tenant", "check", "depanne", "--json")
    checks = {each["what"]: each["ready"] for each in json.loads(said)["checks"]}
    assert code == 0 and checks["names"] is None and checks["Exchange"] is None
    assert checks["roles"] is True


def test_to_check_nothing_is_wrong_use(terminal: Terminal) -> None:
    assert terminal.run("tenant", "check")[0] == 2


STACK = {
    "id": "/subscriptions/s-1/resourceGroups/g/providers/Microsoft.Resources/deploymentStacks/v",
    "outputs": {"publicUrl": {"value": "https://depanne.example"}},
}
COST = {"properties": {"rows": [[4.2, "EUR"]]}}


async def well(url: str) -> Page:
    at = (SystemClock().now() - timedelta(minutes=3)).isoformat()
    jobs = [
        {"name": "sync_calendars", "lastAt": at, "stale": False},
        {"name": "remind", "lastAt": at, "stale": True},
    ]
    return Page(version="1.4.0+abc", told={"status": "ok", "jobs": jobs})


def test_the_status_of_a_fleet_says_version_health_lag_and_cost(terminal: Terminal) -> None:
    terminal.look = well
    terminal.az.said = {"stack group show": STACK, "rest --method POST": COST}
    code, said = terminal.run("fleet", "status", "--json")
    (told,) = json.loads(said)
    assert code == 0
    assert (told["version"], told["health"], told["cost"]) == ("1.4.0+abc", "ok", 4.2)
    assert told["stale"] == ["remind"] and 170 < told["lag"] < 200
    table = terminal.run("fleet", "status")[1]
    assert "4.20 EUR" in table and "3 min" in table and "late: remind" in table


def test_one_that_is_not_there_or_does_not_answer_is_told_and_is_the_exit_code(
    terminal: Terminal,
) -> None:
    async def silent(url: str) -> Page:
        return Page(said="no answer: TimeoutError")

    terminal.look = silent
    terminal.az.said = {"stack group show": STACK, "rest": Answer(code=1, err="ERROR: Forbidden")}
    code, said = terminal.run("fleet", "status")
    assert code == 1 and "unreachable" in said and "Forbidden" in said
    terminal.az.said = {"stack group show": Answer(code=3, err="ERROR: NotFound")}
    code, said = terminal.run("fleet", "status")
    assert code == 1 and "unknown" in said and "NotFound" in said


def test_who_runs_an_older_build_than_another_of_its_ring_is_marked(terminal: Terminal) -> None:
    terminal.tenants("newport", "oostduin", "trial")
    rings = "rings: [{name: first, tenants: [trial]}, {name: all}]"
    (terminal.infra / "fleet.yaml").write_text(rings, "utf-8")
    days = {"depanne": 20, "newport": 18, "oostduin": None, "trial": 24}

    async def look(url: str) -> Page:
        name = url.removeprefix("https://").removesuffix(".example")
        made_at = f"2026-11-{days[name]}T16:00:27Z" if days[name] else None
        return Page(version=f"v-{name}", told={"status": "ok", "builtAt": made_at})

    terminal.look = look
    terminal.az.said = {
        f"stack group show --name vrijplek --resource-group rg-vrijplek-{name}": {
            **STACK,
            "outputs": {"publicUrl": {"value": f"https://{name}.example"}},
        }
        for name in days
    }
    terminal.az.said["rest --method POST"] = COST
    code, said = terminal.run("fleet", "status", "--json")
    behind = {each["tenant"]: (each["ring"], each["behind"]) for each in json.loads(said)}
    assert code == 0
    assert behind == {
        "trial": ("first", ""),
        "depanne": ("all", ""),
        "newport": ("all", "v-depanne"),
        "oostduin": ("all", ""),
    }
    assert "behind v-depanne" in terminal.run("fleet", "status")[1]


def test_without_an_az_there_is_no_status_of_anybody(terminal: Terminal) -> None:
    terminal.az.missing = True
    code, said = terminal.run("fleet", "status")
    assert code == 3 and "Install the Azure CLI" in said
    code, said = terminal.run("tenant", "check", "depanne")
    assert code == 1 and "Install the Azure CLI" in said and "az login" not in said
