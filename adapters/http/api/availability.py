"""GET /availability: what is free for a span or part of day, here or anywhere."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.asked import FilterIn, required_when
from adapters.http.api.describe import answers
from adapters.http.api.out import free_json
from adapters.http.api.paging import page_answer, page_of
from adapters.http.api.reading import DayIn, IdIn, InstantIn, PageIn
from adapters.http.caller import Caller
from adapters.http.errors import refusal
from adapters.http.rights import holder
from adapters.http.urls import API
from application.hint_taken import with_hints
from application.ports import Ports
from application.search_availability import search_availability
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.rights import Right


class AvailabilityQuery(FilterIn, PageIn):
    """Either `startsAt` and `endsAt`, or `date` and `partOfDay`."""

    date: DayIn | None = None
    part_of_day: IdIn | None = None
    starts_at: InstantIn | None = None
    ends_at: InstantIn | None = None


def availability_routes(ports: Ports, caller: Caller) -> APIRouter:
    """The search for a free place."""
    router = APIRouter(prefix=API, tags=["places"])

    @router.get(
        "/availability",
        operation_id="searchAvailability",
        summary="What is free",
        responses=answers(
            "Availability",
            examples.AVAILABILITY,
            Refusal.UNKNOWN_SITE,
            Refusal.UNKNOWN_PART,
            Refusal.OUTSIDE_HOURS,
            Refusal.TOO_MANY_DAYS,
            headers=["Link"],
        ),
    )
    async def availability(
        request: Request,
        asked: Annotated[AvailabilityQuery, Query()],
        who: Person = Depends(holder(caller, Right.USE)),
    ) -> Response:
        when = required_when(asked, where="query")
        found = await search_availability(ports, viewer=who, wanted=asked.filter, when=when)
        if isinstance(found, Refused):
            raise refusal(found)
        hinted = await with_hints(ports, found)
        page, following = page_of(
            hinted, lambda place: place.resource.id, limit=asked.limit, cursor=asked.cursor
        )
        return page_answer(request, [free_json(place) for place in page], following)

    return router
