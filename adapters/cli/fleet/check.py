"""Before a deployment: whether Azure, Entra ID and Exchange are ready for one municipality. It only reads, through az."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from adapters.cli.fleet.az import Az, AzFailed, NoAz, asked
from adapters.cli.fleet.tenants import Tenant

PROVIDERS = (
    "Microsoft.Web",
    "Microsoft.Storage",
    "Microsoft.ManagedIdentity",
    "Microsoft.OperationalInsights",
    "Microsoft.Insights",
    "Microsoft.Consumption",
)
OWNER = {"Owner"}
BOTH = {"Contributor", "Role Based Access Control Administrator"}
CLIENT = re.compile(r"clientId: '([^']*)'")
MAILBOX = re.compile(r"serviceMailbox: '([^']*)'")
# What infra/exchange.ps1 gives for marked mailboxes; given at Entra ID too, it would be for all.
NEVER = {
    "ef54d2bf-783f-4e0f-bca1-3210c0444d99": "Calendars.ReadWrite",
    "798ee544-9d2d-430c-a058-570e29e34338": "Calendars.Read",
    "b633e1c5-b582-4048-a93e-9f11b44c7e96": "Mail.Send",
    "e2a3a72e-5f79-4c64-b1b1-878b674786c9": "Mail.ReadWrite",
    "810c84a8-4a9e-49e6-bf7d-12d183f40d01": "Mail.Read",
}
GRAPH = "https://graph.microsoft.com/v1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """`ready`: None where it could not be said yet. `do` is what to do; empty where nothing is."""

    what: str
    ready: bool | None
    said: str
    do: str = ""


async def check_tenant(az: Az, infra: str, tenant: Tenant) -> tuple[Checked, ...]:
    """Everything that can be known beforehand, in the order in which it matters."""
    try:
        account = await asked(az, "account", "show", *_at(tenant))
    except AzFailed as failure:
        do = "" if isinstance(failure, NoAz) else "az login"
        return (Checked(what="az", ready=False, said=str(failure), do=do),)
    subscription = str(account["id"])
    found = [Checked(what="az", ready=True, said=f"{account['name']} as {account['user']['name']}")]
    looks: tuple[tuple[str, Callable[[], Awaitable[Checked]]], ...] = (
        ("region", lambda: _region(az, tenant)),
        ("providers", lambda: _providers(az, tenant)),
        ("roles", lambda: _roles(az, tenant, subscription, str(account["user"]["name"]))),
        ("names", lambda: _names(az, infra, tenant)),
        ("Entra ID", lambda: _entra(az, tenant)),
        ("Exchange", lambda: _exchange(az, tenant)),
    )
    for what, look in looks:
        try:
            found.append(await look())
        except AzFailed as failure:
            found.append(Checked(what=what, ready=None, said=str(failure)))
    return tuple(found)


async def _region(az: Az, tenant: Tenant) -> Checked:
    told = await asked(az, "functionapp", "list-flexconsumption-locations", *_at(tenant))
    names = {str(each["name"]).lower().replace(" ", "") for each in told}
    if tenant.location in names:
        return Checked(what="region", ready=True, said=f"{tenant.location} has Flex Consumption")
    said = f"{tenant.location} has no Flex Consumption"
    return Checked(what="region", ready=False, said=said, do="Choose another location.")


async def _providers(az: Az, tenant: Tenant) -> Checked:
    told = await asked(az, "provider", "list", *_at(tenant))
    ready = {p["namespace"] for p in told if p["registrationState"] == "Registered"}
    if missing := [name for name in PROVIDERS if name not in ready]:
        do = "; ".join(f"az provider register --namespace {name}" for name in missing)
        said = f"not registered: {', '.join(missing)}"
        return Checked(what="providers", ready=False, said=said, do=do)
    return Checked(what="providers", ready=True, said="all are registered")


async def _roles(az: Az, tenant: Tenant, subscription: str, who: str) -> Checked:
    scope = f"/subscriptions/{subscription}/resourceGroups/{tenant.group}"
    if not await asked(az, "group", "exists", "--name", tenant.group, *_at(tenant)):
        scope = f"/subscriptions/{subscription}"
    more = ("--include-inherited", "--include-groups", *_at(tenant))
    told = await asked(az, "role", "assignment", "list", "--assignee", who, "--scope", scope, *more)
    have = {str(each["roleDefinitionName"]) for each in told}
    if have & OWNER or have >= BOTH:
        return Checked(what="roles", ready=True, said=", ".join(sorted(have)))
    said = f"{who} has {', '.join(sorted(have)) or 'no role'} at {scope}"
    do = "Owner, or Contributor with Role Based Access Control Administrator (infra/README.md)."
    return Checked(what="roles", ready=False, said=said, do=do)


async def _names(az: Az, infra: str, tenant: Tenant) -> Checked:
    """Azure's own validation, names that are taken in the world among it. It needs the group."""
    if not await asked(az, "group", "exists", "--name", tenant.group, *_at(tenant)):
        said = f"{tenant.group} is not there yet: Azure says more once it is"
        return Checked(what="names", ready=None, said=said)
    files = ("--template-file", f"{infra}/main.bicep", "--parameters", str(tenant.file))
    group = ("--resource-group", tenant.group)
    try:
        await asked(az, "deployment", "group", "validate", *group, *files, *_at(tenant))
    except AzFailed as failure:
        do = "Mend the parameters; a name that is taken needs another municipality or group."
        return Checked(what="names", ready=False, said=str(failure), do=do)
    return Checked(what="names", ready=True, said="Azure has nothing against it")


async def _entra(az: Az, tenant: Tenant) -> Checked:
    client = _said(CLIENT, tenant)
    if not client:
        do = "Deploy infra/entra.bicep, and put its clientId into signIn of the parameters."
        return Checked(what="Entra ID", ready=None, said="no registration yet", do=do)
    try:
        app = await asked(az, "ad", "app", "show", "--id", client)
    except AzFailed as failure:
        do = "Look at signIn.clientId; deploy infra/entra.bicep."
        return Checked(what="Entra ID", ready=False, said=str(failure), do=do)
    held = await asked(az, "ad", "app", "federated-credential", "list", "--id", client)
    returns = (app.get("web") or {}).get("redirectUris") or []
    if app.get("signInAudience") != "AzureADMyOrg":
        return _amiss("people of other tenants may sign in")
    if not any(str(each).endswith("/auth/callback") for each in returns):
        return _amiss("it does not return people to /auth/callback")
    if not held:
        return _amiss("no identity vouches for it")
    return Checked(what="Entra ID", ready=True, said=str(app.get("displayName", client)))


def _amiss(said: str) -> Checked:
    return Checked(what="Entra ID", ready=False, said=said, do="Deploy infra/entra.bicep again.")


async def _exchange(az: Az, tenant: Tenant) -> Checked:
    """Whether Entra ID gave what only Exchange may: rights add up, and its scope would be worth nothing."""
    if not _said(MAILBOX, tenant):
        return Checked(what="Exchange", ready=True, said="not used")
    verify = "Run infra/exchange.ps1, then with -Verify: only Exchange can say what is in scope."
    if not await asked(az, "group", "exists", "--name", tenant.group, *_at(tenant)):
        return Checked(what="Exchange", ready=None, said="no identity yet", do=verify)
    group = ("--resource-group", tenant.group)
    identities = await asked(az, "identity", "list", *group, *_at(tenant))
    if not identities:
        return Checked(what="Exchange", ready=None, said="no identity yet", do=verify)
    given: list[str] = []
    for each in identities:
        given += await _given(az, str(each["principalId"]))
    if given:
        said = f"Entra ID gave {', '.join(sorted(given))} over all mailboxes"
        do = (
            "Take it away at Entra ID (enterprise application, permissions); exchange.ps1 gives it."
        )
        return Checked(what="Exchange", ready=False, said=said, do=do)
    return Checked(what="Exchange", ready=True, said="Entra ID gave nothing too much", do=verify)


async def _given(az: Az, principal: str) -> list[str]:
    url = f"{GRAPH}/servicePrincipals/{principal}/appRoleAssignments"
    told: Any = await asked(az, "rest", "--method", "GET", "--url", url)
    roles = (str(each.get("appRoleId")) for each in told.get("value", ()))
    return [NEVER[role] for role in roles if role in NEVER]


def _said(pattern: re.Pattern[str], tenant: Tenant) -> str:
    found = pattern.search(tenant.file.read_text("utf-8"))
    return found[1] if found else ""


def _at(tenant: Tenant) -> tuple[str, ...]:
    return ("--subscription", tenant.subscription) if tenant.subscription else ()
