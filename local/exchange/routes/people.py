"""Of people and for them: free and busy, presence, what a mailbox is for, mail, Teams activities."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from local.exchange.calls import Call, Reply
from local.exchange.errors import GraphError, bad
from local.exchange.graph import Graph, route
from local.exchange.items import Mailbox, Occurrence
from local.exchange.rooms import occupies
from local.exchange.times import Json, read_stamp, stamp
from local.exchange.views import real_span, view

_MOST_SCHEDULES = 100
_MOST_PRESENCES = 650
_MOST_ITEMS = 1000
_DIGIT = {"free": "0", "tentative": "1", "busy": "2", "oof": "3", "workingElsewhere": "4"}
_PURPOSE = {"user": "user", "shared": "shared", "room": "room", "equipment": "equipment"}
_DAY = timedelta(days=1)


async def get_schedule(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    graph.store.mailbox(named["user"])
    wanted = list(call.body.get("schedules") or [])
    if len(wanted) > _MOST_SCHEDULES:
        raise bad(
            "There are too many target users in the EmailAddress array. The allowed size = "
            f"{_MOST_SCHEDULES}; the actual size = {len(wanted)}.",
            "ErrorMailboxDataArrayTooBig",
        )
    first, last = read_stamp(call.body.get("startTime")), read_stamp(call.body.get("endTime"))
    minutes = int(call.body.get("availabilityViewInterval") or 30)
    if last.instant <= first.instant or not 5 <= minutes <= 1440:
        raise bad("The requested time window is invalid.", "ErrorInvalidTimeInterval")
    step = timedelta(minutes=minutes)
    window = (first.instant, last.instant)
    value = [_schedule(graph, str(each), window, step, first.zone) for each in wanted]
    return Reply(body={"value": value})


async def presences(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    ids = list(call.body.get("ids") or [])
    if not 0 < len(ids) <= _MOST_PRESENCES:
        raise bad(f"At most {_MOST_PRESENCES} ids can be asked for.", "BadRequest")
    known = graph.store.knobs.presence
    value = []
    for each in ids:
        availability, activity = known.get(each, ("Offline", "Offline"))
        value.append({"id": each, "availability": availability, "activity": activity})
    return Reply(body={"value": value})


async def user(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    box = graph.store.mailbox(named["user"])
    shown = {"id": box.id, "displayName": box.name, "mail": box.address}
    return Reply(body=shown | {"userPrincipalName": box.address})


async def settings(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    box = graph.store.mailbox(named["user"])
    return Reply(body={"userPurpose": _PURPOSE.get(box.kind, "others"), "timeZone": box.zone})


async def purpose(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    box = graph.store.mailbox(named["user"])
    return Reply(body={"value": _PURPOSE.get(box.kind, "others")})


async def send_mail(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    box = graph.store.mailbox(named["user"])
    message = call.body.get("message")
    if not message or not message.get("toRecipients"):
        raise bad("At least one recipient isn't valid.", "ErrorInvalidRecipients")
    graph.mails.append({"from": box.address, "at": graph.store.clock.now().isoformat(), **message})
    return Reply(status=202)


async def activity(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    box = graph.store.mailbox(named["user"])
    graph.activities.append({"to": box.id, **call.body})
    return Reply(status=204)


async def refuse_times(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    raise GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")


def _schedule(
    graph: Graph, address: str, window: tuple[datetime, datetime], step: timedelta, zone: str
) -> Json:
    box = graph.store.known(address)
    if box is None or box.state != "open":
        error = {
            "message": "The mailbox could not be found.",
            "responseCode": "ErrorMailRecipientNotFound",
        }
        return {"scheduleId": address, "availabilityView": "", "error": error, "scheduleItems": []}
    taken = [each for each in view(box, window[0] - _DAY, window[1] + _DAY) if occupies(each)]
    taken = [each for each in taken if _overlaps(real_span(each), window)]
    if len(taken) > _MOST_ITEMS:
        error = {"message": "Too many entries.", "responseCode": "5006"}
        return {"scheduleId": address, "availabilityView": "", "error": error, "scheduleItems": []}
    return {
        "scheduleId": address,
        "availabilityView": _digits(taken, window, step),
        "scheduleItems": [_item(box, each, zone) for each in taken],
        "workingHours": {
            "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
            "startTime": "08:00:00.0000000",
            "endTime": "17:00:00.0000000",
            "timeZone": {"name": box.zone},
        },
    }


def _item(box: Mailbox, seen: Occurrence, zone: str) -> Json:
    start, end = real_span(seen)
    shown: Json = {
        "isPrivate": seen.field("sensitivity") in ("private", "confidential"),
        "status": seen.field("showAs"),
        "start": stamp(start, zone).written(),
        "end": stamp(end, zone).written(),
    }
    if not shown["isPrivate"]:
        shown["subject"] = seen.field("subject")
    return shown


def _digits(taken: list[Occurrence], window: tuple[datetime, datetime], step: timedelta) -> str:
    digits, start = "", window[0]
    while start < window[1]:
        slot = (start, start + step)
        said = [
            _DIGIT.get(str(each.field("showAs")), "2")
            for each in taken
            if _overlaps(real_span(each), slot)
        ]
        digits += max(said, default="0")
        start += step
    return digits


def _overlaps(a: tuple[datetime, datetime], b: tuple[datetime, datetime]) -> bool:
    return a[0] < b[1] and a[1] > b[0]


PEOPLE = [
    route("POST", "users/{user}/calendar/getschedule", get_schedule),
    route("POST", "users/{user}/findmeetingtimes", refuse_times),
    route("POST", "communications/getpresencesbyuserid", presences),
    route("GET", "users/{user}", user),
    route("GET", "users/{user}/mailboxsettings", settings),
    route("GET", "users/{user}/mailboxsettings/userpurpose", purpose),
    route("POST", "users/{user}/sendmail", send_mail),
    route("POST", "users/{user}/teamwork/sendactivitynotification", activity),
]
