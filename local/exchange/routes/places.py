"""`/places`: rooms, workspaces, desks, the buildings and floors around them, lists of rooms, and check-in."""

from collections.abc import Mapping
from urllib.parse import urlencode

from local.exchange.calls import Call, Reply
from local.exchange.errors import GraphError, bad
from local.exchange.graph import Graph, Handler, route
from local.exchange.times import Json, zulu

_KINDS = ("room", "roomlist", "workspace", "desk", "building", "floor", "section")
_PAGE = 100
_MOST = 1000
_MOST_BELOW = 2500
_INNER = ("kind", "rooms", "hasMailbox")


def listing(kind: str) -> Handler:
    async def listed(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
        return _page(call, [each for each in _all(graph) if each["kind"] == kind], kind)

    return listed


async def rooms_of(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    """Of a list, which is called by its address only."""
    for each in _all(graph):
        own = str(each.get("emailAddress", "")).casefold()
        if each["kind"] == "roomlist" and own == named["place"].casefold():
            wanted = {address.casefold() for address in each.get("rooms", ())}
            inside = [
                place
                for place in _all(graph)
                if place["kind"] == "room" and str(place.get("emailAddress")).casefold() in wanted
            ]
            return _page(call, inside, "room")
    raise _unknown()


async def get(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    return Reply(body=_shown(_place(graph, named["place"])))


async def below(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    top = _place(graph, named["place"])
    kind = named.get("kind", "").casefold()
    inside, found = {top["id"]}, []
    for _ in _KINDS:  # no deeper than there are kinds
        for each in _all(graph):
            if each.get("parentId") in inside and each["id"] not in inside:
                inside.add(each["id"])
                found.append(each)
    fitting = [each for each in found if not kind or each["kind"] == kind]
    return Reply(body={"value": [_shown(each) for each in fitting[:_MOST_BELOW]]})


async def check_in(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    place = _place(graph, named["place"])
    event, how = call.body.get("calendarEventId"), call.body.get("checkInMethod", "manual")
    if not event or how not in ("manual", "inferred", "verified"):
        raise bad("A check-in names an event and how it was made.", "BadRequest")
    claim = {
        "@odata.type": "#microsoft.graph.checkInClaim",
        "calendarEventId": event,
        "checkInMethod": how,
        "createdDateTime": zulu(graph.store.clock.now()),
    }
    graph.check_ins.append({"placeId": place["placeId"], **claim})
    return Reply(status=201, body=claim)


def _all(graph: Graph) -> list[Json]:
    return graph.store.places


def _place(graph: Graph, named: str) -> Json:
    for each in _all(graph):
        keys = (each["id"], each.get("placeId"), each.get("emailAddress"))
        if named.casefold() in {str(key).casefold() for key in keys if key}:
            return each
    raise _unknown()


def _page(call: Call, found: list[Json], kind: str) -> Reply:
    top = call.number("top", _PAGE, _MOST) or _PAGE
    skip = call.number("skip", 0, 1_000_000)
    body: Json = {
        "@odata.context": f"https://graph.microsoft.com/v1.0/$metadata#places/microsoft.graph.{kind}"
    }
    if (call.asked("count") or "").casefold() == "true":
        body["@odata.count"] = len(found)
    if len(found) > skip + top:
        body["@odata.nextLink"] = call.link("", urlencode({"$top": top, "$skip": skip + top}))
    body["value"] = [_shown(each) for each in found[skip : skip + top]]
    return Reply(body=body)


def _shown(place: Json) -> Json:
    kind = "roomList" if place["kind"] == "roomlist" else place["kind"]
    shown = {name: value for name, value in place.items() if name not in _INNER}
    return {"@odata.type": f"#microsoft.graph.{kind}", **shown}


def _unknown() -> GraphError:
    return GraphError(404, "PlaceNotFound", "The place was not found.")


PLACES = [
    *(route("GET", f"places/{each}", listing(each)) for each in _KINDS),
    route("GET", "places/{place}/roomlist/rooms", rooms_of),
    route("GET", "places/{place}", get),
    *(route("GET", f"places/{{place}}/{each}", get) for each in _KINDS),
    route("GET", "places/{place}/descendants", below),
    route("GET", "places/{place}/descendants/{kind}", below),
    route("POST", "places/{place}/checkins", check_in),
]
