"""`/admin/functions`, as the Functions host has it: list the functions, run one now.

`GET /admin/functions` lists them; `POST /admin/functions/{name}` with `{"input": "…"}` or no body runs
a timer or queue function and answers 202 before it ends. Everything else goes to the app. It lives
here and not in the product: in Azure the host owns `/admin`, behind a key.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from local.functions import Declared, QueueJob, Timer
from local.invoke import deliver, fire, queue_message

if TYPE_CHECKING:
    from uvicorn._types import (
        ASGI3Application,
        ASGIReceiveCallable,
        ASGISendCallable,
        HTTPScope,
        Scope,
    )

PREFIX = "/admin/functions"
LONGEST_BODY = 64 * 1024
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

type Answer = tuple[int, object]


class Admin:
    """The app with `/admin/functions` in front; `finish()` waits for the runs it started."""

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._app: ASGI3Application = declared.asgi
        self._running: set[asyncio.Task[bool]] = set()

    async def __call__(
        self, scope: "Scope", receive: "ASGIReceiveCallable", send: "ASGISendCallable"
    ) -> None:
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{PREFIX}/"):
            await self._app(scope, receive, send)
            return
        await _send(send, *await self._answer(scope, receive))

    async def finish(self) -> None:
        """Wait for every run that was started here."""
        await asyncio.gather(*self._running)

    async def _answer(self, scope: "HTTPScope", receive: "ASGIReceiveCallable") -> Answer:
        if not _from_this_machine(scope):
            return 403, {"error": "only programs on this machine may run functions"}
        name = scope["path"].removeprefix(PREFIX).strip("/")
        match scope["method"], name:
            case "GET", "":
                return 200, list(_described(self._declared))
            case "POST", name if name:
                return self._run(name, await _body(receive))
            case _:
                return 405, {"error": f"GET {PREFIX}, or POST {PREFIX}/{{name}}"}

    def _run(self, name: str, body: bytes | None) -> Answer:
        job = self._declared.job(name)
        if job is None:
            return 404, {"error": f"no timer or queue function is called '{name}'"}
        text = _input(body)
        if text is None:
            return 400, {"error": 'the body is {"input": "…"}, or empty'}
        task = asyncio.create_task(_work(job, text))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return 202, None


def _work(job: Timer | QueueJob, text: str) -> Coroutine[Any, Any, bool]:
    match job:
        case Timer():
            return fire(job, past_due=False, last=None, following=None)
        case QueueJob():
            return deliver(job, queue_message(id="admin", body=text, dequeue_count=1))


def _from_this_machine(scope: "HTTPScope") -> bool:
    """A page of another site, open in the same browser, also comes from loopback: its `Origin`, or
    with a rebound name its `Host`, gives it away."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get("host", "")
    origin = headers.get("origin", f"http://{host}")
    return host.rpartition(":")[0] in _LOOPBACK and origin == f"http://{host}"


def _described(declared: Declared) -> Iterable[dict[str, str]]:
    for http in declared.http:
        yield {"name": http.name, "type": "httpTrigger", "route": http.route}
    for timer in declared.timers:
        yield {"name": timer.name, "type": "timerTrigger", "schedule": timer.schedule.text}
    for queue in declared.queues:
        yield {"name": queue.name, "type": "queueTrigger", "queueName": queue.queue}


async def _body(receive: "ASGIReceiveCallable") -> bytes | None:
    """The whole body, or None where it is longer than a queue message can be."""
    body = b""
    while True:
        event = await receive()
        if event["type"] != "http.request":
            return None
        body += event["body"]
        if len(body) > LONGEST_BODY:
            return None
        if not event["more_body"]:
            return body


def _input(body: bytes | None) -> str | None:
    if body is None:
        return None
    if not body.strip():
        return ""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    text = value.get("input", "") if isinstance(value, dict) else None
    return text if isinstance(text, str) else None


async def _send(send: "ASGISendCallable", status: int, content: object) -> None:
    body = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send(
        {"type": "http.response.start", "status": status, "headers": headers, "trailers": False}
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
