"""HTTP to one storage account: connections, signatures, time-outs, and the repeats of a read."""

import asyncio
import random
import threading
import time
from collections.abc import Callable, Mapping
from email.utils import formatdate
from types import MappingProxyType
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from adapters.tables.answers import Answer, retry_after
from adapters.tables.auth import SharedKey, TokenProvider
from adapters.telemetry import correlation
from adapters.telemetry.operations import SERVICES
from adapters.telemetry.watch import Watch
from application.counts import Kind
from application.faults import Misconfigured, Unavailable

TRIES = 3
FIRST_PAUSE = 0.1  # seconds, doubled each time; waited is anything between nothing and that
LONGEST_WAIT = 2.0  # a longer Retry-After is left to the caller
CONNECTIONS = 128
READ_AHEAD = 2**20  # bytes; a day's plan is 150 kB and should not be read in stops and starts
IDLE_HTTP, IDLE_HTTPS = 4.0, 30.0  # Azurite hangs up after 5 s: hang up first

CONSTANT_HEADERS = {
    "Accept": "application/json;odata=nometadata",
    "DataServiceVersion": "3.0",
    "MaxDataServiceVersion": "3.0",
    "User-Agent": "vrijplek",
    "x-ms-version": "2019-02-02",
}
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Channel:
    """Sends requests for paths under one endpoint; connections are opened per event loop, lazily.

    `service`: as what its requests are counted, `tables` or `queues`."""

    def __init__(
        self,
        endpoint: str,
        credential: SharedKey | TokenProvider,
        *,
        timeout: float,
        on_request: Callable[[str, str], None] | None,
        service: str = "tables",
    ) -> None:
        self._name = SERVICES[service]
        parts = urlsplit(endpoint)
        self.root = parts.path.rstrip("/")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._idle = IDLE_HTTPS if parts.scheme == "https" else IDLE_HTTP
        self._credential = credential
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._on_request = on_request
        self._sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}
        self._opening = threading.Lock()
        self._date, self._date_until = "", 0.0
        unprotected = parts.scheme != "https" and parts.hostname not in LOOPBACK
        if unprotected and not isinstance(credential, SharedKey):
            raise Misconfigured(f"a token would travel unprotected to {self.origin}: use https")

    async def send(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        """One request, sent once. Raises Unavailable if no whole answer came."""
        signed = {**headers, **await self._authorization(target.partition("?")[0])}
        with Watch(Kind.STORAGE) as watch:
            watch.name, watch.entities = self._name(method, target[len(self.root) :], body)
            answer = await self._answered(method, target, signed, body)
            watch.status = answer.status
            return answer

    async def _answered(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        if self._on_request is not None:
            self._on_request(method, target)
        try:
            async with self._session().request(
                method,
                URL(self.origin + target, encoded=True),
                headers=headers,
                data=body,
                allow_redirects=False,
            ) as answer:
                return Answer(answer.status, answer.headers, await answer.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unavailable(f"no answer from storage: {type(error).__name__}") from error

    async def read(self, target: str, headers: Mapping[str, str] = NO_HEADERS) -> Answer:
        """A GET, tried three times in all; the last answer, whatever its status."""
        for attempt in range(TRIES - 1):
            wait = 0.0
            try:
                answer = await self.send("GET", target, headers, None)
            except Unavailable:
                pass
            else:
                if answer.status < 500 and answer.status != 429:
                    return answer
                if "Retry-After" in answer.headers:
                    wait = retry_after(answer.headers)
                if wait > LONGEST_WAIT:
                    return answer
            await asyncio.sleep(wait + random.uniform(0, FIRST_PAUSE * 2**attempt))
        return await self.send("GET", target, headers, None)

    async def close(self) -> None:
        """Closes the connections of this event loop; a later request opens new ones."""
        session = self._sessions.pop(asyncio.get_running_loop(), None)
        if session is not None:
            await session.close()

    async def _authorization(self, path: str) -> dict[str, str]:
        if time.monotonic() >= self._date_until:
            self._date, self._date_until = formatdate(usegmt=True), time.monotonic() + 1
        date, trace = self._date, correlation.here()
        if isinstance(self._credential, SharedKey):
            signature = self._credential.authorization(date, path, trace)
        else:
            signature = f"Bearer {await self._credential()}"
        named = {"x-ms-client-request-id": trace} if trace else {}
        return {"x-ms-date": date, "Authorization": signature, **named}

    def _session(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        session = self._sessions.get(loop)
        if session is None or session.closed:
            with self._opening:
                self._forget_closed_loops()
                session = self._sessions[loop] = self._opened()
        return session

    def _opened(self) -> aiohttp.ClientSession:
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=CONNECTIONS, keepalive_timeout=self._idle, ttl_dns_cache=300
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=CONSTANT_HEADERS,
            skip_auto_headers=("Accept-Encoding",),
            timeout=self._timeout,
            auto_decompress=False,
            read_bufsize=READ_AHEAD,
        )
        # aiohttp sends a PUT or DELETE again by itself when a kept connection breaks, which would
        # turn our own write into somebody else's (412). There is no public switch; tests watch it.
        session._retry_connection = False
        return session

    def _forget_closed_loops(self) -> None:
        for loop in [loop for loop in self._sessions if loop.is_closed()]:
            self._sessions.pop(loop).detach()
