"""Capacity: how many people may sit at a site, or in a zone, in one part of day.

Rules:
- What counts is people, not bookings: someone with two seats in one part of day counts once.
- Only kinds that seat someone count; a parked bicycle or a vehicle takes no one's air.
- A part of day counts as soon as any of it is used. Time outside every limited part has no limit.
- The limit is N numbered tokens, each held by at most one person's day: no counter, so nothing is lost in a race.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.ids import ResourceId, SiteId, ZoneId
from domain.kinds import KINDS
from domain.ledger import CapacityKey, Entry
from domain.places import Directory
from domain.when import Interval, PartId


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """The limits of one civil day."""

    directory: Directory
    day: date

    def needed(self, entries: tuple[Entry, ...]) -> frozenset[CapacityKey]:
        """The tokens that a person with these live entries must hold."""
        return frozenset(
            key
            for entry in entries
            if KINDS[entry.kind].seats
            for key in self.keys(entry.resource, entry.span)
        )

    def keys(self, resource: ResourceId, span: Interval) -> tuple[CapacityKey, ...]:
        """The limits that someone in `resource` during `span` falls under."""
        place = self.directory.resources.get(resource)
        if place is None:
            return ()
        site = self.directory.sites[place.site]
        zone = self.directory.zone_of(place)
        scopes: list[tuple[str, tuple[tuple[PartId, int], ...]]] = [(site.id, site.capacity)]
        if zone is not None:
            scopes.append((zone.id, zone.capacity))
        return tuple(
            (scope, part_id)
            for scope, limits in scopes
            for part_id, _ in limits
            if (part := site.part(part_id)) is not None
            and (period := part.on(self.day, self.directory.zone)) is not None
            and period.overlaps(span)
        )

    def scopes(self, resource: ResourceId) -> tuple[str, ...]:
        """The site and zone of `resource` that have any limit, for reading their tokens."""
        place = self.directory.resources.get(resource)
        if place is None or not KINDS[place.kind].seats:
            return ()
        zone = self.directory.zone_of(place)
        limited = [str(place.site)] if self.directory.sites[place.site].capacity else []
        return tuple(limited + ([str(zone.id)] if zone is not None and zone.capacity else []))

    def limit(self, key: CapacityKey) -> int:
        """How many tokens there are under `key`; 0 where the directory no longer knows it."""
        scope, part = key
        place = self.directory.sites.get(SiteId(scope)) or self.directory.zones.get(ZoneId(scope))
        return dict(place.capacity).get(part, 0) if place is not None else 0

    def free(
        self, key: CapacityKey, taken: Mapping[CapacityKey, frozenset[int]]
    ) -> tuple[int, ...]:
        """The token numbers that may be taken, lowest first: none while a limit that was lowered is still exceeded."""
        used, limit = taken.get(key, frozenset()), self.limit(key)
        return tuple(k for k in range(limit) if k not in used)[: max(0, limit - len(used))]
