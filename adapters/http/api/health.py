"""GET /health: whether we can serve, for whoever watches; public, and without anything personal."""

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.describe import answers
from adapters.http.api.faults import Fault
from adapters.http.api.out import answer, health_json
from adapters.http.errors import Denied, Problem
from adapters.http.rights import public
from adapters.http.urls import API
from application.ports import Ports
from application.show_health import show_health


def health_routes(ports: Ports) -> APIRouter:
    """Storage and jobs."""
    router = APIRouter(prefix=API, tags=["health"])

    @router.get(
        "/health",
        operation_id="showHealth",
        summary="Whether storage answers and the jobs run",
        responses=answers("Health", examples.HEALTH, Fault.MISCONFIGURED, public=True),
    )
    @public
    async def health() -> Response:
        found = await show_health(ports)
        if not found.storage:
            raise Denied(Problem(code=Fault.UNAVAILABLE, headers={"Retry-After": "5"}))
        if not found.set_up:
            raise Denied(Problem(code=Fault.MISCONFIGURED))
        return answer(health_json(found))

    return router
