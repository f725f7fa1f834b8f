"""GET /occupancy: the plan of a site and day, made to be polled.

An answer is kept as bytes with all that it depends on: the stamp of the plan, the version of the directory, the viewer
and what the rules ask of them, whom they are shown and what day it is, the span, and the next instant at which time
alone changes it. While those hold, a poll
costs one read of the stamp; without an answer at hand, one read of the plan.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.asked import when_of
from adapters.http.api.describe import IF_NONE_MATCH, answers, takes
from adapters.http.api.moments import utc
from adapters.http.api.out import as_bytes, places_bytes
from adapters.http.api.reading import DayIn, IdIn, InstantIn, QueryIn
from adapters.http.caller import Caller
from adapters.http.errors import InputError, invalid, refusal
from adapters.http.etag import none_match, tag_of
from adapters.http.rights import holder
from adapters.http.urls import API, API_VERSION
from application.list_places import find_site
from application.ports import Ports
from application.see_others import Face, eyes_of, faces, meetings
from application.show_plan import Plan, Question, ask, look, stamp
from domain.ids import ResourceId, SiteId
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.rights import Right
from domain.when import Instant, day_of

POLL_SECONDS = 15
MOST_KEPT = 500
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "As before.", "headers": {"ETag": {"$ref": "#/components/headers/ETag"}}}
}


class OccupancyQuery(QueryIn):
    """`date` alone means the site's opening hours; else `partOfDay`, or a span that begins on that day."""

    site_id: IdIn
    date: DayIn
    part_of_day: IdIn | None = None
    starts_at: InstantIn | None = None
    ends_at: InstantIn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An answer as bytes; good while the stamp is the same and `changes_at` has not come."""

    stamp: str
    changes_at: Instant | None
    tag: str
    body: bytes

    def holds(self, stamp: str, now: Instant) -> bool:
        return self.stamp == stamp and (self.changes_at is None or now < self.changes_at)


class Answers:
    """The answers that were asked for last, at most `most`; each process has its own."""

    def __init__(self, ports: Ports, *, most: int = MOST_KEPT) -> None:
        self._ports = ports
        self._most = most
        self._kept: OrderedDict[tuple[str, ...], Ready] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    async def to(self, question: Question) -> Ready:
        """The answer to `question`, up to date."""
        eyes = await eyes_of(self._ports, question.viewer)
        facts = (*_facts(question), *eyes.depends_on)
        known = self._kept.get(facts)
        if known is not None:
            seen = await stamp(self._ports, question)
            if known.holds(seen, self._ports.clock.now()):
                self._kept.move_to_end(facts)
                return known
        plan = await look(self._ports, question, fresh=False)
        who = faces(eyes, question.span, question.site.id, plan.ledgers)
        ready = _ready(plan, facts, who)
        self._kept[facts] = ready
        self._kept.move_to_end(facts)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return ready


def _facts(question: Question) -> tuple[str, ...]:
    """All that an answer depends on besides what is booked, whom the viewer is shown and what time it is."""
    viewer = question.viewer
    return (
        API_VERSION,
        question.directory.version,
        question.site.id,
        utc(question.span.start),
        utc(question.span.end),
        question.part or "",
        viewer.id,
        viewer.team or "",
        viewer.organisation or "",
        ",".join(sorted(viewer.roles)),
        ",".join(sorted(f"{each.weekday}/{each.part or ''}" for each in viewer.home_days)),
    )


def _ready(plan: Plan, facts: tuple[str, ...], who: Mapping[ResourceId, tuple[Face, ...]]) -> Ready:
    asked = plan.question
    changes = plan.changes_at.isoformat() if plan.changes_at is not None else ""
    head = as_bytes(
        {
            "siteId": asked.site.id,
            "date": asked.days[0].isoformat(),
            "startsAt": utc(asked.span.start),
            "endsAt": utc(asked.span.end),
            "partOfDay": asked.part,
            "pollAfterSeconds": POLL_SECONDS,
        }
    )
    held = meetings(asked.span, plan.ledgers)
    body = head[:-1] + b',"resources":' + places_bytes(plan.standings, who, held) + b"}"
    tag = tag_of(*facts, plan.stamp, changes)
    return Ready(stamp=plan.stamp, changes_at=plan.changes_at, tag=tag, body=body)


def occupancy_routes(ports: Ports, caller: Caller) -> APIRouter:
    """The plan of a site."""
    router = APIRouter(prefix=API, tags=["places"])
    kept = Answers(ports)

    @router.get(
        "/occupancy",
        operation_id="showOccupancy",
        summary="Every place of a site for a span, as the caller may book it",
        responses=answers(
            "Occupancy",
            examples.OCCUPANCY,
            Refusal.UNKNOWN_SITE,
            Refusal.UNKNOWN_PART,
            Refusal.OUTSIDE_HOURS,
            Refusal.TOO_MANY_DAYS,
            headers=["ETag"],
        )
        | NOT_MODIFIED,
        openapi_extra=takes(parameters=[IF_NONE_MATCH]),
    )
    async def occupancy(
        request: Request,
        asked: Annotated[OccupancyQuery, Query()],
        who: Person = Depends(holder(caller, Right.USE)),
    ) -> Response:
        ready = await kept.to(await _question(ports, asked, who))
        headers = {
            "ETag": ready.tag,
            "Cache-Control": "private, no-cache",
            "Vary": "Cookie, Authorization",
        }
        if none_match(request.headers.get("if-none-match"), ready.tag):
            return Response(status_code=304, headers=headers)
        return Response(ready.body, headers=headers, media_type="application/json")

    return router


async def _question(ports: Ports, asked: OccupancyQuery, who: Person) -> Question:
    when = when_of(asked, where="query") or asked.date
    site = await find_site(ports, SiteId(asked.site_id), viewer=who)
    if isinstance(site, Refused):
        raise refusal(site)
    directory = await ports.places.directory()
    if asked.starts_at is not None and day_of(asked.starts_at, directory.zone) != asked.date:
        reason = "must be the day on which startsAt lies"
        raise invalid(InputError(where="query", name="date", reason=reason))
    question = ask(directory, viewer=who, site=site, when=when)
    if isinstance(question, Refused):
        raise refusal(question)
    return question
