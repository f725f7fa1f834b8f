"""Places: sites, floors, zones and resources, and the directory that holds one municipality's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from domain.ids import FloorId, OrganisationId, PersonId, ResourceId, SiteId, TeamId, ZoneId
from domain.kinds import Kind
from domain.people import Role
from domain.rules import Policy
from domain.when import Interval, PartId, PartOfDay


class Mode(StrEnum):
    """How a resource is handed out."""

    BOOKABLE = "bookable"
    ASSIGNED = "assigned"
    BLOCKED = "blocked"


class SiteState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Network(StrEnum):
    """What a laptop finds there."""

    MUNICIPAL = "municipal"
    PUBLIC_WIFI = "public-wifi"
    NONE = "none"


class ZoneKind(StrEnum):
    FOCUS = "focus"
    COLLABORATION = "collaboration"
    QUIET = "quiet"
    COUNTER = "counter"
    TEAM = "team"
    GENERAL = "general"


class Mirror(StrEnum):
    """How a booking that is decided here shows in its person's calendar: never as busy."""

    OFF = "off"
    FREE = "free"
    ELSEWHERE = "working-elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A stretch of one weekday in wall time; 00:00 as an end is the coming midnight."""

    starts: time
    ends: time

    def on(self, day: date, zone: ZoneInfo) -> Interval | None:
        return PartOfDay(id=PartId("hours"), starts=self.starts, ends=self.ends).on(day, zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A civil day on which no site is open; names are per language."""

    day: date
    names: tuple[tuple[str, str], ...] = ()

    def name(self, language: str) -> str:
        named = dict(self.names)
        return named.get(language) or next(iter(named.values()), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Civil days, both included, on which a site is closed; `reason` is shown as written."""

    first: date
    last: date
    reason: str = ""

    def on(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place where people work. `opening`: hours per ISO weekday (1 = Monday); a weekday left out is closed.
    `valid_from`, `valid_until`: civil days, both included; None means without end.
    `capacity`: people who may sit there at once, per part of day; a part left out has no limit."""

    id: SiteId
    name: str
    address: str = ""
    state: SiteState = SiteState.OPEN
    valid_from: date | None = None
    valid_until: date | None = None
    network: Network = Network.MUNICIPAL
    step_free: bool = False
    alarm_button: bool = False
    confidential: bool = False
    opening: tuple[tuple[int, tuple[Hours, ...]], ...] = ()
    parts: tuple[PartOfDay, ...] = ()
    capacity: tuple[tuple[PartId, int], ...] = ()
    closures: tuple[Closure, ...] = ()

    def open_on(self, day: date, zone: ZoneInfo) -> tuple[Interval, ...]:
        """When the doors are open on `day`, by weekday alone: holidays and closures are rules of their own."""
        hours = dict(self.opening).get(day.isoweekday(), ())
        return tuple(span for each in hours if (span := each.on(day, zone)) is not None)

    def part(self, wanted: PartId) -> PartOfDay | None:
        return next((part for part in self.parts if part.id == wanted), None)

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """A storey with a drawing. `drawing` is the file's name; `box` is its viewBox: x, y, width, height in cm."""

    id: FloorId
    site: SiteId
    name: str
    drawing: str = ""
    drawing_hash: str = ""
    box: tuple[float, float, float, float] = (0.0, 0.0, 1000.0, 1000.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Hours of some ISO weekdays during which a zone is kept for a team."""

    team: TeamId
    weekdays: frozenset[int]
    hours: Hours

    def on(self, day: date, zone: ZoneInfo) -> Interval | None:
        return self.hours.on(day, zone) if day.isoweekday() in self.weekdays else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """An area on a floor. `capacity` as on a site."""

    id: ZoneId
    floor: FloorId
    name: str
    kind: ZoneKind = ZoneKind.GENERAL
    reserved: tuple[Reservation, ...] = ()
    capacity: tuple[tuple[PartId, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Who may book: anyone where all three are empty, else whoever is in one of them."""

    teams: frozenset[TeamId] = frozenset()
    organisations: frozenset[OrganisationId] = frozenset()
    roles: frozenset[Role] = frozenset()

    @property
    def open_to_all(self) -> bool:
        return not (self.teams or self.organisations or self.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something that can be booked. `x`, `y`: its centre in the drawing's units; `rotation` in degrees.
    `valid_from`, `valid_until` as on a site: a resource that moves to another site ends here and opens there."""

    id: ResourceId
    site: SiteId
    floor: FloorId
    kind: Kind
    name: str
    zone: ZoneId | None = None
    x: float = 0.0
    y: float = 0.0
    rotation: float = 0.0
    mode: Mode = Mode.BOOKABLE
    assigned_to: PersonId | None = None
    eligibility: Eligibility = field(default_factory=Eligibility)
    features: frozenset[str] = frozenset()
    seats: int = 1
    mailbox: str = ""
    note: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    @property
    def judged_by(self) -> tuple[object, ...]:
        """All that a rule looks at, but for exceptions that name it: resources in which this is equal get the same
        answer."""
        return (
            self.site,
            self.zone,
            self.kind,
            self.mode,
            self.assigned_to,
            self.eligibility,
            self.valid_from,
            self.valid_until,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A legal body that shares the deployment."""

    id: OrganisationId
    name: str


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Everything a municipality has, as of one version. Not slotted: the indexes are made once and kept.
    `confirmations`: whether a booking made is confirmed by mail; `mirrors`: per kind, off where left out."""

    version: str
    name: str
    zone: ZoneInfo
    languages: tuple[str, ...] = ("en",)
    brand: str = "#1d5fa8"
    organisations: tuple[Organisation, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    policy: Policy = field(default_factory=Policy)
    confirmations: bool = False
    mirrors: Mapping[Kind, Mirror] = field(default_factory=dict)
    sites: Mapping[SiteId, Site] = field(default_factory=dict)
    floors: Mapping[FloorId, Floor] = field(default_factory=dict)
    zones: Mapping[ZoneId, Zone] = field(default_factory=dict)
    resources: Mapping[ResourceId, Resource] = field(default_factory=dict)

    @cached_property
    def by_site(self) -> Mapping[SiteId, tuple[Resource, ...]]:
        """The resources of each site, in directory order."""
        found: dict[SiteId, list[Resource]] = {site: [] for site in self.sites}
        for resource in self.resources.values():
            found[resource.site].append(resource)
        return {site: tuple(resources) for site, resources in found.items()}

    @cached_property
    def alike(self) -> Mapping[SiteId, tuple[tuple[Resource, ...], ...]]:
        """The resources of each site in groups that no rule tells apart, so that one decision does for each group."""
        found: dict[SiteId, dict[tuple[object, ...], list[Resource]]] = {}
        own = self.policy.told_apart
        for resource in self.resources.values():
            groups = found.setdefault(resource.site, {})
            judged_by = (*resource.judged_by, own.get(resource.id))
            groups.setdefault(judged_by, []).append(resource)
        return {site: tuple(map(tuple, groups.values())) for site, groups in found.items()}

    @cached_property
    def holiday_on(self) -> Mapping[date, Holiday]:
        return {holiday.day: holiday for holiday in self.holidays}

    def mirror(self, kind: Kind) -> Mirror:
        """How bookings of `kind` show in their person's calendar."""
        return self.mirrors.get(kind, Mirror.OFF)

    def zone_of(self, resource: Resource) -> Zone | None:
        return self.zones.get(resource.zone) if resource.zone is not None else None

    def floors_of(self, site: SiteId) -> tuple[Floor, ...]:
        return tuple(floor for floor in self.floors.values() if floor.site == site)
