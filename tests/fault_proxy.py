"""A reverse proxy on loopback that makes storage misbehave: for tests, and as a process of its own.

    python -m tests.fault_proxy --target http://127.0.0.1:10002 --port 10012 --rates error_after=0.1

The path stays as it is, so the endpoint behind the proxy is the same with another port, and Shared Key
signatures hold: they cover the path, not the host.
"""

import argparse
import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from yarl import URL

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "host", "content-length"}


class Fault(StrEnum):
    """What can go wrong with one request."""

    REFUSE_BEFORE = "refuse_before"  # 500 or 503, nothing forwarded
    DROP_BEFORE = "drop_before"  # connection broken, nothing forwarded
    ERROR_AFTER = "error_after"  # forwarded and carried out, answered with 503
    DROP_AFTER = "drop_after"  # forwarded and carried out, connection broken
    DELAY = "delay"  # forwarded after a pause


def _every(method: str, path: str) -> bool:
    return True


class FaultProxy:
    """Async context manager. `target`: scheme, host, port and path prefix of what lies behind.

    `rates`: probability per fault, at most 1 together; drawn from `seed`, one draw per request that
    `only(method, path)` lets through. `script(...)` comes before the rates: one entry per such request.
    `count` says how often each fault was made, `forwarded` how many requests reached the target, `heard` the headers of the
    last of those.
    """

    def __init__(
        self,
        target: str,
        seed: int = 0,
        rates: Mapping[str, float] | None = None,
        only: Callable[[str, str], bool] = _every,
        *,
        port: int = 0,
        delay: float = 0.2,
    ) -> None:
        parts = urlsplit(target)
        self._origin, self._prefix = f"{parts.scheme}://{parts.netloc}", parts.path
        self._rates = {Fault(name): rate for name, rate in (rates or {}).items()}
        if sum(self._rates.values()) > 1:
            raise ValueError("the rates are more than 1 together")
        self._chance = random.Random(seed)
        self._only, self._port, self._delay = only, port, delay
        self._script: deque[Fault | None] = deque()
        self.count: Counter[Fault] = Counter()
        self.forwarded = 0
        self.heard: deque[Mapping[str, str]] = deque(maxlen=1000)

    @property
    def endpoint(self) -> str:
        """The target's endpoint, through this proxy."""
        return f"http://127.0.0.1:{self._port}{self._prefix}"

    def script(self, *faults: Fault | None) -> None:
        """What happens to the next requests that `only` lets through; None is nothing."""
        self._script.extend(faults)

    async def __aenter__(self) -> Self:
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=3),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._client._retry_connection = False  # it must not make a write of one into two
        server = web.Server(self._answer, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        fault = self._fault_for(request)
        if fault is not None:
            self.count[fault] += 1
        body = await request.read()
        if fault is Fault.REFUSE_BEFORE:
            return web.Response(status=self._chance.choice((500, 503)))
        if fault is Fault.DROP_BEFORE:
            return _dropped(request)
        if fault is Fault.DELAY:
            await asyncio.sleep(self._delay)
        answer = await self._forward(request, body)
        if fault is Fault.ERROR_AFTER:
            return web.Response(status=503)
        if fault is Fault.DROP_AFTER:
            return _dropped(request)
        return answer

    def _fault_for(self, request: web.BaseRequest) -> Fault | None:
        if not self._only(request.method, request.raw_path):
            return None
        if self._script:
            return self._script.popleft()
        draw = self._chance.random()
        for fault, rate in self._rates.items():
            draw -= rate
            if draw < 0:
                return fault
        return None

    async def _forward(self, request: web.BaseRequest, body: bytes) -> web.Response:
        self.forwarded += 1
        self.heard.append(dict(request.headers))
        try:
            async with self._client.request(
                request.method,
                URL(self._origin + request.raw_path, encoded=True),
                headers=_end_to_end(request.headers),
                data=body or None,  # nothing is added to what has no body: its headers are signed
                allow_redirects=False,
                skip_auto_headers=("Content-Type",),  # the signature of a blob's request covers it
            ) as answer:
                return web.Response(
                    status=answer.status,
                    headers=_end_to_end(answer.headers),
                    body=await answer.read(),
                )
        except aiohttp.ClientError:
            return web.Response(status=502)


def _end_to_end(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in HOP_BY_HOP}


def _dropped(request: web.BaseRequest) -> web.Response:
    """Breaks the connection; the answer returned has nowhere to go."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _rates(text: str) -> dict[str, float]:
    """`error_after=0.1,drop_after=0.05` as a mapping."""
    pairs = (entry.split("=") for entry in text.split(",") if entry)
    return {Fault(name): float(rate) for name, rate in pairs}


async def _serve(arguments: argparse.Namespace) -> None:
    proxy = FaultProxy(
        arguments.target,
        arguments.seed,
        arguments.rates,
        lambda method, _: method in arguments.methods.split(","),
        port=arguments.port,
        delay=arguments.delay,
    )
    async with proxy:
        print(proxy.endpoint, flush=True)  # noqa: T201  who started this reads the port from here
        await asyncio.Event().wait()


def main() -> None:
    """Serves until it is ended; prints its endpoint first."""
    parser = argparse.ArgumentParser(prog="python -m tests.fault_proxy", description=__doc__)
    parser.add_argument("--target", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rates", type=_rates, default={})
    parser.add_argument("--methods", default="GET,POST,PUT,PATCH,DELETE")
    parser.add_argument("--delay", type=float, default=0.2)
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
