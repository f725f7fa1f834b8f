"""The seating list: who has which place at a site on a day, as it lies ready on paper for fire and outage.

Rules:
- It is of today and of the next day on which the site is open, so that an outage finds a list of the day that it meets.
  Today is left out where the site is closed and nobody has a place there all the same.
- It tells where people are: at desks, counters and in rooms; and who has a vehicle and may be out. Parking places, lockers
  and equipment tell that of nobody, and are left out.
- What is booked, asked for or in use counts; what is only held does not. An assigned place is its holder's on every day:
  nobody says when they come, so they are listed, and counted apart.
- Everybody counts, once per floor and once in the house. A name is printed where the privacy terms show it to reception
  and first aiders (domain/privacy.py, `listed`); anybody else is a line without a name, to be written on.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.booking import State
from domain.ids import PersonId, ResourceId
from domain.kinds import KINDS, Kind
from domain.ledger import Entry, ResourceLedger
from domain.places import Directory, Floor, Mode, Resource, Site, SiteState
from domain.when import Instant, Interval, PartOfDay, leg_on, next_day, whole_day

LOOKS_AHEAD = 14
"""Days in which the next one that is open is looked for."""


class Standing(StrEnum):
    """How a place is somebody's. `IN`: they checked in; `OWN`: it is assigned to them; `OUTLOOK`: for a meeting that was made
    there, of whoever."""

    BOOKED = "booked"
    ASKED = "asked"
    IN = "in"
    OWN = "own"
    OUTLOOK = "outlook"


STANDS: Mapping[State, Standing] = {
    State.BOOKED: Standing.BOOKED,
    State.PENDING: Standing.ASKED,
    State.CHECKED_IN: Standing.IN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list may say of somebody. `name`, `team`: empty where it names them not."""

    name: str = ""
    team: str = ""
    first_aider: bool = False
    reception: bool = False


NOBODY_KNOWN = Listed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A place and who has it. `span`: of that day; None for all of it."""

    zone: str
    place: str
    person: Listed
    standing: Standing
    span: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many people have a place: over the day, and per part of it in the site's order. `own`: how many more have a place
    that is theirs, whether they come or not; `meetings`: made in Outlook, with nobody knows how many people."""

    people: int = 0
    parts: tuple[int, ...] = ()
    own: int = 0
    meetings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorList:
    """`free`: places that nobody has all day, by zone."""

    name: str
    seats: tuple[Line, ...]
    rooms: tuple[Line, ...]
    free: tuple[tuple[str, tuple[str, ...]], ...]
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class DayList:
    """`on_duty`: the lines of those who are first aiders or reception. `open`: when the doors are."""

    day: date
    open: tuple[Interval, ...]
    floors: tuple[FloorList, ...]
    vehicles: tuple[Line, ...]
    on_duty: tuple[Line, ...]
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatingList:
    """One site's. `language`: in which it is written."""

    municipality: str
    language: str
    zone: ZoneInfo
    site: Site
    made_at: Instant
    days: tuple[DayList, ...]

    @property
    def parts(self) -> tuple[PartOfDay, ...]:
        return self.site.parts


def is_open_on(site: Site, day: date, directory: Directory) -> bool:
    """Whether people work there on `day`."""
    return (
        site.state is SiteState.OPEN
        and site.valid_on(day)
        and day not in directory.holiday_on
        and not any(closure.on(day) for closure in site.closures)
        and bool(site.open_on(day, directory.zone))
    )


def days_to_list(site: Site, today: date, directory: Directory) -> tuple[date, ...]:
    """Today, whether it is open or not, and the next day that is."""
    ahead = (next_day(today, days=n) for n in range(1, LOOKS_AHEAD + 1))
    following = next((day for day in ahead if is_open_on(site, day, directory)), None)
    return (today,) if following is None else (today, following)


def list_day(
    site: Site,
    day: date,
    *,
    directory: Directory,
    ledgers: Mapping[ResourceId, ResourceLedger],
    people: Mapping[PersonId, Listed],
    now: Instant,
) -> DayList | None:
    """The list of one day; None where the site is closed and nobody has a place."""
    takings = tuple(_takings(site, day, directory=directory, ledgers=ledgers, now=now))
    opened = is_open_on(site, day, directory)
    if not opened and not any(taking.booked for taking in takings):
        return None
    page = _Page(directory=directory, day=day, parts=site.parts, people=people)
    inside = [each for each in takings if _inside(each.place)]
    return DayList(
        day=day,
        open=site.open_on(day, directory.zone) if opened else (),
        floors=tuple(
            page.floor(floor, inside, taken={each.place.id for each in takings})
            for floor in directory.floors_of(site.id)
            if any(
                _inside(place) for place in directory.by_site[site.id] if place.floor == floor.id
            )
        ),
        vehicles=page.lines(each for each in takings if each.place.kind is Kind.VEHICLE),
        on_duty=tuple(
            line
            for line in page.lines(each for each in inside if each.booked)
            if line.person.first_aider or line.person.reception
        ),
        count=page.count(inside),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taking:
    """That somebody has a place."""

    place: Resource
    person: PersonId
    standing: Standing
    span: Interval | None = None

    @property
    def booked(self) -> bool:
        return self.standing is not Standing.OWN

    @property
    def somebody(self) -> bool:
        """Whether it is one person's booking."""
        return self.standing not in (Standing.OWN, Standing.OUTLOOK)


def _inside(place: Resource) -> bool:
    """Whether whoever has it is in the house."""
    return KINDS[place.kind].seats or KINDS[place.kind].meets


def _takings(
    site: Site,
    day: date,
    *,
    directory: Directory,
    ledgers: Mapping[ResourceId, ResourceLedger],
    now: Instant,
) -> Iterator[_Taking]:
    for place in directory.by_site.get(site.id, ()):
        if not (_inside(place) or place.kind is Kind.VEHICLE) or not place.valid_on(day):
            continue
        ledger = ledgers.get(place.id)
        entries = sorted(ledger.entries, key=lambda each: each.span) if ledger else ()
        found = [_taking(place, entry, day, directory.zone, now) for entry in entries]
        takings = [taking for taking in found if taking is not None]
        yield from takings
        holder = place.assigned_to if place.mode is Mode.ASSIGNED else None
        if holder is not None and all(taking.person != holder for taking in takings):
            yield _Taking(place=place, person=holder, standing=Standing.OWN)


def _taking(
    place: Resource, entry: Entry, day: date, zone: ZoneInfo, now: Instant
) -> _Taking | None:
    standing = Standing.OUTLOOK if entry.from_outlook else STANDS.get(entry.state)
    if standing is None or entry.expired(now):
        return None
    whole = entry.span.covers(whole_day(day, zone))
    span = None if whole else leg_on(entry.span, day, zone)
    return _Taking(place=place, person=entry.person, standing=standing, span=span)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What the lines of one day are written with."""

    directory: Directory
    day: date
    parts: tuple[PartOfDay, ...]
    people: Mapping[PersonId, Listed]

    def floor(
        self, floor: Floor, takings: Iterable[_Taking], *, taken: Collection[ResourceId]
    ) -> FloorList:
        here = [each for each in takings if each.place.floor == floor.id]
        return FloorList(
            name=floor.name,
            seats=self.lines(each for each in here if KINDS[each.place.kind].seats),
            rooms=self.lines(each for each in here if not KINDS[each.place.kind].seats),
            free=self.free(floor, taken),
            count=self.count(here),
        )

    def free(
        self, floor: Floor, taken: Collection[ResourceId]
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        found: dict[str, list[str]] = {}
        for place in self.directory.by_site.get(floor.site, ()):
            may_sit = place.mode is Mode.BOOKABLE and KINDS[place.kind].seats
            if (
                place.floor == floor.id
                and may_sit
                and place.id not in taken
                and place.valid_on(self.day)
            ):
                found.setdefault(self.zone_name(place), []).append(place.name)
        return tuple((zone, tuple(names)) for zone, names in found.items())

    def lines(self, takings: Iterable[_Taking]) -> tuple[Line, ...]:
        """In the order of the directory, each zone together in the place of its first."""
        lines = [
            Line(
                zone=self.zone_name(each.place),
                place=each.place.name,
                person=self.people.get(each.person, NOBODY_KNOWN),
                standing=each.standing,
                span=each.span,
            )
            for each in takings
        ]
        zones = list(dict.fromkeys(line.zone for line in lines))
        return tuple(sorted(lines, key=lambda line: zones.index(line.zone)))

    def zone_name(self, place: Resource) -> str:
        zone = self.directory.zone_of(place)
        return zone.name if zone is not None else ""

    def count(self, takings: Iterable[_Taking]) -> Count:
        all_here = tuple(takings)
        booked = [each for each in all_here if each.somebody]
        present = {each.person for each in booked}
        return Count(
            people=len(present),
            parts=tuple(len(self.during(part, booked)) for part in self.parts),
            own=len({each.person for each in all_here if not each.booked} - present),
            meetings=sum(each.standing is Standing.OUTLOOK for each in all_here),
        )

    def during(self, part: PartOfDay, booked: Iterable[_Taking]) -> set[PersonId]:
        period = part.on(self.day, self.directory.zone)
        if period is None:
            return set()
        return {each.person for each in booked if each.span is None or each.span.overlaps(period)}
