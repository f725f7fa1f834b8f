"""Everything that can be proven of infra/ without Azure, in one list of findings; empty is good.

`python -m tests.infra` prints it. What it cannot prove is in docs/operations.md.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.infra import (
    app_rules,
    constant_rules,
    detail_rules,
    settings_rules,
    storage_rules,
    watch_rules,
)
from tests.infra.beforehand import beforehand
from tests.infra.entra_rules import entra
from tests.infra.file_rules import file_rules, named_roles
from tests.infra.grammar import grammar
from tests.infra.naming import misnamed_in, odd_names
from tests.infra.plan import Plan, parameters, plan_of
from tests.infra.project import Finding, Project, read_project
from tests.infra.rules import RULES, Facts
from tests.infra.symbols import symbols
from tests.infra.table import Types, types

# Their rules are in RULES once they are imported.
SUBJECTS = (
    storage_rules,
    app_rules,
    watch_rules,
    settings_rules,
    detail_rules,
    constant_rules,
)
INFRA = Path(__file__).resolve().parent.parent.parent / "infra"


def tenants(project: Project) -> list[str]:
    """Parameter files of municipalities; one that begins with an underscore is a base."""
    names = (
        p.relative_to(project.root).as_posix() for p in project.root.glob("tenants/*.bicepparam")
    )
    return sorted(name for name in names if not name.startswith("tenants/_"))


def check(
    root: Path = INFRA, *, odd: tuple[str, ...] = ("Å", "Sint-Pieters-Leeuw")
) -> list[Finding]:
    project = read_project(root)
    found = {
        *project.broken,
        *grammar(project),
        *symbols(project),
        *beforehand(project),
        *file_rules(project),
        *entra(project, types()),
    }
    given: dict[str, Any] = {}
    for tenant in tenants(project):
        if tenant in project.files:
            given, wrong = parameters(project, types(), tenant)
            found |= {*wrong, *_using(project, tenant), *of_plan(project, types(), given)}
    if not found:
        found |= set(odd_names(project, types(), given, odd))
    if not found:
        found |= set(_both_ways(project))
    return sorted(found)


def _using(project: Project, tenant: str) -> Iterator[Finding]:
    used = [project.beside(tenant, each.reference) for each in project.files[tenant].of("using")]
    if used != ["main.bicep"]:
        yield Finding(file=tenant, line=1, said="a municipality's file uses ../main.bicep")


def of_plan(project: Project, types: Types, given: dict[str, Any]) -> Iterator[Finding]:
    """What is wrong with the plan of one municipality. House rules are asked of a plan that could be made only."""
    plan = plan_of(project, types, given)
    yield from plan.findings
    for made in plan.made:
        if not made.existing:
            for said in types.misfits(made.type, made.body):
                yield Finding(file=made.file, line=made.line, said=f"{made.type}: {said}")
    yield from misnamed_in(plan)
    if not plan.findings:
        yield from _house_rules(Facts(given=given, plan=plan, roles=named_roles(project)))


def _house_rules(facts: Facts) -> Iterator[Finding]:
    for rule in RULES:
        try:
            for made, said in rule(facts):
                yield Finding(
                    file=made.file if made else "main.bicep",
                    line=made.line if made else 1,
                    said=said,
                )
        except (KeyError, TypeError, ValueError, IndexError) as error:
            said = f"{rule.__name__} cannot be asked: {type(error).__name__} {error}"
            yield Finding(file="main.bicep", line=1, said=said)


def _both_ways(project: Project) -> Iterator[Finding]:
    """At every fork each way was gone by some municipality: what nobody chooses would go unchecked."""
    for (file, line, what), ways in sorted(project.taken.items()):
        if len(ways) == 1:
            yield Finding(
                file=file,
                line=line,
                said=f"no municipality's file makes this {what!r} {not ways.pop()}",
            )


def plan_for(project: Project, tenant: str) -> Plan:
    given, _ = parameters(project, types(), tenant)
    return plan_of(project, types(), given)
