"""What stands beside the Bicep files: the script for Exchange, the compiler's rules, the workflow, the list of what is
not proven."""

import json
import re
import subprocess
from typing import Any

import pytest
import tree_sitter_powershell
import yaml
from tree_sitter import Language, Node, Parser

from tests.infra.check import INFRA, tenants
from tests.infra.file_rules import VERSIONS, named_roles
from tests.infra.mutations import MUTATIONS
from tests.infra.project import read_project
from tests.infra.storage_rules import READER
from tests.infra.table import types

ROOT = INFRA.parent
OPERATIONS = ROOT / "docs" / "operations.md"
SCRIPT = INFRA / "exchange.ps1"


def text(name: str) -> str:
    return (INFRA / name).read_text(encoding="utf-8")


def broken(node: Node) -> list[int]:
    if node.is_error or node.is_missing:
        return [node.start_point.row + 1]
    return [line for child in node.children if node.has_error for line in broken(child)]


def powershell(source: str) -> list[int]:
    parser = Parser(Language(tree_sitter_powershell.language()))
    return broken(parser.parse(source.encode()).root_node)


def test_the_script_for_exchange_is_powershell() -> None:
    assert powershell(SCRIPT.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("elseif ($Verify) {", "elseif ($Verify {"), ("$wrong.Count -gt 0", "$wrong.Count -gt")],
)
def test_a_slip_in_it_is_seen(old: str, new: str) -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert source.count(old) == 1
    assert powershell(source.replace(old, new)) != []


def test_exchange_gives_rights_over_marked_mailboxes_only() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert set(re.findall(r"'(Application [\w.]+)'", source)) == {
        "Application Calendars.ReadWrite",
        "Application MailboxSettings.Read",
        "Application Mail.Send",
    }
    given = re.findall(r"Set-Right '[^']+' \$\w+ @\{ (\w+) =", source)
    assert given and set(given) == {"CustomResourceScope", "RecipientGroupScope"}
    assert "New-ManagementRoleAssignment -Name $Name -App $PrincipalId -Role $Role @Over" in source
    assert not re.search(
        r"New-Mg|AppRoleAssignment\s+-|az ad |--method (POST|PUT|PATCH|DELETE)", source
    )


def test_exchange_looks_that_entra_gave_nothing_of_the_kind() -> None:
    never = dict(re.findall(r"'([0-9a-f-]{36})' = '([\w.]+)'", SCRIPT.read_text(encoding="utf-8")))
    assert set(never.values()) == {
        "Calendars.ReadWrite",
        "Calendars.Read",
        "Mail.Send",
        "Mail.ReadWrite",
        "Mail.Read",
    }
    assert never["ef54d2bf-783f-4e0f-bca1-3210c0444d99"] == "Calendars.ReadWrite"


def test_the_compiler_is_strict() -> None:
    rules = json.loads(text("bicepconfig.json"))["analyzers"]["core"]["rules"]
    assert {rule["level"] for rule in rules.values()} == {"error"}
    assert {
        "no-explicit-any",
        "no-unused-params",
        "outputs-should-not-contain-secrets",
        "use-safe-access",
    } <= rules.keys()


def test_no_secret_and_no_key_is_named_in_what_is_public() -> None:
    for path in sorted(INFRA.rglob("*")):
        if path.is_file():
            assert not re.search(
                r"AccountKey=|BEGIN [A-Z ]*PRIVATE KEY|\bsig=[\w%]{20}",
                path.read_text(encoding="utf-8"),
            )


@pytest.fixture
def workflow() -> dict[str, Any]:
    loaded = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "infra.yml").read_text(encoding="utf-8")
    )
    assert isinstance(loaded, dict)
    return loaded


def test_public_ci_asks_the_real_compiler(workflow: dict[str, Any]) -> None:
    steps = "\n".join(
        str(step.get("run", "")) for job in workflow["jobs"].values() for step in job["steps"]
    )
    for command in (
        "az bicep build ",
        "az bicep lint",
        "az bicep build-params",
        "bicep snapshot",
        "deployment group what-if",
    ):
        assert command in steps
    assert not re.search(
        r"secrets\.", (ROOT / ".github" / "workflows" / "infra.yml").read_text(encoding="utf-8")
    )


def test_public_ci_asks_azure_for_every_municipality(workflow: dict[str, Any]) -> None:
    asked = workflow["jobs"]["what-if"]["strategy"]["matrix"]["tenant"]
    assert asked == "${{ fromJSON(needs.compile.outputs.tenants) }}"
    steps = "\n".join(str(step.get("run", "")) for step in workflow["jobs"]["compile"]["steps"])
    listing = "ls infra/tenants | sed -n 's/^\\([^_].*\\)\\.bicepparam$/\\1/p'"
    assert listing in steps
    listed = subprocess.run(
        listing, shell=True, cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert [f"tenants/{name}.bicepparam" for name in listed.stdout.split()] == tenants(
        read_project(INFRA)
    )


def test_what_the_table_cannot_say_is_listed_as_unproven() -> None:
    """The packages speak one version of each type; where ours is another one, operators are told."""
    documented = OPERATIONS.read_text(encoding="utf-8")
    ours: dict[str, str] = json.loads(text(VERSIONS))
    table = types().resources
    unproven = {
        kind
        for kind, version in ours.items()
        if kind not in table or table[kind]["version"] != version
    }
    assert unproven
    families = {
        kind.rsplit("/", 1)[0] if kind.startswith("Microsoft.Graph") else kind for kind in unproven
    }
    assert sorted(kind for kind in families if f"`{kind.split('/')[0]}" not in documented) == []


def test_whoever_deploys_may_hand_out_our_roles_and_no_others() -> None:
    conditions = re.findall(r"GuidEquals \{([^}]*)\}", text("README.md"))
    assert len(conditions) == 3
    roles = named_roles(read_project(INFRA))
    ours, to_groups = set(roles), {each for each, name in roles.items() if name == READER}
    given = [set(each.split(", ")) for each in conditions]
    assert given == [ours - to_groups, to_groups, ours]


def test_the_number_of_mistakes_that_are_tried_is_told_truly() -> None:
    told = re.search(r"(\d+) mistakes", (INFRA / "README.md").read_text(encoding="utf-8"))
    assert told and int(told[1]) == len(MUTATIONS)
