"""Who may come in where: every endpoint and page says the right it needs, or that it is for everybody.

tests/http/test_rights.py walks all routes of the product and fails where one says neither.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.http.api.faults import Fault
from adapters.http.caller import Caller
from adapters.http.errors import Denied, Problem
from domain.people import Person, may
from domain.rights import Right

Page = Callable[[Request, Person], Awaitable[Response]]


class Holder:
    """A dependency: whoever calls, if they hold `right`. Raises Denied: 401 for nobody, 403 for someone without it."""

    def __init__(self, caller: Caller, right: Right) -> None:
        self._caller = caller
        self.right = right

    async def __call__(self, request: Request) -> Person:
        who = await self._caller(request)
        if not may(who, self.right):
            raise Denied(Problem(code=Fault.NOT_ALLOWED))
        return who


def holder(caller: Caller, right: Right) -> Holder:
    """For FastAPI: `who: Person = Depends(holder(caller, Right.USE))`."""
    return Holder(caller, right)


class Guarded(Route):
    """A page for whoever holds `right`; it is given the person."""

    def __init__(
        self, path: str, page: Page, holder: Holder, *, methods: list[str] | None = None
    ) -> None:
        self.right = holder.right

        async def endpoint(request: Request) -> Response:
            return await page(request, await holder(request))

        super().__init__(path, endpoint, methods=methods)


class Public(Route):
    """A page for everybody, signed in or not."""
