"""Letting go of links whose meetings are behind the window: they have done their work, and would be read every round.

A foreign meeting's link goes; its booking is history, which `retain` keeps and removes as any other. A link of ours is
put out of use instead of away, because without it a late message would make the meeting again; it goes with its booking.
"""

from dataclasses import replace

from application.visit import Visit
from domain.calendar_event import span_in
from domain.calendar_sync import Role


async def forget_past(visit: Visit) -> None:
    for kept in await visit.ports.links.of_room(visit.box):
        link = kept.value
        span = span_in(link.seen or link.asked)
        if span is None or span.end > visit.window.start:
            continue
        if link.role is Role.FOREIGN:
            await visit.ports.links.remove(link)
        elif link.event is not None:
            await visit.ports.links.write(replace(link, off=True, awaits=False), kept.version)
