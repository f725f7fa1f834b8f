"""The date for a calendar: one event per booking, whose sequence number says which letter is the latest."""

from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from adapters.mail.letter import Where
from domain.booking import Booking, State
from domain.kinds import KINDS
from domain.notices import Topic
from domain.when import wall_of

WITHOUT_DATE = frozenset({Topic.REMINDER, Topic.RELEASE_WARNING, Topic.TOMORROW, Topic.ROOM_CLASH})


def method_of(booking: Booking) -> str:
    """PUBLISH while the booking stands, CANCEL once it does not."""
    return "PUBLISH" if booking.live else "CANCEL"


def event_of(
    booking: Booking, where: Where, *, zone: ZoneInfo, public_url: str, sender: str
) -> bytes:
    """An iCalendar object of one event, in wall time with its time zone, so that a change of law moves it with us."""
    from icalendar import Calendar, Event, vCalAddress

    host = urlsplit(public_url).hostname
    event = Event()
    event.add("uid", f"{booking.id}@{host}")
    event.add("sequence", booking.revision - 1)
    event.add("dtstamp", booking.changed_at)
    event.add("dtstart", wall_of(booking.span.start, zone))
    event.add("dtend", wall_of(booking.span.end, zone))
    event.add("summary", where.place)
    event.add("location", ", ".join(filter(None, (where.place, where.address))))
    event.add("organizer", vCalAddress(f"mailto:{sender}"))
    event.add("status", _status(booking))
    event.add("transp", "OPAQUE" if KINDS[booking.at.kind].meets else "TRANSPARENT")
    if booking.note:
        event.add("description", booking.note)
    calendar = Calendar()
    calendar.add("prodid", "-//Vrijplek//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(booking))
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _status(booking: Booking) -> str:
    if not booking.live:
        return "CANCELLED"
    return "TENTATIVE" if booking.state in (State.PENDING, State.HELD) else "CONFIRMED"
