"""The first thing that a request meets: what Graph says is heard before there is a web framework, all else makes that, once.

A process that is started for a timer, a queue or a notification never has it, and starts in half the time. There is nothing
to open or close with the server: whoever announces that it begins or ends is told that this is fine.
"""

from collections.abc import Callable
from functools import cached_property

from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.http.front_door import behind
from adapters.http.graph_hooks import PATHS, GraphHooks
from adapters.http.middleware import Edge
from application.ports import Ports


class Front:
    """`make`: the web application; asked once, at the first request that is for it. `after`: told when a request has been
    answered; nobody waits for what it begins. `front_door`: the id of the one that stands before us; empty for none."""

    def __init__(
        self,
        ports: Ports,
        make: Callable[[], ASGIApp],
        *,
        after: Callable[[], None] | None = None,
        front_door: str = "",
    ) -> None:
        hooks = GraphHooks(ports)
        routes = [Route(path, hooks.hear, methods=["POST"]) for path in PATHS]
        self._hooks = Edge(Router(routes))
        self._make, self._after, self._front_door = make, after, front_door

    @cached_property
    def whole(self) -> ASGIApp:
        """The web application."""
        return self._make()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _agree(receive, send)
            return
        if scope["type"] == "http":
            scope = behind(scope, self._front_door)
        if scope["type"] == "http" and scope["path"] in PATHS:
            await self._hooks(scope, receive, send)
        else:
            await self.whole(scope, receive, send)
        if self._after is not None:
            self._after()


async def _agree(receive: Receive, send: Send) -> None:
    said = ""
    while said != "lifespan.shutdown":
        said = (await receive())["type"]
        await send({"type": f"{said}.complete"})
