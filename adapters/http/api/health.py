"""GET /health: whether we can serve, and which build does, for whoever watches; public, and without anything personal. GET /health/mailboxes: how
it stands with each room's calendar, for whoever may see that."""

from datetime import timedelta

from fastapi import APIRouter, Depends
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.describe import answers
from adapters.http.api.faults import Fault
from adapters.http.api.moments import utc
from adapters.http.api.out import Json, answer, health_json
from adapters.http.caller import Caller
from adapters.http.errors import Denied, Problem
from adapters.http.rights import holder, public
from adapters.http.urls import API, BUILD_HEADER
from application.ports import Ports
from application.show_health import show_health
from application.show_mailboxes import MailboxHealth, show_mailboxes
from domain.mailing import Backlog
from domain.rights import Right
from domain.when import Instant


def health_routes(ports: Ports, caller: Caller) -> APIRouter:
    """Storage and jobs."""
    router = APIRouter(prefix=API, tags=["health"])

    @router.get(
        "/health",
        operation_id="showHealth",
        summary="Whether storage answers and the jobs run",
        responses=answers("Health", examples.HEALTH, Fault.MISCONFIGURED, public=True),
    )
    @public
    async def health() -> Response:
        found = await show_health(ports)
        build = {BUILD_HEADER: found.build.version}
        if not found.storage:
            raise Denied(Problem(code=Fault.UNAVAILABLE, headers=build | {"Retry-After": "5"}))
        if not found.set_up:
            raise Denied(Problem(code=Fault.MISCONFIGURED, headers=build))
        return answer(health_json(found))

    @router.get(
        "/health/mailboxes",
        operation_id="listMailboxHealth",
        summary="How it stands with each room’s calendar in Exchange, those that need somebody first",
        responses=answers("ExchangeHealth", examples.MAILBOXES, Fault.NOT_ALLOWED),
        dependencies=[Depends(holder(caller, Right.SEE_HEALTH))],
    )
    async def mailboxes() -> Response:
        found = await show_mailboxes(ports)
        return answer(
            {
                "exchange": found.on,
                "notified": found.told,
                "mail": mail_json(found.mail) if found.mail is not None else None,
                "items": [mailbox_json(each) for each in found.mailboxes],
            }
        )

    return router


def mail_json(mail: Backlog) -> Json:
    return {
        "waiting": mail.waiting,
        "oldestAt": _utc(mail.oldest_at),
        "unknown": mail.unknown,
        "failed": mail.failed,
        "closedMailboxes": [each.box for each in mail.closed],
    }


def mailbox_json(each: MailboxHealth) -> Json:
    state = each.state
    return {
        "mailbox": each.box,
        "resourceIds": [room.id for room in each.rooms],
        "condition": each.condition.value,
        "since": _utc(each.since),
        "reason": each.why or None,
        "syncedAt": _utc(state.synced_at),
        "lagSeconds": each.lag // timedelta(seconds=1) if each.lag is not None else None,
        "changedAt": _utc(state.changed_at),
        "notBefore": _utc(state.not_before),
        "comparedAt": _utc(state.drift_at),
        "drift": state.drift,
        "fused": state.fused,
        "refused": state.refused,
        "subscription": {
            "expiresAt": _utc(each.told_until),
            "notifiedAt": _utc(state.notified_at),
            "silences": state.silences,
            "trouble": state.subscribing or None,
        },
    }


def _utc(moment: Instant | None) -> str | None:
    return utc(moment) if moment is not None else None
