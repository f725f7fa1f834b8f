"""Whose bookings a meeting made in Outlook stands over: found among what we know of the room, without a call or a read.

A meeting that the room has yet to answer is no clash: it will be declined.
"""

from application.tell_clash import tell_clash
from application.visit import Visit
from domain.calendar_event import CalendarEvent, span_in
from domain.calendar_sync import Link, Role
from domain.when import Interval


async def find_clashes(visit: Visit, event: CalendarEvent, foreign: Link) -> None:
    """Have the people told whose bookings in this room `event` overlaps."""
    if not event.stands:
        return
    for link in visit.known.links:
        span = span_in(link.seen or link.asked or link.asking)
        if link.role is Role.MEETING and span is not None and span.overlaps(event.span):
            await _tell(visit, link, event.span, foreign)


async def _tell(visit: Visit, link: Link, span: Interval, foreign: Link) -> None:
    """The booking may have gone on since its link was written."""
    kept = await visit.ports.bookings.find(link.booking)
    if kept is None or kept.value.at.resource != visit.room.id:
        return
    if kept.value.span.overlaps(span):
        await tell_clash(visit.ports, link.booking, foreign.booking)
