"""GET /audit: who did what, on whom, when, from where, and what came of it."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.describe import answers
from adapters.http.api.faults import Fault
from adapters.http.api.moments import utc
from adapters.http.api.out import Json
from adapters.http.api.paging import bad_cursor, cursor_of, page_answer, position_in
from adapters.http.api.reading import IdIn, InstantIn, QueryIn
from adapters.http.caller import Caller
from adapters.http.errors import InputError, invalid
from adapters.http.rights import holder
from adapters.http.urls import API
from application.list_audit import LONGEST, AuditQuery, Listed, list_audit
from application.ports import Ports
from domain.audit import Action, Outcome, Wanted
from domain.ids import PersonId
from domain.rights import Right
from domain.seals import AuditRow

DAYS: Final = LONGEST // timedelta(days=1)


_POSITION = re.compile(r"\d{4}-\d\d-\d\d\|\d{6}\.\d{6}\|[\w-]{1,60}", re.ASCII)


class AuditIn(QueryIn):
    """`since` and `until`: recorded in that span, the thirty days before now unless said otherwise. `actorId`: who did
    it; `subjectId`: on whom."""

    since: InstantIn | None = None
    until: InstantIn | None = None
    actor_id: IdIn | None = None
    subject_id: IdIn | None = None
    action: Action | None = None
    outcome: Outcome | None = None

    @property
    def query(self) -> AuditQuery:
        """Raises Denied (400) for a span that goes backwards or is too long."""
        if self.since is not None and self.until is not None:
            if self.until <= self.since:
                raise _wrong("must be after since")
            if self.until - self.since > LONGEST:
                raise _wrong(f"must be at most {DAYS} days after since")
        return AuditQuery(
            since=self.since,
            until=self.until,
            wanted=Wanted(
                actor=PersonId(self.actor_id) if self.actor_id else None,
                subject=PersonId(self.subject_id) if self.subject_id else None,
                action=self.action,
                outcome=self.outcome,
            ),
        )


class AuditPageIn(AuditIn):
    """`cursor` is the `next` of an earlier answer, passed back as it was."""

    limit: int = Field(default=50, ge=1, le=200)
    cursor: str = Field(default="", max_length=300)


def audit_routes(ports: Ports, caller: Caller) -> APIRouter:
    """For auditors."""
    router = APIRouter(prefix=API, tags=["audit"])
    auditor = holder(caller, Right.READ_AUDIT)

    @router.get(
        "/audit",
        operation_id="listAudit",
        summary="What was done, newest first",
        responses=answers("AuditPage", examples.AUDIT, Fault.NOT_ALLOWED, headers=["Link"]),
        dependencies=[Depends(auditor)],
    )
    async def entries(request: Request, asked: Annotated[AuditPageIn, Query()]) -> Response:
        query = replace(asked.query, limit=asked.limit, after=position_after(asked.cursor))
        found = await list_audit(ports, query)
        items = [entry_json(row, found) for row in found.rows]
        return page_answer(request, items, cursor_of(found.more) if found.more else None)

    return router


def position_after(cursor: str) -> str:
    """Where to go on. Raises Denied (400) for what is no cursor of ours."""
    position = position_in(cursor) if cursor else ""
    if position and not _POSITION.fullmatch(position):
        raise bad_cursor()
    return position


def _wrong(reason: str) -> Exception:
    return invalid(InputError(where="query", name="until", reason=reason))


def entry_json(row: AuditRow, listed: Listed) -> Json:
    """`erased`: the fields that were taken out together with a person."""
    entry = row.entry
    return {
        "recordedAt": utc(row.recorded_at),
        "happenedAt": utc(entry.at),
        "action": entry.action.value,
        "outcome": entry.outcome.value,
        "code": entry.code or None,
        "actorId": entry.actor,
        "actorName": listed.names.get(entry.actor) if entry.actor else None,
        "subjectId": entry.subject,
        "subjectName": listed.names.get(entry.subject) if entry.subject else None,
        "target": entry.target or None,
        "origin": entry.origin or None,
        "reason": entry.reason or None,
        "erased": list(row.erased),
    }
