"""/series: a recurring wish; every date is decided on its own, and each result is in the answer."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.describe import (
    IDEMPOTENCY_KEY,
    OF_A_WISH,
    WITH_BODY,
    answers,
    takes,
)
from adapters.http.api.moments import wall
from adapters.http.api.out import Json, answer, as_bytes
from adapters.http.api.reading import (
    BodyIn,
    ClockIn,
    DayIn,
    IdIn,
    TextIn,
    read_body,
    request_key,
)
from adapters.http.caller import Caller
from adapters.http.errors import (
    InputError,
    Problem,
    document,
    instance_of,
    invalid,
    language_of,
    refusal,
)
from adapters.http.etag import tag_of
from adapters.http.rights import holder
from adapters.http.urls import API, series_url
from application.cancel_series import cancel_series
from application.look_up import Looked, note_look
from application.make_series import Decided, SeriesAsk, make_series
from application.ports import Ports
from application.show_series import outcomes, show_series
from domain.ids import ID_PATTERN, PersonId, ResourceId, SeriesId
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.rights import Right
from domain.series import MOST_OCCURRENCES, Frequency, Pattern, Series
from domain.when import PartId

_ID = re.compile(ID_PATTERN)
SeriesPath = Annotated[str, Path(alias="seriesId", examples=["8f2k1m"])]


class NewSeries(BodyIn):
    """Every `interval` days, weeks on `weekdays` (1 is Monday), or months, from `first` on; until `until` (included), or
    for `count` dates, or without end. Either `partOfDay`, or `starts` and `ends` on the clocks of the municipality."""

    resource_id: IdIn
    person_id: IdIn | None = None
    frequency: Literal["daily", "weekly", "monthly"]
    interval: int = Field(default=1, ge=1, le=52)
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(default=[], max_length=7)
    first: DayIn
    until: DayIn | None = None
    count: int | None = Field(default=None, ge=1, le=MOST_OCCURRENCES)
    part_of_day: IdIn | None = None
    starts: ClockIn | None = None
    ends: ClockIn | None = None
    note: Annotated[TextIn, Field(max_length=500)] = ""

    @property
    def pattern(self) -> Pattern:
        if self.until is not None and self.count is not None:
            raise invalid(InputError(where="body", name="count", reason="either this or until"))
        return Pattern(
            frequency=Frequency(self.frequency),
            first=self.first,
            interval=self.interval,
            weekdays=frozenset(self.weekdays),
            until=self.until,
            count=self.count,
        )

    def check_times(self) -> None:
        """Raises Denied (400) unless exactly one way of saying when is used."""
        clocks = (self.starts is not None) + (self.ends is not None)
        if self.part_of_day is not None and clocks:
            reason = "either this or starts and ends"
            raise invalid(InputError(where="body", name="partOfDay", reason=reason))
        if self.part_of_day is None and clocks < 2:
            reason = "starts with ends, or partOfDay, must be given"
            raise invalid(InputError(where="body", name="starts", reason=reason))


class SeriesCancellation(BodyIn):
    """Either `dates`, or `from`: that date and all that follow."""

    dates: list[DayIn] = Field(default=[], max_length=MOST_OCCURRENCES)
    first: DayIn | None = Field(default=None, alias="from")

    def check(self) -> None:
        """Raises Denied (400) unless exactly one of the two is there."""
        if bool(self.dates) == (self.first is not None):
            reason = "either dates or from must be given"
            raise invalid(InputError(where="body", name="dates", reason=reason))


def series_routes(ports: Ports, caller: Caller) -> APIRouter:
    """Making, seeing and cancelling."""
    router = APIRouter(prefix=API, tags=["series"])

    @router.post(
        "/series",
        operation_id="makeSeries",
        summary="Book again and again; one result per date",
        status_code=201,
        responses=answers(
            "Series",
            examples.SERIES,
            *OF_A_WISH,
            Refusal.KEY_REUSED,
            Refusal.TOO_MANY_OCCURRENCES,
            Refusal.NO_OCCURRENCES,
            *WITH_BODY,
            status=201,
            description="The series is there; each of its dates up to the horizon is decided.",
            headers=["ETag", "Location", "Idempotent-Replayed"],
        ),
        openapi_extra=takes(
            NewSeries, examples={"weekly": examples.NEW_SERIES}, parameters=[IDEMPOTENCY_KEY]
        ),
    )
    async def make(request: Request, who: Person = Depends(holder(caller, Right.USE))) -> Response:
        body = await read_body(request, NewSeries)
        body.check_times()
        wish = SeriesAsk(
            caller=who,
            person=PersonId(body.person_id) if body.person_id else who.id,
            resource=ResourceId(body.resource_id),
            pattern=body.pattern,
            part=PartId(body.part_of_day) if body.part_of_day else None,
            starts=body.starts,
            ends=body.ends,
            note=body.note,
        )
        made = await make_series(ports, wish, key=request_key(request, body))
        if isinstance(made, Refused):
            raise refusal(made)
        if not made.fresh or any(each.refused is not None for each in made.decided):
            await note_look(ports, viewer=who, at=made.series.person, what=Looked.SERIES)
        headers = {"Location": series_url(made.series.id)}
        if not made.fresh:
            headers["Idempotent-Replayed"] = "true"
        return _answer(request, made.series, made.decided, status=201, headers=headers)

    @router.get(
        "/series/{seriesId}",
        operation_id="showSeries",
        summary="One series",
        responses=answers(
            "Series",
            examples.SERIES,
            Refusal.UNKNOWN_SERIES,
            Refusal.NOT_YOURS,
            headers=["ETag"],
        ),
    )
    async def show(
        request: Request, series: SeriesPath, who: Person = Depends(holder(caller, Right.USE))
    ) -> Response:
        found = await show_series(ports, _known(series), viewer=who)
        if isinstance(found, Refused):
            raise refusal(found)
        return _answer(request, found)

    @router.post(
        "/series/{seriesId}/cancellations",
        operation_id="cancelSeries",
        summary="Cancel some dates, or one and all that follow",
        responses=answers(
            "Series",
            examples.SERIES,
            Refusal.UNKNOWN_SERIES,
            Refusal.NOT_YOURS,
            *WITH_BODY,
            headers=["ETag"],
        ),
        openapi_extra=takes(
            SeriesCancellation,
            examples={"dates": {"dates": ["2026-12-01"]}, "rest": {"from": "2026-12-08"}},
        ),
    )
    async def cancel(
        request: Request, series: SeriesPath, who: Person = Depends(holder(caller, Right.USE))
    ) -> Response:
        known, body = _known(series), await read_body(request, SeriesCancellation)
        body.check()
        done = await cancel_series(
            ports, caller=who, series=known, days=body.dates, from_day=body.first
        )
        if isinstance(done, Refused):
            raise refusal(done)
        await note_look(ports, viewer=who, at=done.series.person, what=Looked.SERIES)
        return _answer(request, done.series)

    return router


def _known(text: str) -> SeriesId:
    if not _ID.fullmatch(text):
        raise refusal(Refused(why=Refusal.UNKNOWN_SERIES, rule="series"))
    return SeriesId(text)


def _answer(
    request: Request,
    series: Series,
    decided: tuple[Decided, ...] = (),
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    refused = {each.day: each.refused for each in decided if each.refused is not None}
    language, instance = language_of(request.scope), instance_of(request.scope)
    occurrences = [
        {
            "date": each.day.isoformat(),
            "became": each.became.value,
            "bookingId": each.booking,
            "code": each.why.value if each.why is not None else None,
            "problem": document(
                Problem(code=no.why, refused=no), language=language, instance=instance
            )
            if (no := refused.get(each.day)) is not None
            else None,
        }
        for each in outcomes(series)
    ]
    body = {**_series_json(series), "occurrences": occurrences}
    tag = tag_of(as_bytes(_series_json(series)).decode(), str(series.bookings), str(series.refused))
    return answer(body, status=status, headers={"ETag": tag, **(headers or {})})


def _series_json(series: Series) -> Json:
    pattern = series.pattern
    return {
        "id": series.id,
        "personId": series.person,
        "resourceId": series.resource,
        "frequency": pattern.frequency.value,
        "interval": pattern.interval,
        "weekdays": sorted(pattern.weekdays),
        "first": pattern.first.isoformat(),
        "until": pattern.until.isoformat() if pattern.until is not None else None,
        "count": pattern.count,
        "starts": wall(series.starts),
        "ends": wall(series.ends),
        "partOfDay": series.part,
        "note": series.note,
        "ended": series.ended,
    }
