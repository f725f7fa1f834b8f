"""What a calendar system knows of a meeting, and what we ask it to write: values, without a word of its protocol.

Rules:
- A mailbox is named by its address, in lower case.
- Times are instants. A meeting of whole days is resolved in the deployment's zone, so it may last 23 or 25 hours.
- An occurrence may come without anything but its times ("bare"): the rest is its series'.
- What occupies a room is not cancelled, not declined by it, and not shown as free.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NewType

from domain.ids import BookingId
from domain.ids import Mailbox as Mailbox
from domain.ids import mailbox as mailbox
from domain.when import Instant, Interval, from_epoch

EventId = NewType("EventId", str)
"""Immutable, case-sensitive, and of one mailbox: the same meeting has another in each."""


class EventKind(StrEnum):
    SINGLE = "single"
    MASTER = "master"
    OCCURRENCE = "occurrence"
    EXCEPTION = "exception"


class Response(StrEnum):
    """What whoever owns a copy, or one of the invited, says to the invitation."""

    NONE = "none"
    ORGANISER = "organiser"
    TENTATIVE = "tentative"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ShowAs(StrEnum):
    FREE = "free"
    TENTATIVE = "tentative"
    BUSY = "busy"
    AWAY = "away"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """`resource`: a room or a thing, not a person."""

    address: Mailbox
    resource: bool = False
    response: Response = Response.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One copy of a meeting, in one mailbox. `uid`: the same in every copy, another for each occurrence; `etag` is a
    token for writing, and no proof that anybody changed anything. `response`: what the owner of this copy says.
    `own`: this copy is the organiser's. `master`, `original_start`: of which series, and when it was to begin.
    `transaction`, `booking`: our marks, where the copy shows them. `bare`: see the module."""

    id: EventId
    kind: EventKind = EventKind.SINGLE
    uid: str = ""
    etag: str = ""
    span: Interval
    whole_days: bool = False
    cancelled: bool = False
    response: Response = Response.NONE
    show_as: ShowAs = ShowAs.BUSY
    own: bool = False
    organiser: Mailbox | None = None
    attendees: tuple[Attendee, ...] = ()
    subject: str = ""
    private: bool = False
    master: EventId | None = None
    original_start: Instant | None = None
    transaction: str = ""
    booking: BookingId | None = None
    created_at: Instant | None = None
    bare: bool = False

    @property
    def occupies(self) -> bool:
        """Whether the room in whose calendar this copy is cannot be used by others then."""
        return not (
            self.cancelled or self.response is Response.DECLINED or self.show_as is ShowAs.FREE
        )

    @property
    def stands(self) -> bool:
        """Whether it occupies the room and nothing is to be waited for: the room took it, or nobody asked the room."""
        answered = self.own or self.response in (Response.ACCEPTED, Response.ORGANISER)
        return self.occupies and answered

    def answer_of(self, address: Mailbox) -> Response | None:
        """What one of the invited says; None where it is not invited."""
        return next((each.response for each in self.attendees if each.address == address), None)

    def called(self, written: Mailbox | None, room: Mailbox | None) -> "CalendarEvent":
        """The same with `room` where Exchange wrote `written`: the room's first address, or none that people know."""
        if (
            written is None
            or room is None
            or all(each.address != written for each in self.attendees)
        ):
            return self
        invited = (
            replace(each, address=room) if each.address == written else each
            for each in self.attendees
        )
        return replace(self, attendees=tuple(invited))

    @property
    def rooms(self) -> tuple[Mailbox, ...]:
        return tuple(each.address for each in self.attendees if each.resource)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A copy that a list of changes no longer shows: deleted, or merely outside what the list covers."""

    id: EventId


def inherited(bare: CalendarEvent, master: CalendarEvent) -> CalendarEvent:
    """A bare occurrence with everything that its series says."""
    if not bare.bare:
        return bare
    return replace(
        master,
        id=bare.id,
        kind=bare.kind,
        uid=bare.uid,
        etag=bare.etag,
        span=bare.span,
        master=master.id,
        original_start=bare.original_start or bare.span.start,
        transaction="",
        bare=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What we ask the calendar to hold for a booking. `room`: invited as a resource; None for a mirror in somebody's own
    calendar, which has no attendees and never rings. `people`: invited as required. `transaction`: our mark of this
    one creation. `body` is HTML that we wrote and never compare."""

    booking: BookingId
    transaction: str
    subject: str
    body: str
    span: Interval
    room: tuple[Mailbox, str] | None = None
    place: str = ""
    people: tuple[tuple[Mailbox, str], ...] = ()
    show_as: ShowAs = ShowAs.BUSY

    @property
    def mirror(self) -> bool:
        return self.room is None


def owned_by_us(event: CalendarEvent) -> str:
    """The fields we own, as one comparable text: when, and in which rooms. Not the subject, which rooms rewrite, nor the
    body, which the server cleans."""
    return _owned(event.span, event.rooms)


def asked_for(draft: Draft) -> str:
    """The same of what we asked for."""
    return _owned(draft.span, (draft.room[0],) if draft.room is not None else ())


def times_of(event: CalendarEvent) -> str:
    """When it is, as `owned_by_us` says it: all that we keep of what somebody else made."""
    return _owned(event.span, ())


def times_in(owned: str) -> str:
    """The times among owned fields."""
    return "|".join(owned.split("|")[:2])


def span_in(owned: str) -> Interval | None:
    """When it is, by owned fields; None where there are none."""
    start, _, rest = owned.partition("|")
    end = rest.partition("|")[0]
    if not (start.isdigit() and end.isdigit()):
        return None
    return Interval(from_epoch(int(start)), from_epoch(int(end)))


def _owned(span: Interval, rooms: tuple[Mailbox, ...]) -> str:
    start, end = int(span.start.timestamp()), int(span.end.timestamp())
    return "|".join((str(start), str(end), *sorted(rooms)))
