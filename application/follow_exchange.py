"""Having our bookings follow their meetings in Exchange. Every step may come twice: what has become of a booking is decided
on its head, and its link remembers after it.
"""

from dataclasses import replace
from datetime import timedelta

from application.drive_link import ENDING
from application.from_exchange import (
    accept_booking,
    decline_booking,
    end_by_exchange,
    move_by_exchange,
)
from application.hear_meetings import Meeting, ours_in
from application.room_mailboxes import room_mailboxes
from application.visit import Visit
from domain.booking import Booking
from domain.calendar_event import Mailbox
from domain.calendar_hearing import Note, Retract
from domain.calendar_sync import (
    Accepted,
    Action,
    Cancel,
    Create,
    Declined,
    Ended,
    Forget,
    Link,
    LookUp,
    Moved,
    Remember,
    Update,
    plan_sync,
    remembered,
)
from domain.ledger import Kept, Version
from domain.places import Resource
from domain.rooms import WhyDeclined
from domain.when import Interval

MOST_PLANS = 3
NOW = timedelta(0)


async def follow_meeting(visit: Visit, meeting: Meeting) -> None:
    """Do what was heard of a meeting of ours, then what its organiser's copy still asks for."""
    kept = Kept(value=meeting.link, version=visit.versions[meeting.link])
    at = meeting.booking.value if meeting.booking is not None else None
    for word in meeting.words:
        if isinstance(word, Note):
            kept = await _write(visit, kept, replace(kept.value, in_room=word.copy))
        elif isinstance(word, Accepted | Declined):
            kept = await _act(visit, kept, word, at)
        elif isinstance(word, Retract):
            # An open link is what makes the message heeded, when everything else is done for the booking.
            after = replace(kept.value, asking=kept.value.asking or ENDING)
            kept = await _write(visit, kept, after)
            await visit.ports.doorbell.ring(kept.value.booking, delay=NOW)
    actions = meeting.actions
    for _ in range(MOST_PLANS):
        for action in actions:
            kept = await _act(visit, kept, action, at)
        if not any(isinstance(each, Moved | Remember) for each in actions):
            return
        found = await visit.ports.bookings.find(kept.value.booking)
        at = found.value if found is not None else None
        actions = plan_sync(ours_in(visit, kept.value, at), meeting.copy, kept.value)


async def _act(
    visit: Visit, kept: Kept[Link], action: Action, booking: Booking | None
) -> Kept[Link]:
    ports, link = visit.ports, kept.value
    at = booking.at if booking is not None else None
    match action:
        case Accepted():
            await accept_booking(ports, link.booking, at=at)
            return await _write(visit, kept, replace(link, awaits=False))
        case Declined():
            await decline_booking(ports, link.booking, WhyDeclined.ROOM, at=at)
            return await _write(visit, kept, replace(link, awaits=False))
        case Moved(span=span, room=room):
            return await _move(visit, kept, span, room)
        case Ended():
            await end_by_exchange(ports, link.booking)
        case Remember(event=event):
            return await _write(visit, kept, remembered(link, event))
        case Forget():
            return await _write(visit, kept, replace(link, off=True, awaits=False))
        case Create() | LookUp() | Update() | Cancel():
            await ports.doorbell.ring(link.booking, delay=NOW)
        case _:
            pass
    return kept


async def _move(visit: Visit, kept: Kept[Link], span: Interval, room: Mailbox | None) -> Kept[Link]:
    """To a room that is none of ours a booking cannot follow: it ends, and the meeting is let be."""
    place = await _room(visit, room)
    if place is None:
        await end_by_exchange(visit.ports, kept.value.booking)
        return await _write(visit, kept, replace(kept.value, off=True, awaits=False))
    await move_by_exchange(visit.ports, kept.value.booking, span=span, resource=place)
    return kept


async def _room(visit: Visit, room: Mailbox | None) -> Resource | None:
    if room is None or room == visit.box:
        return visit.room
    directory = await visit.ports.places.directory()
    return next(iter(room_mailboxes(directory).get(room, ())), None)


async def _write(visit: Visit, kept: Kept[Link], after: Link) -> Kept[Link]:
    if after == kept.value:
        return kept
    version: Version = await visit.ports.links.write(after, kept.version)
    return Kept(value=after, version=version)
