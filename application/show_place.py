"""Showing one place to someone who might book it: whether they can, and if not, why not and what else they could do.

The answer is what a click would get: it is decided from the same facts as a booking, only quotas aside.
"""

import asyncio
from dataclasses import dataclass, replace

from application.asking import Ask, When, wish_of
from application.gather import facts, sheets_for, sheets_of
from application.hint_taken import perhaps_taken
from application.offer import with_alternatives
from application.ports import Ports
from application.see_booking import SeenBooking, see_booking
from application.see_others import Eyes, Face, eyes_of, faces_at, is_here
from application.see_presence import with_presence
from application.sit_here import present_booking
from domain.admission import decide_booking, decide_change
from domain.availability import standing
from domain.booking import SETTLED, Booking, Wish, promised
from domain.ids import ResourceId
from domain.kinds import KINDS, Kind
from domain.ledger import Entry, Sheet
from domain.people import Person, Team
from domain.places import Directory, Resource
from domain.refusals import Refused
from domain.walk_in import this_minute
from domain.when import Instant, Interval, civil_days, day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlace:
    """The place for a span, as one person finds it.

    `entries`: what is held there on the days of the span; `faces`: by whom, as far as they are shown. `refused`: None where a click would book. `own`: their own
    booking of it at that time. `present`: their booking elsewhere that "I sit here now" would move here. `walk_in`:
    they may sit down now. `kept_for`: the teams it is kept for. `perhaps_taken`: it is free here, and Outlook says that
    it is busy."""

    place: Resource
    span: Interval
    entries: tuple[Entry, ...]
    faces: tuple[Face, ...]
    refused: Refused | None
    own: SeenBooking | None
    present: SeenBooking | None
    walk_in: bool
    kept_for: tuple[Team, ...]
    perhaps_taken: bool = False


async def show_place(
    ports: Ports, *, viewer: Person, place: ResourceId, when: When, of: Person | None = None
) -> ShownPlace | Refused:
    """One place through the eyes of `viewer`, for `when`, to be booked for themselves or for somebody for whom they may;
    Refused where it names something that there is not."""
    person = (of or viewer).id
    wish = await wish_of(ports, Ask(caller=viewer, person=person, resource=place, when=when))
    if isinstance(wish, Refused):
        return wish
    directory = await ports.places.directory()
    sheets, teams, eyes = await asyncio.gather(
        sheets_for(ports, wish, directory),
        _kept_for(ports, wish, directory),
        eyes_of(ports, viewer),
    )
    now = ports.clock.now()
    entries = standing(_entries(sheets, place), now)
    own = await _own(ports, wish, entries, now)
    decided = decide_booking(wish, facts=facts(directory, sheets, ignoring=None), now=now)
    refused, present = None, None
    if isinstance(decided, Refused) and own is None:
        present = await _present(ports, wish, sheets, directory, now)
        refused = await with_alternatives(ports, decided, wish)
    kind = wish.resource.kind
    return ShownPlace(
        place=wish.resource,
        span=wish.span,
        entries=entries,
        faces=await with_presence(
            ports, faces_at(eyes, entries, here=_here(eyes, sheets, wish)), eyes.roll
        ),
        refused=refused,
        own=own,
        present=present,
        walk_in=refused is None and own is None and wish.span.holds(now) and _sits(kind),
        kept_for=teams,
        perhaps_taken=refused is None
        and own is None
        and await perhaps_taken(ports, wish.resource, wish.span),
    )


def _here(eyes: Eyes, sheets: tuple[Sheet, ...], wish: Wish) -> bool:
    """Whether the viewer is at the site today, as far as the days looked at say."""
    own = (entry for sheet in sheets for entry in sheet.people[wish.person.id].entries)
    return is_here(eyes, own, wish.resource.site)


def _sits(kind: Kind) -> bool:
    """Whether one says "I sit here" of such a place."""
    return KINDS[kind].seats or KINDS[kind].meets


def _entries(sheets: tuple[Sheet, ...], place: ResourceId) -> tuple[Entry, ...]:
    return tuple(entry for sheet in sheets for entry in sheet.resources[place].entries)


async def _own(
    ports: Ports, wish: Wish, entries: tuple[Entry, ...], now: Instant
) -> SeenBooking | None:
    """The person's own booking of the place: the first that is not over and shares time with the wish."""
    for entry in sorted(entries, key=lambda each: each.span):
        theirs = entry.person == wish.person.id and entry.span.overlaps(wish.span)
        if not theirs or entry.span.end <= now:
            continue
        kept = await ports.bookings.find(entry.booking)
        if kept is not None and kept.value.seen_at(now) in SETTLED:
            return await see_booking(ports, kept.value, viewer=wish.by)
    return None


async def _present(
    ports: Ports, wish: Wish, sheets: tuple[Sheet, ...], directory: Directory, now: Instant
) -> SeenBooking | None:
    """The booking elsewhere that may move here now, if the span that is looked at is that booking's time."""
    today = day_of(now, directory.zone)
    sheet = next((each for each in sheets if each.day == today), None)
    if sheet is None or not _sits(wish.resource.kind):
        return None
    entries = sheet.people[wish.person.id].entries
    current = await present_booking(ports, entries, wish.resource, directory, now)
    if current is None or not current.span.overlaps(wish.span):
        return None
    if not await _may_move(ports, current, wish, directory, now):
        return None
    return await see_booking(ports, current, viewer=wish.by)


async def _may_move(
    ports: Ports, current: Booking, wish: Wish, directory: Directory, now: Instant
) -> bool:
    span = Interval(max(current.span.start, this_minute(now)), current.span.end)
    moved = replace(wish, span=span, promise=promised(span, directory.zone), walk_in=True)
    days = (
        current.home,
        *(d for d in civil_days(span, directory.zone) if d != current.home),
    )
    sheets = await sheets_of(ports, moved, directory, days, booking=current)
    known = facts(directory, sheets, ignoring=current.id)
    return not isinstance(decide_change(current, moved, facts=known, now=now), Refused)


async def _kept_for(ports: Ports, wish: Wish, directory: Directory) -> tuple[Team, ...]:
    """The teams that alone may book it, by its own rule or because its zone is kept for them then."""
    zone = directory.zone_of(wish.resource)
    names = set(wish.resource.eligibility.teams)
    if zone is not None:
        names |= {
            each.team
            for day in civil_days(wish.span, directory.zone)
            for each in zone.reserved
            if (hours := each.on(day, directory.zone)) is not None and hours.overlaps(wish.span)
        }
    found = await asyncio.gather(*(ports.people.team(name) for name in sorted(names)))
    return tuple(team for team in found if team is not None)
