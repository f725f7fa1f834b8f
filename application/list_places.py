"""Listing places: the sites, floors, zones and resources that a viewer is shown."""

from dataclasses import dataclass

from application.ports import Ports
from domain.ids import FloorId, SiteId, ZoneId
from domain.kinds import Kind
from domain.people import Person, may_see_drafts
from domain.places import Directory, Floor, Resource, Site, SiteState, Zone
from domain.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to narrow resources to; None and empty mean all. `features`: it has every one of them."""

    site: SiteId | None = None
    floor: FloorId | None = None
    zone: ZoneId | None = None
    kind: Kind | None = None
    features: frozenset[str] = frozenset()

    def keeps(self, resource: Resource) -> bool:
        return (
            self.site in (None, resource.site)
            and self.floor in (None, resource.floor)
            and self.zone in (None, resource.zone)
            and self.kind in (None, resource.kind)
            and self.features <= resource.features
        )


async def list_sites(ports: Ports, *, viewer: Person) -> tuple[Site, ...]:
    """The sites that `viewer` is shown, in the municipality's order."""
    return sites_shown(await ports.places.directory(), viewer)


async def find_site(ports: Ports, site: SiteId, *, viewer: Person) -> Site | Refused:
    """One site."""
    return site_shown(await ports.places.directory(), site, viewer)


async def list_floors(
    ports: Ports, *, viewer: Person, site: SiteId | None
) -> tuple[Floor, ...] | Refused:
    """The floors of one site, or of all."""
    directory = await ports.places.directory()
    shown = _sites(directory, viewer, site)
    if isinstance(shown, Refused):
        return shown
    return tuple(floor for floor in directory.floors.values() if floor.site in shown)


async def list_zones(
    ports: Ports, *, viewer: Person, site: SiteId | None
) -> tuple[Zone, ...] | Refused:
    """The zones of one site, or of all."""
    directory = await ports.places.directory()
    shown = _sites(directory, viewer, site)
    if isinstance(shown, Refused):
        return shown
    return tuple(
        zone for zone in directory.zones.values() if directory.floors[zone.floor].site in shown
    )


async def list_resources(
    ports: Ports, *, viewer: Person, wanted: Filter
) -> tuple[Resource, ...] | Refused:
    """The resources that `wanted` keeps, in the municipality's order."""
    return resources_shown(await ports.places.directory(), viewer, wanted)


def sites_shown(directory: Directory, viewer: Person) -> tuple[Site, ...]:
    """The sites that `viewer` may know of: drafts are for those who plan them."""
    drafts = may_see_drafts(viewer)
    return tuple(
        site for site in directory.sites.values() if drafts or site.state is not SiteState.DRAFT
    )


def site_shown(directory: Directory, site: SiteId, viewer: Person) -> Site | Refused:
    """The site, unless there is none or `viewer` may not know of it."""
    found = next((each for each in sites_shown(directory, viewer) if each.id == site), None)
    return found or Refused(why=Refusal.UNKNOWN_SITE, rule="site")


def resources_shown(
    directory: Directory, viewer: Person, wanted: Filter
) -> tuple[Resource, ...] | Refused:
    """The resources of the sites that `viewer` is shown, narrowed."""
    shown = _sites(directory, viewer, wanted.site)
    if isinstance(shown, Refused):
        return shown
    return tuple(
        resource
        for resource in directory.resources.values()
        if resource.site in shown and wanted.keeps(resource)
    )


def _sites(
    directory: Directory, viewer: Person, site: SiteId | None
) -> frozenset[SiteId] | Refused:
    shown = frozenset(each.id for each in sites_shown(directory, viewer))
    if site is None:
        return shown
    return frozenset({site}) if site in shown else Refused(why=Refusal.UNKNOWN_SITE, rule="site")
