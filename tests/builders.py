"""Makers of domain values for tests: keywords with plain defaults, so that a test names only what it is about.

The everyday world: zone Europe/Luxembourg; today is Tuesday 24 November 2026, 08:00; the site `hall` is open on
weekdays from 07:00 to 19:00 and knows morning, afternoon, day and evening; people are plain employees.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from domain.booking import Booking, State, Target, Wish, promised
from domain.ids import BookingId, FloorId, PersonId, ResourceId, SiteId, TeamId, ZoneId
from domain.kinds import Kind
from domain.ledger import CapacityKey, Entry, PersonLedger, ResourceLedger, Sheet, Version
from domain.people import Person, Role
from domain.places import Directory, Floor, Hours, Resource, Site, Zone
from domain.rules import Policy
from domain.when import Instant, Interval, PartId, PartOfDay, instant, on_wall

LUXEMBOURG = ZoneInfo("Europe/Luxembourg")
TODAY = date(2026, 11, 24)

WEEK = tuple((weekday, (Hours(starts=time(7), ends=time(19)),)) for weekday in (1, 2, 3, 4, 5))
ALWAYS = tuple((weekday, (Hours(starts=time(0), ends=time(0)),)) for weekday in range(1, 8))


def at(wall: str, zone: ZoneInfo = LUXEMBOURG) -> Instant:
    """The instant of "2026-11-24 09:00" on the clocks of `zone`; "09:00" alone is today."""
    text = wall if " " in wall else f"{TODAY} {wall}"
    moment = datetime.fromisoformat(text)
    return on_wall(moment.date(), moment.time(), zone)


NOW = at("08:00")


def utc(text: str) -> Instant:
    """The instant of "2026-11-24T08:00Z"."""
    return instant(datetime.fromisoformat(text))


def span(start: str, end: str, zone: ZoneInfo = LUXEMBOURG) -> Interval:
    """From wall to wall, each as for `at`."""
    return Interval(at(start, zone), at(end, zone))


def a_part(name: str, starts: str, ends: str) -> PartOfDay:
    return PartOfDay(
        id=PartId(name), starts=time.fromisoformat(starts), ends=time.fromisoformat(ends)
    )


MORNING = a_part("morning", "08:00", "12:00")
AFTERNOON = a_part("afternoon", "13:00", "17:00")
DAY = a_part("day", "08:00", "17:00")
EVENING = a_part("evening", "17:00", "19:00")
PARTS = (MORNING, AFTERNOON, DAY, EVENING)


def a_site(name: str = "hall", **fields: Any) -> Site:
    return replace(Site(id=SiteId(name), name=name.title(), opening=WEEK, parts=PARTS), **fields)


def a_floor(name: str = "hall-0", site: str = "hall", **fields: Any) -> Floor:
    return replace(Floor(id=FloorId(name), site=SiteId(site), name=name), **fields)


def a_zone(name: str = "front", floor: str = "hall-0", **fields: Any) -> Zone:
    return replace(Zone(id=ZoneId(name), floor=FloorId(floor), name=name), **fields)


def a_resource(
    name: str,
    kind: Kind = Kind.DESK,
    *,
    site: str = "hall",
    floor: str = "",
    zone: str | None = None,
    **fields: Any,
) -> Resource:
    plain = Resource(
        id=ResourceId(name),
        site=SiteId(site),
        floor=FloorId(floor or f"{site}-0"),
        kind=kind,
        name=name,
        zone=ZoneId(zone) if zone is not None else None,
    )
    return replace(plain, **fields)


def a_desk(name: str = "desk-1", **fields: Any) -> Resource:
    return a_resource(name, Kind.DESK, **fields)


def a_room(name: str = "room-1", **fields: Any) -> Resource:
    return a_resource(name, Kind.ROOM, **fields)


def a_vehicle(name: str = "car-1", **fields: Any) -> Resource:
    return a_resource(name, Kind.VEHICLE, **fields)


def a_counter(name: str = "counter-1", **fields: Any) -> Resource:
    return a_resource(name, Kind.COUNTER, **fields)


def a_parking_place(name: str = "p-1", **fields: Any) -> Resource:
    return a_resource(name, Kind.PARKING, **fields)


def a_directory(
    *resources: Resource,
    sites: Iterable[Site] = (),
    floors: Iterable[Floor] = (),
    zones: Iterable[Zone] = (),
    rules: Mapping[Kind, Mapping[str, object]] | None = None,
    **fields: Any,
) -> Directory:
    """The places given, with a plain site and floor for those that are not. Without any: one desk."""
    placed = resources or (a_desk(),)
    known = {site.id: site for site in sites or (a_site(),)}
    for place in placed:
        known.setdefault(place.site, a_site(place.site))
    storeys = {floor.id: floor for floor in floors}
    for place in placed:
        storeys.setdefault(place.floor, a_floor(place.floor, place.site))
    areas = {zone.id: zone for zone in zones}
    for place in placed:
        if place.zone is not None:
            areas.setdefault(place.zone, a_zone(place.zone, place.floor))
    plain = Directory(
        version="1",
        name="Testingen",
        zone=LUXEMBOURG,
        policy=Policy(changes=rules or {}),
        confirmations=True,
        sites=known,
        floors=storeys,
        zones=areas,
        resources={place.id: place for place in placed},
    )
    return replace(plain, **fields)


def a_person(name: str = "ada", *roles: Role, team: str | None = None, **fields: Any) -> Person:
    plain = Person(
        id=PersonId(name),
        name=name.title(),
        team=TeamId(team) if team is not None else None,
        roles=frozenset(roles or (Role.EMPLOYEE,)),
    )
    return replace(plain, **fields)


def a_wish(
    start: str = "09:00",
    end: str = "12:00",
    *,
    person: Person | None = None,
    by: Person | None = None,
    resource: Resource | None = None,
    part: str | None = None,
    zone: ZoneInfo = LUXEMBOURG,
    **fields: Any,
) -> Wish:
    """Ada wants desk-1 this morning."""
    who, when = person or a_person(), span(start, end, zone)
    plain = Wish(
        person=who,
        by=by or who,
        resource=resource or a_desk(),
        span=when,
        promise=promised(when, zone, part=PartId(part) if part is not None else None),
    )
    return replace(plain, **fields)


def a_part_wish(part: PartOfDay = MORNING, day: date = TODAY, **fields: Any) -> Wish:
    """As `a_wish`, for a whole part of day."""
    when = part.on(day, LUXEMBOURG)
    assert when is not None
    promise = promised(when, LUXEMBOURG, part=part.id)
    return replace(a_wish(**fields), span=when, promise=promise)


def a_target(start: str = "09:00", end: str = "12:00", resource: Resource | None = None) -> Target:
    return a_wish(start, end, resource=resource).target


def a_booking(
    start: str = "09:00",
    end: str = "12:00",
    *,
    name: str = "a",
    person: str = "ada",
    resource: Resource | None = None,
    **fields: Any,
) -> Booking:
    """Ada's confirmed booking of desk-1 this morning, made yesterday at noon."""
    made = at("2026-11-23 12:00")
    target = a_target(start, end, resource)
    plain = Booking(
        id=BookingId(f"{target.promise.day}-{name}"),
        person=PersonId(person),
        by=PersonId(person),
        at=target,
        state=State.BOOKED,
        created_at=made,
        changed_at=made,
        kept_since=made,
        change="made",
    )
    return replace(plain, **fields)


def an_entry(
    start: str = "09:00",
    end: str = "12:00",
    *,
    name: str = "x",
    person: str = "bob",
    resource: Resource | None = None,
    day: date = TODAY,
    **fields: Any,
) -> Entry:
    """Bob's booking of desk-1 this morning, as a ledger holds it."""
    place = resource or a_desk()
    plain = Entry(
        booking=BookingId(f"{day}-{name}"),
        span=span(start, end),
        state=State.BOOKED,
        person=PersonId(person),
        resource=place.id,
        site=place.site,
        kind=place.kind,
    )
    return replace(plain, **fields)


def ledgers_of(*entries: Entry) -> dict[ResourceId, ResourceLedger]:
    """The ledgers that hold `entries`, per resource, in order of time."""
    found: dict[ResourceId, ResourceLedger] = {}
    for entry in sorted(entries, key=lambda each: each.span):
        empty = ResourceLedger(resource=entry.resource, site=entry.site, version=Version("1"))
        ledger = found.get(entry.resource, empty)
        found[entry.resource] = replace(ledger, entries=(*ledger.entries, entry))
    return found


def a_sheet(
    *entries: Entry,
    day: date = TODAY,
    resources: Iterable[Resource] = (),
    people: Iterable[str] = ("ada",),
    taken: Mapping[CapacityKey, frozenset[int]] | None = None,
    tokens: Mapping[CapacityKey, int] | None = None,
    **fields: Any,
) -> Sheet:
    """What is read of `day`: the ledgers of `entries`, empty ones of desk-1, `resources` and `people`. `tokens`: those
    of the first of `people`."""
    places = (a_desk(), *resources)
    ledgers = {place.id: ResourceLedger(resource=place.id, site=place.site) for place in places}
    named = [PersonId(name) for name in people]
    plain = Sheet(
        day=day,
        resources=ledgers | ledgers_of(*entries),
        people={
            name: PersonLedger(
                person=name,
                entries=tuple(entry for entry in entries if entry.person == name),
                tokens=dict(tokens or {}) if name == named[0] else {},
            )
            for name in named
        },
        taken=dict(taken or {}),
    )
    return replace(plain, **fields)
