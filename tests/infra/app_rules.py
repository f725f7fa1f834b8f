"""House rules about the app: its plan, what Flex Consumption forbids, who may publish."""

from tests.infra.rules import SITE, Facts, Wrong, at, rule, unlike


@rule
def the_plan_is_flex_consumption(facts: Facts) -> Wrong:
    plan, site = facts.one("Microsoft.Web/serverfarms"), facts.one(SITE)
    if plan is None or site is None:
        yield None, "there is one app on one plan"
        return
    yield from unlike(
        plan, {"sku.name": "FC1", "sku.tier": "FlexConsumption", "properties.reserved": True}
    )
    app, host = "properties.functionAppConfig", facts.account("h")
    capacity = facts.given["capacity"]
    yield from unlike(
        site,
        {
            "kind": "functionapp,linux",
            "properties.httpsOnly": True,
            "properties.siteConfig.minTlsVersion": "1.2",
            "properties.siteConfig.scmMinTlsVersion": "1.2",
            "identity.type": "UserAssigned",
            f"{app}.runtime": {"name": "python", "version": "3.13"},
            f"{app}.siteUpdateStrategy.type": "RollingUpdate",
            f"{app}.deployment.storage.authentication.type": "UserAssignedIdentity",
            f"{app}.deployment.storage.value": f"https://{host.name if host else ''}.blob.core.windows.net/package",
            f"{app}.scaleAndConcurrency.alwaysReady": [],
            f"{app}.scaleAndConcurrency.instanceMemoryMB": capacity["memoryMb"],
            f"{app}.scaleAndConcurrency.maximumInstanceCount": capacity["instances"],
            f"{app}.scaleAndConcurrency.triggers.http.perInstanceConcurrency": capacity[
                "requestsPerInstance"
            ],
        },
    )
    if capacity["zoneRedundant"] and "ZRS" not in facts.given["storage"]["otherRedundancy"]:
        yield (
            plan,
            "an app in several zones needs its host account in several zones: storage.otherRedundancy",
        )
    if (at(site.body, "properties.virtualNetworkSubnetId") is not None) is not facts.private:
        yield site, "the app goes out through the network if there is one"


@rule
def a_front_door_is_the_only_way_in(facts: Facts) -> Wrong:
    door, site = facts.given["limits"]["frontDoor"], facts.one(SITE)
    if site is None:
        return
    allowed = [
        (each["action"], each["tag"], each["ipAddress"], each["headers"])
        for each in at(site.body, "properties.siteConfig.ipSecurityRestrictions") or []
    ]
    through = ("Allow", "ServiceTag", "AzureFrontDoor.Backend", {"x-azure-fdid": [door]})
    if allowed != ([through] if door else []):
        yield site, "what does not come through the front door is let in"
    otherwise = "properties.siteConfig.ipSecurityRestrictionsDefaultAction"
    yield from unlike(site, {otherwise: "Deny" if door else "Allow"})


NOT_ON_FLEX = {
    "alwaysOn", "containerSize", "ftpsState", "functionAppScaleLimit", "functionsRuntimeScaleMonitoringEnabled",
    "linuxFxVersion", "minimumElasticInstanceCount", "preWarmedInstanceCount", "use32BitWorkerProcess", "windowsFxVersion",
}  # fmt: skip


@rule
def nothing_is_set_that_flex_forbids(facts: Facts) -> Wrong:
    for site in facts.plan.of(SITE):
        there = NOT_ON_FLEX & {
            *(at(site.body, "properties.siteConfig") or {}),
            *(at(site.body, "properties") or {}),
        }
        if there:
            yield site, f"Flex Consumption forbids {', '.join(sorted(there))}"


@rule
def nobody_publishes_by_password(facts: Facts) -> Wrong:
    doors = {m.last_name: m for m in facts.plan.of(f"{SITE}/basicPublishingCredentialsPolicies")}
    if doors.keys() != {"ftp", "scm"}:
        yield None, "the doors for passwords, ftp and scm, are both closed"
    for door in doors.values():
        yield from unlike(door, {"properties.allow": False})
