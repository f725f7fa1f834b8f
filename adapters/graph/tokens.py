"""Who we are to Graph: the static token of a simulator on loopback, or this app's identity in Azure.

One credential per event loop. A token that Graph refuses is forgotten together with the credential that kept it, once,
and where there is nothing to ask for a better one, that is said.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from adapters.azure import identity
from adapters.graph.cloud import Cloud
from adapters.settings import Settings

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken

FOREVER = 2**40


class Credential(Protocol):
    """What is used of a credential of azure.identity.aio."""

    async def get_token(self, *scopes: str, **more: Any) -> "AccessToken": ...

    async def close(self) -> None: ...


class Static:
    """The token of the settings, whatever is asked."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def get_token(self, *scopes: str, **more: Any) -> "AccessToken":
        from azure.core.credentials import AccessToken

        return AccessToken(self._token, FOREVER)

    async def close(self) -> None:
        """Nothing is open."""


class Tokens:
    """A credential that can be made to forget. `opened`: makes a new one."""

    def __init__(self, opened: Callable[[], Credential], *, renewable: bool = True) -> None:
        self._opened, self.renewable = opened, renewable
        self._kept: dict[asyncio.AbstractEventLoop, Credential] = {}

    async def get_token(self, *scopes: str, **more: Any) -> "AccessToken":
        loop = asyncio.get_running_loop()
        if loop not in self._kept:
            self._kept = {each: kept for each, kept in self._kept.items() if not each.is_closed()}
            self._kept[loop] = self._opened()
        return await self._kept[loop].get_token(*scopes, **more)

    async def close(self) -> None:
        """Forgets, for this event loop; a later use asks anew."""
        kept = self._kept.pop(asyncio.get_running_loop(), None)
        if kept is not None:
            await kept.close()


def tokens_of(settings: Settings, cloud: Cloud) -> Tokens:
    if settings.graph_token:
        return Tokens(lambda: Static(settings.graph_token), renewable=False)
    return Tokens(lambda: identity(settings, authority=cloud.authority))
