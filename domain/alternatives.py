"""Alternatives: what else there is when the answer is "no".

Rules:
- Nearest first: the same floor (most of the wished place's features, then the same zone, then the shortest way on the
  plan), then the other floors of the site, then other sites; always the same kind.
- Then other times at the same place on the same day: as long as asked, nearest start first, one per gap; then whole
  parts of day.
- Each could be booked as it stands: rules allow it, the place is free, the person is not elsewhere, and the site and
  zone are not full.
- The same facts give the same answer: what is equally near goes by id.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, islice

from domain.admission import decide_by_facts, decide_by_rules, rules_of
from domain.availability import free_spans, is_free
from domain.booking import Wish, promised
from domain.capacity import Capacity
from domain.ids import BookingId, PersonId, ResourceId, SiteId
from domain.kinds import KINDS
from domain.ledger import CapacityKey, Entry, ResourceLedger
from domain.occupancy import excludes
from domain.places import Directory, Resource, Site
from domain.refusals import Alternative
from domain.when import (
    Instant,
    Interval,
    PartId,
    PartOfDay,
    civil_days,
    from_epoch,
    later,
    whole_day,
)

MOST = 3
QUARTER = timedelta(minutes=15)
EPOCH = from_epoch(0)
Ledgers = Mapping[SiteId, Mapping[ResourceId, ResourceLedger]]


def nearest_alternatives(
    wish: Wish,
    *,
    directory: Directory,
    ledgers_by_site: Ledgers,
    now: Instant,
    limit: int = MOST,
    ignoring: BookingId | None = None,
) -> tuple[Alternative, ...]:
    """Up to `limit` places or times that `wish` could have instead.

    `ledgers_by_site`: of the one civil day of the wish; a site that is left out is not offered. A wish for several
    days has no alternatives. `ignoring`: the booking that is being changed."""
    days = civil_days(wish.span, directory.zone)
    if len(days) > 1:
        return ()
    search = _Search(
        wish=wish, directory=directory, ledgers=ledgers_by_site, now=now, ignoring=ignoring
    )
    found = chain(
        search.other_places(),
        search.other_times(days[0]),
    )
    return tuple(
        Alternative(resource=each.resource.id, site=each.resource.site, span=each.span)
        for each in islice(found, limit)
    )


def places_near(wish: Wish, directory: Directory) -> Iterator[tuple[Resource, Wish]]:
    """Every other place of the wished kind, nearest first, with the wish as it is at that place's site: a part of day
    is that of the site, where it has one of that name; else the same hours."""
    here = wish.resource
    own_site = [place for place in directory.by_site.get(here.site, ()) if place.id != here.id]
    for chosen in (
        [place for place in own_site if place.floor == here.floor],
        [place for place in own_site if place.floor != here.floor],
    ):
        for place in _ranked(here, chosen):
            yield place, wish
    for site, places in directory.by_site.items():
        if site == here.site:
            continue
        moved = _at_site(wish, directory.sites[site], directory)
        for place in _ranked(here, places):
            yield place, moved


def _ranked(here: Resource, places: list[Resource] | tuple[Resource, ...]) -> list[Resource]:
    return sorted((p for p in places if p.kind is here.kind), key=_nearness(here))


def _nearness(here: Resource) -> Callable[[Resource], tuple[int, bool, float, str]]:
    def key(place: Resource) -> tuple[int, bool, float, str]:
        way = 0.0
        if place.floor == here.floor:
            way = (place.x - here.x) ** 2 + (place.y - here.y) ** 2
        return -len(place.features & here.features), place.zone != here.zone, way, place.id

    return key


def _at_site(wish: Wish, site: Site, directory: Directory) -> Wish:
    """`wish` in the hours that its part of day has at `site`."""
    if wish.promise.part is None:
        return wish
    part = site.part(wish.promise.part)
    span = part.on(wish.promise.day, directory.zone) if part is not None else None
    if part is None or span is None:
        return replace(wish, promise=replace(wish.promise, part=None))
    return replace(wish, span=span, promise=promised(span, directory.zone, part=part.id))


@dataclass(frozen=True, kw_only=True)
class _Search:
    """The facts of one day, and the decisions already taken about places that no rule tells apart."""

    wish: Wish
    directory: Directory
    ledgers: Ledgers
    now: Instant
    ignoring: BookingId | None
    decided: dict[tuple[object, ...], bool] = field(default_factory=dict)

    def other_places(self) -> Iterator[Wish]:
        """The wished kind elsewhere, nearest first."""
        for place, wish in places_near(self.wish, self.directory):
            if self._free(place, wish.span) and self._allowed(
                moved := replace(wish, resource=place)
            ):
                yield moved

    def other_times(self, day: date) -> Iterator[Wish]:
        """Other times of `day` at the same place: as long as asked, then whole parts of day, coming ones first."""
        if decide_by_facts(self.wish, directory=self.directory) is not None:
            return
        start = self.wish.span.start
        if self.wish.promise.part is None:
            found = filter(None, map(self._nearest_in, self._gaps(day)))
            yield from sorted(found, key=lambda each: (abs(each.span.start - start), each.span))
        parts = filter(None, (self._during(part, day) for part in self._site.parts))
        yield from sorted(
            (each for each in parts if self._could_be(each)),
            key=lambda each: (each.span.start < start, abs(each.span.start - start), each.span),
        )

    @cached_property
    def _busy(self) -> list[Interval]:
        """When the person is somewhere that they cannot be as well."""
        alone = rules_of(self.wish, self.directory).one_at_a_time
        ledgers = chain.from_iterable(site.values() for site in self.ledgers.values())
        return [
            entry.span
            for ledger in ledgers
            for entry in ledger.entries
            if entry.person == self.wish.person.id
            and self._counts(entry)
            and excludes(entry, self.wish.resource.kind, alone=alone)
        ]

    @property
    def _site(self) -> Site:
        return self.directory.sites[self.wish.resource.site]

    def _counts(self, entry: Entry) -> bool:
        return entry.booking != self.ignoring and not entry.expired(self.now)

    def _could_be(self, wish: Wish) -> bool:
        other = wish.span != self.wish.span
        return other and self._free(wish.resource, wish.span) and self._allowed(wish)

    def _free(self, place: Resource, span: Interval) -> bool:
        """Whether the place is known to be free, and the person is."""
        return (
            place.site in self.ledgers
            and is_free(span, self._taken(place))
            and is_free(span, self._busy)
            and self._roomy(place, span)
        )

    def _roomy(self, place: Resource, span: Interval) -> bool:
        """Whether site and zone have room for the person, who may be counted there already."""
        if not KINDS[place.kind].seats:
            return True
        return all(
            self.wish.person.id in self._seated[key]
            or len(self._seated[key]) < self._capacity.limit(key)
            for key in self._capacity.keys(place.id, span)
        )

    @cached_property
    def _capacity(self) -> Capacity:
        day = civil_days(self.wish.span, self.directory.zone)[0]
        return Capacity(directory=self.directory, day=day)

    @cached_property
    def _seated(self) -> Mapping[CapacityKey, set[PersonId]]:
        """Who is counted under which limit."""
        found: defaultdict[CapacityKey, set[PersonId]] = defaultdict(set)
        for ledger in chain.from_iterable(site.values() for site in self.ledgers.values()):
            for entry in filter(self._counts, ledger.entries):
                for key in self._capacity.needed((entry,)):
                    found[key].add(entry.person)
        return found

    def _taken(self, place: Resource) -> list[Interval]:
        ledger = self.ledgers[place.site].get(place.id)
        return [e.span for e in ledger.entries if self._counts(e)] if ledger is not None else []

    def _allowed(self, wish: Wish) -> bool:
        key = (wish.resource.judged_by, wish.span, wish.promise.part)
        if key not in self.decided:
            refused = decide_by_rules(wish, directory=self.directory, now=self.now)
            one_day = len(civil_days(wish.span, self.directory.zone)) == 1
            self.decided[key] = refused is None and one_day
        return self.decided[key]

    def _gaps(self, day: date) -> tuple[Interval, ...]:
        taken = [*self._taken(self.wish.resource), *self._busy]
        gaps = free_spans(whole_day(day, self.directory.zone), taken)
        return tuple(
            Interval(max(gap.start, self.now), gap.end) for gap in gaps if gap.end > self.now
        )

    def _nearest_in(self, gap: Interval) -> Wish | None:
        """The start in `gap` nearest to the wished one, on the grid but not finer than a quarter of an hour."""
        grid = rules_of(self.wish, self.directory).granularity
        step, length = -(-QUARTER // grid) * grid, -(-self.wish.span.length // grid) * grid
        first = -(-(gap.start - EPOCH) // step)
        last = (gap.end - length - EPOCH) // step
        starts = [later(EPOCH, n * step) for n in range(first, last + 1)]
        asked = self.wish.span.start
        for start in sorted(starts, key=lambda each: (abs(each - asked), each)):
            wish = self._at(Interval(start, later(start, length)))
            if self._could_be(wish):
                return wish
        return None

    def _during(self, part: PartOfDay, day: date) -> Wish | None:
        span = part.on(day, self.directory.zone)
        return self._at(span, part=part.id) if span is not None else None

    def _at(self, span: Interval, *, part: PartId | None = None) -> Wish:
        promise = promised(span, self.directory.zone, part=part)
        return replace(self.wish, span=span, promise=promise, walk_in=False)
