"""/bookings: making, seeing, listing, changing and cancelling; checking in and out."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.asked import WhenBody, required_when, when_in
from adapters.http.api.booked import booking_answer, made_answer, seen_answer, which_seen
from adapters.http.api.describe import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_MATCH_OPTIONAL,
    OF_A_CHANGE,
    OF_A_WISH,
    WITH_BODY,
    answers,
    takes,
)
from adapters.http.api.faults import Fault
from adapters.http.api.moments import read_day
from adapters.http.api.out import booking_json
from adapters.http.api.paging import bad_cursor, cursor_of, page_answer, position_in
from adapters.http.api.reading import (
    DayIn,
    IdIn,
    PageIn,
    TextIn,
    booking_id,
    read_body,
    request_key,
)
from adapters.http.caller import Caller
from adapters.http.errors import InputError, invalid, refusal
from adapters.http.rights import holder
from adapters.http.urls import API
from application.asking import Ask
from application.book import book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.check_out import check_out
from application.list_bookings import Period, Position, Subject, list_bookings
from application.look_up import open_booking
from application.ports import Ports
from application.saved import Saved
from domain.ids import BookingId, PersonId, ResourceId, SiteId
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.rights import Right

MOST_DAYS_LISTED = 62
BookingPath = Annotated[str, Path(alias="bookingId", examples=["2026-11-24-k3v9q2"])]
Note = Annotated[TextIn, Field(max_length=500)]


class NewBooking(WhenBody):
    """Either `startsAt` and `endsAt`, or `date` and `partOfDay`. `personId`: left out for oneself.
    `override`: why the house's rules are set aside, for those who may."""

    resource_id: IdIn
    person_id: IdIn | None = None
    note: Note = ""
    override: Note = ""


class BookingChange(WhenBody):
    """What is to be different; what is left out stays as it is."""

    resource_id: IdIn | None = None
    note: Note | None = None
    override: Note = ""


class BookingsQuery(PageIn):
    """Of one person, resource or site. `from`, `until`: civil days, both included, at most 62."""

    first: DayIn = Field(alias="from")
    last: DayIn = Field(alias="until")
    person_id: IdIn | None = None
    resource_id: IdIn | None = None
    site_id: IdIn | None = None

    @property
    def subject(self) -> Subject:
        given = [each for each in (self.person_id, self.resource_id, self.site_id) if each]
        if len(given) != 1:
            reason = "exactly one of personId, resourceId and siteId must be given"
            raise invalid(InputError(where="query", name="personId", reason=reason))
        return Subject(
            person=PersonId(self.person_id) if self.person_id else None,
            resource=ResourceId(self.resource_id) if self.resource_id else None,
            site=SiteId(self.site_id) if self.site_id else None,
        )

    @property
    def period(self) -> Period:
        if not 0 <= (self.last - self.first).days < MOST_DAYS_LISTED:
            reason = f"must not be before from, nor {MOST_DAYS_LISTED} days or more after it"
            raise invalid(InputError(where="query", name="until", reason=reason))
        return Period(first=self.first, last=self.last)


def booking_routes(ports: Ports, caller: Caller) -> APIRouter:
    """Everything that happens to a booking under its own address."""
    router = APIRouter(prefix=API, tags=["bookings"])
    _making(router, ports, caller)
    _seeing(router, ports, caller)
    _changing(router, ports, caller)
    return router


def _making(router: APIRouter, ports: Ports, caller: Caller) -> None:
    @router.post(
        "/bookings",
        operation_id="makeBooking",
        summary="Book a place",
        status_code=201,
        responses=answers(
            "Booking",
            examples.BOOKING,
            *OF_A_WISH,
            Refusal.KEY_REUSED,
            *WITH_BODY,
            status=201,
            description="Booked.",
            headers=["ETag", "Location", "Idempotent-Replayed"],
        ),
        openapi_extra=takes(
            NewBooking,
            examples={
                "partOfDay": {
                    "resourceId": "bank-desk-07",
                    "date": "2026-11-24",
                    "partOfDay": "morning",
                },
                "span": {"resourceId": "bank-desk-07", **examples.SPAN},
            },
            parameters=[IDEMPOTENCY_KEY],
        ),
    )
    async def make_booking(
        request: Request, who: Person = Depends(holder(caller, Right.USE))
    ) -> Response:
        body = await read_body(request, NewBooking)
        wish = Ask(
            caller=who,
            person=PersonId(body.person_id) if body.person_id else who.id,
            resource=ResourceId(body.resource_id),
            when=required_when(body, where="body"),
            note=body.note,
            override=body.override,
        )
        made = await book(ports, wish, key=request_key(request, body))
        if isinstance(made, Refused):
            raise refusal(made)
        return await made_answer(ports, made.booking, viewer=who, fresh=made.fresh)


def _seeing(router: APIRouter, ports: Ports, caller: Caller) -> None:
    @router.get(
        "/bookings",
        operation_id="listBookings",
        summary="Bookings that hold something",
        responses=answers(
            "Bookings",
            examples.BOOKINGS,
            Refusal.UNKNOWN_PERSON,
            Refusal.UNKNOWN_RESOURCE,
            Refusal.UNKNOWN_SITE,
            Refusal.NOT_YOURS,
            headers=["Link"],
        ),
    )
    async def bookings(
        request: Request,
        asked: Annotated[BookingsQuery, Query()],
        who: Person = Depends(holder(caller, Right.USE)),
    ) -> Response:
        page = await list_bookings(
            ports,
            viewer=who,
            of=asked.subject,
            period=asked.period,
            limit=asked.limit,
            after=_position(asked.cursor),
        )
        if isinstance(page, Refused):
            raise refusal(page)
        following = _cursor(page.next) if page.next is not None else None
        return page_answer(request, [booking_json(each) for each in page.items], following)

    @router.get(
        "/bookings/{bookingId}",
        operation_id="showBooking",
        summary="One booking",
        responses=answers("Booking", examples.BOOKING, Refusal.UNKNOWN_BOOKING, headers=["ETag"]),
    )
    async def booking(
        booking: BookingPath, who: Person = Depends(holder(caller, Right.USE))
    ) -> Response:
        seen = await open_booking(ports, _known(booking), viewer=who)
        if isinstance(seen, Refused):
            raise refusal(seen)
        return seen_answer(seen)


def _changing(router: APIRouter, ports: Ports, caller: Caller) -> None:
    @router.patch(
        "/bookings/{bookingId}",
        operation_id="changeBooking",
        summary="Another time, another place, or another note",
        responses=answers(
            "Booking",
            examples.BOOKING,
            *OF_A_WISH,
            *OF_A_CHANGE,
            Fault.IF_MATCH_REQUIRED,
            *WITH_BODY,
            headers=["ETag"],
        ),
        openapi_extra=takes(
            BookingChange,
            examples={
                "move": {"resourceId": "bank-desk-08"},
                "afternoon": {"date": "2026-11-24", "partOfDay": "afternoon"},
            },
            parameters=[IF_MATCH],
        ),
    )
    async def change(
        request: Request, booking: BookingPath, who: Person = Depends(holder(caller, Right.USE))
    ) -> Response:
        known = _known(booking)
        seen = await which_seen(ports, request, known, required=True)
        body = await read_body(request, BookingChange)
        changes = Changes(
            resource=ResourceId(body.resource_id) if body.resource_id else None,
            when=when_in(body),
            note=body.note,
            override=body.override,
        )
        saved = await change_booking(ports, caller=who, booking=known, changes=changes, seen=seen)
        if isinstance(saved, Refused):
            raise refusal(saved)
        return await booking_answer(ports, saved, viewer=who)

    happen = _Happenings(router, ports, caller)
    happen.add("cancellations", "cancelBooking", "I am not coming: cancel it", cancel_booking)
    happen.add(
        "check-ins", "checkIn", "I am there", check_in, Refusal.TOO_EARLY, Refusal.AWAITING_ANSWER
    )
    happen.add("check-outs", "checkOut", "I am leaving: free the rest", check_out)


class Act(Protocol):
    """A use case that takes a booking to another state."""

    async def __call__(
        self, ports: Ports, *, caller: Person, booking: BookingId, seen: str | None = None
    ) -> Saved | Refused: ...


@dataclass(frozen=True, slots=True)
class _Happenings:
    """What can happen to a booking: a noun under its address that one posts to."""

    router: APIRouter
    ports: Ports
    caller: Caller

    def add(self, noun: str, name: str, summary: str, act: Act, *more: Refusal) -> None:
        @self.router.post(
            f"/bookings/{{bookingId}}/{noun}",
            operation_id=name,
            summary=summary,
            responses=answers("Booking", examples.BOOKING, *OF_A_CHANGE, *more, headers=["ETag"]),
            openapi_extra=takes(parameters=[IF_MATCH_OPTIONAL]),
        )
        async def happen(
            request: Request,
            booking: BookingPath,
            who: Person = Depends(holder(self.caller, Right.USE)),
        ) -> Response:
            known = _known(booking)
            seen = await which_seen(self.ports, request, known, required=False)
            saved = await act(self.ports, caller=who, booking=known, seen=seen)
            if isinstance(saved, Refused):
                raise refusal(saved)
            return await booking_answer(self.ports, saved, viewer=who)


def _known(text: str) -> BookingId:
    found = booking_id(text)
    if found is None:
        raise refusal(Refused(why=Refusal.UNKNOWN_BOOKING, rule="booking"))
    return found


def _cursor(position: Position) -> str:
    return cursor_of(f"{position.day.isoformat()}/{position.second}/{position.booking}")


def _position(cursor: str) -> Position | None:
    if not cursor:
        return None
    day, _, rest = position_in(cursor).partition("/")
    second, _, booking = rest.partition("/")
    known = booking_id(booking)
    if known is None or not (second.isascii() and second.isdecimal() and len(second) < 12):
        raise bad_cursor()
    return Position(_day(day), int(second), known)


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        raise bad_cursor() from None
