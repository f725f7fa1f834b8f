"""`$batch`: up to twenty requests in one, each counted and answered as if it had come by itself."""

import asyncio
import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from local.exchange.calls import Call, Reply, call_of
from local.exchange.errors import GraphError, bad
from local.exchange.graph import Dropped, Graph, route
from local.exchange.times import Json

_MOST = 20
_AT_ONCE = 4


async def batch(graph: Graph, call: Call, named: Mapping[str, str]) -> Reply:
    """Up to four at a time; what depends on another waits for it, and fails with it."""
    steps = _steps(call)
    gate = asyncio.Semaphore(_AT_ONCE)
    done: dict[str, asyncio.Future[int]] = {
        each["id"]: asyncio.get_running_loop().create_future() for each in steps
    }
    answers = await asyncio.gather(*(_step(graph, call, each, done, gate) for each in steps))
    graph.store.chance.shuffle(answers)  # their order is promised to nobody
    return Reply(body={"responses": answers})


async def _step(
    graph: Graph,
    outer: Call,
    step: Json,
    done: Mapping[str, "asyncio.Future[int]"],
    gate: asyncio.Semaphore,
) -> Json:
    status = 424
    answer: Json = {
        "id": step["id"],
        "status": 424,
        "headers": {"Content-Type": "application/json"},
        "body": {"error": {"code": "FailedDependency", "message": "A request it needs failed."}},
    }
    try:
        needed = [await done[each] for each in step.get("dependsOn") or []]
        if all(each < 400 for each in needed):
            async with gate:
                answer = await _answer(graph, outer, step)
            status = answer["status"]
    finally:
        done[step["id"]].set_result(status)
    return answer


async def _answer(graph: Graph, outer: Call, step: Json) -> Json:
    parts = urlsplit(str(step["url"]))
    headers = {str(name): str(value) for name, value in (step.get("headers") or {}).items()}
    own = {name.casefold() for name in headers}
    headers |= {"authorization": outer.headers["authorization"]}
    if step.get("body") is not None and "content-type" not in own:
        raise bad("A body needs a Content-Type header.", "BadRequest")
    path = "/" + parts.path.lstrip("/")
    inner = call_of(step["method"], path, parts.query, headers, step.get("body"), outer.host)
    try:
        reply = await graph.answer(inner, inner=True)
    except Dropped:
        reply = Reply(status=504, body={"error": {"code": "UnknownError", "message": ""}})
    said: Json = {"id": step["id"], "status": reply.status, "headers": reply.headers}
    if reply.body is not None:
        said["headers"] = {"Content-Type": "application/json", **reply.headers}
        said["body"] = reply.body
    elif reply.text is not None:
        said["body"] = base64.b64encode(reply.text.encode()).decode()
    return said


def _steps(call: Call) -> list[Json]:
    steps: list[Any] = call.body.get("requests") or []
    if not 0 < len(steps) <= _MOST:
        raise bad(
            f"Number of batch request steps exceeds the maximum value of {_MOST}.", "BadRequest"
        )
    ids = [each.get("id") for each in steps]
    if None in ids or len(set(ids)) != len(ids):
        raise bad("Every request of a batch has an id of its own.", "BadRequest")
    for each in steps:
        before = ids[: ids.index(each["id"])]
        if any(needed not in before for needed in each.get("dependsOn") or []):
            raise bad("A request depends on requests before it only.", "BadRequest")
        if "url" not in each or "method" not in each or "://" in each["url"]:
            raise GraphError(
                400, "BadRequest", "A request of a batch has a method and a relative url."
            )
    return steps


BATCH = [route("POST", "$batch", batch)]
