"""/presences and /walk-ins: someone is there now, booked or not."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.booked import made_answer
from adapters.http.api.describe import (
    IDEMPOTENCY_KEY,
    OF_A_CHANGE,
    OF_A_WISH,
    WITH_BODY,
    answers,
    takes,
)
from adapters.http.api.reading import BodyIn, IdIn, InstantIn, read_body, request_key
from adapters.http.caller import Caller
from adapters.http.errors import InputError, invalid, refusal
from adapters.http.rights import holder
from adapters.http.urls import API
from application.ports import Ports
from application.sit_here import sit_here
from application.walk_in import walk_in
from domain.ids import PersonId, ResourceId
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.rights import Right
from domain.when import PartId


class NewPresence(BodyIn):
    """ "I sit here now." `personId`: left out for oneself."""

    resource_id: IdIn
    person_id: IdIn | None = None


class NewWalkIn(NewPresence):
    """Until `endsAt`, or the end of `partOfDay`; with neither, as long as is usual."""

    ends_at: InstantIn | None = None
    part_of_day: IdIn | None = None


def arrival_routes(ports: Ports, caller: Caller) -> APIRouter:
    """Being there."""
    router = APIRouter(prefix=API, tags=["bookings"])

    @router.post(
        "/presences",
        operation_id="sitHere",
        summary="I sit here now: moves my booking here and checks in, or books and checks in",
        status_code=201,
        responses=answers(
            "Booking",
            examples.BOOKING,
            *OF_A_WISH,
            *OF_A_CHANGE,
            Refusal.TOO_EARLY,
            *WITH_BODY,
            status=201,
            description="Checked in there.",
            headers=["ETag", "Location"],
        ),
        openapi_extra=takes(NewPresence, examples={"here": {"resourceId": "bank-desk-08"}}),
    )
    async def presence(
        request: Request, who: Person = Depends(holder(caller, Right.USE))
    ) -> Response:
        body = await read_body(request, NewPresence)
        saved = await sit_here(
            ports, caller=who, person=_person(body, who), resource=ResourceId(body.resource_id)
        )
        if isinstance(saved, Refused):
            raise refusal(saved)
        return await made_answer(ports, saved.booking, viewer=who, changed=saved.changed)

    @router.post(
        "/walk-ins",
        operation_id="walkIn",
        summary="Take a free place now: books and checks in at once",
        status_code=201,
        responses=answers(
            "Booking",
            examples.BOOKING,
            *OF_A_WISH,
            Refusal.KEY_REUSED,
            *WITH_BODY,
            status=201,
            description="Booked and checked in.",
            headers=["ETag", "Location", "Idempotent-Replayed"],
        ),
        openapi_extra=takes(
            NewWalkIn,
            examples={"usual": {"resourceId": "bank-desk-08"}},
            parameters=[IDEMPOTENCY_KEY],
        ),
    )
    async def walk(request: Request, who: Person = Depends(holder(caller, Right.USE))) -> Response:
        body = await read_body(request, NewWalkIn)
        if body.ends_at is not None and body.part_of_day is not None:
            reason = "either this or endsAt"
            raise invalid(InputError(where="body", name="partOfDay", reason=reason))
        made = await walk_in(
            ports,
            caller=who,
            person=_person(body, who),
            resource=ResourceId(body.resource_id),
            until=body.ends_at,
            part=PartId(body.part_of_day) if body.part_of_day else None,
            key=request_key(request, body),
        )
        if isinstance(made, Refused):
            raise refusal(made)
        return await made_answer(ports, made.booking, viewer=who, fresh=made.fresh)

    return router


def _person(body: NewPresence, who: Person) -> PersonId:
    return PersonId(body.person_id) if body.person_id else who.id
