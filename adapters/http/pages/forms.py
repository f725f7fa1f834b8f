"""What the page's forms do. Each ends with an address to go to, which says what has happened: nothing is kept between
the two requests, and what is said is read again from the booking itself."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from adapters.http.api.faults import Fault
from adapters.http.api.moments import read_instant
from adapters.http.api.reading import booking_id
from adapters.http.csrf import FIELD
from adapters.http.errors import Denied, InputError, Problem, invalid
from adapters.http.pages.asked import back_with
from adapters.http.pages.place import Deed
from adapters.http.pages.plan import Said
from application.asking import Ask, DayPart, When
from application.book import Booked, RequestKey, book
from application.cancel_booking import cancel_booking
from application.check_in import check_in
from application.check_out import check_out
from application.ports import Ports, Unavailable
from application.saved import Saved
from application.sit_here import sit_here
from application.slips import seen_slips
from application.walk_in import walk_in
from domain.booking import State
from domain.ids import ID_PATTERN, PersonId, ResourceId
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.when import Instant, Interval, PartId, day_of

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 20
LONGEST_KEY = 100
_ID = re.compile(ID_PATTERN)


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a form. Raises Denied: 415 for another type, 400 where it is not readable."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM:
        raise Denied(Problem(code=Fault.UNSUPPORTED_MEDIA_TYPE, headers={"Accept": FORM}))
    try:
        text = (await request.body()).decode("ascii")
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise invalid(InputError(where="body", name="", reason="is not a form")) from None
    return {name: value for name, value in fields if name != FIELD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form that someone sent. `path`: where to; `booking`: the one its address names."""

    who: Person
    path: str
    fields: Mapping[str, str]
    booking: str = ""

    @property
    def back(self) -> str:
        return self.fields.get("back", "")

    @property
    def place(self) -> ResourceId:
        return ResourceId(self.fields.get("place", ""))

    @property
    def person(self) -> PersonId:
        """For whom: whoever sends it, unless it names somebody else. Raises Denied (400) for what is nobody's id."""
        other = self.fields.get("for", "")
        if other and _ID.fullmatch(other) is None:
            raise invalid(InputError(where="body", name="for", reason="is nobody's id"))
        return PersonId(other) if other else self.who.id

    @property
    def seen(self) -> str | None:
        return self.fields.get("version") or None

    @property
    def key(self) -> RequestKey | None:
        """What makes a repeated form harmless."""
        once = self.fields.get("once", "")
        if not (0 < len(once) <= LONGEST_KEY and once.isascii() and once.isprintable()):
            return None
        told = [(k, v) for k, v in sorted(self.fields.items()) if k not in ("back", "once")]
        return RequestKey(
            path=self.path, key=once, body=hashlib.sha256(repr(told).encode()).hexdigest()
        )


type Outcome = Booked | Saved | Refused
Act = Callable[[Ports, Sent], Awaitable[Outcome]]


async def submit(ports: Ports, sent: Sent, act: Act, said: Said) -> str:
    """Do it, and answer where to go: back to where the form was, saying `said` or why not."""
    once = sent.key.key if sent.key is not None else ""
    try:
        done = await act(ports, sent)
    except Unavailable:
        return back_with(sent.back, said=Said.UNREACHABLE, once=once)
    if isinstance(done, Refused):
        return back_with(sent.back, said=Said.REFUSED, why=done.why)
    asked_for = done.booking.state is State.PENDING and said is Said.BOOKED
    return back_with(sent.back, said=Said.ASKED if asked_for else said, booking=done.booking.id)


async def read_slips(ports: Ports, who: Person, fields: Mapping[str, str]) -> str:
    """Whoever it was laid for has read it; answers where to go, as `submit` does."""
    try:
        await seen_slips(ports, viewer=who, keys=fields.get("seen", "").split())
    except Unavailable:
        return back_with(fields.get("back", ""), said=Said.UNREACHABLE)
    return back_with(fields.get("back", "")).removesuffix("?")


async def book_place(ports: Ports, sent: Sent) -> Outcome:
    """Book the place for the part of day or the span of the form."""
    directory = await ports.places.directory()
    span = _span(sent.fields)
    when: When = span
    if part := sent.fields.get("part", ""):
        when = DayPart(day=day_of(span.start, directory.zone), part=PartId(part))
    ask = Ask(caller=sent.who, person=sent.person, resource=sent.place, when=when)
    return await book(ports, ask, key=sent.key)


async def walk_in_here(ports: Ports, sent: Sent) -> Outcome:
    """Take the place now, until the end of what the form shows."""
    return await walk_in(
        ports,
        caller=sent.who,
        person=sent.person,
        resource=sent.place,
        until=_span(sent.fields).end,
        key=sent.key,
    )


async def move_here(ports: Ports, sent: Sent) -> Outcome:
    """I sit here now."""
    return await sit_here(ports, caller=sent.who, person=sent.person, resource=sent.place)


def deed(kind: Deed) -> tuple[Act, Said]:
    """What is done about a booking, and what is said of it afterwards."""
    use, said = {
        Deed.CHECK_IN: (check_in, Said.CHECKED_IN),
        Deed.CHECK_OUT: (check_out, Said.CHECKED_OUT),
        Deed.CANCEL: (cancel_booking, Said.CANCELLED),
        Deed.NOT_COMING: (cancel_booking, Said.FREED),
    }[kind]

    async def act(ports: Ports, sent: Sent) -> Outcome:
        known = booking_id(sent.booking)
        if known is None:
            return Refused(why=Refusal.UNKNOWN_BOOKING, rule="booking")
        return await use(ports, caller=sent.who, booking=known, seen=sent.seen)

    return act, said


def _span(fields: Mapping[str, str]) -> Interval:
    start, end = _instant(fields, "starts_at"), _instant(fields, "ends_at")
    if end <= start:
        raise invalid(InputError(where="body", name="ends_at", reason="must be after starts_at"))
    return Interval(start, end)


def _instant(fields: Mapping[str, str], name: str) -> Instant:
    try:
        return read_instant(fields.get(name))
    except ValueError as wrong:
        raise invalid(InputError(where="body", name=name, reason=str(wrong))) from None
