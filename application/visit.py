"""One look at a room's calendar: where, until when, and what is known of it. What is read there is read one call after
another, because a round is one of the few that may be asking at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from application.exchange import Trouble
from application.ports import Ports
from domain.booking import Target, promised
from domain.calendar_event import CalendarEvent, EventId, Mailbox, Removed
from domain.calendar_round import Known, Listing, known_of, listed, settled
from domain.calendar_sync import Link
from domain.ledger import Version
from domain.places import Resource
from domain.when import Instant, Interval

AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`versions`: under which version each link of the room was read. `window`: what the list covers. `reads_until`: when
    to stop reading, so that what was read can be applied before the `deadline`."""

    ports: Ports
    box: Mailbox
    room: Resource
    zone: ZoneInfo
    window: Interval
    reads_until: Instant
    deadline: Instant
    known: Known
    versions: Mapping[Link, Version]

    @property
    def late(self) -> bool:
        return self.ports.clock.now() >= self.deadline

    def target(self, span: Interval) -> Target:
        return Target(
            resource=self.room.id,
            site=self.room.site,
            kind=self.room.kind,
            span=span,
            promise=promised(span, self.zone),
        )

    def settled(self, event: CalendarEvent) -> CalendarEvent:
        return settled(event, zone=self.zone, window=self.window)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a list of changes had to say, and from where the next goes on. `more`: that is its next page, because this was
    as much as could be read at a time."""

    listing: Listing
    cursor: str
    more: bool = False


async def visit_of(
    ports: Ports,
    box: Mailbox,
    room: Resource,
    *,
    zone: ZoneInfo,
    window: Interval,
    reads_until: Instant,
    deadline: Instant,
) -> Visit:
    kept = await ports.links.of_room(box)
    return Visit(
        ports=ports,
        box=box,
        room=room,
        zone=zone,
        window=window,
        reads_until=reads_until,
        deadline=deadline,
        known=known_of((each.value for each in kept), ports.exchange.service),
        versions={each.value: each.version for each in kept},
    )


async def read_changes(visit: Visit, at: Interval | str) -> Changes | Trouble:
    """All pages, whatever is on them: one may be empty and not the last. At least one, and no more than there is time
    for."""
    items: list[CalendarEvent | Removed] = []
    while True:
        page = await visit.ports.calendars.changes(visit.box, at)
        if isinstance(page, Trouble):
            return page
        items.extend(page.items)
        if not page.more or visit.ports.clock.now() >= visit.reads_until:
            listing = listed(items, zone=visit.zone, window=visit.window)
            return Changes(listing=listing, cursor=page.more or page.cursor, more=bool(page.more))
        at = page.more


async def read_copies(
    visit: Visit, copies: list[EventId]
) -> dict[EventId, CalendarEvent | Trouble] | Trouble:
    """Copies in the room, by id: what is not there is Trouble GONE."""
    found: dict[EventId, CalendarEvent | Trouble] = {}
    for first in range(0, len(copies), AT_ONCE):
        some = await visit.ports.calendars.read_many(visit.box, copies[first : first + AT_ONCE])
        if isinstance(some, Trouble):
            return some
        for copy, answer in some.items():
            found[copy] = visit.settled(answer) if isinstance(answer, CalendarEvent) else answer
    return found
