"""What the issuer publishes: its description (discovery) and its public keys (JWKS), both kept.

Talks to the issuer over https (http on loopback), 5 seconds, no retry, no redirects. No answer is Unavailable; a
description of another issuer, or one that lacks what we need, is Misconfigured. Keys are asked for again when a token
names one that we do not know, but not more often than once a minute: anyone can make up a name.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from adapters.settings import LOOPBACK
from application.faults import Misconfigured, Unavailable

if TYPE_CHECKING:
    from httpx2 import AsyncBaseTransport

PATIENCE = 5.0  # seconds
LASTS = 24 * 3600.0
ASK_AGAIN_AFTER = 60.0
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """As much of the discovery document as we use. `names_itself`: answers carry `iss` (RFC 9207)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str
    token_auth_methods: tuple[str, ...]
    names_itself: bool


class Published:
    """`transport`: how to reach the issuer; None for the network."""

    def __init__(
        self,
        issuer: str,
        *,
        transport: "AsyncBaseTransport | None" = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer, self.transport, self._seconds = issuer, transport, seconds
        self._described: tuple[float, Description] | None = None
        self._keys: dict[str | None, Any] = {}
        self._asked_at = float("-inf")
        self._lock = asyncio.Lock()

    async def description(self) -> Description:
        kept = self._described
        if kept is not None and self._seconds() - kept[0] < LASTS:
            return kept[1]
        document = await self._json(f"{self.issuer.rstrip('/')}{WELL_KNOWN}")
        found = _description(document, self.issuer)
        self._described = self._seconds(), found
        return found

    async def key(self, name: str | None) -> Any:
        """The key of that name; for None the only one there is. None where there is none."""
        async with self._lock:
            age = self._seconds() - self._asked_at
            if age >= LASTS or (name not in self._keys and age >= ASK_AGAIN_AFTER):
                await self._ask_for_keys()
        return self._keys.get(name)

    async def _ask_for_keys(self) -> None:
        description = await self.description()
        self._asked_at = self._seconds()
        self._keys = _keys(await self._json(description.jwks_uri))

    async def _json(self, address: str) -> Mapping[str, Any]:
        import httpx2

        try:
            async with httpx2.AsyncClient(transport=self.transport, timeout=PATIENCE) as client:
                answer = await client.get(address, headers={"Accept": "application/json"})
        except httpx2.HTTPError as error:
            raise Unavailable("the identity provider does not answer") from error
        if answer.status_code != 200:
            raise Unavailable(f"the identity provider answered {answer.status_code}")
        try:
            found = answer.json()
        except ValueError as error:
            raise Unavailable("the identity provider did not answer in JSON") from error
        return found if isinstance(found, dict) else {}


def _description(document: Mapping[str, Any], issuer: str) -> Description:
    if document.get("issuer") != issuer:
        raise Misconfigured(
            "OIDC_ISSUER must be spelled as the issuer's discovery document spells it."
        )
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Description(
        authorization_endpoint=_address(document, "authorization_endpoint"),
        token_endpoint=_address(document, "token_endpoint"),
        jwks_uri=_address(document, "jwks_uri"),
        end_session_endpoint=_address(document, "end_session_endpoint", required=False),
        token_auth_methods=tuple(map(str, methods)),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(document: Mapping[str, Any], name: str, *, required: bool = True) -> str:
    """Over https, but for loopback."""
    said = document.get(name)
    parts = urlsplit(said if isinstance(said, str) else "")
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return str(said)
    if required or said:
        raise Misconfigured(f"The issuer's {name} is not an https address.")
    return ""


def _keys(document: Mapping[str, Any]) -> dict[str | None, Any]:
    """The asymmetric keys by name; one alone also answers to no name."""
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    found: dict[str | None, Any] = {}
    published = document.get("keys", [])
    for each in published if isinstance(published, list) else []:
        if not isinstance(each, dict) or each.get("kty") not in ("RSA", "EC", "OKP"):
            continue
        try:
            found[each.get("kid")] = import_key(each)
        except (JoseError, ValueError, KeyError, TypeError):
            continue  # a kind of key that we do not know
    if len(found) == 1:
        found[None] = next(iter(found.values()))
    return found
