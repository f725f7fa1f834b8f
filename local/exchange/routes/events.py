"""`/users/{user}/events` and below: make, read, change, call off, answer."""

from collections.abc import Mapping

from local.exchange import calendar, meetings
from local.exchange.calls import Call, Reply, wish_of
from local.exchange.errors import bad, stale
from local.exchange.graph import Graph, Handler, route
from local.exchange.ids import id_of
from local.exchange.items import Decision, Mailbox, Occurrence
from local.exchange.payloads import etag_of, event
from local.exchange.times import Json
from local.exchange.views import bare, occurrence_on


async def post(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    box, wish = graph.store.mailbox(named["user"]), wish_of(call)
    item = calendar.create(graph.store, box, call.body)
    shown = event(bare(item), wish)
    return Reply(
        status=201,
        body=_context(call, box, "events/$entity") | shown,
        headers={"Location": call.link("", "").rstrip("?") + f"('{shown['id']}')"},
    )


async def get(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    box, found = _found(graph, named)
    return Reply(body=_context(call, box, "events/$entity") | event(found, wish_of(call)))


async def patch(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    box, found = _found(graph, named)
    _unchanged(graph, call, found)
    item = calendar.change(graph.store, found, call.body)
    now = occurrence_on(item, found.day) if found.day else None
    body = _context(call, box, "events/$entity") | event(now or bare(item), wish_of(call))
    return Reply(body=body)


async def delete(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    _, found = _found(graph, named)
    _unchanged(graph, call, found)
    calendar.remove(graph.store, found)
    return Reply(status=204)


async def cancel(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    _, found = _found(graph, named)
    calendar.cancel(graph.store, found)
    return Reply(status=202)


def answering(decision: Decision) -> Handler:
    async def answer(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
        _, found = _found(graph, named)
        if found.item.is_organizer:
            raise bad("You can't respond to this meeting because you're the meeting organizer.")
        meetings.respond(graph.store, found.item, decision, found.day)
        return Reply(status=202)

    return answer


async def translate(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    """`translateExchangeIds`: from either format into the one that is asked for."""
    box = graph.store.mailbox(named["user"])
    immutable = "immutable" in str(call.body.get("targetIdType", "")).casefold()
    value = []
    for each in call.body.get("inputIds") or []:
        target = id_of(graph.store.find(box, each), immutable=immutable)
        value.append({"sourceId": each, "targetId": target})
    return Reply(body={"value": value})


def _found(graph: Graph, named: Mapping[str, str]) -> tuple[Mailbox, Occurrence]:
    box = graph.store.mailbox(named["user"])
    return box, graph.store.find(box, named["event"])


def _unchanged(graph: Graph, call: Call, found: Occurrence) -> None:
    """If-Match, and now and then a 412 that nobody is to blame for."""
    store = graph.store
    if store.knobs.transient_412 and store.chance.random() < store.knobs.transient_412:
        raise stale()
    seen = call.headers.get("if-match", "*").strip()
    if seen not in ("", "*", etag_of(found)):
        raise stale()


def _context(call: Call, box: Mailbox, what: str) -> Json:
    return {"@odata.context": f"{call.host}/v1.0/$metadata#users('{box.id}')/{what}"}


_EVENT = "users/{user}/events/{event}"
EVENTS = [
    route("POST", "users/{user}/events", post),
    route("GET", _EVENT, get),
    route("PATCH", _EVENT, patch),
    route("DELETE", _EVENT, delete),
    route("POST", f"{_EVENT}/cancel", cancel),
    route("POST", f"{_EVENT}/permanentdelete", delete),
    route("POST", f"{_EVENT}/accept", answering("accepted")),
    route("POST", f"{_EVENT}/tentativelyaccept", answering("tentativelyAccepted")),
    route("POST", f"{_EVENT}/decline", answering("declined")),
    route("POST", "users/{user}/translateexchangeids", translate),
]
