"""Who asks: a signature with the account's key (Azurite), or an Entra token (Azure)."""

import asyncio
import base64
import hmac
from collections.abc import Awaitable, Callable
from typing import Protocol

from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError, ClientAuthenticationError

from application.faults import Misconfigured, Unavailable

SCOPE = "https://storage.azure.com/.default"
RENEW_BEFORE = 5 * 60.0

type TokenProvider = Callable[[], Awaitable[str]]


class SharedKey:
    """Signs with the Shared Key Lite scheme of the Table service: date and path, nothing else.

    The query is not signed (only `comp` would be) and neither are the headers, so a batch is signed
    like any other request, and a proxy in between does no harm.
    """

    def __init__(self, account: str, key: str) -> None:
        self.account = account
        self._key = base64.b64decode(key, validate=True)
        self._scheme = f"SharedKeyLite {account}:"

    def authorization(self, date: str, path: str, trace: str = "") -> str:
        """`date` as in x-ms-date; `path` as it stands on the wire, percent-encoded; `trace` as in
        x-ms-client-request-id, which other services than this one sign too."""
        text = f"{date}\n/{self.account}{path}"
        digest = hmac.digest(self._key, text.encode(), "sha256")
        return self._scheme + base64.b64encode(digest).decode()


class EntraCredential(Protocol):
    """What is used of a credential of azure.identity.aio."""

    async def get_token(self, *scopes: str) -> AccessToken: ...


class EntraTokens:
    """A TokenProvider over an Entra credential; keeps a token until five minutes before its end.

    While a new one cannot be had, the old one serves until it has really ended. Raises Unavailable
    when Entra does not answer, Misconfigured when it refuses.
    """

    def __init__(self, credential: EntraCredential, *, now: Callable[[], float]) -> None:
        self._credential = credential
        self._now = now
        self._token = AccessToken("", 0)
        self._renewing: asyncio.Task[None] | None = None

    async def __call__(self) -> str:
        if self._now() < self._token.expires_on - RENEW_BEFORE:
            return self._token.token
        try:
            await self._renew_once()
        except (Unavailable, Misconfigured):
            if self._now() >= self._token.expires_on:
                raise
        return self._token.token

    async def _renew_once(self) -> None:
        """Many callers, one question; a caller that gives up does not take it from the others."""
        task = self._renewing
        if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
            task = self._renewing = asyncio.create_task(self._renew())
        await asyncio.shield(task)

    async def _renew(self) -> None:
        try:
            self._token = await self._credential.get_token(SCOPE)
        except ClientAuthenticationError as error:
            raise Misconfigured(
                "Entra gives no token for storage: is the managed identity assigned to this app, "
                "and is its client id the configured one?"
            ) from error
        except (AzureError, OSError, TimeoutError) as error:
            raise Unavailable("Entra does not answer") from error
