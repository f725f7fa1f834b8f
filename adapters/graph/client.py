"""Requests to Graph through its SDK: one client per event loop, made at the first request.

The bearer token goes to the configured address only: other links are not followed, redirects neither. Permission:
Calendars.ReadWrite and Mail.Send as Exchange roles with a scope, Place.Read.All and Presence.Read.All in Entra.
Connecting 5 s, 20 s between bytes, 40 s in all. Nothing is repeated here, by us or by the SDK, but a request under a new
token: the SDK once where Graph challenges (CAE), we once after a plain 401. Troubles are values, see answers.py.
"""

import asyncio
import binascii
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from adapters.graph.answers import Answer, Ask, trouble_of, unanswered, unreadable
from adapters.graph.cloud import Cloud
from adapters.graph.tokens import Tokens
from adapters.settings import LOOPBACK
from adapters.telemetry import correlation
from adapters.telemetry.watch import Watch
from application.counts import Kind
from application.exchange import Trouble, Why
from application.faults import Misconfigured
from application.ports import Clock

if TYPE_CHECKING:
    import httpx

CONNECT, READ, WHOLE = 5.0, 20.0, 40.0  # seconds
IDLE = 4.0  # small servers hang up after 5 s: hang up first, or a write ends in doubt
IMMUTABLE, IN_UTC, PAGES = 'IdType="ImmutableId"', 'outlook.timezone="UTC"', "odata.maxpagesize=50"
MOST_PAGES = 2000
FOREIGN_LINK = "ForeignLink"
CLIENT_REQUEST_ID = "client-request-id"

type Making = Callable[[Any], Any]
"""Makes a request (RequestInformation) with the SDK's client; those types are read by nobody (pyproject)."""


@dataclass(frozen=True, slots=True)
class Opened:
    http: "httpx.AsyncClient"
    adapter: Any  # GraphRequestAdapter
    service: Any  # GraphServiceClient


class Graph:
    """`on`: whether the settings name an Exchange at all. `patience`: seconds for one request in all."""

    def __init__(
        self,
        cloud: Cloud,
        tokens: Tokens,
        clock: Clock,
        *,
        on: bool = True,
        patience: float = WHOLE,
    ) -> None:
        self.cloud, self.clock = cloud, clock
        self._tokens, self._on, self._patience = tokens, on, patience
        self._open: dict[asyncio.AbstractEventLoop, Opened] = {}

    async def ask(self, making: Making, ask: Ask) -> Answer | Trouble:
        """One request and its answer, or what is wrong with it."""
        answer = await self._answered(making, ask)
        if isinstance(answer, Answer):
            return trouble_of(answer, ask, self.clock.now()) or answer
        return answer

    async def json(self, making: Making, ask: Ask) -> dict[str, Any] | Trouble:
        """The same, for an answer that must be an object of JSON."""
        answer = await self.ask(making, ask)
        if isinstance(answer, Trouble):
            return answer
        found = answer.json()
        return found if isinstance(found, dict) else unreadable(ask)

    async def page(self, making: Making | str, ask: Ask) -> dict[str, Any] | Trouble:
        """A page of a list, asked for or linked to. A link that leads elsewhere is trouble, and so is getting one."""
        if isinstance(making, str):
            if not self.cloud.ours(making):
                return Trouble(why=Why.CURSOR if ask is Ask.LINK else Why.LATER, code=FOREIGN_LINK)
            making = linked(making)
        found = await self.json(making, ask)
        if isinstance(found, Trouble):
            return found
        if not isinstance(found.get("value"), list):
            return unreadable(ask)
        links = (found.get("@odata.nextLink"), found.get("@odata.deltaLink"))
        if not all(
            link is None or (isinstance(link, str) and self.cloud.ours(link)) for link in links
        ):
            return Trouble(why=Why.LATER, code=FOREIGN_LINK)
        return found

    async def every(self, making: Making, ask: Ask) -> list[Any] | Trouble:
        """Everything in a list, all pages."""
        found: list[Any] = []
        at: Making | str = making
        for _ in range(MOST_PAGES):
            page = await self.page(at, ask)
            if isinstance(page, Trouble):
                return page
            found += page["value"]
            if not (more := page.get("@odata.nextLink")):
                return found
            at = more
        return unreadable(ask)

    def path_of(self, making: Making) -> str:
        """A request's path under the root, as a batch wants it."""
        request = making(self._opened().service)
        request.path_parameters["baseurl"] = self.cloud.base
        url: str = request.url.replace("%24", "$")
        return url.removeprefix(self.cloud.base)

    async def close(self) -> None:
        """Closes the connections of this event loop; a later request opens new ones."""
        opened = self._open.pop(asyncio.get_running_loop(), None)
        if opened is not None:
            await opened.http.aclose()
        await self._tokens.close()

    async def _answered(self, making: Making, ask: Ask) -> Answer | Trouble:
        first = await self._sent(making, ask)
        if not isinstance(first, Answer) or first.status != 401 or not self._tokens.renewable:
            return first
        if "claims=" in first.headers.get("www-authenticate", ""):
            # The SDK has answered that challenge already, and in vain.
            return first
        await self._tokens.close()
        return await self._sent(making, ask)

    async def _sent(self, making: Making, ask: Ask) -> Answer | Trouble:
        if not self._on:
            raise Misconfigured("GRAPH_SERVICE_MAILBOX is not set: there is no Exchange to ask.")
        opened = self._opened()
        request = making(opened.service)
        _prepare(request)
        with Watch(Kind.GRAPH, _name(request, ask)) as watch:
            answer = await self._exchanged(opened, request, ask)
            watch.status = answer.status if isinstance(answer, Answer) else 0
            return answer

    async def _exchanged(self, opened: Opened, request: Any, ask: Ask) -> Answer | Trouble:
        import httpx
        from azure.core.exceptions import AzureError, ClientAuthenticationError

        try:
            async with asyncio.timeout(self._patience):
                answer = await opened.adapter.send_primitive_async(request, "bytes", {})
                return Answer(answer.status_code, _headers(answer), answer.content)
        except (ClientAuthenticationError, binascii.Error):
            # No token, or a challenge that nobody can read.
            return Trouble(why=Why.SIGNED_OUT, code="NoToken")
        except httpx.InvalidURL:
            return Trouble(why=Why.LATER, code=FOREIGN_LINK)
        except AzureError as error:
            return unanswered(ask, type(error).__name__, sent=False)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return unanswered(ask, type(error).__name__, sent=False)
        except (httpx.HTTPError, TimeoutError) as error:
            return unanswered(ask, type(error).__name__)

    def _opened(self) -> Opened:
        loop = asyncio.get_running_loop()
        if loop not in self._open:
            self._open = {each: kept for each, kept in self._open.items() if not each.is_closed()}
            self._open[loop] = _open(self.cloud, self._tokens)
        return self._open[loop]


def linked(link: str) -> Making:
    """A GET of a link that Graph gave."""

    def making(_: Any) -> Any:
        from kiota_abstractions.method import Method
        from kiota_abstractions.request_information import RequestInformation

        request = RequestInformation(Method.GET)
        request.url = link
        request.headers.try_add("Accept", "application/json")
        return request

    return making


def _prepare(request: Any) -> None:
    """What every request carries: our preferences (no link has them), our id, and that nobody repeats it or follows on."""
    from kiota_abstractions.native_response_handler import NativeResponseHandler
    from kiota_http.middleware.options import (
        RedirectHandlerOption,
        ResponseHandlerOption,
        RetryHandlerOption,
    )

    for preference in (IMMUTABLE, IN_UTC, PAGES):
        request.headers.add("Prefer", preference)
    if trace := correlation.here():
        request.headers.try_add(CLIENT_REQUEST_ID, correlation.as_guid(trace))
    request.add_request_options(
        [
            RetryHandlerOption(max_retries=0, should_retry=False),
            RedirectHandlerOption(should_redirect=False),
            ResponseHandlerOption(NativeResponseHandler()),
        ]
    )


def _name(request: Any, ask: Ask) -> str:
    """What it is counted as."""
    return (
        "batch" if str(request.url_template or request.url).endswith("$batch") else ask.name.lower()
    )


def _open(cloud: Cloud, tokens: Tokens) -> Opened:
    import httpx
    from kiota_authentication_azure.azure_identity_authentication_provider import (
        AzureIdentityAuthenticationProvider,
    )
    from kiota_http.observability_options import ObservabilityOptions
    from msgraph.graph_request_adapter import GraphRequestAdapter, options
    from msgraph.graph_service_client import GraphServiceClient
    from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]  # has no types

    if urlsplit(cloud.base).scheme != "https" and cloud.host not in LOOPBACK:
        raise Misconfigured("GRAPH_BASE_URL: a token would travel unprotected, use https.")
    for chatty in ("httpx", "httpcore"):
        # They tell every address they ask, and those have people's in them.
        logging.getLogger(chatty).setLevel(logging.WARNING)
    http = httpx.AsyncClient(
        timeout=httpx.Timeout(READ, connect=CONNECT),
        http2=True,
        limits=httpx.Limits(keepalive_expiry=IDLE),
        trust_env=cloud.host not in LOOPBACK,
    )
    authentication = AzureIdentityAuthenticationProvider(
        tokens, scopes=[cloud.scope], allowed_hosts=[cloud.host]
    )
    piped = GraphClientFactory.create_with_default_middleware(client=http, options=options)
    adapter = GraphRequestAdapter(authentication, piped)
    adapter.base_url = cloud.base
    adapter.observability_options = ObservabilityOptions(include_euii_attributes=False)
    return Opened(http, adapter, GraphServiceClient(request_adapter=adapter))


def _headers(answer: "httpx.Response") -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}
