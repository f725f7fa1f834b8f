"""One round of a room's calendar: a list of changes put in order, and whose each of the things in it is.

Rules:
- Of an item that comes twice, the later form counts. An occurrence without anything but its times is its series'.
- An occurrence is known by its series and the moment at which it was to begin: its id changes when the series does.
- What we made is never foreign: not before its ids are kept, nor after its booking is forgotten.
- A meeting in a room is one booking, whose id follows from the meeting: twice the same is once.
- Where much vanishes at once, nothing ends: a list that is empty by mistake looks like that. A series is one meeting.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from domain.calendar_event import (
    CalendarEvent,
    EventId,
    EventKind,
    Mailbox,
    Removed,
    inherited,
    span_in,
    times_in,
    times_of,
)
from domain.calendar_sync import Link, Role
from domain.ids import BookingId
from domain.when import Instant, Interval, day_of, later, next_day, whole_day

KEPT_BEFORE = 1
"""Days before today that a list covers: what began yesterday may still be on."""
SPARE_DAYS = 2
"""Days more than configured, so that a list that is renewed every night never covers less."""
LONG = timedelta(days=7)
YOUNG = timedelta(minutes=10)
"""For how long a meeting that looks like ours may be waiting for its ids to be kept."""
SHARE, LEAST = 0.2, 3


def window_at(now: Instant, zone: ZoneInfo, reach: timedelta) -> Interval:
    """What a list of changes that begins now is to cover."""
    today = day_of(now, zone)
    first = whole_day(next_day(today, days=-KEPT_BEFORE), zone)
    last = whole_day(next_day(today, days=reach.days + SPARE_DAYS), zone)
    return Interval(first.start, last.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list of changes in order. `bare`: occurrences that nothing here tells more of."""

    events: tuple[CalendarEvent, ...] = ()
    masters: Mapping[EventId, CalendarEvent] = field(default_factory=dict)
    removed: frozenset[EventId] = frozenset()
    bare: tuple[CalendarEvent, ...] = ()

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.events or self.masters or self.removed or self.bare)


def listed(
    items: Iterable[CalendarEvent | Removed], *, zone: ZoneInfo, window: Interval
) -> Listing:
    latest = {item.id: item for item in items}
    found = [item for item in latest.values() if isinstance(item, CalendarEvent)]
    masters = {each.id: each for each in found if each.kind is EventKind.MASTER}
    events: list[CalendarEvent] = []
    bare: list[CalendarEvent] = []
    for each in found:
        if each.kind is EventKind.MASTER:
            continue
        master = masters.get(each.master) if each.master is not None else None
        full = _inherited(each, master, zone) if master is not None else each
        (bare if full.bare else events).append(settled(full, zone=zone, window=window))
    removed = frozenset(item.id for item in latest.values() if isinstance(item, Removed))
    return Listing(events=tuple(events), masters=masters, removed=removed, bare=tuple(bare))


def _inherited(bare: CalendarEvent, master: CalendarEvent, zone: ZoneInfo) -> CalendarEvent:
    """With its times alone, an occurrence of whole days does not say that it is: its days come as midnights in UTC."""
    full = inherited(bare, master)
    first, last = bare.span.start.date(), bare.span.end.date()
    if not bare.bare or not master.whole_days or bare.whole_days or first == last:
        return full
    span = Interval(whole_day(first, zone).start, whole_day(last, zone).start)
    return replace(full, span=span, original_start=span.start)


def settled(event: CalendarEvent, *, zone: ZoneInfo, window: Interval) -> CalendarEvent:
    """`event` with the one moment by which it is known in its series, and of a very long one what the window holds."""
    span = event.span
    if span.length > LONG:
        span = span.clipped(window) or span
    return replace(event, span=span, original_start=_original(event, zone))


def _original(event: CalendarEvent, zone: ZoneInfo) -> Instant | None:
    """Of whole days, Exchange gives midnight where the series was made, or the hour that it is then elsewhere."""
    if event.kind not in (EventKind.OCCURRENCE, EventKind.EXCEPTION):
        return None
    if event.kind is EventKind.OCCURRENCE or event.original_start is None:
        return event.span.start
    if event.whole_days:
        return whole_day(day_of(event.original_start, zone), zone).start
    return event.original_start


def foreign_id(room: Mailbox, event: CalendarEvent, zone: ZoneInfo) -> BookingId:
    """The booking of a meeting that somebody else made: the same for whoever finds it first."""
    name = event.master if event.master is not None else event.uid or event.id
    start = event.original_start
    told = "|".join((room, name, start.isoformat() if start is not None else ""))
    digest = sha256(told.encode()).hexdigest()[:24]
    return BookingId(f"{day_of(event.span.start, zone)}-x{digest}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A meeting of ours."""

    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """Somebody else's, known by `link` or new."""

    link: Link | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ours, it seems, and whoever made it has yet to say so."""


@dataclass(frozen=True, slots=True)
class Stray:
    """Made by us for a booking that we do not know any more."""


type Whose = Mine | Foreign | Waiting | Stray


@dataclass(frozen=True, kw_only=True)
class Known:
    """What we know of one room. `service`: the mailbox in which we organise. `doubled`: what was kept as somebody else's
    before we knew the ids of what we had made; not among the `links`."""

    links: tuple[Link, ...]
    service: Mailbox | None = None
    doubled: tuple[Link, ...] = ()

    def of_copy(self, copy: EventId) -> Link | None:
        return next((each for each in self.links if each.in_room == copy), None)

    def of_series(self, master: EventId) -> tuple[Link, ...]:
        return tuple(
            each for each in self.links if each.role is Role.FOREIGN and each.master == master
        )

    def whose(self, event: CalendarEvent, now: Instant) -> Whose:
        link = self._found(event)
        if link is not None:
            return Foreign(link=link) if link.role is Role.FOREIGN else Mine(link=link)
        if event.booking is not None or (self.service and event.organiser == self.service):
            return Waiting() if self._just_made(event, now) else Stray()
        times = times_of(event)
        for each in self._begun:
            same = times in (times_in(each.asking), times_in(each.asked))
            # Exchange may write its organiser as we do not: then it is as old as the attempt that tells.
            young = each.tried_at is not None and later(each.tried_at, YOUNG) > now
            if same and (young or each.mailbox == event.organiser):
                return Waiting()
        return Foreign(link=None)

    @property
    def _begun(self) -> tuple[Link, ...]:
        """Meetings of ours whose ids are not kept yet."""
        mine = (each for each in self.links if each.role is Role.MEETING)
        return tuple(each for each in mine if each.event is None or not each.uid)

    def _just_made(self, event: CalendarEvent, now: Instant) -> bool:
        if event.created_at is None:
            return bool(self._begun)
        return later(event.created_at, YOUNG) > now

    def _found(self, event: CalendarEvent) -> Link | None:
        if (link := self.of_copy(event.id)) is not None:
            return link
        for each in self.links:
            if each.role is Role.MEETING:
                same = bool(event.uid) and each.uid == event.uid
                # Our single meeting that somebody made into a series is its first occurrence still.
                first = event.master is not None and event.master == each.in_room
                if same or (first and times_of(event) == times_in(each.seen)):
                    return each
            elif event.master is None:
                if event.uid and each.uid == event.uid and each.master is None:
                    return each
            elif (each.master, each.original_start) == (event.master, event.original_start):
                return each
        return None


def known_of(links: Iterable[Link], service: Mailbox | None) -> Known:
    every = tuple(links)
    ours = {each.uid for each in every if each.role is Role.MEETING and each.uid}
    twice = tuple(
        each
        for each in every
        if each.role is Role.FOREIGN and each.master is None and each.uid in ours
    )
    rest = tuple(each for each in every if each not in twice)
    return Known(links=rest, service=service, doubled=twice)


def lasting(links: Iterable[Link], now: Instant) -> tuple[Link, ...]:
    """Those whose time is not over."""
    return tuple(
        each
        for each in links
        if (span := span_in(each.seen or each.asked)) is not None and span.end > now
    )


def missing(links: Iterable[Link], seen: Collection[Link], within: Interval) -> list[Link]:
    """Links that a list of everything within a window should have shown, and did not. What is over is let be."""
    return [
        each
        for each in links
        if each not in seen and each.event is not None and _expected(each, within)
    ]


def _expected(link: Link, within: Interval) -> bool:
    """A foreign one that was begun and never finished may have its booking already, so it is looked for too: its meeting
    may have gone before anybody came back to it."""
    span = span_in(link.seen or link.asked)
    return link.role is Role.FOREIGN if span is None else span.overlaps(within)


def blown(ending: Collection[Link], live: Collection[Link]) -> int:
    """How many meetings would end, if that is more than can be believed at once; else 0."""
    count, of = len(_meetings(ending)), len(_meetings(live))
    return count if count >= LEAST and count > SHARE * of else 0


def _meetings(links: Iterable[Link]) -> set[str]:
    return {each.master or each.booking for each in links}
