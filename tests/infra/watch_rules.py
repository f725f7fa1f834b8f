"""House rules about watching: logs, alarms, looks from outside, money; and about what is chosen or not."""

import re

from application.rounds import QUICK, QUICK_HOURS
from tests.infra.code import job_names
from tests.infra.rules import Facts, Wrong, at, rule, unlike
from tests.infra.settings_rules import switched_off
from tests.infra.values import Made

JOB = re.compile(r'"(\w+)", \d+\.0, ([01])')
MAIL = re.compile(r"[^@\s]+@([a-z0-9-]+\.)+[a-z]{2,}")


@rule
def logs_know_identities_only_and_have_a_brake(facts: Facts) -> Wrong:
    workspace, component = (
        facts.one("Microsoft.OperationalInsights/workspaces"),
        facts.one("Microsoft.Insights/components"),
    )
    if workspace is None or component is None:
        yield None, "there is one workspace and one component"
        return
    logs = facts.given["logs"]
    yield from unlike(
        workspace,
        {
            "properties.features.disableLocalAuth": True,
            "properties.features.immediatePurgeDataOn30Days": True,
            "properties.retentionInDays": logs["keepDays"],
            "properties.sku.name": "PerGB2018",
            "properties.workspaceCapping.dailyQuotaGb": logs["dailyMb"] / 1000,
        },
    )
    yield from unlike(
        component,
        {
            "properties.DisableIpMasking": False,
            "properties.DisableLocalAuth": True,
            "properties.IngestionMode": "LogAnalytics",
            "properties.RetentionInDays": logs["keepDays"],
            "properties.WorkspaceResourceId": workspace.id,
        },
    )


@rule
def one_rule_tells_of_every_job_by_name(facts: Facts) -> Wrong:
    alarm = facts.one("Microsoft.Insights/scheduledQueryRules")
    group = facts.one("Microsoft.Insights/actionGroups")
    if alarm is None or group is None:
        yield None, "there is one alarm rule, and one group of people that it tells"
        return
    yield from unlike(
        alarm,
        {
            "properties.enabled": True,
            "properties.windowSize": "P2D",
            "properties.evaluationFrequency": "PT15M",
            "properties.actions.actionGroups": [group.id],
        },
    )
    query = at(alarm.body, "properties.criteria.allOf")[0]["query"]
    yield from _waits_for_every_job(facts, alarm, query)
    for what in ("-poison", ">= 500", "Misconfigured", "_LogOperation", '"back_up", '):
        if what not in query:
            yield alarm, f"the alarms know nothing of {what}"
    if wrong := [each for each in facts.given["alarms"]["mailTo"] if not MAIL.fullmatch(each)]:
        yield group, f"no mail address: {', '.join(wrong)}"
    mails = [each["emailAddress"] for each in at(group.body, "properties.emailReceivers") or []]
    if mails != facts.given["alarms"]["mailTo"] or at(group.body, "properties.enabled") is not True:
        yield group, "everyone who is named is told"


def _waits_for_every_job(facts: Facts, alarm: Made, query: str) -> Wrong:
    """For each that runs; for one that works by day only while it works."""
    asleep = switched_off(facts)
    wanted = {job for job in job_names() if f"AzureWebJobs.{job}.Disabled" not in asleep}
    listed = {name: by_day == "1" for name, by_day in JOB.findall(query)}
    if silent := wanted - listed.keys():
        yield (
            alarm,
            f"nobody is told when {', '.join(sorted(silent))} does not run (infra/contents.bicep)",
        )
    if idle := listed.keys() - wanted:
        yield alarm, f"{', '.join(sorted(idle))} never runs, and its silence is told"
    if {name for name, by_day in listed.items() if by_day} != set(QUICK):
        yield alarm, f"by day work {', '.join(QUICK)}, and no others"
    if f"between ({QUICK_HOURS[0]} .. {QUICK_HOURS[-1]})" not in query:
        yield alarm, f"by day is from {QUICK_HOURS[0]} to {QUICK_HOURS[-1]} (application/rounds.py)"


@rule
def what_is_chosen_is_made_and_nothing_else(facts: Facts) -> Wrong:
    alarms = facts.given["alarms"]
    chosen = {
        "Microsoft.Insights/webtests": alarms.get("availability") is not None,
        "Microsoft.Insights/metricAlerts": alarms.get("availability") is not None,
        "Microsoft.Consumption/budgets": alarms.get("budget") is not None,
        "Microsoft.Network/virtualNetworks": facts.private,
        "Microsoft.Web/sites/certificates": facts.given.get("domain") is not None,
    }
    for kind, wanted in chosen.items():
        if bool(facts.plan.of(kind)) is not wanted:
            yield None, f"{kind} is {'missing' if wanted else 'not chosen'}"
    for test in facts.plan.of("Microsoft.Insights/webtests"):
        yield from unlike(
            test,
            {
                "properties.Frequency": alarms["availability"]["everySeconds"],
                "properties.Enabled": True,
            },
        )
        if not str(at(test.body, "properties.Request.RequestUrl")).endswith("/api/v1/health"):
            yield test, "the look from outside asks for /api/v1/health"
    for budget in facts.plan.of("Microsoft.Consumption/budgets"):
        if not re.fullmatch(
            r"\d{4}-(0[1-9]|1[0-2])-01", str(at(budget.body, "properties.timePeriod.startDate"))
        ):
            yield budget, "a budget begins on the first of a month"
        told = at(budget.body, "properties.notifications") or {}
        if {each["threshold"] for each in told.values()} != {50, 80, 100} or len(told) != 4:
            yield budget, "a budget tells at 50, 80 and 100 %, and when 100 % is coming"


@rule
def private_storage_has_all_its_addresses(facts: Facts) -> Wrong:
    if not facts.private:
        return
    wanted = {
        ("h", "blob"),
        ("h", "queue"),
        ("h", "table"),
        ("d", "blob"),
        ("d", "table"),
        ("b", "blob"),
    }
    found = set()
    for each in facts.plan.of("Microsoft.Network/privateEndpoints"):
        [connection] = at(each.body, "properties.privateLinkServiceConnections")
        account = connection["properties"]["privateLinkServiceId"].rsplit("/", 1)[-1]
        found.add((account[2], *connection["properties"]["groupIds"]))
    zones = {
        m.name.split("/")[0]
        for m in facts.plan.of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups")
    }
    if found != wanted or len(zones) != len(wanted):
        yield None, f"private addresses are missing or too many: {sorted(found ^ wanted)}"
    for subnet in facts.plan.of("Microsoft.Network/virtualNetworks/subnets"):
        delegated = [
            each["properties"]["serviceName"]
            for each in at(subnet.body, "properties.delegations") or []
        ]
        if subnet.last_name == "app" and delegated != ["Microsoft.App/environments"]:
            yield subnet, "the app's subnet is delegated to Microsoft.App/environments"
