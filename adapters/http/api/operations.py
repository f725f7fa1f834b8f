"""GET /health/operations: what runs, how often and how long, what waits, and what the month has cost so far."""

from datetime import timedelta

from fastapi import APIRouter, Depends
from starlette.responses import Response

from adapters.http.api import examples_of_running
from adapters.http.api.describe import answers
from adapters.http.api.faults import Fault
from adapters.http.api.moments import utc
from adapters.http.api.out import Json, answer
from adapters.http.caller import Caller
from adapters.http.rights import holder
from adapters.http.urls import API
from application.estimate import Estimate
from application.platform import QueueState
from application.ports import Ports
from application.show_operations import (
    Figures,
    JobLine,
    Line,
    Operations,
    StoreLine,
    show_operations,
)
from domain.rights import Right
from domain.when import Instant


def operations_routes(ports: Ports, caller: Caller) -> APIRouter:
    """How it runs."""
    router = APIRouter(prefix=API, tags=["health"])

    @router.get(
        "/health/operations",
        operation_id="showOperations",
        summary="What runs, how often and how long, what waits, and what this month has cost so far",
        responses=answers("OperationsHealth", examples_of_running.OPERATIONS, Fault.NOT_ALLOWED),
        dependencies=[Depends(holder(caller, Right.SEE_OPERATIONS))],
    )
    async def operations() -> Response:
        return answer(operations_json(await show_operations(ports)))

    return router


def operations_json(found: Operations) -> Json:
    queues = found.queues
    return {
        "at": utc(found.at),
        "since": found.since.isoformat() if found.since is not None else None,
        "jobs": [_job(each) for each in found.jobs],
        "queues": [_queue(each) for each in queues] if queues is not None else None,
        "requests": [_line(each) for each in found.requests],
        "storage": [_store(each) for each in found.stores],
        "graph": [_line(each) for each in found.graph],
        "estimate": _estimate(found.estimate),
    }


def _job(each: JobLine) -> Json:
    return {
        "job": each.job,
        "schedule": each.schedule or None,
        "queue": each.queue or None,
        "lastAt": _utc(each.last_at),
        "lagSeconds": each.lag // timedelta(seconds=1) if each.lag is not None else None,
        "stale": each.stale,
        "figures": _figures(each.figures),
    }


def _queue(each: QueueState) -> Json:
    return {
        "name": each.name,
        "waiting": each.waiting,
        "oldestAt": _utc(each.oldest_at),
        "failed": each.failed,
        "failedAt": _utc(each.failed_at),
    }


def _line(each: Line) -> Json:
    return {"name": each.name, "figures": _figures(each.figures)}


def _store(each: StoreLine) -> Json:
    return {
        "service": each.service,
        "name": each.name,
        "classes": dict(sorted(each.classes.items())),
        "figures": _figures(each.figures),
    }


def _figures(each: Figures) -> Json:
    return {
        "count": each.count,
        "today": each.today,
        "failed": each.failed,
        "throttled": each.throttled,
        "medianSeconds": round(each.median, 4),
        "slowSeconds": round(each.slow, 4),
        "longestSeconds": round(each.longest, 4),
        "rows": each.entities,
    }


def _estimate(each: Estimate) -> Json:
    return {
        "euro": round(each.euro, 6),
        "pricedOn": each.priced_on,
        "items": [
            {
                "part": cost.part.value,
                "count": round(cost.count, 2),
                "unit": cost.unit,
                "euro": round(cost.euro, 6),
                "sure": cost.sure,
            }
            for cost in each.costs
        ],
    }


def _utc(moment: Instant | None) -> str | None:
    return utc(moment) if moment is not None else None
