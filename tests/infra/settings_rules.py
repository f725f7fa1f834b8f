"""The app's settings: every one that adapters/settings.py reads is set, none other, and their values are accepted by it.

A setting that `Settings` does not print (`repr=False`) is a secret: for a machine of one's own, never in Azure.
"""

from collections.abc import Mapping
from typing import Any

from adapters.settings import Settings, read_settings
from application.faults import Misconfigured
from application.show_health import OF_EXCHANGE
from tests.infra.code import connections
from tests.infra.rules import SITE, Facts, Wrong, at, rule

PLATFORM = frozenset(
    {
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "AzureWebJobsDisableHomepage",
        "AzureWebJobsStorage__accountName",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
    }
)
# Forbidden, ignored or harmful on Flex Consumption.
FORBIDDEN = frozenset(
    {
        "AzureWebJobsStorage",
        "ENABLE_ORYX_BUILD",
        "FUNCTIONS_EXTENSION_VERSION",
        "FUNCTIONS_MAX_HTTP_CONCURRENCY",
        "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED",
        "FUNCTIONS_WORKER_PROCESS_COUNT",
        "FUNCTIONS_WORKER_RUNTIME",
        "FUNCTIONS_WORKER_RUNTIME_VERSION",
        "SCM_DO_BUILD_DURING_DEPLOYMENT",
        "TZ",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_CONTENTSHARE",
        "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT",
        "WEBSITE_NODE_DEFAULT_VERSION",
        "WEBSITE_RUN_FROM_PACKAGE",
        "WEBSITE_TIME_ZONE",
    }
)


def names(*, secret: bool) -> frozenset[str]:
    """The variables that Settings reads, secrets or not."""
    fields: Mapping[str, Any] = Settings.model_fields
    return frozenset(str(each.alias) for each in fields.values() if (not each.repr) is secret)


def app_settings(facts: Facts) -> dict[str, Any]:
    site = facts.one(SITE)
    listed = at(site.body, "properties.siteConfig.appSettings") if site else None
    return {each["name"]: each["value"] for each in listed or []}


def switched_off(facts: Facts) -> frozenset[str]:
    """The switches of what does nothing without an Exchange: its timers, and the function that its queue wakes."""
    exchange = facts.given["exchange"]
    if exchange["serviceMailbox"] or exchange["organiser"] == "user":
        return frozenset()
    return frozenset(f"AzureWebJobs.{name}.Disabled" for name in (*OF_EXCHANGE, "sync_mailbox"))


@rule
def what_is_of_no_use_is_switched_off(facts: Facts) -> Wrong:
    values = app_settings(facts)
    for name in sorted(switched_off(facts)):
        if values.get(name) != "true":
            yield (
                facts.one(SITE),
                f"{name} has to be 'true': there is no Exchange, and runs are paid",
            )


def traced(facts: Facts) -> frozenset[str]:
    """What tells the host to send OpenTelemetry, where that was chosen."""
    on = facts.given["logs"]["openTelemetry"]
    return frozenset({"AzureFunctionsJobHost__telemetryMode"}) if on else frozenset()


@rule
def every_setting_that_the_app_reads_is_set_and_none_other(facts: Facts) -> Wrong:
    there = app_settings(facts).keys()
    wanted = names(secret=False) | PLATFORM
    wanted |= switched_off(facts) | traced(facts)
    for name in sorted(FORBIDDEN & there):
        yield facts.one(SITE), f"{name} is forbidden on Flex Consumption"
    for name in sorted(names(secret=True) & there):
        yield facts.one(SITE), f"{name} is a secret: nothing here needs one"
    for name in sorted(wanted - there):
        yield (
            facts.one(SITE),
            f"{name} is read by the app and not set: add it to infra/modules/functions.bicep",
        )
    for name in sorted(there - wanted - FORBIDDEN - names(secret=True)):
        yield facts.one(SITE), f"{name} is set and nobody reads it"


@rule
def the_app_accepts_its_settings(facts: Facts) -> Wrong:
    values = app_settings(facts)
    if bad := sorted(name for name, value in values.items() if not isinstance(value, str)):
        yield facts.one(SITE), f"settings are text: {', '.join(bad)}"
        return
    try:
        settings = read_settings(values)
    except Misconfigured as error:
        yield facts.one(SITE), f"the app refuses its settings: {error}"
        return
    if settings.open_telemetry is not facts.given["logs"]["openTelemetry"]:
        yield facts.one(SITE), "the app makes spans if the host sends them"
    if settings.local or not settings.secure or settings.vouches_for_itself:
        yield (
            facts.one(SITE),
            "in Azure nothing is local, all is https, and the identity vouches for us",
        )
    if (settings.oidc_issuer is not None) is not bool(facts.given["signIn"]["clientId"]):
        yield facts.one(SITE), "people sign in if there is a registration"
    exchange = facts.given["exchange"]
    if settings.exchange.on is not (
        bool(exchange["serviceMailbox"]) or exchange["organiser"] == "user"
    ):
        yield facts.one(SITE), "rooms are kept in step if there is a mailbox that invites them"
    if bool(settings.exchange.notify) is not facts.given["exchange"]["notifications"]:
        yield facts.one(SITE), "Graph tells us of changes if that was chosen"


@rule
def each_kind_of_storage_is_where_it_is_looked_for(facts: Facts) -> Wrong:
    values, host, data = app_settings(facts), facts.account("h"), facts.account("d")
    backup = facts.account("b")
    if host is None or data is None or backup is None:
        return
    wanted = {
        "AzureWebJobsDisableHomepage": "true",
        "AzureWebJobsStorage__accountName": host.name,
        "AzureWebJobsStorage__clientId": values.get("AZURE_CLIENT_ID"),
        "AzureWebJobsStorage__credential": "managedidentity",
        "BACKUP_BLOBS_ENDPOINT": f"https://{backup.name}.blob.core.windows.net/",
        "ERASED_AFTER_DAYS": str(facts.given["storage"]["erasedAfterDays"]),
        "BLOBS_ENDPOINT": f"https://{data.name}.blob.core.windows.net/",
        "QUEUES_ENDPOINT": f"https://{host.name}.queue.core.windows.net/",
        "TABLES_ENDPOINT": f"https://{data.name}.table.core.windows.net/",
    }
    for name, value in wanted.items():
        if values.get(name) != value:
            yield facts.one(SITE), f"{name} has to be {value!r}, not {values.get(name)!r}"
    if connections() != {"AzureWebJobsStorage"}:
        yield None, "queue triggers listen at the host account, where the app writes its messages"
    said = str(values.get("APPLICATIONINSIGHTS_AUTHENTICATION_STRING"))
    if said != f"ClientId={values.get('AZURE_CLIENT_ID')};Authorization=AAD":
        yield facts.one(SITE), "logs are sent as the app's identity"
