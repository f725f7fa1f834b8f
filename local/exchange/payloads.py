"""Events as Graph answers them: field names, nesting, nulls and times as the public documentation shows them."""

from dataclasses import dataclass, field
from typing import Any

from local.exchange.fields import as_text
from local.exchange.ids import id_of, uid_of
from local.exchange.items import Item, Occurrence
from local.exchange.times import Json, digits, zulu
from local.exchange.views import bare, occurrences, original_start

_ALWAYS = {"@odata.etag", "@odata.type", "id"}
_ON_REQUEST = {"cancelledOccurrences"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the caller wants events: from its Prefer header, `$select` and `$expand`."""

    immutable: bool = False
    zone: str = "UTC"
    as_text: bool = False
    select: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()
    """Ids of the extended properties to show."""
    exceptions: bool = False
    max_page: int | None = None
    applied: tuple[str, ...] = field(default=())


def etag_of(occurrence: Occurrence) -> str:
    own = occurrence.override.change_key if occurrence.override else ""
    return f'W/"{own or occurrence.item.change_key}"'


def event(occurrence: Occurrence, wish: Wish) -> Json:
    """The event in full, or what of it was selected."""
    body = _identity(occurrence, wish) | _content(occurrence, wish) | _meeting(occurrence, wish)
    if wish.properties:
        kept = occurrence.item.extended
        shown = [
            {"id": each, "value": kept[each]} for each in sorted(wish.properties) if each in kept
        ]
        if shown:
            body["singleValueExtendedProperties"] = shown
    if occurrence.kind == "seriesMaster":
        body |= _series(occurrence.item, wish)
    if not wish.select:
        return {name: value for name, value in body.items() if name not in _ON_REQUEST}
    wanted = {each.casefold() for each in wish.select} | _ALWAYS
    wanted |= {"singlevalueextendedproperties", "exceptionoccurrences"}
    return {name: value for name, value in body.items() if name.casefold() in wanted}


def minimal(occurrence: Occurrence, wish: Wish) -> Json:
    """A date of a series as a delta shows it: nothing but which one, and when."""
    start, end = _times(occurrence, wish)
    return {
        "@odata.type": "#microsoft.graph.event",
        "@odata.etag": etag_of(occurrence),
        "id": id_of(occurrence, immutable=wish.immutable),
        "seriesMasterId": id_of(bare(occurrence.item), immutable=wish.immutable),
        "type": "occurrence",
        "start": start,
        "end": end,
    }


def removed(occurrence: Occurrence, wish: Wish) -> Json:
    return {
        "@odata.type": "#microsoft.graph.event",
        "id": id_of(occurrence, immutable=wish.immutable),
        "@removed": {"reason": "deleted"},
    }


def occurrence_id(occurrence: Occurrence, wish: Wish) -> str:
    master = id_of(bare(occurrence.item), immutable=wish.immutable)
    return f"OID.{master}.{occurrence.day}"


def _identity(occurrence: Occurrence, wish: Wish) -> Json:
    item = occurrence.item
    own = id_of(occurrence, immutable=wish.immutable)
    body: Json = {
        "@odata.etag": etag_of(occurrence),
        "id": own,
        "createdDateTime": zulu(item.created),
        "lastModifiedDateTime": zulu(item.modified),
        "changeKey": etag_of(occurrence)[3:-1],
        "originalStartTimeZone": item.original_zones[0],
        "originalEndTimeZone": item.original_zones[1],
        "iCalUId": uid_of(occurrence),
        "type": occurrence.kind,
        "seriesMasterId": None,
        "webLink": f"https://outlook.example/owa/?itemid={own}&exvsurl=1&path=/calendar/item",
    }
    if item.transaction:
        body["transactionId"] = item.transaction
    if occurrence.day is not None:
        body["seriesMasterId"] = id_of(bare(item), immutable=wish.immutable)
        body["originalStart"] = zulu(original_start(occurrence))
        body["occurrenceId"] = occurrence_id(occurrence, wish)
    return body


def _content(occurrence: Occurrence, wish: Wish) -> Json:
    item = occurrence.item
    body: Json = {name: occurrence.field(name) for name in item.fields}
    written: Any = body.get("body") or {"contentType": "html", "content": ""}
    plain = as_text(written["content"])
    body["bodyPreview"] = plain[:255]
    if wish.as_text:
        body["body"] = {"contentType": "text", "content": plain}
    body["start"], body["end"] = _times(occurrence, wish)
    body |= {"isAllDay": item.all_day, "hasAttachments": False, "isDraft": False}
    body["onlineMeetingUrl"] = None
    body["recurrence"] = item.recurrence if occurrence.day is None else None
    return body


def _meeting(occurrence: Occurrence, wish: Wish) -> Json:
    item = occurrence.item
    own = occurrence.override.attendees if occurrence.override else None
    return {
        "isCancelled": occurrence.cancelled,
        "isOrganizer": item.is_organizer,
        "responseStatus": {"response": occurrence.response, "time": item.response_at},
        "attendees": [dict(each) for each in own or item.attendees],
        "organizer": item.organizer,
    }


def _series(item: Item, wish: Wish) -> Json:
    master = id_of(bare(item), immutable=wish.immutable)
    body: Json = {"cancelledOccurrences": [f"OID.{master}.{day}" for day in sorted(item.dropped)]}
    if wish.exceptions and item.overrides:
        until = max(item.overrides)
        body["exceptionOccurrences"] = [
            event(each, Wish(immutable=wish.immutable, zone=wish.zone, as_text=wish.as_text))
            for each in occurrences(item, until=until)
            if each.override
        ]
    return body


def _times(occurrence: Occurrence, wish: Wish) -> tuple[Json, Json]:
    """In the zone that was asked for; an all-day event is from midnight to midnight in whichever that is."""
    if occurrence.item.all_day:
        walls = (occurrence.start.wall, occurrence.end.wall)
        start, end = ({"dateTime": digits(each), "timeZone": wish.zone} for each in walls)
        return start, end
    return occurrence.start.at(wish.zone).written(), occurrence.end.at(wish.zone).written()
