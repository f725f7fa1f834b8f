"""Occupancy: whether a place is free, its person not elsewhere, and the site and zone not full.

Rules:
- A place is taken by whatever shares time with the wish; touching ends do not.
- Nobody sits in two places at once, whatever the rules say; two of another kind at once are a matter of the rules.
- A site or zone is full when someone who is not counted there yet would be one too many.
"""

from collections.abc import Iterable

from domain.booking import State, Wish
from domain.capacity import Capacity
from domain.ids import BookingId
from domain.kinds import KINDS, Kind
from domain.ledger import Entry, Sheet
from domain.places import Directory
from domain.refusals import Refusal, Refused
from domain.settling import settled
from domain.when import Interval, leg_on


def decide_occupancy(
    wish: Wish,
    *,
    directory: Directory,
    sheets: tuple[Sheet, ...],
    ignoring: BookingId | None,
    alone: bool,
) -> Refused | None:
    """Who or what stands in the way of `wish`, day by day; `ignoring` does not. `alone`: the rule
    one_at_a_time. Only the days of `sheets` are judged: a span of several days is held one after the other."""
    for sheet in sheets:
        share = leg_on(wish.span, sheet.day, directory.zone)
        if share is None:
            continue
        taken = _others(sheet.resources[wish.resource.id].entries, ignoring)
        if clashes := clashing(taken, share):
            return _taken(Refusal.TAKEN, "taken", clashes)
        own = _others(sheet.people[wish.person.id].entries, ignoring)
        busy = [entry for entry in own if excludes(entry, wish.resource.kind, alone=alone)]
        if clashes := clashing(busy, share):
            return _taken(Refusal.PERSON_BUSY, "one-at-a-time", clashes)
        if full := _full(
            wish, share, sheet, Capacity(directory=directory, day=sheet.day), ignoring
        ):
            return full
    return None


def clashing(entries: Iterable[Entry], span: Interval) -> tuple[Entry, ...]:
    """The entries that share time with `span`; written once, used everywhere."""
    return tuple(entry for entry in entries if entry.span.overlaps(span))


def _others(entries: tuple[Entry, ...], ignoring: BookingId | None) -> list[Entry]:
    return [entry for entry in entries if entry.booking != ignoring]


def _taken(why: Refusal, rule: str, clashes: tuple[Entry, ...]) -> Refused:
    return Refused(
        why=why,
        rule=rule,
        since=min(entry.span.start for entry in clashes),
        until=max(entry.span.end for entry in clashes),
        clashes=tuple(entry.span for entry in clashes),
    )


def excludes(entry: Entry, kind: Kind, *, alone: bool) -> bool:
    """Whether a person who has `entry` cannot have one of `kind` at that time: two seats ever, or two of one kind where
    the rules say so (`alone`)."""
    if KINDS[entry.kind].seats and KINDS[kind].seats:
        return True
    return entry.kind is kind and alone


def _full(
    wish: Wish, share: Interval, sheet: Sheet, capacity: Capacity, ignoring: BookingId | None
) -> Refused | None:
    person = sheet.people[wish.person.id]
    # As if it were written: the booking being changed gives back what only it needed.
    probe = BookingId(ignoring or f"{sheet.day}-wish")
    place = wish.resource
    entry = Entry(
        booking=probe,
        span=share,
        state=State.BOOKED,
        person=wish.person.id,
        resource=place.id,
        site=place.site,
        kind=place.kind,
    )
    # Whoever sat there before a limit was set is counted, token or not: it does not turn them out.
    counted = capacity.needed(person.entries) | set(person.tokens)
    for key in sorted(capacity.needed(settled(person.entries, probe, (entry,))) - counted):
        if not capacity.free(key, sheet.taken):
            scope, part = key
            whole_site = scope == place.site
            return Refused(
                why=Refusal.SITE_FULL if whole_site else Refusal.ZONE_FULL,
                rule="capacity",
                limits=(("capacity", capacity.limit(key)), ("partOfDay", part)),
            )
    return None
