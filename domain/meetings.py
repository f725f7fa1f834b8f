"""What Exchange is to hold for a booking: the meeting that asks for its room, or its mirror in the person's calendar.

Rules:
- A room that Exchange decides has a meeting while its booking waits, stands or is used; one that ended early keeps the
  time that was used. Whatever became of the booking else, there is no meeting any more.
- Everything else is mirrored as the municipality chose for its kind, in the calendar of whoever has one.
- Who has a mailbox is invited, unless they organise it themselves or stand in the room already: then the room alone is.
- The mark of an attempt follows from the booking, the role and the number, so that a repeat carries the same one.
- Nothing is said that is not needed: neither the note nor anybody's name, which Exchange shows to the invited anyway.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from domain.booking import SETTLED, Booking, State
from domain.calendar_event import Draft, Mailbox, ShowAs, mailbox
from domain.calendar_sync import Role
from domain.ids import BookingId
from domain.people import Person
from domain.places import Mirror, Resource
from domain.presence import used_span
from domain.rooms import decided_by_exchange
from domain.when import Instant, Interval, from_epoch, to_epoch

SHOWN = {Mirror.FREE: ShowAs.FREE, Mirror.ELSEWHERE: ShowAs.ELSEWHERE}
MINUTE = 60
WAITS = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a meeting says: one line, a little HTML, and where it is."""

    subject: str
    body: str
    place: str


def transaction_of(booking: BookingId, role: Role, number: int, *, place: str = "") -> str:
    """The mark of one creation, as a GUID is written. `place`: of a mirror, whose words say where."""
    told = sha256("|".join((booking, role.value, str(number), place)).encode()).hexdigest()
    return "-".join((told[:8], told[8:12], told[12:16], told[16:20], told[20:32]))


def mailbox_of(person: Person | None) -> Mailbox | None:
    """None for people without one, and for those who left."""
    return mailbox(person.mail) if person is not None and person.mail else None


def wanted_meeting(
    booking: Booking,
    *,
    resource: Resource,
    person: Person | None,
    organiser: Mailbox,
    wording: Wording,
    number: int,
) -> Draft | None:
    """The meeting that is to ask for the room; None where there is to be none. `number`: which event of this booking it
    would be."""
    span = meeting_span(booking)
    if span is None:
        return None
    invited = mailbox_of(person)
    people: tuple[tuple[Mailbox, str], ...] = ()
    if invited not in (None, organiser) and not walked_in(booking):
        assert person is not None and invited is not None
        people = ((invited, person.name),)
    return Draft(
        booking=booking.id,
        transaction=transaction_of(booking.id, Role.MEETING, number),
        subject=wording.subject,
        body=wording.body,
        span=span,
        room=(mailbox(resource.mailbox), resource.name),
        place=wording.place,
        people=people,
    )


def wanted_mirror(
    booking: Booking, *, mirror: Mirror, wording: Wording, number: int
) -> Draft | None:
    """What is to show in the person's own calendar; None where nothing is."""
    span = meeting_span(booking)
    if span is None or mirror not in SHOWN:
        return None
    return Draft(
        booking=booking.id,
        transaction=transaction_of(booking.id, Role.MIRROR, number, place=booking.at.resource),
        subject=wording.subject,
        body=wording.body,
        span=span,
        place=wording.place,
        show_as=SHOWN[mirror],
    )


def role_of(booking: Booking, resource: Resource, *, on: bool) -> Role | None:
    """How Exchange is to know of the booking; None where it is not."""
    if not on or booking.foreign:
        return None
    return Role.MEETING if decided_by_exchange(resource, on=on) else Role.MIRROR


def meeting_span(booking: Booking) -> Interval | None:
    """When Exchange is to hold it; None where it is to hold nothing."""
    if booking.state in SETTLED:
        return booking.span
    if booking.state is not State.ENDED:
        return None
    used = used_span(booking)
    return replace(used, end=min(_minute(used.end), booking.span.end)) if used is not None else None


def may_begin(booking: Booking, now: Instant) -> bool:
    """Whether it is not too late to make something for it."""
    return booking.state in SETTLED and now < booking.span.end


def walked_in(booking: Booking) -> bool:
    """Whether its person was there when it was made."""
    arrived = booking.checked_in_at
    return arrived is not None and arrived - booking.created_at < WAITS


def _minute(moment: Instant) -> Instant:
    """The minute that is running, ended: calendars know no seconds."""
    return from_epoch(-(-to_epoch(moment) // MINUTE) * MINUTE)
