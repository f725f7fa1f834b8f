"""Where and when a page looks: the query against the directory, and sensible choices for what it leaves open.

- A place says which site and floor; else the site of today's booking, else the first that is open.
- Without a day: today, or the next day on which something of it is still to come.
- Without a part of day: of those that are not over the one that ends first, the shorter of two that end together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from adapters.http.errors import refusal
from adapters.http.pages.asked import TABLE, Asked
from application.asking import DayPart, When, visible_resource
from application.list_places import sites_shown
from domain.ids import FloorId, ResourceId, SiteId
from domain.people import Person
from domain.places import Directory, Floor, Resource, Site, SiteState
from domain.refusals import Refusal, Refused
from domain.when import (
    Instant,
    Interval,
    PartId,
    PartOfDay,
    day_of,
    next_day,
    on_wall,
    wall_of,
    whole_day,
)

DAYS_BACK = 7
DAYS_SEARCHED = 14
FURTHEST = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What a page looks at. `part` is None where the span is one's own; `place` the chosen place."""

    directory: Directory
    asked: Asked
    sites: tuple[Site, ...]
    site: Site
    floor: Floor | None
    day: date
    today: date
    part: PartOfDay | None
    span: Interval
    place: Resource | None

    @property
    def when(self) -> When:
        return DayPart(day=self.day, part=self.part.id) if self.part is not None else self.span

    @property
    def query(self) -> dict[str, str]:
        """What every link keeps, the chosen place aside."""
        asked = self.asked
        times = {"part": str(self.part.id)} if self.part is not None else self._times
        values = {
            "site": str(self.site.id),
            "floor": str(self.floor.id) if self.floor is not None else "",
            "date": self.day.isoformat(),
            **times,
            "view": TABLE if asked.as_table else "",
            "kind": asked.kind or "",
            "zone": asked.zone,
            "feature": asked.feature,
            "free": "1" if asked.only_free else "",
            "for": asked.for_whom,
        }
        return {name: value for name, value in values.items() if value}

    def href(self, **changes: str) -> str:
        """This page with other values; an empty one is left out. The place only where it is named."""
        values = {**self.query, **changes}
        return "/?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def here(self) -> str:
        """This very page, place and all."""
        return self.href(place=str(self.place.id) if self.place is not None else "")

    @property
    def _times(self) -> dict[str, str]:
        start, end = (
            wall_of(edge, self.directory.zone) for edge in (self.span.start, self.span.end)
        )
        return {"from": f"{start:%H:%M}", "to": f"{end:%H:%M}"}


def look_at(
    directory: Directory, asked: Asked, *, viewer: Person, now: Instant, at: SiteId | None
) -> Looking:
    """What is to be shown. `at`: the site where the viewer is today. Raises Denied (404) for an unknown site or place."""
    sites = sites_shown(directory, viewer)
    place = _place(directory, asked, viewer)
    site = _site(sites, asked, place, at)
    today = day_of(now, directory.zone)
    day = asked.day or usual_day(site, directory, now)
    day = min(max(day, next_day(today, days=-FURTHEST)), next_day(today, days=FURTHEST))
    part, span = _when(site, day, asked, directory, now)
    return Looking(
        directory=directory,
        asked=asked,
        sites=sites,
        site=site,
        floor=_floor(directory, site, asked, place),
        day=day,
        today=today,
        part=part,
        span=span,
        place=place,
    )


def _place(directory: Directory, asked: Asked, viewer: Person) -> Resource | None:
    if not asked.place:
        return None
    found = visible_resource(directory, ResourceId(asked.place), viewer)
    if found is None:
        raise refusal(Refused(why=Refusal.UNKNOWN_RESOURCE, rule="resource"))
    return found


def _site(sites: Iterable[Site], asked: Asked, place: Resource | None, at: SiteId | None) -> Site:
    shown = {site.id: site for site in sites}
    wanted = place.site if place is not None else SiteId(asked.site)
    if wanted:
        if wanted not in shown:
            raise refusal(Refused(why=Refusal.UNKNOWN_SITE, rule="site"))
        return shown[wanted]
    if at in shown:
        return shown[at]
    opened = (site for site in shown.values() if site.state is SiteState.OPEN)
    found = next(opened, next(iter(shown.values()), None))
    if found is None:
        raise refusal(Refused(why=Refusal.UNKNOWN_SITE, rule="site"))
    return found


def _floor(directory: Directory, site: Site, asked: Asked, place: Resource | None) -> Floor | None:
    floors = {floor.id: floor for floor in directory.floors_of(site.id)}
    wanted = place.floor if place is not None else FloorId(asked.floor)
    return floors.get(wanted) or next(iter(floors.values()), None)


def usual_day(site: Site, directory: Directory, now: Instant) -> date:
    """Today if there is something of it left at the site, else the next day on which it is open."""
    today = day_of(now, directory.zone)
    for ahead in range(DAYS_SEARCHED):
        day = next_day(today, days=ahead)
        if is_open(site, day, directory) and _left(site, day, directory, now):
            return day
    return today


def is_open(site: Site, day: date, directory: Directory) -> bool:
    """Whether people come in on that day at all."""
    return (
        site.valid_on(day)
        and day not in directory.holiday_on
        and not any(closure.on(day) for closure in site.closures)
        and bool(site.open_on(day, directory.zone))
    )


def _left(site: Site, day: date, directory: Directory, now: Instant) -> bool:
    spans = [span for _, span in parts_on(site, day, directory)]
    return any(span.end > now for span in spans or site.open_on(day, directory.zone))


def parts_on(site: Site, day: date, directory: Directory) -> tuple[tuple[PartOfDay, Interval], ...]:
    """The parts of day for which the doors are open all the time; all of them where there is none."""
    known = [
        (part, span) for part in site.parts if (span := part.on(day, directory.zone)) is not None
    ]
    doors = site.open_on(day, directory.zone)
    within = [(part, span) for part, span in known if any(door.covers(span) for door in doors)]
    return tuple(within or known)


def _when(
    site: Site, day: date, asked: Asked, directory: Directory, now: Instant
) -> tuple[PartOfDay | None, Interval]:
    zone = directory.zone
    if asked.starts is not None and asked.ends is not None:
        last = day if asked.ends > asked.starts else next_day(day)
        start, end = on_wall(day, asked.starts, zone), on_wall(last, asked.ends, zone)
        if start < end:
            return None, Interval(start, end)
    named = site.part(PartId(asked.part))
    if named is not None and (span := named.on(day, zone)) is not None:
        return named, span
    parts = parts_on(site, day, directory)
    left = [each for each in parts if each[1].end > now]
    if left or parts:
        return min(left or parts, key=lambda each: (each[1].end, each[1].length))
    return None, opening_hours(site, day, directory)


def opening_hours(site: Site, day: date, directory: Directory) -> Interval:
    """From the first opening to the last closing; all of a day on which the doors stay shut."""
    doors = site.open_on(day, directory.zone)
    if not doors:
        return whole_day(day, directory.zone)
    return Interval(min(door.start for door in doors), max(door.end for door in doors))
