"""House rules about the registration at Entra ID, over the plan of entra.bicep.

No package has the types of Microsoft Graph: this knows what we ask, not what Entra ID takes.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from domain.rights import Role
from tests.infra.plan import Plan, plan_of
from tests.infra.project import Finding, Project
from tests.infra.rules import at
from tests.infra.table import Types
from tests.infra.values import OF_GRAPH, TENANT, Made

ENTRA = "entra.bicep"
URL = "https://plek.example.nl"
GIVEN = {"municipality": "De Panne", "publicUrl": URL, "identityName": "id-vrijplek"}
CHOICES: tuple[Mapping[str, Any], ...] = (
    GIVEN,
    GIVEN | {"readsPlaces": False, "readsPresence": True},
)
OF_GRAPH_ITSELF = "00000003-0000-0000-c000-000000000000"
IDENTITY = "00000000-0000-4000-8000-00000000000d"
APP, GRAPH = "Microsoft.Graph/applications", "Microsoft.Graph/appRoleAssignedTo"
CLAIMS = ["acct", "email", "upn", "xms_pl"]  # what adapters/identity/persons.py reads
WANTED: Mapping[str, Mapping[str, Any]] = {
    APP: {
        "api.requestedAccessTokenVersion": 2,
        "servicePrincipalLockConfiguration": {"allProperties": True, "isEnabled": True},
        "optionalClaims.accessToken": [{"name": claim} for claim in CLAIMS],
        "optionalClaims.idToken": [{"name": claim} for claim in CLAIMS],
        "signInAudience": "AzureADMyOrg",
        "web.implicitGrantSettings.enableAccessTokenIssuance": False,
        "web.implicitGrantSettings.enableIdTokenIssuance": False,
        "web.redirectUris": [f"{URL}/auth/callback", f"{URL}/auth/signed-out"],
    },
    f"{APP}/federatedIdentityCredentials": {
        "audiences": ["api://AzureADTokenExchange"],
        "issuer": f"https://login.microsoftonline.com/{TENANT}/v2.0",
        "subject": IDENTITY,
    },
    "Microsoft.Graph/servicePrincipals": {
        "appId": OF_GRAPH["appId"],
        "appRoleAssignmentRequired": True,
    },
}
# Rights that Exchange gives by mailbox, or that nobody here needs.
OVER_THE_TENANT = re.compile(
    r"'((Calendars|Mail|MailboxSettings|Contacts|Files|Sites|Directory|User)\.[\w.]+)'"
)


def entra(project: Project, types: Types) -> Iterator[Finding]:
    if ENTRA not in project.files:
        return
    for given in CHOICES:
        plan = plan_of(project, types, given, main=ENTRA)
        yield from plan.findings
        for said in () if plan.findings else _asked(plan, given):
            yield Finding(file=ENTRA, line=1, said=said)
    for number, line in enumerate((project.text(ENTRA) or "").splitlines(), start=1):
        if found := OVER_THE_TENANT.search(line):
            said = f"{found[1]} is over the whole tenant: Exchange gives it by mailbox"
            yield Finding(file=ENTRA, line=number, said=said)


def _asked(plan: Plan, given: Mapping[str, Any]) -> list[str]:
    try:
        return list(_wrong(plan, given))
    except (KeyError, TypeError) as error:
        return [f"the rules cannot be asked: {type(error).__name__} {error}"]


def _wrong(plan: Plan, given: Mapping[str, Any]) -> Iterator[str]:
    for kind, wanted in WANTED.items():
        for path, value in wanted.items():
            found = [at(each.body, path) for each in plan.of(kind)]
            if found != [value]:
                yield f"{kind}: {path} has to be {value!r}, not {found}"
    for app in plan.of(APP):
        yield from _scope(app)
        roles = [each["value"] for each in app.body["appRoles"]]
        if sorted(roles) != sorted(role.value for role in Role if role is not Role.EMPLOYEE):
            yield f"app roles are not those of domain/rights.py: {roles}"
        if any(
            not each["isEnabled"] or not each["description"] or not each["displayName"]
            for each in app.body["appRoles"]
        ):
            yield "an app role is on, and says what it is"
        if len({each["id"] for each in app.body["appRoles"]}) != len(roles):
            yield "two app roles have one id"
    graph = [
        each
        for each in plan.made
        if each.existing and each.type == "Microsoft.Graph/servicePrincipals"
    ]
    if [each.body.get("appId") for each in graph] != [OF_GRAPH_ITSELF]:
        yield "rights at Graph are given by Graph"
    chosen = {
        "Place.Read.All": given.get("readsPlaces", True),
        "Presence.Read.All": given.get("readsPresence", False),
    }
    wanted_ids = [each["id"] for each in OF_GRAPH["appRoles"] if chosen[each["value"]]]
    if [each.body["appRoleId"] for each in plan.of(GRAPH)] != wanted_ids:
        yield f"rights at Graph are not those that are chosen: {chosen}"
    if any(each.body["principalId"] != IDENTITY for each in plan.of(GRAPH)):
        yield "rights at Graph are for the app's identity"
    if any("resourceId" not in each.body for each in plan.of(GRAPH)):
        yield "rights at Graph are given by Graph"


def _scope(app: Made) -> Iterator[str]:
    """Tokens for the API have the scope that the settings ask for."""
    scopes = at(app.body, "api.oauth2PermissionScopes") or []
    wanted = {"isEnabled": True, "type": "User", "value": "access_as_user"}
    if [{name: each.get(name) for name in wanted} for each in scopes] != [wanted] or not scopes[
        0
    ].get("id"):
        yield "the one scope is access_as_user, for everybody, and on"
    for each in scopes:
        if not all(
            each.get(f"{who}ConsentD{what}")
            for who in ("admin", "user")
            for what in ("isplayName", "escription")
        ):
            yield "a scope says to whoever consents what it is"
