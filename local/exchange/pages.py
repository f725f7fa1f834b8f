"""The plain pages that play Outlook: whose calendar, which week, one meeting, a new one.

A toy of the demo, in English: who looks is whoever is chosen, nobody signs in, and nothing but this machine reaches it.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from local.exchange.control import Exchange
from local.exchange.errors import GraphError
from local.exchange.ids import id_of
from local.exchange.items import Decision, Mailbox
from local.exchange.times import zone_of
from local.exchange.views import bare
from local.exchange.week import monday_of, shown, week_of

_FOLDER = Path(__file__).with_name("templates")
_WEEKS = 52
_ANSWERS: tuple[Decision, ...] = ("accepted", "tentativelyAccepted", "declined")

type Page = Callable[[Request], Awaitable[Response]]


def pages(exchange: Exchange, *, vrijplek: str = "") -> Starlette:
    """The pages over that Exchange; `vrijplek` is the address of the application beside it, for a link."""
    desk = Desk(exchange, vrijplek)
    routes = [
        Route("/", desk.week),
        Route("/new", desk.new),
        Route("/event", desk.event),
        Route("/style.css", _style),
        Route("/book", desk.book, methods=["POST"]),
        Route("/move", desk.move, methods=["POST"]),
        Route("/cancel", desk.cancel, methods=["POST"]),
        Route("/answer", desk.answer, methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers={GraphError: desk.refused})


class Desk:
    """Where somebody sits with Outlook open."""

    def __init__(self, exchange: Exchange, vrijplek: str) -> None:
        self._exchange = exchange
        self._vrijplek = vrijplek
        self._templates = Environment(
            loader=FileSystemLoader(_FOLDER),
            undefined=StrictUndefined,
            autoescape=select_autoescape(),
            trim_blocks=True,
            lstrip_blocks=True,
        )

    async def week(self, request: Request) -> Response:
        box = self._who(request.query_params)
        today = self._exchange.clock.now().astimezone(zone_of(box.zone)).date()
        try:
            asked = date.fromisoformat(request.query_params.get("week", ""))
        except ValueError:
            asked = today
        monday = monday_of(asked)
        return self._page(
            "calendar.html",
            box,
            days=week_of(self._exchange, box, monday),
            before=monday - timedelta(days=7),
            after=monday + timedelta(days=7),
        )

    async def new(self, request: Request) -> Response:
        box = self._who(request.query_params)
        now = self._exchange.clock.now().astimezone(zone_of(box.zone))
        rooms = [each for each in self._boxes() if each.is_resource]
        day = request.query_params.get("day") or now.date().isoformat()
        return self._page("new.html", box, rooms=rooms, day=day, hour=min(now.hour + 1, 22))

    async def event(self, request: Request) -> Response:
        box = self._who(request.query_params)
        seen = self._exchange.store.find(box, request.query_params.get("id", ""))
        start, end = seen.start.at(box.zone).wall, seen.end.at(box.zone).wall
        return self._page(
            "event.html",
            box,
            event=shown(box, seen),
            invited=_invited(self._exchange.event(box.address, request.query_params["id"])),
            start=start,
            end=end,
            own=seen.item.is_organizer,
            day=seen.day,
            series=id_of(bare(seen.item), immutable=True),
        )

    async def book(self, request: Request) -> Response:
        form = await _form(request)
        box = self._who(form)
        start, end = self._span(box, form)
        room, times = form.get("room", ""), min(int(form.get("times") or 1), _WEEKS)
        subject = form.get("subject") or "Meeting"
        if form.get("directly"):
            self._exchange.post_directly(room, start, end, subject)
        elif times > 1:
            self._exchange.add_weekly(
                box.address, start, end, times=times, rooms=[room] if room else [], subject=subject
            )
        else:
            rooms = [room] if room else []
            self._exchange.book(box.address, start, end, rooms=rooms, subject=subject)
        return _to_week(box, form["day"])

    async def move(self, request: Request) -> Response:
        form = await _form(request)
        box = self._who(form)
        self._exchange.move(box.address, form.get("id", ""), *self._span(box, form))
        return _to_week(box, form["day"])

    async def cancel(self, request: Request) -> Response:
        form = await _form(request)
        box = self._who(form)
        self._exchange.delete(box.address, form.get("id", ""))
        return _to_week(box, form.get("day", ""))

    async def answer(self, request: Request) -> Response:
        form = await _form(request)
        box = self._who(form)
        for decision in _ANSWERS:
            if form.get("answer") == decision:
                self._exchange.respond(box.address, form.get("id", ""), decision)
        return _to_week(box, form.get("day", ""))

    async def refused(self, request: Request, error: Exception) -> Response:
        said = error.message if isinstance(error, GraphError) else str(error)
        box = self._who(request.query_params)
        return self._page("refused.html", box, status=400, said=said)

    def _page(self, name: str, box: Mailbox, *, status: int = 200, **facts: Any) -> Response:
        people = [each for each in self._boxes() if not each.is_resource]
        resources = [each for each in self._boxes() if each.is_resource]
        page = self._templates.get_template(name).render(
            box=box, people=people, resources=resources, vrijplek=self._vrijplek, **facts
        )
        return HTMLResponse(page, status_code=status)

    def _boxes(self) -> list[Mailbox]:
        return sorted(self._exchange.store.mailboxes(), key=lambda each: each.name.casefold())

    def _who(self, asked: Mapping[str, str]) -> Mailbox:
        named = asked.get("who")
        box = self._exchange.store.known(named) if named else None
        if box is not None:
            return box
        rooms = [each for each in self._boxes() if each.is_resource]
        return (rooms or self._boxes())[0]

    def _span(self, box: Mailbox, form: Mapping[str, str]) -> tuple[datetime, datetime]:
        try:
            day = date.fromisoformat(form.get("day", ""))
            walls = [time.fromisoformat(form.get(each, "")) for each in ("start", "end")]
        except ValueError:
            raise GraphError(
                400, "ErrorInvalidRequest", "A day and two times are needed."
            ) from None
        where = zone_of(box.zone)
        start, end = (datetime.combine(day, each, where).astimezone(UTC) for each in walls)
        if end <= start:
            raise GraphError(400, "ErrorInvalidRequest", "It has to end after it starts.")
        return start, end


async def _style(request: Request) -> Response:
    return Response((_FOLDER / "style.css").read_text("utf-8"), media_type="text/css")


async def _form(request: Request) -> dict[str, str]:
    """What was filled in, unless a page of somebody else sent it."""
    origin = request.headers.get("origin", "")
    if origin and origin != f"{request.url.scheme}://{request.headers.get('host', '')}":
        raise GraphError(403, "ErrorAccessDenied", "This form is not from here.")
    body = (await request.body()).decode("utf-8")

    return dict(parse_qsl(body, keep_blank_values=True))


def _invited(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (each["emailAddress"]["name"], each["status"]["response"]) for each in event["attendees"]
    ]


def _to_week(box: Mailbox, day: str) -> Response:
    query = urlencode({"who": box.address, "week": day})
    return RedirectResponse(f"/?{query}", status_code=303)
