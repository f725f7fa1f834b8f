"""`/subscriptions`."""

from collections.abc import Mapping

from local.exchange.calls import Call, Reply, wish_of
from local.exchange.errors import GraphError
from local.exchange.graph import Graph, route

_ENTITY = "https://graph.microsoft.com/v1.0/$metadata#subscriptions/$entity"


async def post(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    made = await graph.subscriptions.create(call.body, immutable=wish_of(call).immutable)
    return Reply(status=201, body={"@odata.context": _ENTITY} | made.shown())


async def every(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    return Reply(body={"value": [each.shown() for each in graph.subscriptions.alive()]})


async def get(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    return Reply(body=graph.subscriptions.find(named["id"]).shown())


async def patch(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    until = call.body.get("expirationDateTime")
    if not until:
        raise GraphError(400, "InvalidRequest", "Only expirationDateTime can be changed.")
    return Reply(body=graph.subscriptions.renew(named["id"], str(until)).shown())


async def delete(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    graph.subscriptions.drop(named["id"])
    return Reply(status=204)


async def reauthorize(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    graph.subscriptions.find(named["id"])
    return Reply(status=204)


SUBSCRIBING = [
    route("POST", "subscriptions", post),
    route("GET", "subscriptions", every),
    route("GET", "subscriptions/{id}", get),
    route("PATCH", "subscriptions/{id}", patch),
    route("DELETE", "subscriptions/{id}", delete),
    route("POST", "subscriptions/{id}/reauthorize", reauthorize),
]
