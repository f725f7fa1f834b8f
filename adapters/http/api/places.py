"""GET /sites, /floors, /zones, /resources: where one can sit, and what one can book there."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.asked import FilterIn
from adapters.http.api.describe import answers
from adapters.http.api.out import answer, floor_json, resource_json, site_json, zone_json
from adapters.http.api.paging import page_answer, page_of
from adapters.http.api.reading import IdIn, InstantIn, PageIn, QueryIn
from adapters.http.caller import Caller
from adapters.http.errors import InputError, invalid, language_of, refusal
from adapters.http.rights import holder
from adapters.http.urls import API
from application.list_places import find_site, list_floors, list_resources, list_sites, list_zones
from application.ports import Ports
from application.search_availability import search_availability
from domain.ids import SiteId
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.rights import Right
from domain.when import Interval


class SiteQuery(QueryIn):
    """One site's, or all."""

    site_id: IdIn | None = None

    @property
    def site(self) -> SiteId | None:
        return SiteId(self.site_id) if self.site_id else None


class ResourcesQuery(FilterIn, PageIn):
    """`freeFrom`, `freeUntil`: only what the caller could book for all of that span."""

    free_from: InstantIn | None = None
    free_until: InstantIn | None = None

    @property
    def free(self) -> Interval | None:
        if self.free_from is None and self.free_until is None:
            return None
        if self.free_from is None or self.free_until is None or self.free_until <= self.free_from:
            reason = "must be given with freeFrom, and be after it"
            raise invalid(InputError(where="query", name="freeUntil", reason=reason))
        return Interval(self.free_from, self.free_until)


def place_routes(ports: Ports, caller: Caller) -> APIRouter:
    """Everything that has a place."""
    router = APIRouter(prefix=API, tags=["places"])

    @router.get(
        "/sites",
        operation_id="listSites",
        summary="The sites",
        responses=answers("Sites", {"items": [examples.SITE]}),
    )
    async def sites(request: Request, who: Person = Depends(holder(caller, Right.USE))) -> Response:
        directory, language = await ports.places.directory(), language_of(request.scope)
        shown = await list_sites(ports, viewer=who)
        return answer({"items": [site_json(site, directory, language) for site in shown]})

    @router.get(
        "/sites/{siteId}",
        operation_id="showSite",
        summary="One site",
        responses=answers("Site", examples.SITE, Refusal.UNKNOWN_SITE),
    )
    async def site(
        request: Request,
        site_id: Annotated[str, Path(alias="siteId")],
        who: Person = Depends(holder(caller, Right.USE)),
    ) -> Response:
        found = await find_site(ports, SiteId(site_id), viewer=who)
        if isinstance(found, Refused):
            raise refusal(found)
        directory = await ports.places.directory()
        return answer(site_json(found, directory, language_of(request.scope)))

    @router.get(
        "/floors",
        operation_id="listFloors",
        summary="The floors",
        responses=answers("Floors", {"items": [examples.FLOOR]}, Refusal.UNKNOWN_SITE),
    )
    async def floors(
        asked: Annotated[SiteQuery, Query()], who: Person = Depends(holder(caller, Right.USE))
    ) -> Response:
        found = await list_floors(ports, viewer=who, site=asked.site)
        if isinstance(found, Refused):
            raise refusal(found)
        return answer({"items": [floor_json(floor) for floor in found]})

    @router.get(
        "/zones",
        operation_id="listZones",
        summary="The zones",
        responses=answers("Zones", {"items": [examples.ZONE]}, Refusal.UNKNOWN_SITE),
    )
    async def zones(
        asked: Annotated[SiteQuery, Query()], who: Person = Depends(holder(caller, Right.USE))
    ) -> Response:
        found = await list_zones(ports, viewer=who, site=asked.site)
        if isinstance(found, Refused):
            raise refusal(found)
        directory = await ports.places.directory()
        return answer({"items": [zone_json(zone, directory) for zone in found]})

    @router.get(
        "/resources",
        operation_id="listResources",
        summary="What can be booked",
        responses=answers(
            "Resources",
            {"items": [examples.RESOURCE], "next": None},
            Refusal.UNKNOWN_SITE,
            Refusal.TOO_MANY_DAYS,
            headers=["Link"],
        ),
    )
    async def resources(
        request: Request,
        asked: Annotated[ResourcesQuery, Query()],
        who: Person = Depends(holder(caller, Right.USE)),
    ) -> Response:
        found = await list_resources(ports, viewer=who, wanted=asked.filter)
        if isinstance(found, Refused):
            raise refusal(found)
        if (span := asked.free) is not None:
            free = await search_availability(ports, viewer=who, wanted=asked.filter, when=span)
            if isinstance(free, Refused):
                raise refusal(free)
            throughout = {place.resource.id for place in free if place.throughout}
            found = tuple(resource for resource in found if resource.id in throughout)
        page, following = page_of(
            found, lambda resource: resource.id, limit=asked.limit, cursor=asked.cursor
        )
        return page_answer(request, [resource_json(each) for each in page], following)

    return router
