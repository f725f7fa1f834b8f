"""GET /statistics: a day in figures about groups, never about a few people."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.describe import answers
from adapters.http.api.faults import Fault
from adapters.http.api.out import Json, answer
from adapters.http.api.reading import DayIn, QueryIn
from adapters.http.caller import Caller
from adapters.http.rights import holder
from adapters.http.urls import API
from application.ports import Ports
from application.show_statistics import show_statistics
from domain.figures import Figures
from domain.rights import Right


class StatisticsQuery(QueryIn):
    """One civil day."""

    date: DayIn


def statistics_routes(ports: Ports, caller: Caller) -> APIRouter:
    """The daily figures."""
    router = APIRouter(prefix=API, tags=["statistics"])

    @router.get(
        "/statistics",
        operation_id="showStatistics",
        summary="A day of every site and kind in figures; null where they would be about too few",
        responses=answers("DayStatistics", examples.STATISTICS, Fault.NOT_ALLOWED),
        dependencies=[Depends(holder(caller, Right.SEE_STATISTICS))],
    )
    async def statistics(asked: Annotated[StatisticsQuery, Query()]) -> Response:
        found = await show_statistics(ports, asked.date)
        return answer({"items": [figures_json(each) for each in found]})

    return router


def figures_json(each: Figures) -> Json:
    return {
        "date": each.day.isoformat(),
        "siteId": each.site,
        "kind": each.kind.value,
        "places": each.places,
        "people": each.people,
        "bookings": each.bookings,
        "checkedIn": each.checked_in,
        "released": each.released,
        "cancelled": each.cancelled,
        "bookedMinutes": each.booked_minutes,
        "usedMinutes": each.used_minutes,
    }
