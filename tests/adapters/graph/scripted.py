"""A Graph that says what a test wrote down for it, over real HTTP, and remembers every word it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`drop`: hang up without a word. `after`: seconds until it speaks."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    after: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        return {name: each[0] for name, each in parse_qs(urlsplit(self.target).query).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def prefer(self) -> set[str]:
        return {each.strip() for each in self.headers.get("prefer", "").split(",")}


class Script:
    """`replies` are given in order; the last one again and again. `asked`: every request, in order."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.asked: list[Asked] = []
        self.base = ""
        self._over = threading.Event()

    def say(self, *replies: Reply) -> None:
        self.replies.extend(replies)

    def says(self, body: object, status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.say(Reply(status=status, body=body, headers=named))

    def refuses(self, status: int, code: str = "", **headers: str) -> None:
        """An error as Graph writes one."""
        self.says({"error": {"code": code, "message": "no", "innerError": {}}}, status, **headers)

    @property
    def last(self) -> Asked:
        return self.asked[-1]

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def wait(self, seconds: float) -> None:
        self._over.wait(seconds)

    def end(self) -> None:
        self._over.set()


@contextmanager
def a_graph() -> Iterator[Script]:
    """A server on a port of this machine; `base` is its address with a version in it."""
    script = Script()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(script))
    server.daemon_threads = True
    script.base = f"http://127.0.0.1:{server.server_address[1]}/v1.0"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield script
    finally:
        script.end()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _handler(script: Script) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            script.asked.append(
                Asked(
                    method=self.command,
                    target=self.path,
                    headers=headers,
                    body=self.rfile.read(length),
                )
            )
            reply = script.next_reply()
            script.wait(reply.after)
            if reply.drop:
                self.close_connection = True
                return
            self.speak(reply)

        def speak(self, reply: Reply) -> None:
            text = isinstance(reply.body, str)
            body = reply.body if text else json.dumps(reply.body) if reply.body is not None else ""
            given = str(body).encode()
            self.send_response(reply.status)
            kind = "text/html" if text else "application/json"
            for name, value in {"Content-Type": kind, **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(given)))
            self.end_headers()
            self.wfile.write(given)

        do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815  # names of http.server

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: tests read every log line."""

    return Handler
