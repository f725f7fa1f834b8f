"""What we write to Graph, as models of its SDK: always made anew, with nothing in them but what we mean to change.

Sending back an event that was read would rewrite its times, its attendees and its recurrence.
"""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from adapters.graph.marks import PROPERTY
from adapters.graph.zones import name_of
from domain.calendar_event import Draft, ShowAs
from domain.when import Instant, on_wall, wall_of


def meeting(draft: Draft, zone: ZoneInfo) -> Any:
    """A new event (msgraph's Event, whose types nobody reads): a meeting with a room, or a mirror that never rings."""
    from msgraph.generated.models.event import Event
    from msgraph.generated.models.single_value_legacy_extended_property import (
        SingleValueLegacyExtendedProperty,
    )

    event = Event(
        subject=draft.subject,
        body=_html(draft.body),
        start=_at(draft.span.start, zone),
        end=_at(draft.span.end, zone),
        show_as=_shown(draft.show_as),
        transaction_id=draft.transaction,
        response_requested=not draft.mirror,
        location=_location(draft),
        single_value_extended_properties=[
            SingleValueLegacyExtendedProperty(id=PROPERTY, value=str(draft.booking))
        ],
    )
    if draft.mirror:
        event.is_reminder_on = False
    else:
        event.attendees = _attendees(draft)
    return event


def changed(draft: Draft, zone: ZoneInfo) -> Any:
    """What a change writes: the times; in a mirror, where nobody else writes, its words too."""
    from msgraph.generated.models.event import Event

    event = Event(start=_at(draft.span.start, zone), end=_at(draft.span.end, zone))
    if draft.mirror:
        event.subject, event.location = draft.subject, _location(draft)
        event.show_as = _shown(draft.show_as)
    return event


def _at(moment: Instant, zone: ZoneInfo) -> Any:
    """A wall time of the deployment, or of UTC where its clocks show that time twice or Exchange has no name for them."""
    from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone

    wall, name = wall_of(moment, zone), name_of(zone)
    if name is None or on_wall(wall.date(), wall.time(), zone) != moment:
        return DateTimeTimeZone(date_time=_plain(moment.astimezone(UTC)), time_zone="UTC")
    return DateTimeTimeZone(date_time=_plain(wall), time_zone=name)


def _plain(wall: Any) -> str:
    text: str = wall.replace(tzinfo=None).isoformat(timespec="seconds")
    return text


def _html(text: str) -> Any:
    from msgraph.generated.models.body_type import BodyType
    from msgraph.generated.models.item_body import ItemBody

    return ItemBody(content_type=BodyType.Html, content=text)


def _location(draft: Draft) -> Any:
    from msgraph.generated.models.location import Location
    from msgraph.generated.models.location_type import LocationType

    if draft.room is None:
        return Location(display_name=draft.place) if draft.place else None
    address, name = draft.room
    return Location(
        display_name=draft.place or name,
        location_email_address=str(address),
        location_type=LocationType.ConferenceRoom,
    )


def _attendees(draft: Draft) -> list[Any]:
    from msgraph.generated.models.attendee import Attendee
    from msgraph.generated.models.attendee_type import AttendeeType
    from msgraph.generated.models.email_address import EmailAddress

    invited = [(each, AttendeeType.Required) for each in draft.people]
    invited += [(draft.room, AttendeeType.Resource)] if draft.room is not None else []
    return [
        Attendee(type=kind, email_address=EmailAddress(address=str(address), name=name))
        for (address, name), kind in invited
    ]


def _shown(show_as: ShowAs) -> Any:
    from msgraph.generated.models.free_busy_status import FreeBusyStatus

    return {
        ShowAs.FREE: FreeBusyStatus.Free,
        ShowAs.TENTATIVE: FreeBusyStatus.Tentative,
        ShowAs.BUSY: FreeBusyStatus.Busy,
        ShowAs.AWAY: FreeBusyStatus.Oof,
        ShowAs.ELSEWHERE: FreeBusyStatus.WorkingElsewhere,
        ShowAs.UNKNOWN: FreeBusyStatus.Busy,
    }[show_as]
