"""A small town for the state machines: everything a booking can run into, and nothing else.

Two sites; the container village seats two people per part of day. Around the night of 28 March 2027, in which the
clocks of Luxembourg skip an hour.
"""

from datetime import date, time
from zoneinfo import ZoneInfo

from domain.ids import FloorId, PersonId, ResourceId, SiteId, TeamId, ZoneId
from domain.kinds import Kind
from domain.people import HomeDay, Person, Role
from domain.places import Directory, Floor, Hours, Resource, Site, Zone
from domain.rules import Policy
from domain.when import PartId, PartOfDay, on_wall

ZONE = ZoneInfo("Europe/Luxembourg")
NOW = on_wall(date(2027, 3, 26), time(8, 50), ZONE)
DAYS = tuple(date(2027, 3, 26 + n) for n in range(5))
PARTS = (
    PartOfDay(id=PartId("morning"), starts=time(8), ends=time(12, 30)),
    PartOfDay(id=PartId("afternoon"), starts=time(12, 30), ends=time(18)),
    PartOfDay(id=PartId("day"), starts=time(8), ends=time(18)),
)
OPENING = tuple((weekday, (Hours(starts=time(7), ends=time(20)),)) for weekday in range(1, 8))
HALL, VILLAGE = SiteId("hall"), SiteId("village")
QUOTA_OF_PARKING = 2
SEATS_IN_VILLAGE = 2


def _site(site: SiteId, capacity: tuple[tuple[PartId, int], ...] = ()) -> Site:
    return Site(id=site, name=site, opening=OPENING, parts=PARTS, capacity=capacity)


def _place(name: str, site: SiteId, kind: Kind, x: float, mailbox: str = "") -> Resource:
    floor, zone = FloorId(f"{site}-floor"), ZoneId(f"{site}-zone")
    return Resource(
        id=ResourceId(name),
        name=name,
        site=site,
        floor=floor,
        zone=zone,
        kind=kind,
        x=x,
        mailbox=mailbox,
    )


def _person(name: str, *roles: Role, home: int | None = None) -> Person:
    return Person(
        id=PersonId(name),
        name=name.title(),
        mail=f"{name}@town.example",
        team=TeamId("team"),
        roles=frozenset({Role.EMPLOYEE, *roles}),
        home_days=frozenset() if home is None else frozenset({HomeDay(weekday=home)}),
    )


RESOURCES = (
    _place("hall-1", HALL, Kind.DESK, 100),
    _place("hall-2", HALL, Kind.DESK, 300),
    _place("village-1", VILLAGE, Kind.DESK, 100),
    _place("village-2", VILLAGE, Kind.DESK, 300),
    _place("village-3", VILLAGE, Kind.COUNTER, 500),
    _place("van", HALL, Kind.VEHICLE, 900),
    _place("meeting", HALL, Kind.ROOM, 700, "meeting@town.example"),
    _place("council", VILLAGE, Kind.ROOM, 700, "council@town.example"),
    _place("parking", HALL, Kind.PARKING, 1100),
)
PEOPLE = (
    _person("ada"),
    _person("ben"),
    _person("cid", home=1),
    _person("rie", Role.RECEPTION),
    _person("fay", Role.FACILITY_MANAGER),
)
# Whom nothing happens to: asks for what must be free.
STRANGER = _person("zoe", Role.FACILITY_MANAGER)
LIMITS = tuple((part, SEATS_IN_VILLAGE) for part in (PartId("morning"), PartId("afternoon")))
DIRECTORY = Directory(
    version="town-1",
    name="Town",
    zone=ZONE,
    policy=Policy(changes={Kind.PARKING: {"held_at_once": QUOTA_OF_PARKING}}),
    sites={HALL: _site(HALL), VILLAGE: _site(VILLAGE, LIMITS)},
    floors={
        FloorId(f"{site}-floor"): Floor(id=FloorId(f"{site}-floor"), site=site, name="0")
        for site in (HALL, VILLAGE)
    },
    zones={
        ZoneId(f"{site}-zone"): Zone(
            id=ZoneId(f"{site}-zone"), floor=FloorId(f"{site}-floor"), name="Zone"
        )
        for site in (HALL, VILLAGE)
    },
    resources={place.id: place for place in RESOURCES},
)
