"""What expressions come to: plain Python values, and what is known only once something has been made.

`Made` is a resource of the plan. What it will know at run time is made up here in its true form, so that what is put
together from it (an address, a setting) can be checked as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001"
GROUP = f"{SUBSCRIPTION}/resourceGroups/rg-vrijplek"
TENANT = "00000000-0000-4000-8000-00000000000a"


class Wrong(Exception):
    """An expression that comes to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """`name` is whole, with the names of its parents; `body` what is asked of Azure; `scope` the id of what it is put on,
    such as a role on an account."""

    type: str
    version: str
    name: str
    body: Mapping[str, Any]
    file: str
    line: int
    scope: str = ""
    existing: bool = False

    @property
    def id(self) -> str:
        provider, *kinds = self.type.split("/")
        pairs = zip(kinds, self.name.split("/"), strict=True)
        own = "/".join(f"{kind}/{name}" for kind, name in pairs)
        return f"{self.scope or GROUP}/providers/{provider}/{own}"

    @property
    def last_name(self) -> str:
        return self.name.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class At:
    """Somewhere within what a resource will know."""

    made: Made
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ran:
    """A module that was run; `outputs` are computed when asked for."""

    outputs: Callable[[str], Any]


ABSENT = object()
"""What a condition kept from being made."""


def _storage(service: str) -> Callable[[Made], str]:
    return lambda made: f"https://{made.name}.{service}.core.windows.net/"


KNOWN_LATER: Mapping[tuple[str, str], Callable[[Made], str]] = {
    ("Microsoft.Storage/storageAccounts", "primaryEndpoints.blob"): _storage("blob"),
    ("Microsoft.Storage/storageAccounts", "primaryEndpoints.queue"): _storage("queue"),
    ("Microsoft.Storage/storageAccounts", "primaryEndpoints.table"): _storage("table"),
    ("Microsoft.ManagedIdentity/userAssignedIdentities", "clientId"): lambda _: (
        "00000000-0000-4000-8000-00000000000c"
    ),
    ("Microsoft.ManagedIdentity/userAssignedIdentities", "principalId"): lambda _: (
        "00000000-0000-4000-8000-00000000000d"
    ),
    ("Microsoft.Insights/components", "ConnectionString"): lambda _: (
        "InstrumentationKey=00000000-0000-4000-8000-00000000000e"
    ),
    ("Microsoft.Web/sites", "defaultHostName"): lambda made: f"{made.name}.azurewebsites.net",
    ("Microsoft.Web/sites/certificates", "thumbprint"): lambda _: "A" * 40,
}


# Of the directory: no package has its types, so what is read of them is listed here.
OF_GRAPH: Mapping[str, Any] = {
    "appId": "00000000-0000-4000-8000-00000000000f",
    "appRoles": [
        {"value": "Place.Read.All", "id": "913b9306-0ce1-42b8-9137-6a7df690a760"},
        {"value": "Presence.Read.All", "id": "a70e0c2d-e793-494c-94c4-118fa0a67f42"},
    ],
}


def known_later(at: At) -> str:
    """A value of the right form for what Azure will say."""
    path = ".".join(at.path)
    make = KNOWN_LATER.get((at.made.type, path))
    if make is None:
        raise Wrong(f"{at.made.type}: nobody knows what {path} will be (tests/infra/values.py)")
    return make(at.made)


def shown(value: object) -> str:
    """A value as part of a string, as Azure writes it."""
    if isinstance(value, bool):
        return "True" if value else "False"
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value)
    raise Wrong(f"{type(value).__name__} cannot be part of a string")
