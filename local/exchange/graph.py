"""The Graph service: takes a request through log, sign-in, ordered failures and limits to what answers it."""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from local.exchange.calls import Call, Reply, wish_of
from local.exchange.delta import Deltas
from local.exchange.errors import GraphError, error_body
from local.exchange.faults import DROP, Fault, Faults
from local.exchange.ids import guid
from local.exchange.limits import Limits
from local.exchange.log import Entry, Log
from local.exchange.store import Store
from local.exchange.subscriptions import Subscriptions
from local.exchange.times import Json

type Handler = Callable[["Graph", Call, Mapping[str, str]], Awaitable[Reply]]
type Route = tuple[str, tuple[str, ...], Handler]

_CALENDAR = ("events", "calendarview")


class Dropped(Exception):
    """The connection is to be cut without an answer."""


@dataclass(slots=True, kw_only=True)
class Graph:
    """One tenant's Graph. `token`: the only one that is let in, besides those that the identity endpoint gave out;
    None lets every token in."""

    store: Store
    routes: list[Route]
    token: str | None = None
    given: set[str] = field(default_factory=set)
    mails: list[Json] = field(default_factory=list)
    activities: list[Json] = field(default_factory=list)
    check_ins: list[Json] = field(default_factory=list)
    log: Log = field(default_factory=Log)
    deltas: Deltas = field(init=False)
    faults: Faults = field(init=False)
    limits: Limits = field(init=False)
    subscriptions: Subscriptions = field(init=False)

    def __post_init__(self) -> None:
        self.deltas = Deltas(self.store)
        self.faults = Faults(self.store.chance)
        self.limits = Limits(self.store)
        self.subscriptions = Subscriptions(self.store)

    async def answer(self, call: Call, *, inner: bool = False) -> Reply:
        """The answer, an error's body included. Raises Dropped where there is to be none."""
        self.store.agenda.run_due()
        box = self.store.known(call.segments[1]) if _of_a_user(call) else None
        with self.limits.counted(box.id if box else "") as in_flight:
            entry = Entry(
                at=self.store.clock.now(),
                mailbox=box.address if box else "",
                method=call.method,
                path=call.path,
                query=call.query,
                headers=call.headers,
                body=call.body,
                in_flight=in_flight,
                inner=inner,
            )
            self.log.add(entry)
            entry.status = DROP
            reply = await self._guarded(call, box.id if box else "")
            entry.status = reply.status
        return reply

    def mint(self) -> str:
        """A new token that is let in."""
        token = secrets.token_urlsafe(24)
        self.given.add(token)
        return token

    async def _guarded(self, call: Call, mailbox: str) -> Reply:
        fault = self.faults.take(call)
        try:
            if self.store.knobs.latency:
                await asyncio.sleep(self.store.knobs.latency)
            else:
                await asyncio.sleep(0)  # others come in meanwhile, as over a network
            self._sign_in(call)
            if fault and not fault.after:
                return self._failed(fault)
            if mailbox:
                self.limits.check(mailbox)
            reply = await self._routed(call)
            if fault:
                return self._failed(fault)
        except GraphError as error:
            reply = self._error(call, error)
        return self._finished(call, reply)

    def _failed(self, fault: Fault) -> Reply:
        if fault.status == DROP:
            raise Dropped
        return fault.answer(self.store.clock.now())

    def _sign_in(self, call: Call) -> None:
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        if kind.casefold() != "bearer" or not token:
            raise GraphError(401, "InvalidAuthenticationToken", "Access token is empty.")
        if self.token is not None and token != self.token and token not in self.given:
            raise GraphError(401, "InvalidAuthenticationToken", "Access token validation failure.")

    async def _routed(self, call: Call) -> Reply:
        segments = _plain(call.segments)
        other = False
        for method, pattern, handler in self.routes:
            named = _match(pattern, segments)
            if named is None:
                continue
            if method == call.method:
                return await handler(self, call, named)
            other = True
        if other:
            message = "Specified HTTP method is not allowed for the request target."
            raise GraphError(405, "Request_BadRequest", message)
        raise GraphError(
            400, "BadRequest", f"Resource not found for the segment '{(*segments, '')[0]}'."
        )

    def _error(self, call: Call, error: GraphError) -> Reply:
        fresh = error.headers.pop("x-fresh-token", "")
        headers = dict(error.headers)
        if fresh:
            headers["Location"] = call.link("", f"$skiptoken={fresh}")
        body = error_body(
            error,
            now=self.store.clock.now(),
            request_id=self._request_id(),
            client_request_id=call.headers.get("client-request-id") or self._request_id(),
        )
        return Reply(status=error.status, body=body, headers=headers)

    def _finished(self, call: Call, reply: Reply) -> Reply:
        reply.headers.setdefault("request-id", self._request_id())
        if asked := call.headers.get("client-request-id"):
            reply.headers["client-request-id"] = asked
        if reply.status < 400 and (applied := wish_of(call).applied):
            reply.headers["Preference-Applied"] = ", ".join(applied)
        return reply

    def _request_id(self) -> str:
        return guid(hashlib.sha256(f"request{self.store.number()}".encode()).hexdigest())


def route(method: str, pattern: str, handler: Handler) -> Route:
    return method, tuple(pattern.split("/")), handler


def _match(pattern: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str] | None:
    if len(pattern) != len(segments):
        return None
    named: dict[str, str] = {}
    for wanted, segment in zip(pattern, segments, strict=True):
        if wanted.startswith("{"):
            named[wanted[1:-1]] = segment
        elif wanted != segment.casefold():
            return None
    return named


def _plain(segments: tuple[str, ...]) -> tuple[str, ...]:
    """`/calendar/events` and `/calendars/{id}/events` are `/events`: every mailbox here has one calendar."""
    if len(segments) > 3 and segments[0].casefold() == "users":
        third = segments[2].casefold()
        if third == "calendar" and segments[3].casefold() in _CALENDAR:
            return (*segments[:2], *segments[3:])
        if third == "calendars" and len(segments) > 4 and segments[4].casefold() in _CALENDAR:
            return (*segments[:2], *segments[4:])
    return segments


def _of_a_user(call: Call) -> bool:
    return len(call.segments) > 1 and call.segments[0].casefold() == "users"
