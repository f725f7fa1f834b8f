"""The functions of Bicep that infra/ uses, as Azure computes them. One that is not here is an unknown one."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from ipaddress import ip_network
from itertools import islice
from typing import Any

from tests.infra.values import GROUP, SUBSCRIPTION, TENANT, Wrong, shown

ENVIRONMENT = {
    "authentication": {"loginEndpoint": "https://login.microsoftonline.com/"},
    "suffixes": {"storage": "core.windows.net"},
}


def _unique(*parts: str) -> str:
    """13 small letters and digits, as uniqueString makes them; others than Azure's."""
    digest = hashlib.sha256("|".join(parts).encode()).digest()
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "".join(letters[byte % 32] for byte in digest[:13])


def _take(of: Any, count: int) -> Any:
    return of[:count]


def _substring(text: str, begins: int, length: int) -> str:
    if begins + length > len(text):
        raise Wrong(f"substring goes beyond the end of {text!r}")
    return text[begins : begins + length]


def _contains(of: Any, what: Any) -> bool:
    if isinstance(of, str):
        return (
            str(what).lower() in of.lower()
        )  # Azure's does not tell small letters from large ones
    return what in of


def _items(of: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": of[key]} for key in sorted(of)]


def _union(*of: Any) -> Any:
    if all(isinstance(each, dict) for each in of):
        return {key: value for each in of for key, value in each.items()}
    return list(dict.fromkeys(value for each in of for value in each))


def _subnet(network: str, prefix: int, number: int) -> str:
    try:
        return str(next(islice(ip_network(network).subnets(new_prefix=prefix), number, None)))
    except (ValueError, StopIteration) as error:
        raise Wrong(f"cidrSubnet: {network} holds no /{prefix} number {number}") from error


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Wrong(f"json: {text!r} is none") from error


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "cidrSubnet": _subnet,
    "concat": lambda *of: [each for one in of for each in one],
    "contains": _contains,
    "empty": lambda of: not of,
    "environment": lambda: ENVIRONMENT,
    "filter": lambda of, keep: [each for each in of if keep(each)],
    "first": lambda of: of[0] if of else None,
    "guid": lambda *parts: str(uuid.uuid5(uuid.NAMESPACE_URL, "|".join(parts))),
    "indexOf": lambda of, what: of.index(what) if what in of else -1,
    "items": _items,
    "join": lambda of, between: between.join(of),
    "json": _json,
    "last": lambda of: of[-1],
    "length": len,
    "map": lambda of, make: [make(each) for each in of],
    "min": min,
    "padLeft": lambda text, length, letter=" ": shown(text).rjust(length, letter),
    "range": lambda begins, count: list(range(begins, begins + count)),
    "replace": lambda text, old, new: text.replace(old, new),
    "resourceGroup": lambda: {"id": GROUP, "location": "westeurope", "name": "rg-vrijplek"},
    "split": lambda text, between: text.split(between),
    "string": shown,
    "subscriptionResourceId": lambda kind, *names: (
        f"{SUBSCRIPTION}/providers/{kind}/{'/'.join(names)}"
    ),
    "substring": _substring,
    "take": _take,
    "tenant": lambda: {"tenantId": TENANT},
    "toLower": str.lower,
    "toObject": lambda of, key, value: {key(each): value(each) for each in of},
    "union": _union,
    "uniqueString": _unique,
}
SPECIAL = {"loadTextContent"}
"""Those that need to know which file asks."""
