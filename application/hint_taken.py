"""A hint for whoever looks for a room: Exchange says it is busy though our books do not know of it yet.

It marks, and puts last; it never keeps anybody from booking: the room itself will say no if it must.
"""

from collections.abc import Collection
from dataclasses import replace

from application.exchange import Trouble
from application.ports import Ports
from application.search_availability import FreePlace
from domain.calendar_event import Mailbox, ShowAs, mailbox
from domain.ids import ResourceId
from domain.places import Resource
from domain.rooms import decided_by_exchange
from domain.when import Interval

MOST_ASKED = 100
"""More rooms are free than anybody looks through."""


async def with_hints(ports: Ports, found: tuple[FreePlace, ...]) -> tuple[FreePlace, ...]:
    """The same places, those that Exchange says are busy marked and last."""
    if not found:
        return found
    rooms = [place.resource for place in found]
    taken = await perhaps_taken(ports, rooms, found[0].span)
    marked = (replace(each, perhaps_taken=each.resource.id in taken) for each in found)
    return tuple(sorted(marked, key=lambda each: each.perhaps_taken))


async def perhaps_taken(
    ports: Ports, places: Collection[Resource], span: Interval
) -> frozenset[ResourceId]:
    """Those of `places` that are busy at some of `span`, as far as Exchange says so at once."""
    on = ports.exchange.on
    boxes = {mailbox(p.mailbox): p.id for p in places if decided_by_exchange(p, on=on)}
    some: list[Mailbox] = list(boxes)[:MOST_ASKED]
    if not some:
        return frozenset()
    known = await ports.schedules.schedule(some, span)
    if isinstance(known, Trouble):
        return frozenset()
    return frozenset(
        boxes[box]
        for box, busy in known.items()
        if any(each.show_as is not ShowAs.FREE and each.span.overlaps(span) for each in busy)
    )
