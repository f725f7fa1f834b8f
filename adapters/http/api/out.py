"""From what the use cases answer to JSON, as ready bytes: FastAPI's own encoder would cost more than the answer."""

import json
from collections.abc import Mapping
from datetime import date

from starlette.responses import Response

from adapters.http.api.moments import utc, wall
from adapters.http.api.origins import Origin
from application.search_availability import FreePlace
from application.see_booking import SeenBooking
from application.see_others import Face
from application.show_health import Health
from domain.availability import Standing
from domain.ids import ResourceId
from domain.places import Directory, Floor, Resource, Site, Zone
from domain.when import Instant, Interval, PartId

type Json = Mapping[str, object]


def as_bytes(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def answer(body: Json, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(
        as_bytes(body), status_code=status, headers=headers, media_type="application/json"
    )


def booking_json(seen: SeenBooking) -> Json:
    booking, person, noted = seen.booking, seen.person, seen.notes
    return {
        "id": booking.id,
        "personId": person.id if person is not None else None,
        "personName": person.name if person is not None else None,
        "resourceId": booking.at.resource,
        "siteId": booking.at.site,
        "kind": booking.at.kind.value,
        "startsAt": utc(booking.span.start),
        "endsAt": utc(booking.span.end),
        "date": booking.at.promise.day.isoformat(),
        "partOfDay": booking.at.promise.part,
        "state": seen.state.value,
        "origin": (Origin.OUTLOOK if booking.foreign else Origin.VRIJPLEK).value,
        "note": booking.note if noted else None,
        "override": (booking.override or None) if noted else None,
        "seriesId": booking.series if noted else None,
        "checkInOpensAt": utc(seen.check_in_opens_at),
        "checkInClosesAt": _utc(seen.check_in_closes_at),
        "createdAt": utc(booking.created_at),
        "changedAt": utc(booking.changed_at),
    }


def site_json(site: Site, directory: Directory, language: str) -> Json:
    return {
        "id": site.id,
        "name": site.name,
        "address": site.address,
        "state": site.state.value,
        "validFrom": _day(site.valid_from),
        "validUntil": _day(site.valid_until),
        "timeZone": directory.zone.key,
        "network": site.network.value,
        "stepFree": site.step_free,
        "alarmButton": site.alarm_button,
        "confidential": site.confidential,
        "openingHours": [
            {"weekday": weekday, "opens": wall(each.starts), "closes": wall(each.ends)}
            for weekday, hours in site.opening
            for each in hours
        ],
        "partsOfDay": [
            {
                "id": part.id,
                "name": part.name(language),
                "starts": wall(part.starts),
                "ends": wall(part.ends),
            }
            for part in site.parts
        ],
        "capacity": _capacity(site.capacity),
        "closures": [
            {"first": each.first.isoformat(), "last": each.last.isoformat(), "reason": each.reason}
            for each in site.closures
        ],
    }


def floor_json(floor: Floor) -> Json:
    return {
        "id": floor.id,
        "siteId": floor.site,
        "name": floor.name,
        "viewBox": list(floor.box),
    }


def zone_json(zone: Zone, directory: Directory) -> Json:
    return {
        "id": zone.id,
        "siteId": directory.floors[zone.floor].site,
        "floorId": zone.floor,
        "name": zone.name,
        "kind": zone.kind.value,
        "reserved": [
            {
                "teamId": each.team,
                "weekdays": sorted(each.weekdays),
                "starts": wall(each.hours.starts),
                "ends": wall(each.hours.ends),
            }
            for each in zone.reserved
        ],
        "capacity": _capacity(zone.capacity),
    }


def resource_json(resource: Resource) -> Json:
    return {
        "id": resource.id,
        "siteId": resource.site,
        "floorId": resource.floor,
        "zoneId": resource.zone,
        "kind": resource.kind.value,
        "name": resource.name,
        "mode": resource.mode.value,
        "features": sorted(resource.features),
        "seats": resource.seats,
        "note": resource.note,
        "x": resource.x,
        "y": resource.y,
        "rotation": resource.rotation,
        "validFrom": _day(resource.valid_from),
        "validUntil": _day(resource.valid_until),
    }


def places_bytes(
    standings: Mapping[ResourceId, Standing],
    who: Mapping[ResourceId, tuple[Face, ...]],
    meetings: Mapping[ResourceId, tuple[Interval, ...]],
) -> bytes:
    """The array of the places of a plan, without what does not apply; `who` is there, of those the viewer is shown, and
    which `meetings` made in Outlook. A plan has hundreds of these, of a few sorts, and an id needs no escape."""
    sorts = {each: _sort_of(each) for each in set(standings.values())}
    told = {place: _people(faces) for place, faces in who.items()}
    for place, spans in meetings.items():
        told[place] = told.get(place, "") + _meetings(spans)
    places = [
        f'{{"id":"{place}",{told.get(place, "")}{sorts[standing]}'
        for place, standing in standings.items()
    ]
    return f"[{','.join(places)}]".encode()


def _people(faces: tuple[Face, ...]) -> str:
    """The member with those at a place and the comma after it."""
    people = [
        {"personId": face.person, "personName": face.name, **span_json(face.span)} for face in faces
    ]
    return f'"people":{json.dumps(people, ensure_ascii=False, separators=(",", ":"))},'


def _meetings(spans: tuple[Interval, ...]) -> str:
    """The member with the meetings at a place and the comma after it."""
    return f'"meetings":{json.dumps([span_json(span) for span in spans], separators=(",", ":"))},'


def _sort_of(standing: Standing) -> str:
    """All of a place but its id, up to and with the closing brace."""
    found = {"state": standing.state.value}
    if standing.since is not None:
        found["since"] = utc(standing.since)
    if standing.until is not None:
        found["until"] = utc(standing.until)
    if standing.why is not None:
        found["why"] = standing.why.value
    return as_bytes(found)[1:].decode()


def free_json(place: FreePlace) -> Json:
    return {
        "resourceId": place.resource.id,
        "siteId": place.resource.site,
        "name": place.resource.name,
        "kind": place.resource.kind.value,
        "throughout": place.throughout,
        "free": [span_json(span) for span in place.free],
        "perhapsTaken": place.perhaps_taken,
    }


def span_json(span: Interval) -> Json:
    return {"startsAt": utc(span.start), "endsAt": utc(span.end)}


def health_json(health: Health) -> Json:
    status = "ok" if health.well else "degraded" if health.usable else "down"
    return {
        "status": status,
        "version": health.build.version,
        "builtAt": _utc(health.build.made_at),
        "storage": health.storage,
        "setUp": health.set_up,
        "jobs": [
            {"name": job.job, "lastAt": _utc(job.last_at), "stale": job.stale}
            for job in health.jobs
        ],
    }


def _capacity(limits: tuple[tuple[PartId, int], ...]) -> list[Json]:
    return [{"partOfDay": part, "people": people} for part, people in limits]


def _utc(moment: Instant | None) -> str | None:
    return utc(moment) if moment is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
