"""House rules about single words that nothing else would notice: what points to what, and what was chosen is what is set."""

from collections.abc import Mapping
from typing import Any

from adapters.settings import GRAPH
from tests.infra.rules import SITE, STORAGE, Facts, Wrong, at, rule, unlike
from tests.infra.settings_rules import app_settings
from tests.infra.values import TENANT, Made

IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
OUTPUTS = {"appName", "identityClientId", "identityName", "identityPrincipalId", "publicUrl"}


@rule
def settings_are_what_was_chosen(facts: Facts) -> Wrong:
    values = app_settings(facts)
    for name, value in _chosen(facts).items():
        if name in values and values[name] != value:
            yield facts.one(SITE), f"{name} has to be {value!r}, not {values[name]!r}"


def _chosen(facts: Facts) -> Mapping[str, str]:
    sign_in, exchange = facts.given["signIn"], facts.given["exchange"]
    url = facts.plan.outputs.get("main.bicep:publicUrl", "")
    return {
        "APPLICATIONINSIGHTS_CONNECTION_STRING": "InstrumentationKey=00000000-0000-4000-8000-00000000000e",
        "AZURE_CLIENT_ID": "00000000-0000-4000-8000-00000000000c",
        "CODES_ON_PHONES": str(facts.given["limits"]["codesOnPhones"]).lower(),
        "GRAPH_BASE_URL": GRAPH,
        "GRAPH_NOTIFICATION_URL": f"{url}/graph/notifications" if exchange["notifications"] else "",
        "GRAPH_ORGANIZER_MODE": exchange["organiser"],
        "GRAPH_SERVICE_MAILBOX": exchange["serviceMailbox"],
        "GRAPH_SYNC_WINDOW_DAYS": str(exchange["windowDays"]),
        "MAIL_OUTBOX": "",
        "MAIL_SENDER": facts.given["mail"]["address"],
        "MAIL_SENDERS": " ".join(facts.given["mail"]["mailboxes"]),
        "OIDC_API_AUDIENCE": sign_in["apiAudience"],
        "OIDC_API_SCOPE": sign_in["apiScope"],
        "OIDC_CLIENT_ID": sign_in["clientId"],
        "OIDC_ISSUER": f"https://login.microsoftonline.com/{TENANT}/v2.0"
        if sign_in["clientId"]
        else "",
        "OIDC_ROLES_CLAIM": sign_in["rolesClaim"],
        "OIDC_SCOPES": sign_in["scopes"],
        "OIDC_TENANT": TENANT,
        "FRONT_DOOR_ID": facts.given["limits"]["frontDoor"],
        "OWN_NETWORKS": facts.given["limits"]["ownNetworks"],
        "PUBLIC_URL": url,
        "RATE_LIMITS": facts.given["limits"]["differing"],
        "SESSION_IDLE_HOURS": str(sign_in["idleHours"]),
        "SESSION_LONGEST_HOURS": str(sign_in["longestHours"]),
    }


@rule
def the_app_is_on_its_plan_as_its_identity(facts: Facts) -> Wrong:
    plan, site, identity = (
        facts.one("Microsoft.Web/serverfarms"),
        facts.one(SITE),
        facts.one(IDENTITY),
    )
    if plan is None or site is None or identity is None:
        return
    storage = "properties.functionAppConfig.deployment.storage"
    yield from unlike(
        site,
        {
            "identity.userAssignedIdentities": {identity.id: {}},
            "properties.publicNetworkAccess": "Enabled",
            "properties.serverFarmId": plan.id,
            f"{storage}.authentication.userAssignedIdentityResourceId": identity.id,
        },
    )
    yield from unlike(plan, {"properties.zoneRedundant": facts.given["capacity"]["zoneRedundant"]})
    subnet = at(site.body, "properties.virtualNetworkSubnetId")
    if subnet is not None and not subnet.endswith("/subnets/app"):
        yield site, "the app goes out through the subnet that is delegated to it"


@rule
def storage_is_copied_as_chosen(facts: Facts) -> Wrong:
    chosen = facts.given["storage"]
    for letter, redundancy in (
        ("h", "otherRedundancy"),
        ("d", "dataRedundancy"),
        ("b", "otherRedundancy"),
    ):
        if account := facts.account(letter):
            yield from unlike(account, {"sku.name": chosen[redundancy]})
    if backup := facts.account("b"):
        yield from unlike(backup, {"location": chosen["backupLocation"]})


@rule
def the_alarm_rule_fires_on_every_row(facts: Facts) -> Wrong:
    alarm = facts.one("Microsoft.Insights/scheduledQueryRules")
    workspace = facts.one("Microsoft.OperationalInsights/workspaces")
    if alarm is None or workspace is None:
        return
    yield from unlike(
        alarm,
        {"kind": "LogAlert", "properties.autoMitigate": True, "properties.scopes": [workspace.id]},
    )
    criteria = at(alarm.body, "properties.criteria.allOf") or []
    wanted = {
        "dimensions": [{"name": "alarm", "operator": "Include", "values": ["*"]}],
        "failingPeriods": {"minFailingPeriodsToAlert": 1, "numberOfEvaluationPeriods": 1},
        "metricMeasureColumn": "times",
        "operator": "GreaterThan",
        "threshold": 0,
        "timeAggregation": "Total",
    }
    if [{name: each.get(name) for name in wanted} for each in criteria] != [wanted]:
        yield alarm, "the alarm rule fires on every row of its query, each by its name"
    elif (
        not criteria[0]["query"].rstrip().endswith("| summarize times = sum(toint(times)) by alarm")
    ):
        yield alarm, "the query ends with a row for each alarm"


@rule
def the_look_from_outside_sees_what_matters(facts: Facts) -> Wrong:
    look, alert = (
        facts.one("Microsoft.Insights/webtests"),
        facts.one("Microsoft.Insights/metricAlerts"),
    )
    component = facts.one("Microsoft.Insights/components")
    group = facts.one("Microsoft.Insights/actionGroups")
    if look is None or alert is None or component is None or group is None:
        return
    places = facts.given["alarms"]["availability"]["places"]
    yield from unlike(
        look,
        {
            "properties.Locations": [{"Id": place} for place in places],
            "properties.Request.HttpVerb": "GET",
            "properties.Request.RequestUrl": f"{facts.plan.outputs.get('main.bicep:publicUrl')}/api/v1/health",
            "properties.ValidationRules": {
                "ExpectedHttpStatusCode": 200,
                "SSLCertRemainingLifetimeCheck": 14,
                "SSLCheck": True,
            },
        },
    )
    if look.body["tags"].get(f"hidden-link:{component.id}") != "Resource":
        yield look, "a look shows its results in the component that its tag names"
    yield from unlike(
        alert,
        {
            "properties.actions": [{"actionGroupId": group.id}],
            "properties.criteria.componentId": component.id,
            "properties.criteria.failedLocationCount": len(places),
            "properties.criteria.webTestId": look.id,
            "properties.enabled": True,
            "properties.scopes": [look.id, component.id],
        },
    )


@rule
def the_budget_tells_everybody(facts: Facts) -> Wrong:
    for budget in facts.plan.of("Microsoft.Consumption/budgets"):
        chosen = facts.given["alarms"]["budget"]
        yield from unlike(
            budget,
            {
                "properties.amount": chosen["amount"],
                "properties.category": "Cost",
                "properties.timeGrain": "Monthly",
                "properties.timePeriod.startDate": chosen["from"],
            },
        )
        for name, told in (at(budget.body, "properties.notifications") or {}).items():
            if (
                told.get("enabled") is not True
                or told.get("contactEmails") != facts.given["alarms"]["mailTo"]
            ):
                yield budget, f"the notification {name!r} is on and goes to everyone who is named"
        kinds = [
            each.get("thresholdType")
            for each in at(budget.body, "properties.notifications").values()
        ]
        if sorted(map(str, kinds)) != ["Actual", "Actual", "Actual", "Forecasted"]:
            yield budget, "three notifications are of what was spent, one of what will be"


@rule
def private_names_lead_to_private_addresses(facts: Facts) -> Wrong:
    if not facts.private:
        return
    zones = {made.name: made for made in facts.plan.of("Microsoft.Network/privateDnsZones")}
    if set(zones) != {
        f"privatelink.{each}.core.windows.net" for each in ("blob", "queue", "table")
    }:
        yield None, f"the name zones are those of blob, queue and table: {sorted(zones)}"
    links = facts.plan.of("Microsoft.Network/privateDnsZones/virtualNetworkLinks")
    if {made.name.split("/")[0] for made in links} != set(zones):
        yield None, "each name zone is linked to the network"
    for link in links:
        yield from unlike(link, {"properties.registrationEnabled": False})
    for endpoint in facts.plan.of("Microsoft.Network/privateEndpoints"):
        if not str(at(endpoint.body, "properties.subnet.id")).endswith("/subnets/storage"):
            yield endpoint, "private addresses are in the subnet for storage"
    for group in facts.plan.of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups"):
        service = group.name.split("/")[0].rsplit("-", 1)[-1]
        named = [
            each["properties"]["privateDnsZoneId"]
            for each in at(group.body, "properties.privateDnsZoneConfigs")
        ]
        if [each.rsplit("/", 1)[-1] for each in named] != [
            f"privatelink.{service}.core.windows.net"
        ]:
            yield group, f"the private address of {service} is named in its own zone"


@rule
def a_name_of_ones_own_ends_with_a_certificate(facts: Facts) -> Wrong:
    domain = facts.given.get("domain")
    bindings = facts.plan.of(f"{SITE}/hostNameBindings")
    states = [at(each.body, "properties.sslState") for each in bindings]
    if states != (["Disabled", "SniEnabled"] if domain else []):
        yield None, "a name is bound first, and then once more with its certificate"
    if domain and at(bindings[-1].body, "properties.thumbprint") != "A" * 40:
        yield bindings[-1], "a name is bound with the certificate that was made for it"
    for certificate in facts.plan.of(f"{SITE}/certificates"):
        yield from unlike(certificate, {"properties.canonicalName": domain})


@rule
def what_must_wait_waits(facts: Facts) -> Wrong:
    wanted = {
        f"{SITE}/certificates": f"{SITE}/hostNameBindings",
        f"{STORAGE}/managementPolicies": f"{STORAGE}/blobServices/containers",
    }
    for kind, first in wanted.items():
        for made in facts.plan.of(kind):
            if first not in _waits_for(made):
                yield made, f"{kind} waits for {first}"
    for subnet in facts.plan.of("Microsoft.Network/virtualNetworks/subnets"):
        if subnet.last_name == "storage" and subnet.type not in _waits_for(subnet):
            yield subnet, "a network changes one subnet at a time"


def _waits_for(made: Made) -> set[str]:
    waited: list[Any] = made.body.get("dependsOn", [])
    return {each.type for each in waited if isinstance(each, Made)}


@rule
def main_hands_on_what_the_next_steps_need(facts: Facts) -> Wrong:
    found = {
        name.partition(":")[2] for name in facts.plan.outputs if name.startswith("main.bicep:")
    }
    if found != OUTPUTS:
        yield None, f"the outputs of main.bicep are {sorted(OUTPUTS)}"


@rule
def what_azure_wants_named_is_named(facts: Facts) -> Wrong:
    parts = {
        "Microsoft.Network/privateEndpoints": "properties.privateLinkServiceConnections",
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": "properties.privateDnsZoneConfigs",
        "Microsoft.Network/virtualNetworks/subnets": "properties.delegations",
    }
    for kind, path in parts.items():
        for made in facts.plan.of(kind):
            if not all(each.get("name") for each in at(made.body, path) or []):
                yield made, f"each of {path} has a name"
