"""GET /people: finding someone by name, of those whom one may see."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from adapters.http.api.describe import answers
from adapters.http.api.out import answer
from adapters.http.api.reading import QueryIn
from adapters.http.caller import Caller
from adapters.http.rights import holder
from adapters.http.urls import API
from application.ports import Ports
from application.search_people import search_people
from domain.people import Person
from domain.rights import Right


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
    )
    async def search(
        asked: Annotated[PeopleQuery, Query()], who: Person = Depends(holder(caller, Right.USE))
    ) -> Response:
        found = await search_people(ports, viewer=who, words=asked.q, limit=asked.limit)
        return answer({"items": [{"id": each.id, "name": each.name} for each in found]})

    return router
