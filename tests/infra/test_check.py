"""What infra/ promises, proven without Azure; and that the proof sees mistakes."""

import re
import shutil
from pathlib import Path

import pytest

from tests.infra import naming
from tests.infra.check import INFRA, check, plan_for, tenants
from tests.infra.code import job_names
from tests.infra.mutations import MUTATIONS, Mutation
from tests.infra.plan import parameters, plan_of
from tests.infra.project import read_project
from tests.infra.table import types

ROOT = INFRA.parent


def test_there_is_nothing_to_say_against_our_infrastructure() -> None:
    assert list(map(str, check(odd=naming.ODD))) == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.what)
def test_a_mistake_is_seen(mutation: Mutation, tmp_path: Path) -> None:
    assert caught(mutation, tmp_path), "nothing was said about it"


def caught(mutation: Mutation, folder: Path) -> str:
    """What is said about a mutation; empty where the sentence that has to be said is not among it."""
    root = folder / "infra"
    shutil.copytree(INFRA, root)
    file = root / mutation.file
    text = file.read_text(encoding="utf-8")
    assert text.count(mutation.old) == 1, "a mutation replaces one text, which is there once"
    file.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
    said = [str(finding) for finding in check(root)]
    return next((each for each in said if mutation.caught in each), "")


def test_forty_mistakes_and_more_are_tried_and_none_twice() -> None:
    assert len({(each.file, each.old, each.new) for each in MUTATIONS}) == len(MUTATIONS) >= 40


@pytest.mark.parametrize("municipality", naming.ODD)
def test_whatever_a_municipality_is_called_azure_takes_the_names(municipality: str) -> None:
    project = read_project(INFRA)
    given, _ = parameters(project, types(), tenants(project)[0])
    assert list(map(str, naming.odd_names(project, types(), given, (municipality,)))) == []


def test_municipalities_with_like_names_get_other_accounts() -> None:
    project = read_project(INFRA)
    given, _ = parameters(project, types(), tenants(project)[0])
    plans = [
        plan_of(project, types(), {**given, "municipality": each})
        for each in ("Beveren-Kruibeke", "Beveren Kruis")
    ]
    names = [
        account.name for plan in plans for account in plan.of("Microsoft.Storage/storageAccounts")
    ]
    assert len(names) == 6
    # Those of one resource group differ by their kind; of two groups, by what Azure makes of the group's id.
    assert len({name[2] for name in names}) == 3


def test_a_municipality_has_what_the_others_have() -> None:
    project = read_project(INFRA)
    assert {"depanne", "junglinster", "large"} <= {Path(each).stem for each in tenants(project)}
    kinds = [{made.type for made in plan_for(project, each).made} for each in tenants(project)]
    always = set.intersection(*kinds)
    assert {
        "Microsoft.Web/sites",
        "Microsoft.Storage/storageAccounts",
        "Microsoft.Insights/scheduledQueryRules",
    } <= always


def test_main_can_be_read_in_one_sitting() -> None:
    assert len((INFRA / "main.bicep").read_text(encoding="utf-8").splitlines()) <= 120


def test_every_job_of_the_code_is_watched_by_its_name() -> None:
    project = read_project(INFRA)
    [rule] = plan_for(project, "tenants/depanne.bicepparam").of(
        "Microsoft.Insights/scheduledQueryRules"
    )
    [criterion] = rule.body["properties"]["criteria"]["allOf"]
    watched = {name for name in job_names() if f'"{name}", ' in criterion["query"]}
    assert watched == job_names()
    listed = re.search(r"datatable\([^)]*\) \[([^\]]*)\]", criterion["query"])
    assert listed and set(re.findall(r'"(\w+)", \d+\.0', listed[1])) == watched


def test_every_queue_that_wakes_the_code_has_a_watched_poison_queue() -> None:
    project = read_project(INFRA)
    made = plan_for(project, "tenants/depanne.bicepparam").of(
        "Microsoft.Storage/storageAccounts/queueServices/queues"
    )
    names = {each.last_name for each in made}
    assert {f"{name}-poison" for name in names if not name.endswith("-poison")} == {
        n for n in names if n.endswith("-poison")
    }


def test_the_table_of_types_says_where_it_is_from() -> None:
    table = types()
    assert all(each["from"].startswith("azure-mgmt-") for each in table.resources.values())
    project = read_project(INFRA)
    used = {made.type for each in tenants(project) for made in plan_for(project, each).made}
    assert used <= table.resources.keys()
    assert used == table.resources.keys(), "tools/bicep_types.py lists types that nothing uses"


def test_a_plan_reads_as_one_would_expect() -> None:
    project = read_project(INFRA)
    plan = plan_for(project, "tenants/junglinster.bicepparam")
    assert plan.outputs["main.bicep:publicUrl"] == "https://plaz.junglinster.example"
    assert len(plan.of("Microsoft.Network/privateEndpoints")) == 6
    assert {
        each.body["properties"]["publicNetworkAccess"]
        for each in plan.of("Microsoft.Storage/storageAccounts")
    } == {"Disabled"}
