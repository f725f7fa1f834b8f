"""House rules that are a table: what has the same value for every municipality, by type and path."""

from collections.abc import Mapping
from typing import Any

from tests.infra.rules import SITE, STORAGE, Facts, Wrong, at, rule, unlike
from tests.infra.table import types

INSIGHTS, NETWORK = "Microsoft.Insights", "Microsoft.Network"
EVERYWHERE = {
    f"{INSIGHTS}/actionGroups",
    f"{INSIGHTS}/metricAlerts",
    f"{NETWORK}/privateDnsZones",
    f"{NETWORK}/privateDnsZones/virtualNetworkLinks",
}
BINDING = {"properties.customHostNameDnsRecordType": "CName", "properties.hostNameType": "Verified"}
CONSTANT: Mapping[str, Mapping[str, Any]] = {
    "Microsoft.ManagedIdentity/userAssignedIdentities": {"properties.isolationScope": "Regional"},
    "Microsoft.OperationalInsights/workspaces": {
        "properties.features.enableLogAccessUsingOnlyResourcePermissions": True
    },
    f"{INSIGHTS}/actionGroups": {"properties.groupShortName": "vrijplek"},
    f"{INSIGHTS}/components": {"kind": "web", "properties.Application_Type": "web"},
    f"{INSIGHTS}/metricAlerts": {
        "properties.autoMitigate": True,
        "properties.evaluationFrequency": "PT5M",
        "properties.severity": 1,
        "properties.windowSize": "PT30M",
    },
    f"{INSIGHTS}/scheduledQueryRules": {"properties.severity": 1},
    f"{INSIGHTS}/webtests": {
        "kind": "standard",
        "properties.Kind": "standard",
        "properties.Request.FollowRedirects": False,
        "properties.Request.ParseDependentRequests": False,
        "properties.RetryEnabled": True,
        "properties.Timeout": 60,
    },
    f"{STORAGE}/blobServices/containers/immutabilityPolicies": {
        "properties.allowProtectedAppendWrites": False
    },
    STORAGE: {"properties.accessTier": "Hot"},
    SITE: {
        "properties.clientAffinityEnabled": False,
        "properties.functionAppConfig.deployment.storage.type": "blobContainer",
    },
    "Microsoft.Web/serverfarms": {"kind": "functionapp"},
    f"{SITE}/hostNameBindings": BINDING,
}


@rule
def what_is_the_same_for_all_is_the_same(facts: Facts) -> Wrong:
    for kind, wanted in CONSTANT.items():
        for made in facts.plan.of(kind):
            yield from unlike(made, wanted)


@rule
def everything_is_where_it_belongs(facts: Facts) -> Wrong:
    """In the region that was chosen; backups in theirs; what belongs to no region, everywhere."""
    for made in facts.plan.made:
        if made.existing or not _has(made.type, "location"):
            continue
        backup = made.type == STORAGE and made.name.startswith("vpb")
        region = facts.given["storage"]["backupLocation"] if backup else facts.given["location"]
        yield from unlike(made, {"location": "global" if made.type in EVERYWHERE else region})


@rule
def everything_that_takes_tags_has_them(facts: Facts) -> Wrong:
    for made in facts.plan.made:
        if (
            not made.existing
            and _has(made.type, "tags")
            and at(made.body, "tags.product") != "vrijplek"
        ):
            yield made, "it has no tags that say whose it is"


def _has(kind: str, name: str) -> bool:
    """Whether a type has a property that is ours to set, and is not merely inherited by something within another."""
    table = types()
    if kind not in table.resources or kind in WITHIN:
        return False
    found = table.properties({"model": table.resources[kind]["model"]}).get(name)
    return found is not None and not found.get("readonly")


# Their models have a region or tags from a common ancestor; they are wherever their parent is.
WITHIN = {
    f"{NETWORK}/privateEndpoints/privateDnsZoneGroups",
    f"{NETWORK}/virtualNetworks/subnets",
}


@rule
def the_network_is_cut_in_two(facts: Facts) -> Wrong:
    cut = [
        at(each.body, "properties.addressPrefix")
        for each in facts.plan.of(f"{NETWORK}/virtualNetworks/subnets")
    ]
    if facts.private and (None in cut or len(set(cut)) != 2):
        yield None, f"the network has two subnets with addresses of their own: {cut}"
    for link in facts.plan.of(f"{NETWORK}/privateDnsZones/virtualNetworkLinks"):
        network = facts.one(f"{NETWORK}/virtualNetworks")
        yield from unlike(link, {"properties.virtualNetwork.id": network.id if network else None})
    for subnet in facts.plan.of(f"{NETWORK}/virtualNetworks/subnets"):
        if subnet.last_name == "storage":
            yield from unlike(subnet, {"properties.privateEndpointNetworkPolicies": "Disabled"})


@rule
def a_lifecycle_rule_is_one(facts: Facts) -> Wrong:
    for lifecycle in facts.plan.of(f"{STORAGE}/managementPolicies"):
        for each in at(lifecycle.body, "properties.policy.rules") or []:
            if (
                each.get("type") != "Lifecycle"
                or not each.get("name")
                or each.get("enabled") is False
            ):
                yield lifecycle, "a lifecycle rule has a name, its type, and is on"


@rule
def what_the_host_keeps_can_go(facts: Facts) -> Wrong:
    """The host account holds nothing that could not be made again, so the resource group can be taken down by script
    when a municipality leaves, but for data and backups."""
    locked = {each.scope for each in facts.plan.of("Microsoft.Authorization/locks")}
    if (host := facts.account("h")) and host.id in locked:
        yield host, "the host account is not locked"
