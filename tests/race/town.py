"""A municipality for races: one desk and one van that everybody wants, a village that is fuller than it may be, and a
large site to look at. Everything is open always, and may be booked years ahead, so that each round has days of its own.
"""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from adapters.clock import SystemClock
from domain.ids import FloorId, PersonId, ResourceId, SiteId
from domain.kinds import Kind
from domain.people import Person
from domain.places import Directory, Floor, Hours, Resource, Site
from domain.rules import Policy
from domain.when import PartId, PartOfDay, day_of

ZONE = ZoneInfo("Europe/Luxembourg")
HALL, VILLAGE, TOWER = SiteId("hall"), SiteId("village"), SiteId("tower")
DESK, VAN = ResourceId("the-desk"), ResourceId("the-van")
MORNING, DAY = PartId("morning"), PartId("day")
SEATS, LIMIT, TOWER_DESKS = 350, 300, 500
PEOPLE = tuple(
    Person(id=PersonId(f"p-{number:03}"), name=f"Person {number}") for number in range(600)
)

_PARTS = (
    PartOfDay(id=MORNING, starts=time(8), ends=time(12)),
    PartOfDay(id=DAY, starts=time(8), ends=time(17)),
)
_OPENING = tuple((weekday, (Hours(starts=time(0), ends=time(0)),)) for weekday in range(1, 8))
_FAR = {"horizon_days": 4000}


def desk(site: SiteId, number: int) -> ResourceId:
    """The desk of that number in the village or the tower."""
    return ResourceId(f"{site}-{number:03}")


def directory() -> Directory:
    """The whole town."""
    sites = (_site(HALL), _site(VILLAGE, ((MORNING, LIMIT),)), _site(TOWER))
    places = [_place(DESK, HALL, Kind.DESK, 0), _place(VAN, HALL, Kind.VEHICLE, 1)]
    for site, desks in ((VILLAGE, SEATS), (TOWER, TOWER_DESKS)):
        places += [_place(desk(site, n), site, Kind.DESK, n) for n in range(desks)]
    floors = [Floor(id=FloorId(f"{site.id}-0"), site=site.id, name="0") for site in sites]
    return Directory(
        version="race-1",
        name="Race",
        zone=ZONE,
        policy=Policy(changes={Kind.DESK: _FAR, Kind.VEHICLE: _FAR}),
        sites={site.id: site for site in sites},
        floors={floor.id: floor for floor in floors},
        resources={place.id: place for place in places},
    )


def days_ahead(days: int) -> date:
    """The civil day so many days from now."""
    return day_of(SystemClock().now(), ZONE) + timedelta(days=days)


def _site(site: SiteId, capacity: tuple[tuple[PartId, int], ...] = ()) -> Site:
    return Site(id=site, name=site, opening=_OPENING, parts=_PARTS, capacity=capacity)


def _place(name: ResourceId, site: SiteId, kind: Kind, number: int) -> Resource:
    x, y = 100.0 + number % 25 * 200, 100.0 + number // 25 * 200
    floor = FloorId(f"{site}-0")
    return Resource(id=name, site=site, floor=floor, kind=kind, name=name, x=x, y=y)
