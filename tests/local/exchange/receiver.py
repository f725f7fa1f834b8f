"""An address of ours that notifications come to, as ready or as unwilling as a test wants it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(slots=True)
class Receiver:
    """`status` is its answer to a notification, after `seconds`; `validates` whether it passes the handshake."""

    url: str = ""
    status: int = 202
    seconds: float = 0.0
    validates: bool = True
    posts: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)

    @property
    def items(self) -> list[dict[str, Any]]:
        return [each for post in self.posts for each in post["value"]]

    async def take(self, request: web.Request) -> web.Response:
        self.queries.append(request.rel_url.raw_query_string)
        if "validationToken" in request.query:
            self.tokens.append(request.query["validationToken"])
            text = self.tokens[-1] if self.validates else "no"
            return web.Response(text=text)
        self.posts.append(await request.json())
        await asyncio.sleep(self.seconds)
        return web.Response(status=self.status)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/{tail:.*}", made.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()
