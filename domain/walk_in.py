"""Walking in: how long someone who stands at a free place now may have it, if they do not say.

Rules:
- It starts at the minute that is running.
- It ends with the part of day that is running (the one that ends first), else when the doors close, else after an hour;
  never later than the next booking of the place begins.
"""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from domain.ledger import Entry
from domain.places import Site
from domain.when import Instant, Interval, PartId, day_of, later

HOUR = timedelta(hours=1)


def this_minute(now: Instant) -> Instant:
    """The start of the minute that is running."""
    return Instant(now.replace(second=0, microsecond=0))


def walk_in_span(
    site: Site,
    taken: Iterable[Entry],
    *,
    zone: ZoneInfo,
    now: Instant,
    until: Instant | None = None,
    part: PartId | None = None,
) -> Interval:
    """The span of a walk-in at `now`; `until` or `part` where the person says how long."""
    start = this_minute(now)
    wanted = until or _end_of_part(site, zone, now, part) or _closing(site, zone, now)
    end = wanted if wanted is not None and wanted > start else later(start, HOUR)
    coming = [entry.span.start for entry in taken if entry.span.start > now]
    return Interval(start, min([end, *coming]))


def _end_of_part(site: Site, zone: ZoneInfo, now: Instant, part: PartId | None) -> Instant | None:
    day = day_of(now, zone)
    running = [
        span.end
        for each in site.parts
        if part in (None, each.id)
        and (span := each.on(day, zone)) is not None
        and (part is not None or span.holds(now))
    ]
    return min(running, default=None)


def _closing(site: Site, zone: ZoneInfo, now: Instant) -> Instant | None:
    doors = site.open_on(day_of(now, zone), zone)
    return next((door.end for door in doors if door.holds(now)), None)
