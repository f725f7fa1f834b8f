"""GET /me: who I am to the API."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.describe import answers
from adapters.http.api.out import answer
from adapters.http.caller import Caller
from adapters.http.rights import holder
from adapters.http.urls import API
from domain.people import Person
from domain.rights import Right


def me_routes(caller: Caller) -> APIRouter:
    """The caller's own profile."""
    router = APIRouter(prefix=API, tags=["people"])

    @router.get(
        "/me",
        operation_id="showMe",
        summary="Who I am",
        responses=answers("Me", examples.ME),
    )
    async def show_me(who: Person = Depends(holder(caller, Right.USE))) -> Response:
        return answer(
            {
                "id": who.id,
                "name": who.name,
                "language": who.language,
                "teamId": who.team,
                "roles": sorted(who.roles),
            }
        )

    return router
