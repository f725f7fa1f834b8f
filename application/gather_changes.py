"""What a list of changes comes to, before anything is done: which meetings are new, moved, over or gone.

What a list leaves out is looked for first. A series that changed is read in full, because what vanished from it is in no
list; the list of a new round shows everything, so there it need not be.

A list of everything may be too long to be read at a time. Then its parts are applied one by one, and after the last what
none of them can have shown is looked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from application.exchange import Trouble, Why
from application.visit import Changes, Visit, read_copies
from domain.calendar_event import CalendarEvent, EventId, EventKind
from domain.calendar_round import Foreign, Mine, Stray, Waiting, missing
from domain.calendar_sync import Copy, Drop, Link, Role, Theirs, plan_sync
from domain.when import Instant


class Extent(Enum):
    """What a list shows. `NEWS`: what changed; `WHOLE`: everything there is; `PART` of everything, with more to come;
    `REST`: the last part."""

    NEWS = auto()
    WHOLE = auto()
    PART = auto()
    REST = auto()


@dataclass(kw_only=True)
class Gathered:
    """`copies`: meetings to be kept, with what is known of them. `drops`: known to be over, by their own copy or by what
    took their place. `vanished`: looked for, and gone. `ours`: what the room has of ours. `waiting`: something looks like
    ours whose ids are not kept yet. `strays`: ours of which we know no booking. `seen`: what the list showed, and
    `shown`: how, of what somebody else made and we know."""

    copies: list[tuple[CalendarEvent, Link | None]] = field(default_factory=list)
    drops: list[Link] = field(default_factory=list)
    vanished: list[Link] = field(default_factory=list)
    ours: list[tuple[Link, CalendarEvent | Theirs]] = field(default_factory=list)
    waiting: bool = False
    strays: list[CalendarEvent] = field(default_factory=list)
    seen: set[Link] = field(default_factory=set)
    shown: dict[Link, CalendarEvent] = field(default_factory=dict)


async def gather_changes(
    visit: Visit, changes: Changes, extent: Extent, *, since: Instant | None = None
) -> Gathered | Trouble:
    """`since`: when the list of which this is the last part began; what was kept later, one of its parts has shown."""
    found = Gathered()
    events = await _events(visit, changes, found, extent)
    if isinstance(events, Trouble):
        return events
    again = await _doubled(visit, found)
    if isinstance(again, Trouble):
        return again
    now = visit.ports.clock.now()
    _replaced(visit, changes, events, found)
    for event in (*again, *events):
        _sort(visit, event, found, now)
    if extent in (Extent.WHOLE, Extent.REST):
        kept = {
            each for each in visit.known.links if since and each.made_at and each.made_at >= since
        }
        absent = missing(visit.known.links, found.seen | kept, visit.window)
    else:
        absent = [each for each in _named(visit, changes) if each not in found.seen]
    return await _look_for(visit, absent, found, now) or found


async def _doubled(visit: Visit, found: Gathered) -> list[CalendarEvent] | Trouble:
    """Copies of our own meetings that were kept as somebody else's: those bookings end, and the copies are ours."""
    twice = visit.known.doubled
    found.drops.extend(twice)
    answers = await read_copies(visit, [each.in_room for each in twice if each.in_room])
    if isinstance(answers, Trouble):
        return answers
    return [each for each in answers.values() if isinstance(each, CalendarEvent)]


def _named(visit: Visit, changes: Changes) -> Iterable[Link]:
    """What is removed, by its copy. One that we never saw may be of a meeting of ours whose copy we never saw."""
    unseen = False
    for copy in changes.listing.removed:
        link = visit.known.of_copy(copy)
        if link is not None:
            yield link
        unseen |= link is None and not visit.known.of_series(copy)
    for link in visit.known.links if unseen else ():
        if link.role is Role.MEETING and link.event is not None and link.in_room is None:
            yield link


async def _events(
    visit: Visit, changes: Changes, found: Gathered, extent: Extent
) -> list[CalendarEvent] | Trouble:
    """The list's events in full, and those of the series that changed. A part of everything shows its series' dates, but
    for those that tell nothing but their times."""
    listing = changes.listing
    if extent is Extent.WHOLE:
        return await _whole(visit, changes)
    bare = {each.master for each in listing.bare if each.master is not None and _news(visit, each)}
    ended = {each for each in listing.removed if visit.known.of_series(each)}
    changed = listing.masters if extent is Extent.NEWS else ()
    series = sorted({*changed, *bare, *ended})
    events = [each for each in listing.events if each.master not in series]
    for master in series:
        shown = await _series(visit, master, found)
        if isinstance(shown, Trouble):
            return shown
        events.extend(shown)
    return events


async def _whole(visit: Visit, changes: Changes) -> list[CalendarEvent] | Trouble:
    if not changes.listing.bare:
        return list(changes.listing.events)
    # The list did not show the series themselves: one view shows all of them, however many there are.
    shown = await visit.ports.calendars.view(visit.box, visit.window)
    return shown if isinstance(shown, Trouble) else [visit.settled(each) for each in shown]


def _news(visit: Visit, bare: CalendarEvent) -> bool:
    """Whether an occurrence with its times alone says anything: by them, or by another version than we saw, because it
    does not say when its series is cancelled. A list that comes once more brings the version that we know."""
    link = visit.known.of_copy(bare.id)
    if link is None or link.role is Role.MEETING:
        return True
    return bare.etag not in ("", link.etag) or bool(plan_sync(None, bare, link))


async def _series(
    visit: Visit, master: EventId, found: Gathered
) -> tuple[CalendarEvent, ...] | Trouble:
    """What the series has within the window; what we know of it and it does not show has gone from it."""
    shown = await visit.ports.calendars.instances(visit.box, master, visit.window)
    if isinstance(shown, Trouble):
        if shown.why is not Why.GONE:
            return shown
        shown = ()
    events = tuple(visit.settled(each) for each in shown)
    now = visit.ports.clock.now()
    whose = (visit.known.whose(each, now) for each in events)
    kept = {each.link for each in whose if isinstance(each, Foreign | Mine) and each.link}
    found.vanished.extend(missing(visit.known.of_series(master), kept, visit.window))
    found.seen.update(found.vanished)
    return events


def _replaced(
    visit: Visit, changes: Changes, events: Iterable[CalendarEvent], found: Gathered
) -> None:
    """A single meeting that became a series, or a series that became a single one: the old goes when the new is there."""
    masters = {*changes.listing.masters, *(each.master for each in events if each.master)}
    uids = {each.uid for each in changes.listing.masters.values() if each.uid}
    singles = {each.id for each in events if each.kind is EventKind.SINGLE}
    for link in visit.known.links:
        if link.role is not Role.FOREIGN or link in found.seen:
            continue
        single = link.master is None and (link.in_room in masters or link.uid in uids)
        if single or (link.master is not None and link.master in singles):
            found.drops.append(link)
            found.seen.add(link)


def _sort(visit: Visit, event: CalendarEvent, found: Gathered, now: Instant) -> None:
    match visit.known.whose(event, now):
        case Mine(link=link):
            if link not in found.seen:
                found.seen.add(link)
                found.ours.append((link, event))
        case Foreign(link=link):
            if link is None or link not in found.seen:
                _plan(event, link, found)
        case Waiting():
            found.waiting |= event.occupies
        case Stray():
            if event.occupies:
                found.strays.append(event)


def _plan(event: CalendarEvent, link: Link | None, found: Gathered) -> None:
    if link is not None:
        found.seen.add(link)
        if event.occupies:
            found.shown[link] = event
    if link is not None and event.stands and not link.told:
        # It was kept before the room had answered: now it can stand over somebody's booking.
        found.copies.append((event, link))
        return
    for action in plan_sync(None, event, link):
        match action:
            case Copy():
                found.copies.append((event, link))
            case Drop() if link is not None:
                found.drops.append(link)
            case _:
                pass


async def _look_for(
    visit: Visit, absent: list[Link], found: Gathered, now: Instant
) -> Trouble | None:
    """Nothing ends because a list does not show it."""
    foreign = [each for each in absent if each.role is Role.FOREIGN and each.in_room is not None]
    found.ours.extend((each, Theirs.GONE) for each in absent if each.role is Role.MEETING)
    answers = await read_copies(visit, [each.in_room for each in foreign if each.in_room])
    if isinstance(answers, Trouble):
        return answers
    for link in foreign:
        answer = answers.get(link.in_room) if link.in_room is not None else None
        match answer:
            case CalendarEvent(kind=EventKind.MASTER):
                found.drops.append(link)
            case CalendarEvent():
                _plan(answer, link, found)
            case Trouble(why=Why.GONE):
                found.vanished.append(link)
            case Trouble():
                return answer
            case None:
                pass
    return None
