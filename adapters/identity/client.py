"""What we are to the issuer: our registration there, where we send a browser, and how we redeem a code.

We say who we are with an assertion of this app's identity in Azure, with a key or a secret where the issuer knows
nothing better, and with nothing but PKCE on a developer's machine. 5 seconds, no retry: a code is good for one try.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.identity.published import PATIENCE, Description
from application.faults import Misconfigured, Unavailable
from application.identity import Distrust

if TYPE_CHECKING:
    from httpx2 import AsyncBaseTransport

BY_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
type Assertion = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What the issuer knows us as, and what we accept of it. `public_url`: without a slash at its end."""

    client_id: str
    public_url: str
    secret: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    assertion: Assertion | None = None
    tenant: str = ""
    scopes: str = "openid profile email"
    roles_claim: str = "roles"
    api_audience: str = ""
    api_scope: str = "access_as_user"

    @property
    def back(self) -> str:
        return f"{self.public_url}/auth/callback"

    @property
    def signed_out(self) -> str:
        return f"{self.public_url}/auth/signed-out"


class Client:
    """`transport`: how to reach the issuer; None for the network."""

    def __init__(
        self, registration: Registration, *, transport: "AsyncBaseTransport | None" = None
    ) -> None:
        self._us, self._transport = registration, transport

    def address(
        self, description: Description, *, state: str, nonce: str, verifier: str, choose: bool
    ) -> str:
        """Where a browser goes to sign in. `choose`: with which account is asked there."""
        from authlib.oauth2 import OAuth2Client  # type: ignore[import-untyped]  # has no types

        client = OAuth2Client(None, self._us.client_id, **self._asked())
        address, _ = client.create_authorization_url(
            description.authorization_endpoint,
            state=state,
            nonce=nonce,
            code_verifier=verifier,
            **({"prompt": "select_account"} if choose else {}),
        )
        return str(address)

    async def redeem(
        self, description: Description, code: str, verifier: str
    ) -> Mapping[str, Any] | Distrust:
        """The issuer's tokens for a code that it gave the browser."""
        import httpx2
        from authlib.integrations.base_client import (  # type: ignore[import-untyped]  # no types
            OAuthError,
        )

        more = {"code": code, "code_verifier": verifier, **await self._assertion()}
        try:
            async with self._at_token_endpoint(description) as client:
                found: Mapping[str, Any] = await client.fetch_token(
                    description.token_endpoint, grant_type="authorization_code", **more
                )
        except OAuthError as error:
            if error.error == "invalid_grant":
                return Distrust.CODE
            raise Misconfigured(f"The identity provider refuses us: {error.error}") from error
        except (httpx2.HTTPError, ValueError) as error:
            raise Unavailable("the identity provider does not answer") from error
        return found

    def _asked(self) -> dict[str, Any]:
        return {
            "scope": self._us.scopes,
            "redirect_uri": self._us.back,
            "code_challenge_method": "S256",
        }

    async def _assertion(self) -> dict[str, str]:
        if self._us.assertion is None:
            return {}
        return {
            "client_assertion_type": BY_ASSERTION,
            "client_assertion": await self._us.assertion(),
        }

    def _at_token_endpoint(self, description: Description) -> Any:
        from authlib.integrations.httpx_client import (  # type: ignore[import-untyped]  # no types
            AsyncOAuth2Client,
        )

        us = self._us
        key = _private(us.key) if us.key else None
        client = AsyncOAuth2Client(
            client_id=us.client_id,
            client_secret=key or us.secret,
            token_endpoint_auth_method=_method(us, description),
            transport=self._transport,
            timeout=PATIENCE,
            **self._asked(),
        )
        if key is not None:
            client.register_client_auth_method(_signing(key, description))
        return client


def _method(us: Registration, description: Description) -> str:
    if us.key:
        return "private_key_jwt"
    if not us.secret:
        return "none"
    basic = "client_secret_basic" in description.token_auth_methods
    return "client_secret_basic" if basic else "client_secret_post"


def _private(key: str) -> Any:
    from joserfc.jwk import import_key

    try:
        return import_key(json.loads(key))
    except ValueError as error:
        raise Misconfigured("OIDC_CLIENT_KEY must be a private key as JWK.") from error


def _signing(key: Any, description: Description) -> Any:
    from authlib.oauth2.rfc7523 import PrivateKeyJWT  # type: ignore[import-untyped]  # no types

    algorithm = {"RSA": "RS256", "EC": "ES256"}.get(key.key_type, "EdDSA")
    header = {"kid": key.kid} if key.kid else None
    return PrivateKeyJWT(description.token_endpoint, headers=header, alg=algorithm)
