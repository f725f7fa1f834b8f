"""Availability: what is free when, and what a place is to the person who looks at it.

Rules:
- One's own booking is shown as one's own, whatever else is true of the place, until it is over.
- Then what the house says of the place: closed, blocked, assigned to someone else, kept for others.
- Then who is there: taken if nothing of the span is free, pending if only requests stand in the way, partly if some is.
- A hold that has expired is nobody's. Everything else that stands between someone and a free place is said in `why`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.admission import decide_by_rules
from domain.booking import State, Wish, promised
from domain.ids import ResourceId, SiteId
from domain.ledger import Entry, Outline, ResourceLedger
from domain.occupancy import clashing
from domain.people import Person
from domain.places import Directory, Resource
from domain.refusals import Refusal, Refused
from domain.when import Instant, Interval, PartId, civil_days, later, next_day, whole_day


class PlaceState(StrEnum):
    """What a place is for a span. `partly`: free for some of it. `mine`: the viewer's own booking.
    `reserved`: for a team or people the viewer is not of. `pending`: asked for by someone, not yet granted."""

    FREE = "free"
    PARTLY = "partly"
    TAKEN = "taken"
    MINE = "mine"
    ASSIGNED = "assigned"
    RESERVED = "reserved"
    BLOCKED = "blocked"
    CLOSED = "closed"
    PENDING = "pending"


# Refusals that show on the place itself. The others leave it free or taken, with the reason beside it.
SHOWN_AS: Mapping[Refusal, PlaceState] = {
    Refusal.SITE_NOT_OPEN: PlaceState.CLOSED,
    Refusal.SITE_NOT_VALID: PlaceState.CLOSED,
    Refusal.RESOURCE_NOT_VALID: PlaceState.CLOSED,
    Refusal.CLOSED: PlaceState.CLOSED,
    Refusal.HOLIDAY: PlaceState.CLOSED,
    Refusal.OUTSIDE_HOURS: PlaceState.CLOSED,
    Refusal.BLOCKED: PlaceState.BLOCKED,
    Refusal.ASSIGNED: PlaceState.ASSIGNED,
    Refusal.NOT_ELIGIBLE: PlaceState.RESERVED,
    Refusal.ZONE_RESERVED: PlaceState.RESERVED,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """How one person sees a place, and every place that is like it to them. `since`, `until`: the stretch of the day
    during which it is free, or taken, as it is at the start of the span (or now, once that has begun); None where that
    reaches the end of the day. For a state that a rule gives, the stretch of that rule. `why`: what would be said to a
    click; None when nothing stands in the way but capacity and the viewer's other bookings, which are not looked at
    here."""

    state: PlaceState
    since: Instant | None = None
    until: Instant | None = None
    why: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """A place and its standing."""

    resource: ResourceId
    state: PlaceState
    since: Instant | None = None
    until: Instant | None = None
    why: Refusal | None = None


def free_spans(within: Interval, taken: Iterable[Interval]) -> tuple[Interval, ...]:
    """What is left of `within`, in order; `taken` may overlap, touch and come in any order."""
    left, start = [], within.start
    for span in sorted(taken):
        if span.end <= start:
            continue
        if span.start >= within.end:
            break
        if span.start > start:
            left.append(Interval(start, span.start))
        start = span.end
    if start < within.end:
        left.append(Interval(start, within.end))
    return tuple(left)


def is_free(span: Interval, taken: Iterable[Interval]) -> bool:
    """Whether nothing of `span` is taken; touching ends do not count."""
    return not any(span.overlaps(each) for each in taken)


def runs(entries: Iterable[Entry]) -> Iterator[tuple[Instant, Instant]]:
    """The stretches that `entries` fill without a gap, in order; entries that touch are one."""
    begun: tuple[Instant, Instant] | None = None
    for start, end in sorted([(entry.span.start, entry.span.end) for entry in entries]):
        if begun is not None and start <= begun[1]:
            begun = begun[0], max(end, begun[1])
            continue
        if begun is not None:
            yield begun
        begun = start, end
    if begun is not None:
        yield begun


def standing(entries: Iterable[Entry], now: Instant) -> tuple[Entry, ...]:
    """The entries that count at `now`: all but expired holds."""
    return tuple(entry for entry in entries if not entry.expired(now))


def standings(
    site: SiteId,
    span: Interval,
    *,
    directory: Directory,
    ledgers: Mapping[ResourceId, ResourceLedger],
    viewer: Person,
    now: Instant,
    part: PartId | None = None,
) -> dict[ResourceId, Standing]:
    """Every place of `site` as `viewer` sees it for `span`, in directory order.

    `ledgers`: of the civil days that `span` touches (`joined` puts several together); a place left out has no entries.
    `part`: the part of day that `span` was asked as."""
    moment = max(span.start, now) if span.holds(now) else span.start
    look = Look(span=span, within=_days(span, directory), moment=moment, viewer=viewer, now=now)
    promise = promised(span, directory.zone, part=part)
    found: dict[ResourceId, Standing] = {}
    # One decision for all places that no rule tells apart, and one look at those that are taken alike: 500 desks are
    # some ten of them.
    for alike in directory.alike.get(site, ()):
        wish = Wish(person=viewer, by=viewer, resource=alike[0], span=span, promise=promise)
        refused = decide_by_rules(wish, directory=directory, now=now)
        found |= look.at_each(alike, ledgers, refused)
    return {place.id: found[place.id] for place in directory.by_site.get(site, ())}


def place_views(found: Mapping[ResourceId, Standing]) -> tuple[PlaceView, ...]:
    """Each place with its standing."""
    return tuple(
        PlaceView(
            resource=place, state=each.state, since=each.since, until=each.until, why=each.why
        )
        for place, each in found.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Someone looking at places for `span`, on the civil days `within`. `moment`: the start, or now if that is later."""

    span: Interval
    within: Interval
    moment: Instant
    viewer: Person
    now: Instant

    def at_each(
        self,
        places: Iterable[Resource],
        ledgers: Mapping[ResourceId, ResourceLedger],
        refused: Refused | None,
    ) -> dict[ResourceId, Standing]:
        """Places of which rules say `refused`. What is held alike is looked at once, unless the viewer is among them."""
        found: dict[ResourceId, Standing] = {}
        alike: dict[Outline, Standing] = {}
        free, viewer = self.at((), refused), self.viewer.id
        for place in places:
            ledger = ledgers.get(place.id)
            if ledger is None:
                found[place.id] = free
            elif viewer in ledger.people:
                found[place.id] = self.at(ledger.entries, refused)
            else:
                seen = alike.get(ledger.outline)
                if seen is None:
                    seen = alike[ledger.outline] = self.at(ledger.entries, refused)
                found[place.id] = seen
        return found

    def at(self, entries: tuple[Entry, ...], refused: Refused | None) -> Standing:
        """One place, of which rules say `refused`."""
        counted = standing(entries, self.now) if entries else ()
        clashes = clashing(counted, self.span) if counted else ()
        if refused is not None and refused.why in SHOWN_AS and not self._mine(clashes):
            return Standing(
                state=SHOWN_AS[refused.why],
                since=refused.since,
                until=refused.until,
                why=refused.why,
            )
        since, until = self._stretch(counted) if counted else (None, None)
        return Standing(
            state=self._state(clashes) if clashes else PlaceState.FREE,
            since=since,
            until=until,
            why=Refusal.TAKEN if clashes else refused.why if refused is not None else None,
        )

    def _mine(self, clashes: tuple[Entry, ...]) -> bool:
        for entry in clashes:
            if entry.person == self.viewer.id and entry.span.end > self.now:
                return True
        return False

    def _state(self, clashes: tuple[Entry, ...]) -> PlaceState:
        if self._mine(clashes):
            return PlaceState.MINE
        start, end = next(runs(clashes))
        # What was free before now is of no use to anybody.
        if start > self.moment or end < self.span.end:
            return PlaceState.PARTLY
        asked_for = all(entry.state is State.PENDING for entry in clashes)
        return PlaceState.PENDING if asked_for else PlaceState.TAKEN

    def _stretch(self, entries: tuple[Entry, ...]) -> tuple[Instant | None, Instant | None]:
        """From and to when it stays as it is at the moment; None where that is a whole civil day's edge."""
        since = None
        for start, end in runs(entries):
            if start > self.moment:
                return since, start
            if end > self.moment:
                return (
                    start if start > self.within.start else None,
                    end if end < self.within.end else None,
                )
            since = end
        return since, None


def free_for_part(
    site: SiteId,
    day: date,
    part: PartId,
    *,
    directory: Directory,
    ledgers: Mapping[ResourceId, ResourceLedger],
    viewer: Person,
    now: Instant,
) -> tuple[ResourceId, ...]:
    """The places that `viewer` may book for all of a part of day; none where the site has no such part that day."""
    period = directory.sites[site].part(part)
    span = period.on(day, directory.zone) if period is not None else None
    if span is None:
        return ()
    found = standings(
        site, span, directory=directory, ledgers=ledgers, viewer=viewer, now=now, part=part
    )
    return tuple(
        place for place, each in found.items() if each.state is PlaceState.FREE and each.why is None
    )


def next_change(
    site: SiteId,
    span: Interval,
    *,
    directory: Directory,
    ledgers: Mapping[ResourceId, ResourceLedger],
    viewer: Person,
    now: Instant,
) -> Instant | None:
    """When time alone next changes what `standings` answers, or which part of day is running; None if never."""
    moments = _moments(site, span, directory=directory, ledgers=ledgers, viewer=viewer, now=now)
    return min((moment for moment in moments if moment > now), default=None)


def _moments(
    site: SiteId,
    span: Interval,
    *,
    directory: Directory,
    ledgers: Mapping[ResourceId, ResourceLedger],
    viewer: Person,
    now: Instant,
) -> Iterator[Instant]:
    yield from (span.start, span.end)
    for outline in {ledger.outline for ledger in ledgers.values()}:
        yield from outline.moments
    zone, days = directory.zone, civil_days(span, directory.zone)
    for day in days:
        yield from (whole_day(day, zone).start, whole_day(day, zone).end)
        for part in directory.sites[site].parts:
            if (period := part.on(day, zone)) is not None:
                yield from (period.start, period.end)
    for place in (alike[0] for alike in directory.alike.get(site, ())):
        rules = directory.policy.rules_for(
            place.kind, site=site, zone=place.zone, team=viewer.team, resource=place.id
        )
        if rules.minimum_notice:
            # The notice itself is still in time.
            yield later(span.start, timedelta(microseconds=1) - rules.minimum_notice)
        yield whole_day(next_day(days[0], days=-rules.horizon_days), zone).start


def joined(*days: Mapping[ResourceId, ResourceLedger]) -> Mapping[ResourceId, ResourceLedger]:
    """The ledgers of several days as if they were one day's, to look at a span that touches them all."""
    if len(days) == 1:
        return days[0]
    entries: dict[ResourceId, tuple[Entry, ...]] = {}
    sites = {ledger.resource: ledger.site for day in days for ledger in day.values()}
    for day in days:
        for ledger in day.values():
            entries[ledger.resource] = entries.get(ledger.resource, ()) + ledger.entries
    return {
        place: ResourceLedger(resource=place, site=sites[place], entries=found)
        for place, found in entries.items()
    }


def _days(span: Interval, directory: Directory) -> Interval:
    days = civil_days(span, directory.zone)
    return Interval(
        whole_day(days[0], directory.zone).start, whole_day(days[-1], directory.zone).end
    )
