"""An event's properties as a request writes them and as Exchange keeps them."""

import html
import re
from typing import Any

from local.exchange.errors import bad
from local.exchange.times import NEVER, Json, Stamp, is_midnight, read_stamp

_PLAIN: Json = {
    "subject": "",
    "importance": "normal",
    "sensitivity": "normal",
    "showAs": "busy",
    "isReminderOn": True,
    "reminderMinutesBeforeStart": 15,
    "responseRequested": True,
    "hideAttendees": False,
    "allowNewTimeProposals": True,
    "categories": [],
    "isOnlineMeeting": False,
    "onlineMeetingProvider": "unknown",
}
_CHOICES = {
    "importance": {"low", "normal", "high"},
    "sensitivity": {"normal", "personal", "private", "confidential"},
    "showAs": {"free", "tentative", "busy", "oof", "workingElsewhere", "unknown"},
}
_NOWHERE = {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"}
_TAG = re.compile(r"<[^>]*>")
_MEETING = '<div data-online="{0}"><a href="{0}">Join the meeting</a></div>'
MOST_ATTENDEES = 500


def fresh(body: Json, *, number: int) -> Json:
    """The properties of a new event; what was not given has Exchange's default."""
    kept: Json = {**_PLAIN, "onlineMeeting": None, "body": as_kept({"contentType": "html"})}
    kept |= given(body)
    kept.setdefault("location", dict(_NOWHERE))
    kept.setdefault("locations", [])
    if kept["isOnlineMeeting"]:
        kept["onlineMeetingProvider"] = "teamsForBusiness"
        join = f"https://teams.example/l/meetup-join/{number}"
        kept["onlineMeeting"] = {"joinUrl": join, "conferenceId": str(number)}
        kept["body"] = as_kept({**kept["body"], "content": _MEETING.format(join)}, kept["body"])
    return kept


def given(body: Json) -> Json:
    """Only what the request names, checked."""
    kept: Json = {}
    for name in _PLAIN:
        if name in body and body[name] is not None:
            kept[name] = _chosen(name, body[name])
    if "body" in body:
        kept["body"] = as_kept(body["body"] or {})
    if "location" in body:
        kept["location"] = _location(body["location"] or {})
        kept["locations"] = [kept["location"]] if kept["location"]["displayName"] else []
    elif "locations" in body:
        kept["locations"] = [_location(each) for each in body["locations"] or []]
        kept["location"] = kept["locations"][0] if kept["locations"] else dict(_NOWHERE)
    return kept


def changed(kept: Json, body: Json) -> Json:
    """The properties after a PATCH. An online meeting stays one for good, unless its part of the body is taken away."""
    new = given(body)
    if kept.get("isOnlineMeeting"):
        new.pop("isOnlineMeeting", None)
        new.pop("onlineMeetingProvider", None)
        join = kept["onlineMeeting"]["joinUrl"] if kept.get("onlineMeeting") else ""
        if join and "body" in new and join not in new["body"]["content"]:
            new |= {"isOnlineMeeting": False, "onlineMeeting": None}
            new["onlineMeetingProvider"] = "unknown"
    return {**kept, **new}


def attendees_of(body: Json, before: list[Json]) -> list[Json]:
    """Who is invited; who was before keeps the answer that he gave."""
    answers = {address_of(each).casefold(): each["status"] for each in before}
    listed = body.get("attendees") or []
    if len(listed) > MOST_ATTENDEES:
        raise bad("There are too many attendees.", "ErrorTooManyRecipients")
    kept = []
    for each in listed:
        address = address_of(each)
        if not address:
            raise bad("An attendee has an emailAddress with an address.")
        unanswered = {"response": "none", "time": NEVER}
        name = each["emailAddress"].get("name") or address
        kept.append(
            {
                "type": each.get("type") or "required",
                "status": answers.get(address.casefold(), unanswered),
                "emailAddress": {"name": name, "address": address},
            }
        )
    return kept


def address_of(attendee: Any) -> str:
    try:
        return str(attendee["emailAddress"]["address"] or "")
    except (KeyError, TypeError):
        return ""


def times_of(body: Json, *, all_day: bool) -> tuple[Stamp, Stamp]:
    start, end = read_stamp(body.get("start")), read_stamp(body.get("end"))
    if all_day:
        if not (is_midnight(start.wall) and is_midnight(end.wall) and start.zone == end.zone):
            raise bad(
                "The start and end of an all-day event are midnights in one time zone.",
                "ErrorPropertyValidationFailure",
            )
        if end.wall <= start.wall:
            raise bad("An all-day event lasts a day or more.", "ErrorInvalidRequest")
    elif end.instant < start.instant:
        raise bad(
            "The end of an event is not before its start.",
            "ErrorCalendarEndDateIsEarlierThanStartDate",
        )
    return start, end


def extended_of(body: Json) -> dict[str, str]:
    listed = body.get("singleValueExtendedProperties") or []
    return {str(each["id"]): str(each.get("value", "")) for each in listed}


def as_kept(body: Json, before: Json | None = None) -> Json:
    """Exchange keeps a page of HTML around whatever it was given."""
    content = str(body.get("content") or "")
    if body.get("contentType") == "text":
        content = html.escape(content)
    if before:
        content = plain_html(before["content"]) + content
    if not content:
        return {"contentType": "html", "content": ""}
    if not content.lstrip().lower().startswith("<html"):
        content = f"<html>\r\n<head>\r\n</head>\r\n<body>\r\n{content}\r\n</body>\r\n</html>\r\n"
    return {"contentType": "html", "content": content}


def plain_html(content: str) -> str:
    """What is inside the page."""
    found = re.search(r"<body>\r\n(.*)\r\n</body>", content, re.DOTALL)
    return found[1] if found else content


def as_text(content: str) -> str:
    return html.unescape(_TAG.sub("", content)).strip()


def _chosen(name: str, value: Any) -> Any:
    if name in _CHOICES and value not in _CHOICES[name]:
        raise bad(f"'{value}' is no {name}.", "RequestBodyRead")
    return value


def _location(value: Json) -> Json:
    name = str(value.get("displayName") or "")
    if not name:
        return {**_NOWHERE, **value, "displayName": ""}
    known = {"locationType": "default", "uniqueId": name, "uniqueIdType": "private"}
    return {**known, **{key: each for key, each in value.items() if each is not None}}
