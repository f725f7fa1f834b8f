"""What a page asks of Graph while somebody waits: over aiohttp, because the SDK takes a second to import.

The token goes to the configured address only, redirects are not followed. 4 seconds in all and no repeat, but one under
a new token: a page does without rather than wait.
"""

import asyncio
import json
from typing import TYPE_CHECKING, Any

from adapters.graph.answers import Answer, Ask, trouble_of, unanswered, unreadable
from adapters.graph.client import CLIENT_REQUEST_ID
from adapters.graph.cloud import Cloud
from adapters.graph.tokens import Tokens
from adapters.telemetry import correlation
from adapters.telemetry.watch import Watch
from application.counts import Kind
from application.exchange import Trouble, Why
from application.faults import Misconfigured
from application.ports import Clock

if TYPE_CHECKING:
    import aiohttp

PATIENCE = 4.0  # seconds


class Web:
    """`on`: whether the settings name an Exchange at all."""

    def __init__(self, cloud: Cloud, tokens: Tokens, clock: Clock, *, on: bool = True) -> None:
        self.cloud, self._tokens, self._clock, self._on = cloud, tokens, clock, on
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}

    async def post(self, path: str, body: object) -> dict[str, Any] | Trouble:
        """The object of JSON that answers a question. `path`: percent-encoded, from the root on."""
        if not self._on:
            raise Misconfigured("GRAPH_SERVICE_MAILBOX is not set: there is no Exchange to ask.")
        answer = await self._sent(path, body)
        if isinstance(answer, Answer) and answer.status == 401 and self._tokens.renewable:
            await self._tokens.close()
            answer = await self._sent(path, body)
        if isinstance(answer, Trouble):
            return answer
        found = answer.json()
        trouble = trouble_of(answer, Ask.BOX, self._clock.now())
        return trouble or (found if isinstance(found, dict) else unreadable(Ask.BOX))

    async def close(self) -> None:
        """Closes the connections of this event loop; a later request opens new ones."""
        session = self._sessions.pop(asyncio.get_running_loop(), None)
        if session is not None:
            await session.close()

    async def _sent(self, path: str, body: object) -> Answer | Trouble:
        with Watch(Kind.GRAPH, "hint") as watch:
            answer = await self._exchanged(path, body)
            watch.status = answer.status if isinstance(answer, Answer) else 0
            return answer

    async def _exchanged(self, path: str, body: object) -> Answer | Trouble:
        import aiohttp
        from azure.core.exceptions import AzureError, ClientAuthenticationError
        from yarl import URL

        try:
            async with asyncio.timeout(PATIENCE):
                token = await self._tokens.get_token(self.cloud.scope)
                async with self._session().post(
                    URL(self.cloud.base + path, encoded=True),
                    data=json.dumps(body).encode(),
                    headers={"Authorization": f"Bearer {token.token}", **_headers()},
                    allow_redirects=False,
                ) as answer:
                    headers = {name.lower(): value for name, value in answer.headers.items()}
                    return Answer(answer.status, headers, await answer.read())
        except ClientAuthenticationError:
            return Trouble(why=Why.SIGNED_OUT, code="NoToken")
        except (AzureError, aiohttp.ClientError, TimeoutError, OSError) as error:
            return unanswered(Ask.BOX, type(error).__name__)

    def _session(self) -> "aiohttp.ClientSession":
        import aiohttp

        loop = asyncio.get_running_loop()
        for gone in [each for each in self._sessions if each.is_closed()]:
            self._sessions.pop(gone).detach()
        if loop not in self._sessions:
            self._sessions[loop] = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._sessions[loop]


def _headers() -> dict[str, str]:
    trace = correlation.here()
    return {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Prefer": 'outlook.timezone="UTC"',
        **({CLIENT_REQUEST_ID: correlation.as_guid(trace)} if trace else {}),
    }
