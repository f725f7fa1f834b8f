"""The one address that all of it is served at: Graph under `/v1.0`, the tests' own door under `/admin`, tokens under
`/identity`, and Outlook's pages."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from local.exchange.calls import ROOT, Reply, call_of
from local.exchange.graph import Dropped, Graph

CUT = "exchange.cut"
IDENTITY = "/identity/token"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_TOKEN_LIVES = timedelta(hours=1)

type Admin = Callable[[str, str, Any], Awaitable[tuple[int, Any]]]


class Cuttable(HttpToolsProtocol):
    """HTTP on a connection that an application may cut without an answer."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        scope: MutableMapping[str, Any] = self.scope  # type: ignore[assignment]  # an extension of our own
        scope["extensions"] = {CUT: {"cut": self.transport.abort}}


class Served:
    """As an ASGI application. `admin` takes method, path and body; `pages` gets whatever is left."""

    def __init__(self, graph: Graph, admin: Admin, pages: ASGIApp | None = None) -> None:
        self._graph = graph
        self._admin = admin
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path = (scope.get("raw_path") or scope["path"].encode()).decode("ascii")
        if _headers(scope).get("host", "").rpartition(":")[0] not in _LOOPBACK:
            # A page of another site whose name was made to lead here.
            await _send(send, Reply(status=403, body={"error": "only this machine is served"}))
        elif path == ROOT or path.startswith(f"{ROOT}/"):
            await self._serve_graph(scope, receive, send)
        elif path == IDENTITY:
            await _send(send, self._identity(scope))
        elif path.startswith("/admin/"):
            await _send(send, await self._serve_admin(scope, path, receive))
        elif self._pages is not None:
            await self._pages(scope, receive, send)
        else:
            await _send(send, Reply(status=404, body={"error": "there is nothing here"}))

    async def _serve_graph(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = (scope.get("raw_path") or scope["path"].encode()).decode("ascii")
        headers = _headers(scope)
        body = _json(await _body(receive))
        call = call_of(
            scope["method"],
            raw.removeprefix(ROOT) or "/",
            scope["query_string"].decode("ascii"),
            headers,
            body,
            f"{scope['scheme']}://{headers.get('host', '')}",
        )
        try:
            reply = await self._graph.answer(call)
        except Dropped:
            scope.get("extensions", {}).get(CUT, {"cut": lambda: None})["cut"]()
            await receive()  # the end of the connection
            return
        await _send(send, reply)

    def _identity(self, scope: Scope) -> Reply:
        """A managed identity's token endpoint; the header proves that the caller is on this machine."""
        asked = parse_qs(scope["query_string"].decode("ascii"))
        if not _headers(scope).get("x-identity-header"):
            return Reply(
                status=401, body={"statusCode": 401, "message": "X-IDENTITY-HEADER needed"}
            )
        expires = self._graph.store.clock.now() + _TOKEN_LIVES
        token = {
            "access_token": self._graph.mint(),
            "expires_on": str(int(expires.timestamp())),
            "resource": asked.get("resource", [""])[0],
            "token_type": "Bearer",
            "client_id": asked.get("client_id", [""])[0],
        }
        return Reply(body=token)

    async def _serve_admin(self, scope: Scope, path: str, receive: Receive) -> Reply:
        headers = _headers(scope)
        origin = headers.get("origin", "")
        if origin and origin != f"{scope['scheme']}://{headers.get('host', '')}":
            return Reply(status=403, body={"error": "only programs on this machine may do that"})
        status, answer = await self._admin(
            scope["method"], path.removeprefix("/admin/"), _json(await _body(receive))
        )
        return Reply(status=status, body={"result": answer})


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] != "http.request":
            return bytes(body)
        body += event.get("body", b"")
        if not event.get("more_body", False):
            return bytes(body)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body.strip() else {}
    except ValueError:
        return {}


def _headers(scope: Scope) -> dict[str, str]:
    """Several of one name are one, joined with commas."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").casefold(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


async def _send(send: Send, reply: Reply) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8", **reply.headers}
    if reply.body is not None:
        content = json.dumps(reply.body, ensure_ascii=False).encode()
    else:
        content = (reply.text or "").encode()
        if not content:
            del headers["Content-Type"]
    headers["Content-Length"] = str(len(content))
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    await send({"type": "http.response.body", "body": content})
