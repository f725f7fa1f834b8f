"""A hint for whoever looks for a room: Exchange says it is busy though our books do not know of it yet.

It marks, and puts last; it never keeps anybody from booking: the room itself will say no if it must.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from application.exchange import Trouble
from application.exchange_resources import Busy
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
    busy = await _busy(ports, [place.resource for place in found], found[0].span)
    marked = (
        replace(each, perhaps_taken=_clashes(each.free, busy.get(each.resource.id, ())))
        for each in found
    )
    return tuple(sorted(marked, key=lambda each: each.perhaps_taken))


async def perhaps_taken(ports: Ports, place: Resource, span: Interval) -> bool:
    """Whether one place that is free for all of `span` is busy at some of it, as far as Exchange says so at once."""
    return _clashes((span,), (await _busy(ports, (place,), span)).get(place.id, ()))


def _clashes(free: Collection[Interval], busy: Collection[Busy]) -> bool:
    """Whether Exchange is busy when we are not: what we know of is busy there too."""
    spans = [each.span for each in busy if each.show_as is not ShowAs.FREE]
    return any(span.overlaps(stretch) for span in spans for stretch in free)


async def _busy(
    ports: Ports, places: Collection[Resource], span: Interval
) -> Mapping[ResourceId, tuple[Busy, ...]]:
    on = ports.exchange.on
    boxes = {mailbox(p.mailbox): p.id for p in places if decided_by_exchange(p, on=on)}
    some: list[Mailbox] = list(boxes)[:MOST_ASKED]
    if not some:
        return {}
    known = await ports.schedules.schedule(some, span)
    if isinstance(known, Trouble):
        return {}
    return {boxes[box]: busy for box, busy in known.items()}
