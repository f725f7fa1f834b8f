"""Who may come in where: every endpoint and page says the right it needs, or that it is for everybody.

tests/http/test_rights_table.py walks all routes of the product and fails where one says neither.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from adapters.http.api.faults import Fault
from adapters.http.caller import Caller
from adapters.http.errors import Denied, Problem
from domain.people import Person, may
from domain.rights import Right

Page = Callable[[Request, Person], Awaitable[Response]]
PUBLIC: Final = "public"
_MARK: Final = "needs"


class Holder:
    """A dependency: whoever calls, if they hold `right`. Raises Denied: 401 for nobody, 403 for someone without it."""

    def __init__(self, caller: Caller, right: Right) -> None:
        self._caller = caller
        self.right = right

    async def __call__(self, request: Request) -> Person:
        who = await self._caller(request)
        check(who, self.right)
        return who


def check(who: Person, right: Right) -> None:
    """Raises Denied: 403, naming the right."""
    if not may(who, right):
        raise Denied(Problem(code=Fault.NOT_ALLOWED, rule=right.value))


def holder(caller: Caller, right: Right) -> Holder:
    """For FastAPI: `who: Person = Depends(holder(caller, Right.USE))`."""
    return Holder(caller, right)


def public[F: Callable[..., Any]](endpoint: F) -> F:
    """An endpoint for everybody, signed in or not: `@router.get(…)` over `@public`."""
    setattr(endpoint, _MARK, PUBLIC)
    return endpoint


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


def needs(route: BaseRoute) -> Right | str | None:
    """The right that a route asks for, PUBLIC, or None where it says neither, or more than one thing."""
    if isinstance(route, Guarded):
        return route.right
    if isinstance(route, Public):
        return PUBLIC
    if not isinstance(route, APIRoute):
        return None
    found: set[Right | str] = {each.right for each in _holders(route.dependant)}
    if getattr(route.endpoint, _MARK, None) == PUBLIC:
        found.add(PUBLIC)
    return found.pop() if len(found) == 1 else None


def _holders(dependant: Dependant) -> Iterator[Holder]:
    if isinstance(dependant.call, Holder):
        yield dependant.call
    for each in dependant.dependencies:
        yield from _holders(each)
