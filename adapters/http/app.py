"""The web application: API and pages over the ports, with one edge around all of it.

`create_app` is a pure function of what it is given: it opens nothing, and there is no lifespan, because the Functions
host may start one twice or never.
"""

import math
from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from adapters.http.api.arrivals import NewPresence, NewWalkIn, arrival_routes
from adapters.http.api.audit import audit_routes
from adapters.http.api.availability import availability_routes
from adapters.http.api.bookings import BookingChange, NewBooking, booking_routes
from adapters.http.api.faults import Fault
from adapters.http.api.health import health_routes
from adapters.http.api.me import me_routes
from adapters.http.api.occupancy import occupancy_routes
from adapters.http.api.openapi import Contact, describe
from adapters.http.api.operations import operations_routes
from adapters.http.api.out import as_bytes
from adapters.http.api.people import people_routes
from adapters.http.api.person_export import person_export_routes
from adapters.http.api.places import place_routes
from adapters.http.api.privacy import NewPreference, PrivacyChange, privacy_routes
from adapters.http.api.problems import problem_routes
from adapters.http.api.reading import input_errors
from adapters.http.api.series import NewSeries, SeriesCancellation, series_routes
from adapters.http.api.statistics import statistics_routes
from adapters.http.caller import Caller
from adapters.http.errors import Denied, Problem, problem_response
from adapters.http.headers import is_api
from adapters.http.limiting import tried_unknown
from adapters.http.middleware import Edge, Say
from adapters.http.pausing import AGAIN_AFTER, ReadOnly, is_paused
from adapters.http.rights import public
from adapters.http.urls import API
from application.ports import Misconfigured, Ports, Unavailable

BODIES = (
    NewBooking,
    BookingChange,
    NewPresence,
    NewWalkIn,
    NewSeries,
    SeriesCancellation,
    NewPreference,
    PrivacyChange,
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

ErrorPage = Callable[[Request, Problem], Awaitable[Response]]
"""How pages say no; the API always says it with a problem document."""
type Handler = Callable[[Request, Exception], Awaitable[Response]]


def create_app(
    ports: Ports,
    *,
    caller: Caller,
    pages: Sequence[BaseRoute] = (),
    error_page: ErrorPage | None = None,
    contact: Contact | None = None,
) -> FastAPI:
    """The whole of what answers HTTP. `pages` come after the API."""
    app = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, debug=False
    )
    for routes in api_routes(ports, caller):
        # Not include_router: that matches every request once more per router, half of what a poll costs here.
        app.router.routes.extend(routes.routes)
    _publish(app, contact or Contact())
    app.router.routes.extend(pages)

    async def say(scope: Scope, problem: Problem) -> Response:
        if error_page is not None and not is_api(scope):
            return await error_page(Request(scope), problem)
        return problem_response(problem, scope)

    _answer_errors(app, ports, say)
    app.add_middleware(ReadOnly, ports=ports)
    app.add_middleware(Edge, say=say)
    return app


def api_routes(ports: Ports, caller: Caller) -> tuple[APIRouter, ...]:
    """Every endpoint of the API; what is asked most often first, because routes are tried in order."""
    return (
        occupancy_routes(ports, caller),
        booking_routes(ports, caller),
        arrival_routes(ports, caller),
        place_routes(ports, caller),
        availability_routes(ports, caller),
        series_routes(ports, caller),
        me_routes(ports, caller),
        people_routes(ports, caller),
        person_export_routes(ports, caller),
        privacy_routes(ports, caller),
        statistics_routes(ports, caller),
        audit_routes(ports, caller),
        health_routes(ports, caller),
        operations_routes(ports, caller),
        problem_routes(),
    )


def _publish(app: FastAPI, contact: Contact) -> None:
    """The description of the API, for anyone from anywhere; made when it is first asked for."""
    made: list[bytes] = []

    @app.get(f"{API}/openapi.json", include_in_schema=False)
    @public
    async def openapi() -> Response:
        if not made:
            made.append(as_bytes(describe(app, contact=contact, bodies=BODIES)))
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "public, max-age=300",
        }
        return Response(made[0], headers=headers, media_type="application/json")


def _answer_errors(app: FastAPI, ports: Ports, say: Say) -> None:
    async def denied(request: Request, error: Exception) -> Response:
        assert isinstance(error, Denied)
        problem = await tried_unknown(ports, request, error.problem)
        return await say(request.scope, problem)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        errors = input_errors(error.errors())
        return await say(request.scope, Problem(code=Fault.INVALID_INPUT, errors=errors))

    async def unavailable(request: Request, error: Exception) -> Response:
        assert isinstance(error, Unavailable)
        wait = {"Retry-After": str(max(1, math.ceil(error.retry_after)))}
        return await say(request.scope, Problem(code=Fault.UNAVAILABLE, headers=wait))

    async def misconfigured(request: Request, _: Exception) -> Response:
        # While a copy is brought back there is no municipality yet: that is not for anybody to set up.
        if await is_paused(ports):
            return await say(request.scope, Problem(code=Fault.READ_ONLY, headers=AGAIN_AFTER))
        return await say(request.scope, Problem(code=Fault.MISCONFIGURED))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return await say(request.scope, _http_problem(request, error))

    handlers: dict[type[Exception], Handler] = {
        Denied: denied,
        RequestValidationError: invalid,
        Unavailable: unavailable,
        Misconfigured: misconfigured,
        HTTPException: http,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _http_problem(request: Request, error: HTTPException) -> Problem:
    """What Starlette says no to: an unknown path, or a known one with another method."""
    if error.status_code == 405:
        allowed = ", ".join(sorted(methods_at(request)))
        return Problem(code=Fault.METHOD_NOT_ALLOWED, headers={"Allow": allowed})
    return Problem(code=Fault.NOT_FOUND if error.status_code == 404 else Fault.INVALID_INPUT)


def methods_at(request: Request) -> set[str]:
    """Every method that some route takes at this path; Starlette itself names only those of the first route."""
    routes: list[BaseRoute] = request.app.routes
    found = {
        method
        for method in METHODS
        for route in routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    }
    return found | {"HEAD"} if "GET" in found else found
