"""Searching what is free: places with the stretches of a span that someone could book."""

import asyncio
from dataclasses import dataclass

from application.asking import When
from application.list_places import Filter, resources_shown, site_shown, sites_shown
from application.ports import Ports
from application.show_plan import Plan, show_plan
from domain.availability import PlaceState, free_spans, standing
from domain.people import Person
from domain.places import Directory, Resource, Site
from domain.refusals import Refusal, Refused
from domain.when import Instant, Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class FreePlace:
    """A place with what is free of the span that was asked; `throughout`: all of it is. `perhaps_taken`: Exchange says
    that it is busy, and our books do not."""

    resource: Resource
    span: Interval
    free: tuple[Interval, ...]
    perhaps_taken: bool = False

    @property
    def throughout(self) -> bool:
        return self.free == (self.span,)


async def search_availability(
    ports: Ports, *, viewer: Person, wanted: Filter, when: When
) -> tuple[FreePlace, ...] | Refused:
    """The places that `viewer` could book for some of `when`, wholly free ones first, else in the municipality's order.

    Without a site all are searched; those that do not have the part of day asked for are passed over."""
    directory = await ports.places.directory()
    sites = _sites(directory, viewer, wanted)
    if isinstance(sites, Refused):
        return sites
    plans = await asyncio.gather(
        *(show_plan(ports, viewer=viewer, site=site, when=when) for site in sites)
    )
    if wanted.site is not None and isinstance(plans[0], Refused):
        return plans[0]
    now = ports.clock.now()
    found = [
        place
        for plan in plans
        if not isinstance(plan, Refused)
        for place in _free(plan, viewer, wanted, now)
    ]
    return tuple(sorted(found, key=lambda place: not place.throughout))


def _sites(directory: Directory, viewer: Person, wanted: Filter) -> tuple[Site, ...] | Refused:
    if wanted.site is None:
        return sites_shown(directory, viewer)
    site = site_shown(directory, wanted.site, viewer)
    return site if isinstance(site, Refused) else (site,)


def _free(plan: Plan, viewer: Person, wanted: Filter, now: Instant) -> list[FreePlace]:
    asked = plan.question
    states = {view.resource: view for view in plan.places}
    resources = resources_shown(asked.directory, viewer, wanted)
    if isinstance(resources, Refused):
        return []
    found = []
    for resource in resources:
        view = states.get(resource.id)
        # `why` names a rule that would say no whatever is free; TAKEN only says that not all of it is.
        open_to_viewer = view is not None and view.why in (None, Refusal.TAKEN)
        if view is None or not open_to_viewer or view.state is PlaceState.MINE:
            continue
        ledger = plan.ledgers.get(resource.id)
        held = standing(ledger.entries, now) if ledger is not None else ()
        free = free_spans(asked.span, (entry.span for entry in held))
        if free:
            found.append(FreePlace(resource=resource, span=asked.span, free=free))
    return found
