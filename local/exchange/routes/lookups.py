"""Lists of events: all, a window, the dates of a series, and what has changed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from local.exchange.calls import Call, Reply, wish_of
from local.exchange.delta import Over, State
from local.exchange.errors import bad
from local.exchange.filters import matching
from local.exchange.graph import Graph, Handler, route
from local.exchange.ids import guid
from local.exchange.items import Occurrence
from local.exchange.payloads import event
from local.exchange.recurrence import LAST_DAY
from local.exchange.times import Json, read_moment
from local.exchange.views import bare, view, within

_FAR = datetime.fromisoformat(f"{LAST_DAY}T00:00:00+00:00")
_LONGEST_PAGE = 1000
_USUAL_PAGE = 10
_NOT_IN_DELTA = ("orderby", "filter", "select", "expand", "search")


async def events(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    """Single events and series as such; their dates are not in this list."""
    box = graph.store.mailbox(named["user"])
    found = [bare(item) for item in box.items.values() if not item.deleted]
    found = [] if box.state == "blind" else found
    return _listed(call, found)


async def calendar_view(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    box = graph.store.mailbox(named["user"])
    selected = {each.casefold() for each in wish_of(call).select}
    if selected & {"createddatetime", "lastmodifieddatetime"}:
        raise bad("createdDateTime and lastModifiedDateTime cannot be selected here.")
    window = _window(call)
    return _listed(call, [] if box.state == "blind" else view(box, *window))


async def instances(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    found = graph.store.find(graph.store.mailbox(named["user"]), named["event"])
    if found.kind != "seriesMaster":
        raise bad("Only a series has instances.", "ErrorInvalidRequest")
    dates = sorted(within(found.item, *_window(call)), key=lambda each: each.span[0])
    return _listed(call, dates)


def changes(over: Over) -> Handler:
    async def delta(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
        box = graph.store.mailbox(named["user"])
        wrong = [each for each in _NOT_IN_DELTA if call.asked(each)]
        if wrong:
            raise bad(
                "The following parameters are not supported with change tracking over the "
                "'CalendarView' resource: '$orderby, $filter, $select, $expand, $search'.",
                "ErrorInvalidUrlQuery",
            )
        token = call.asked("skiptoken") or call.asked("deltatoken")
        if token:
            state = graph.deltas.follow(token)
            if state.box is not box or state.over != over:
                raise bad("Id is malformed.", "ErrorInvalidIdMalformed")
        else:
            start, end = _window(call) if over == "view" else _since(call)
            state = State(box=box, over=over, start=start, end=end)
        items, following, more = graph.deltas.page(state, wish_of(call))
        body: Json = {"@odata.context": f"{call.host}/v1.0/$metadata#Collection(event)"}
        if more:
            link = call.link(graph.store.knobs.foreign_host, f"$skiptoken={following}")
            body["@odata.nextLink"] = link
        else:
            body["@odata.deltaLink"] = call.link("", f"$deltatoken={following}")
        return Reply(body=body | {"value": items})

    return delta


async def calendars(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    box = graph.store.mailbox(named["user"])
    own = {"id": guid(f"calendar{box.id}"), "name": "Calendar", "isDefaultCalendar": True}
    own["owner"] = box.recipient["emailAddress"]
    return Reply(body=own if call.segments[-1].casefold() == "calendar" else {"value": [own]})


def _listed(call: Call, found: list[Occurrence]) -> Reply:
    wish = wish_of(call)
    wanted: Callable[[Occurrence], bool] = matching(call.asked("filter") or "")
    fitting = [each for each in found if wanted(each)]
    order = (call.asked("orderby") or "").casefold()
    if order.startswith("start/datetime"):
        fitting.sort(key=lambda each: each.span[0], reverse=order.endswith("desc"))
    top = call.number("top", wish.max_page or _USUAL_PAGE, _LONGEST_PAGE) or _USUAL_PAGE
    skip = call.number("skip", 0, 1_000_000)
    body: Json = {"@odata.context": f"{call.host}/v1.0/$metadata#Collection(event)"}
    if (call.asked("count") or "").casefold() == "true":
        body["@odata.count"] = len(fitting)
    if len(fitting) > skip + top:
        query = {**{f"${k}" if k in _DOLLAR else k: v for k, v in call.query.items()}}
        body["@odata.nextLink"] = call.link("", urlencode(query | {"$skip": skip + top}))
    body["value"] = [event(each, wish) for each in fitting[skip : skip + top]]
    return Reply(body=body)


_DOLLAR = ("top", "skip", "filter", "select", "expand", "orderby", "count")


def _window(call: Call) -> tuple[datetime, datetime]:
    start, end = call.asked("startDateTime"), call.asked("endDateTime")
    if start is None or end is None:
        raise bad(
            "This request requires a time window specified by the query string parameters "
            "StartDateTime and EndDateTime.",
            "ErrorInvalidParameter",
        )
    window = read_moment(start, "StartDateTime"), read_moment(end, "EndDateTime")
    if window[0] > window[1]:
        raise bad("The window ends before it starts.", "ErrorInvalidParameter")
    return window


def _since(call: Call) -> tuple[datetime, datetime]:
    """`events/delta` knows a start only."""
    if call.asked("endDateTime"):
        raise bad("The query parameter endDateTime is not supported here.", "ErrorInvalidUrlQuery")
    start = call.asked("startDateTime")
    return read_moment(start or "1970-01-01T00:00:00Z", "StartDateTime"), _FAR


LOOKUPS = [
    route("GET", "users/{user}/events/delta", changes("events")),
    route("GET", "users/{user}/events", events),
    route("GET", "users/{user}/calendarview", calendar_view),
    route("GET", "users/{user}/calendarview/delta", changes("view")),
    route("GET", "users/{user}/events/{event}/instances", instances),
    route("GET", "users/{user}/calendar", calendars),
    route("GET", "users/{user}/calendars", calendars),
]
