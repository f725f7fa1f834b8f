"""Names within the length and letters that Azure allows, whatever a municipality is called."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.infra.plan import Plan, plan_of
from tests.infra.project import Finding, Project
from tests.infra.rules import at
from tests.infra.table import Types
from tests.infra.values import Made

WORD = r"[A-Za-z0-9_]"
RULES = {
    "Microsoft.Authorization/locks": r"[^<>%&?/]{1,89}[^<>%&?/. ]",
    "Microsoft.Authorization/roleAssignments": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "Microsoft.Consumption/budgets": r"[A-Za-z0-9_-]{1,63}",
    "Microsoft.Insights/actionGroups": r"[^:<>+/&%\\?|]{1,259}[^:<>+/&%\\?|. ]",
    "Microsoft.Insights/components": r"[^%&\\?/]{1,259}[^%&\\?/. ]",
    "Microsoft.Insights/diagnosticSettings": r"[^*<>%&:\\?+/]{1,259}[^*<>%&:\\?+/. ]",
    "Microsoft.Insights/metricAlerts": r"[^*#&+:<>?@%{}\\/|]{1,259}[^*#&+:<>?@%{}\\/|. ]",
    "Microsoft.Insights/scheduledQueryRules": r"[^*<>%{}&:\\?/#|]{1,259}[^*<>%{}&:\\?/#|. ]",
    "Microsoft.Insights/webtests": r"[^<>%&\\?/]{1,259}[^<>%&\\?/. ]",
    "Microsoft.ManagedIdentity/userAssignedIdentities": r"[A-Za-z0-9][A-Za-z0-9_-]{2,127}",
    "Microsoft.Network/privateDnsZones": r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": rf"[A-Za-z0-9]([\w.-]{{0,78}}{WORD})?",
    "Microsoft.Network/privateEndpoints": rf"[A-Za-z0-9][\w.-]{{0,62}}{WORD}",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": rf"[A-Za-z0-9][\w.-]{{0,78}}{WORD}",
    "Microsoft.Network/virtualNetworks": rf"[A-Za-z0-9][\w.-]{{0,62}}{WORD}",
    "Microsoft.Network/virtualNetworks/subnets": rf"[A-Za-z0-9]([\w.-]{{0,78}}{WORD})?",
    "Microsoft.OperationalInsights/workspaces": r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]",
    "Microsoft.Storage/storageAccounts": r"[a-z0-9]{3,24}",
    "Microsoft.Storage/storageAccounts/blobServices": r"default",
    "Microsoft.Storage/storageAccounts/blobServices/containers": r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
    "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies": r"default",
    "Microsoft.Storage/storageAccounts/managementPolicies": r"default",
    "Microsoft.Storage/storageAccounts/queueServices": r"default",
    "Microsoft.Storage/storageAccounts/queueServices/queues": r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]",
    "Microsoft.Storage/storageAccounts/tableServices": r"default",
    "Microsoft.Storage/storageAccounts/tableServices/tables": r"(?!tables$)[A-Za-z][A-Za-z0-9]{2,62}",
    "Microsoft.Web/serverfarms": r"[A-Za-z0-9-]{1,60}",
    "Microsoft.Web/sites": r"[A-Za-z0-9][A-Za-z0-9-]{0,58}[A-Za-z0-9]",
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies": r"ftp|scm",
    "Microsoft.Web/sites/certificates": r"[^/]{1,260}",
    "Microsoft.Web/sites/hostNameBindings": r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",
}
ODD = (
    "De Panne",
    "'s-Hertogenbosch",
    "Sint-Pieters-Leeuw",
    "Den Haag / ’s-Gravenhage",
    "Ĳsselstein",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
    "Nes Ameland 2",
    " Groß-Gerau ",
    "Å",
    "Y",
    "Αθήνα",
    "--",
    "0",
)


def misnamed(made: Made) -> str:
    """What is wrong with a name; empty where nothing is."""
    pattern = RULES.get(made.type)
    if pattern is None:
        return f"tests/infra/naming.py has no rule for names of {made.type}"
    return (
        ""
        if re.fullmatch(pattern, made.last_name)
        else f"Azure takes no {made.last_name!r} as a name"
    )


def misnamed_in(plan: Plan) -> Iterator[Finding]:
    """Wrong names in a plan, and those that are there twice."""
    seen: set[str] = set()
    for made in plan.made:
        if said := misnamed(made):
            yield Finding(file=made.file, line=made.line, said=said)
        if not made.existing and made.type != "Microsoft.Web/sites/hostNameBindings":
            if made.id.lower() in seen:
                yield Finding(file=made.file, line=made.line, said=f"{made.name} is made twice")
            seen.add(made.id.lower())
    for group in plan.of("Microsoft.Insights/actionGroups"):
        if not 1 <= len(str(at(group.body, "properties.groupShortName"))) <= 12:
            yield Finding(
                file=group.file, line=group.line, said="the short name has 12 letters at most"
            )


def odd_names(
    project: Project, types: Types, given: Mapping[str, Any], odd: tuple[str, ...]
) -> Iterator[Finding]:
    """A plan for each odd name, as a municipality that is called so would have it."""
    for municipality in odd:
        plan = plan_of(
            project, types, {**given, "municipality": municipality, "environmentName": "test"}
        )
        for finding in (*misnamed_in(plan), *plan.findings):
            yield Finding(
                file=finding.file, line=finding.line, said=f"{municipality!r}: {finding.said}"
            )
