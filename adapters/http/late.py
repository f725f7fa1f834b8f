"""An ASGI application that its first request makes: importing one costs more than everything that a timer does."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Late:
    """`make`: asked once."""

    def __init__(self, make: "Callable[[], ASGIApp]") -> None:
        self._make = make

    @cached_property
    def made(self) -> "ASGIApp":
        """The application itself."""
        return self._make()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        await self.made(scope, receive, send)
