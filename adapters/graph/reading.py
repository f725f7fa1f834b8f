"""Events of Graph, from their JSON: leniently, because enumerations grow, letters change case and fields stay away.

The SDK's own models would lose what they do not know, so answers are read here.
Times are asked for in UTC, and still carry a zone's name. An event of whole days is dates: midnight in whatever zone was
asked for, and days of the deployment's zone to us. One that takes no time is a minute that occupies nothing.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters.graph.marks import PROPERTY
from adapters.graph.zones import zone_named
from domain.calendar_event import (
    Attendee,
    CalendarEvent,
    EventId,
    EventKind,
    Mailbox,
    Removed,
    Response,
    ShowAs,
    mailbox,
)
from domain.ids import BookingId
from domain.when import Instant, Interval, instant, later, next_day, on_wall

KINDS = {
    "singleinstance": EventKind.SINGLE,
    "occurrence": EventKind.OCCURRENCE,
    "exception": EventKind.EXCEPTION,
    "seriesmaster": EventKind.MASTER,
}
RESPONSES = {
    "organizer": Response.ORGANISER,
    "tentativelyaccepted": Response.TENTATIVE,
    "accepted": Response.ACCEPTED,
    "declined": Response.DECLINED,
}
SHOWN_AS = {
    "free": ShowAs.FREE,
    "tentative": ShowAs.TENTATIVE,
    "busy": ShowAs.BUSY,
    "oof": ShowAs.AWAY,
    "workingelsewhere": ShowAs.ELSEWHERE,
}
FULL = ("showas", "responsestatus", "iscancelled", "organizer", "attendees")
"""An occurrence that has none of these has but its times."""
A_MINUTE = timedelta(minutes=1)
YEARS = range(1900, 9999)
"""Before is how Graph says never, and after there is no next day."""


class Fields:
    """An object of JSON, its names in any case; what is missing or of another type is as good as not there."""

    def __init__(self, found: object) -> None:
        given = found if isinstance(found, Mapping) else {}
        self._by: dict[str, Any] = {str(name).lower(): value for name, value in given.items()}

    def __contains__(self, name: str) -> bool:
        return self._by.get(name) is not None

    def text(self, name: str) -> str:
        value = self._by.get(name)
        return value if isinstance(value, str) else ""

    def word(self, name: str) -> str:
        return self.text(name).lower()

    def flag(self, name: str) -> bool | None:
        value = self._by.get(name)
        return value if isinstance(value, bool) else None

    def number(self, name: str) -> int | None:
        value = self._by.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        try:
            return int(value)
        except (ValueError, OverflowError):
            return None

    def within(self, name: str) -> "Fields":
        return Fields(self._by.get(name))

    def each(self, name: str) -> tuple["Fields", ...]:
        value = self._by.get(name)
        return tuple(Fields(one) for one in value) if isinstance(value, list) else ()

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._by.get(name)
        return (
            tuple(each for each in value if isinstance(each, str))
            if isinstance(value, list)
            else ()
        )

    def address(self, name: str) -> Mailbox | None:
        """Whose it is, of {name: {emailAddress: {address}}}."""
        found = self.within(name).within("emailaddress").text("address")
        return mailbox(found) if found.strip() else None


def item_of(found: object, box: Mailbox, zone: ZoneInfo) -> CalendarEvent | Removed | None:
    """One item of a list of changes; None for what nobody can read."""
    fields = Fields(found)
    if "@removed" in fields:
        return Removed(id=EventId(fields.text("id"))) if fields.text("id") else None
    return event_of(found, box, zone)


def events_of(found: list[Any], box: Mailbox, zone: ZoneInfo) -> tuple[CalendarEvent, ...]:
    read = (event_of(each, box, zone) for each in found)
    return tuple(each for each in read if each is not None)


def event_of(found: object, box: Mailbox, zone: ZoneInfo) -> CalendarEvent | None:
    """An event; None where what it cannot do without is missing."""
    fields = Fields(found)
    whole = fields.flag("isallday") or False
    times = _times(fields, whole, zone)
    if not fields.text("id") or times is None:
        return None
    (start, end), kind = times, _kind(fields)
    organiser, own = fields.address("organizer"), fields.flag("isorganizer")
    return CalendarEvent(
        id=EventId(fields.text("id")),
        kind=kind,
        uid=fields.text("icaluid") or fields.text("uid"),
        etag=_etag(fields),
        span=Interval(start, end if start < end else later(start, A_MINUTE)),
        whole_days=whole,
        cancelled=fields.flag("iscancelled") or False,
        response=RESPONSES.get(fields.within("responsestatus").word("response"), Response.NONE),
        show_as=_shown(fields) if start < end else ShowAs.FREE,
        own=organiser == box if own is None else own,
        organiser=organiser,
        attendees=_attendees(fields),
        subject=fields.text("subject"),
        private=fields.word("sensitivity") not in ("", "normal"),
        master=EventId(fields.text("seriesmasterid")) if fields.text("seriesmasterid") else None,
        original_start=stamp(fields.text("originalstart")),
        transaction=fields.text("transactionid"),
        booking=_booking(fields),
        created_at=stamp(fields.text("createddatetime")),
        bare=kind is EventKind.OCCURRENCE and not any(name in fields for name in FULL),
    )


def stamp(text: str) -> Instant | None:
    """A moment as Graph stamps things: any number of digits, an offset or UTC; the year 1 means never."""
    moment = _parsed(text)
    if moment is None:
        return None
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def moment_of(fields: Fields, zone: ZoneInfo) -> Instant | None:
    """The instant of {dateTime, timeZone}."""
    moment = _parsed(fields.text("datetime"))
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone_named(fields.text("timezone"), ours=zone))
    return instant(moment)


def _times(fields: Fields, whole: bool, zone: ZoneInfo) -> tuple[Instant, Instant] | None:
    """From, to; perhaps no time at all."""
    start, end = fields.within("start"), fields.within("end")
    if whole:
        first, last = _day(start, zone), _day(end, zone)
        if first is None or last is None:
            return None
        last = max(last, next_day(first))
        return on_wall(first, time(0), zone), on_wall(last, time(0), zone)
    begins, ends = moment_of(start, zone), moment_of(end, zone)
    return None if begins is None or ends is None else (begins, ends)


def _day(fields: Fields, zone: ZoneInfo) -> date | None:
    """The date that is written there; the zone beside it only says what was asked for."""
    moment = _parsed(fields.text("datetime"))
    if moment is None:
        return None
    if moment.time() == time(0):
        return moment.date()
    at = moment_of(fields, zone)
    return None if at is None else at.astimezone(zone).date()


def _parsed(text: str) -> datetime | None:
    """A moment as it is written: with as many digits as it likes, in years that mean one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.year in YEARS else None


def _kind(fields: Fields) -> EventKind:
    known = KINDS.get(fields.word("type"))
    if known is not None:
        return known
    if fields.text("seriesmasterid"):
        return EventKind.EXCEPTION if "subject" in fields else EventKind.OCCURRENCE
    return EventKind.MASTER if "recurrence" in fields else EventKind.SINGLE


def _etag(fields: Fields) -> str:
    key = fields.text("changekey")
    return fields.text("@odata.etag") or (f'W/"{key}"' if key else "")


def _shown(fields: Fields) -> ShowAs:
    said = fields.word("showas")
    return SHOWN_AS.get(said, ShowAs.UNKNOWN) if said else ShowAs.BUSY


def _attendees(fields: Fields) -> tuple[Attendee, ...]:
    found = []
    for each in fields.each("attendees"):
        address = each.within("emailaddress").text("address")
        if address.strip():
            said = RESPONSES.get(each.within("status").word("response"), Response.NONE)
            found.append(
                Attendee(
                    address=mailbox(address),
                    resource=each.word("type") == "resource",
                    response=said,
                )
            )
    return tuple(found)


def _booking(fields: Fields) -> BookingId | None:
    for each in fields.each("singlevalueextendedproperties"):
        if each.word("id") == PROPERTY.lower() and each.text("value"):
            return BookingId(each.text("value"))
    return None
