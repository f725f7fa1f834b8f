"""The outermost layer around every request, in plain ASGI: nothing escapes it, and every answer has its headers.

Whatever goes wrong inside ends here as a problem document: an exception that left the application would lose our
answer, because the Functions library then sends its own. A request is judged here where no endpoint can: its size,
what it accepts, names that occur twice in its query.
"""

import re
from collections import Counter
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.http.api.faults import Fault
from adapters.http.cookies import KEPT
from adapters.http.door import origin_of
from adapters.http.errors import (
    REQUEST_ID,
    Denied,
    InputError,
    Problem,
    invalid,
    problem_response,
)
from adapters.http.headers import is_api, protect
from adapters.origin import say_origin
from adapters.telemetry import correlation
from adapters.telemetry.events import told_exception
from adapters.telemetry.requests import tell_request
from adapters.telemetry.watch import Watch
from application.counts import Kind

LARGEST_BODY = 256 * 1024
LONGEST_ADDRESS, MOST_HEADERS, LARGEST_HEADERS = 8192, 100, 32 * 1024
_JSON = re.compile(r"(\*/\*|application/(\*|json|problem\+json))\s*(;|$)", re.IGNORECASE)
_ZIP = re.compile(r"(\*/\*|application/(\*|zip))\s*(;|$)", re.IGNORECASE)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
UNKNOWN = "unknown"
GIVEN_UP = 499
"""No status of ours: whoever asked was gone before there was an answer."""

Say = Callable[[Scope, Problem], Awaitable[Response]]
"""How a "no" is put: as a page, or as a problem document."""


async def as_problem(scope: Scope, problem: Problem) -> Response:
    return problem_response(problem, scope)


class Edge:
    """`say` puts every "no" of the edge."""

    def __init__(self, app: ASGIApp, *, say: Say = as_problem) -> None:
        self._app = app
        self._say = say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with (
            correlation.under(correlation.of_request(scope)) as trace,
            Watch(Kind.HTTP) as watch,
        ):
            inner = {**scope, REQUEST_ID: trace, KEPT: []}
            answer = _Answer(send, inner, without_body=scope["method"] == "HEAD")
            await self._answer(inner, receive, answer)
            watch.name, watch.status = operation_of(inner), answer.status
            tell_request(
                name=watch.name,
                status=watch.status,
                ms=watch.so_far(),
                changes=scope["method"] not in SAFE,
            )

    async def _answer(self, inner: Scope, receive: Receive, answer: "_Answer") -> None:
        if inner["method"] == "HEAD":
            inner["method"] = "GET"
        say_origin(lambda: origin_of(inner))
        try:
            _check(inner)
            await self._app(inner, _limited(receive), answer)
        except Denied as denied:
            await self._deny(denied.problem, inner, receive, answer)
        except ClientDisconnect:
            answer.status = GIVEN_UP
        except Exception:  # noqa: BLE001  # beyond this line nobody can answer any more
            told_exception("request-failed", name=operation_of(inner))
            await self._deny(Problem(code=Fault.INTERNAL_ERROR), inner, receive, answer)

    async def _deny(
        self, problem: Problem, scope: Scope, receive: Receive, answer: "_Answer"
    ) -> None:
        if not answer.started:
            said = await self._say(scope, problem)
            await said(scope, receive, answer)


class _Answer:
    """Sends what the application sends, with the headers that every answer has."""

    def __init__(self, send: Send, scope: Scope, *, without_body: bool) -> None:
        self._send = send
        self._scope = scope
        self._without_body = without_body
        self.started, self.status = False, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started, self.status = True, message["status"]
            self._add_headers(MutableHeaders(raw=message["headers"]))
        elif message["type"] == "http.response.body" and self._without_body:
            message = {**message, "body": b""}
        await self._send(message)

    def _add_headers(self, headers: MutableHeaders) -> None:
        protect(headers, self._scope)
        headers["X-Request-Id"] = self._scope[REQUEST_ID]
        if _header(self._scope, correlation.CORRELATION_ID):
            headers["X-Correlation-ID"] = self._scope[REQUEST_ID]
        for cookie in self._scope[KEPT]:
            headers.append("Set-Cookie", cookie)


def operation_of(scope: Scope) -> str:
    """What a request is counted as: the operation of the API, or method and path as they are declared."""
    route = scope.get("route")
    if name := getattr(route, "operation_id", None):
        return str(name)
    path = getattr(route, "path", None)
    return f"{scope['method']} {path}" if path is not None else UNKNOWN


def _header(scope: Scope, name: bytes) -> str:
    found = (value.decode("latin-1") for key, value in scope["headers"] if key == name)
    return next(found, "")


def _check(scope: Scope) -> None:
    if _head_too_large(scope):
        raise Denied(Problem(code=Fault.HEAD_TOO_LARGE))
    length = _header(scope, b"content-length")
    if length.isascii() and length.isdecimal() and int(length[:20]) > LARGEST_BODY:
        raise Denied(Problem(code=Fault.TOO_LARGE, headers={"Connection": "close"}))
    if scope["method"] not in SAFE and _from_elsewhere(scope):
        raise Denied(Problem(code=Fault.CROSS_SITE))
    if not is_api(scope):
        return
    accept = _header(scope, b"accept")
    wanted = _ZIP if scope["path"].endswith("/export") else _JSON
    if accept and not any(wanted.match(each.strip()) for each in accept.split(",")):
        raise Denied(Problem(code=Fault.NOT_ACCEPTABLE))
    query = parse_qsl(scope["query_string"].decode("latin-1"), True)
    counts = Counter(name for name, _ in query)
    if twice := sorted(name for name, count in counts.items() if count > 1)[:10]:
        raise invalid(
            *(InputError(where="query", name=name[:100], reason="is given twice") for name in twice)
        )


def _head_too_large(scope: Scope) -> bool:
    address = len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])
    headers = scope["headers"]
    size = sum(len(name) + len(value) for name, value in headers)
    return address > LONGEST_ADDRESS or len(headers) > MOST_HEADERS or size > LARGEST_HEADERS


def _from_elsewhere(scope: Scope) -> bool:
    """Whether a page of another site makes a browser send this under its person's cookie. An API client that brings
    no cookie says who it is by other means, which no page elsewhere can."""
    if is_api(scope) and not _header(scope, b"cookie"):
        return False
    fetched = _header(scope, b"sec-fetch-site")
    if fetched:
        return fetched not in ("same-origin", "none")
    origin = _header(scope, b"origin")
    return bool(origin) and origin.partition("://")[2] != _header(scope, b"host")


def _limited(receive: Receive) -> Receive:
    """`receive`, which stops a body that turns out larger than its sender said or did not say."""
    got = 0

    async def limited() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > LARGEST_BODY:
            raise Denied(Problem(code=Fault.TOO_LARGE, headers={"Connection": "close"}))
        return message

    return limited
