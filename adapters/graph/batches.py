"""Several reads in one request ($batch): at most twenty, each waiting for the one before.

Graph would run four of a batch at once in a mailbox, and four is all it lets us have there. One that waits for one that
failed is not read (424), so the rest goes out again: a failed one costs a request, never more than reading one by one.
The SDK's own batch client cannot be imported; the request is made by hand.
"""

import json
from collections.abc import Mapping
from itertools import batched
from typing import Any

from adapters.graph.answers import Answer, Ask, trouble_of, unreadable
from adapters.graph.client import CLIENT_REQUEST_ID, IMMUTABLE, IN_UTC, Graph, Making
from adapters.telemetry import correlation
from application.exchange import Trouble, Why

MOST = 20
HOPELESS = (Why.LATER, Why.SIGNED_OUT, Why.CLOSED)
"""After one of these nothing more is asked of that mailbox."""


async def read_in_turn[K](graph: Graph, paths: Mapping[K, str]) -> dict[K, object] | Trouble:
    """What each path leads to, as JSON or as its trouble. Trouble for the whole: nothing was read."""
    found: dict[K, object] = {}
    for some in batched(paths, MOST, strict=False):
        waiting = list(some)
        while waiting:
            answers = await _sent(graph, [paths[each] for each in waiting])
            if isinstance(answers, Trouble):
                if not found:
                    return answers
                return {each: found.get(each, answers) for each in paths}
            read = [each for each in waiting if _answered(answers, waiting.index(each))]
            for each in read or waiting:
                found[each] = _result(graph, answers.get(str(waiting.index(each))))
            if stop := _hopeless(found):
                return {each: found.get(each, stop) for each in paths}
            waiting = [each for each in waiting if each not in found]
    return found


def _answered(answers: Mapping[str, Answer], number: int) -> bool:
    answer = answers.get(str(number))
    return answer is not None and answer.status != 424


def _result(graph: Graph, answer: Answer | None) -> object:
    if answer is None:
        return unreadable(Ask.READ)
    trouble = trouble_of(answer, Ask.READ, graph.clock.now())
    return trouble or answer.json()


def _hopeless(found: Mapping[Any, object]) -> Trouble | None:
    troubles = (each for each in found.values() if isinstance(each, Trouble))
    return next((each for each in troubles if each.why in HOPELESS), None)


async def _sent(graph: Graph, paths: list[str]) -> dict[str, Answer] | Trouble:
    found = await graph.json(_batch(graph.cloud.base, paths), Ask.READ)
    if isinstance(found, Trouble):
        return found
    responses = found.get("responses")
    if not isinstance(responses, list):
        return unreadable(Ask.READ)
    return {str(each["id"]): _inner(each) for each in responses if _whole(each)}


def _whole(response: object) -> bool:
    return (
        isinstance(response, dict) and "id" in response and isinstance(response.get("status"), int)
    )


def _inner(response: Mapping[str, Any]) -> Answer:
    headers = response.get("headers") or {}
    body = response.get("body")
    return Answer(
        response["status"],
        {str(name).lower(): str(value) for name, value in headers.items()},
        b"" if body is None else json.dumps(body).encode(),
    )


def _batch(base: str, paths: list[str]) -> Making:
    headers = {"Prefer": f"{IMMUTABLE}, {IN_UTC}"}
    if trace := correlation.here():
        headers[CLIENT_REQUEST_ID] = correlation.as_guid(trace)
    requests = [
        {
            "id": str(number),
            "method": "GET",
            "url": path,
            "headers": headers,
            **({"dependsOn": [str(number - 1)]} if number else {}),
        }
        for number, path in enumerate(paths)
    ]

    def making(_: Any) -> Any:
        from kiota_abstractions.method import Method
        from kiota_abstractions.request_information import RequestInformation

        request = RequestInformation(Method.POST)
        request.url = f"{base}/$batch"
        request.headers.try_add("Accept", "application/json")
        request.set_stream_content(json.dumps({"requests": requests}).encode(), "application/json")
        return request

    return making
