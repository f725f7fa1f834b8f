"""Keeping meetings that somebody else made as foreign bookings.

Every step may come twice: a booking's id follows from its meeting, its link is written before it, and says that it is
finished after it. Days do not wait for each other; within a day, one comes after the other.
"""

import asyncio
from dataclasses import replace
from datetime import date

from application.find_clashes import find_clashes
from application.impose import end_foreign, impose_foreign
from application.ports import Stale
from application.visit import Visit
from domain.calendar_event import CalendarEvent, times_of
from domain.calendar_round import foreign_id
from domain.calendar_sync import Link, Role
from domain.ledger import Kept, Version
from domain.when import day_of

STANDS = "stands"
"""What a foreign link says of those over whose bookings its meeting stands: they were told."""
DAYS_AT_ONCE = 3

type Copies = list[tuple[CalendarEvent, Link | None]]


async def keep_copies(visit: Visit, copies: Copies) -> bool:
    """False when time ran out before all are kept. Raises Stale when another writes their links, Unavailable."""
    days: dict[date, Copies] = {}
    for event, link in copies:
        days.setdefault(day_of(event.span.start, visit.zone), []).append((event, link))
    places = asyncio.Semaphore(DAYS_AT_ONCE)

    async def keep(some: Copies) -> bool:
        async with places:
            for event, link in some:
                if visit.late:
                    return False
                await keep_copy(visit, event, link)
        return True

    # Nothing may go on writing when the round is over: so all of them end, and then the first fault is heard.
    outcomes = await asyncio.gather(*map(keep, days.values()), return_exceptions=True)
    done = True
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
        done &= outcome
    return done


async def keep_copy(visit: Visit, event: CalendarEvent, link: Link | None) -> None:
    """Have the foreign meeting as a booking, new or changed. Raises Stale when another writes its link."""
    kept = await _linked(visit, event, link)
    await impose_foreign(visit.ports, kept.value.booking, visit.target(event.span))
    done = replace(
        kept.value,
        event=event.id,
        in_room=event.id,
        uid=event.uid or kept.value.uid,
        etag=event.etag,
        seen=times_of(event),
        master=event.master,
        original_start=event.original_start,
        told=STANDS if event.stands else "",
    )
    await find_clashes(visit, event, done)
    await visit.ports.links.write(done, kept.version)


async def _linked(visit: Visit, event: CalendarEvent, link: Link | None) -> Kept[Link]:
    """Its link, begun where there is none that we know of: one that is out of use, or that a crash left."""
    if link is not None:
        return Kept(value=link, version=visit.versions[link])
    begun = Link(
        booking=foreign_id(visit.box, event, visit.zone),
        role=Role.FOREIGN,
        mailbox=visit.box,
        room=visit.box,
        event=event.id,
        uid=event.uid,
        in_room=event.id,
        master=event.master,
        original_start=event.original_start,
        made_at=visit.ports.clock.now(),
    )
    try:
        version: Version = await visit.ports.links.write(begun, None)
    except Stale:
        for kept in await visit.ports.links.of(begun.booking):
            if kept.value.role is Role.FOREIGN:
                return kept
        raise
    return Kept(value=begun, version=version)


async def drop_copy(visit: Visit, link: Link) -> None:
    await end_foreign(visit.ports, link.booking)
    await visit.ports.links.remove(link)
