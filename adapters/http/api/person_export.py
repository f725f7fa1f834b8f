"""GET /me/export and GET /people/{personId}/export: everything that is kept about a person, as a zip of JSON and CSV."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from adapters.http.api.describe import answers
from adapters.http.api.faults import Fault
from adapters.http.caller import Caller
from adapters.http.errors import refusal
from adapters.http.rights import holder
from adapters.http.urls import API
from adapters.http.zipped import zipped
from application.dossier import files_of
from application.export_person import export_person
from application.ports import Ports
from domain.ids import PersonId
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.rights import Right

ZIP = "application/zip"
SAYS_NOTHING_OF_WHOM = 'attachment; filename="person-data.zip"'


def person_export_routes(ports: Ports, caller: Caller) -> APIRouter:
    """One's own data, and anybody's for whoever answers people about theirs."""
    router = APIRouter(prefix=API, tags=["people"])

    @router.get(
        "/me/export",
        operation_id="exportMe",
        summary="Everything that is kept about me, as JSON and CSV in a zip",
        responses=_as_zip(Refusal.UNKNOWN_PERSON),
        response_class=Response,
    )
    async def export_me(who: Person = Depends(holder(caller, Right.USE))) -> Response:
        return await _exported(ports, who.id, who)

    @router.get(
        "/people/{personId}/export",
        operation_id="exportPerson",
        summary="Everything that is kept about a person, as JSON and CSV in a zip; that person is told",
        responses=_as_zip(Refusal.UNKNOWN_PERSON, Fault.NOT_ALLOWED),
        response_class=Response,
    )
    async def export(
        person: Annotated[str, Path(alias="personId", examples=["anne"])],
        who: Person = Depends(holder(caller, Right.ANSWER_FOR_PERSON_DATA)),
    ) -> Response:
        return await _exported(ports, PersonId(person), who)

    return router


async def _exported(ports: Ports, person: PersonId, who: Person) -> Response:
    found = await export_person(ports, person, caller=who)
    if isinstance(found, Refused):
        raise refusal(found)
    headers = {"Content-Disposition": SAYS_NOTHING_OF_WHOM, "Cache-Control": "no-store"}
    return Response(zipped(files_of(found)), media_type=ZIP, headers=headers)


def _as_zip(*problems: Refusal | Fault) -> dict[int | str, dict[str, Any]]:
    described = answers("Me", None, *problems)
    schema = {"type": "string", "contentMediaType": ZIP, "contentEncoding": "binary"}
    return {**described, 200: {"description": "The files.", "content": {ZIP: {"schema": schema}}}}
