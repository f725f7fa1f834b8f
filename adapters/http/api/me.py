"""GET /me: who I am to the API; /me/notices: what could not be mailed to me."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.describe import answers
from adapters.http.api.faults import Fault
from adapters.http.api.moments import utc
from adapters.http.api.out import Json, answer, span_json
from adapters.http.caller import Caller
from adapters.http.errors import Denied, Problem
from adapters.http.rights import holder
from adapters.http.urls import API
from application.ports import Ports
from application.slips import seen_slips, show_slips
from domain.notices import Notice
from domain.people import Person
from domain.rights import Right

KEY = re.compile(r"[a-z0-9-]{1,100}")
NoticePath = Annotated[str, Path(alias="noticeId", examples=["2026-11-24-k3v9q2-2"])]


def me_routes(ports: Ports, caller: Caller) -> APIRouter:
    """The caller's own profile and notices."""
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

    _notices(router, ports, caller)
    return router


def _notices(router: APIRouter, ports: Ports, caller: Caller) -> None:
    @router.get(
        "/me/notices",
        operation_id="listMyNotices",
        summary="What happened to my bookings and could not be mailed, until I have seen it",
        responses=answers("Notices", examples.NOTICES),
    )
    async def list_notices(who: Person = Depends(holder(caller, Right.USE))) -> Response:
        return await _answer(ports, who)

    @router.post(
        "/me/notices/{noticeId}/acknowledgements",
        operation_id="acknowledgeNotice",
        summary="I have seen it; answers what is left",
        responses=answers("Notices", examples.NOTICES, Fault.NOT_FOUND),
    )
    async def acknowledge(
        notice: NoticePath, who: Person = Depends(holder(caller, Right.USE))
    ) -> Response:
        if not KEY.fullmatch(notice):
            raise Denied(Problem(code=Fault.NOT_FOUND))
        await seen_slips(ports, viewer=who, keys=(notice,))
        return await _answer(ports, who)


async def _answer(ports: Ports, who: Person) -> Response:
    return answer({"items": [_notice_json(each) for each in await show_slips(ports, viewer=who)]})


def _notice_json(notice: Notice) -> Json:
    at, before = notice.booking.at, notice.before
    return {
        "id": notice.key,
        "topic": notice.topic.value,
        "bookingId": notice.booking.id,
        "resourceId": at.resource,
        "siteId": at.site,
        **span_json(at.span),
        "changedAt": utc(notice.booking.changed_at),
        "before": {"resourceId": before.resource, "siteId": before.site, **span_json(before.span)}
        if before is not None
        else None,
        "reason": notice.reason,
        "alternatives": [
            {"resourceId": each.resource, "siteId": each.site, **span_json(each.span)}
            for each in notice.alternatives
        ],
    }
