"""GET /people: finding someone by name. Names only; what else may be seen of whom is for the privacy profile."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from adapters.http.api.describe import answers
from adapters.http.api.out import answer
from adapters.http.api.reading import QueryIn
from adapters.http.caller import Caller
from adapters.http.urls import API
from application.ports import Ports
from application.search_people import search_people
from domain.people import Person


class PeopleQuery(QueryIn):
    """`q`: words of a name, at least two letters."""

    q: str = Field(max_length=100)
    limit: int = Field(default=20, ge=1, le=50)


def people_routes(ports: Ports, caller: Caller) -> APIRouter:
    """The search by name."""
    router = APIRouter(prefix=API, tags=["people"])

    @router.get(
        "/people",
        operation_id="searchPeople",
        summary="Find people by name",
        responses=answers("PersonNames", {"items": [{"id": "anne", "name": "Anne Weber"}]}),
        dependencies=[Depends(caller)],
    )
    async def search(asked: Annotated[PeopleQuery, Query()]) -> Response:
        found: tuple[Person, ...] = await search_people(ports, words=asked.q, limit=asked.limit)
        return answer({"items": [{"id": each.id, "name": each.name} for each in found]})

    return router
