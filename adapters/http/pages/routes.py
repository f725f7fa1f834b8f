"""The addresses of the pages. Every form is answered with 303, so that going back or reloading repeats nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.http.api.faults import Fault
from adapters.http.caller import Caller, LocalCaller
from adapters.http.errors import Denied, Problem, refusal
from adapters.http.pages.asked import own_path, read_asked
from adapters.http.pages.assets import FOR_EVER, favicon, static_file
from adapters.http.pages.compose import fragment, plan_page
from adapters.http.pages.demo import DemoPeople, demo_cookie
from adapters.http.pages.forms import (
    Act,
    Sent,
    book_place,
    deed,
    move_here,
    read_form,
    submit,
    walk_in_here,
)
from adapters.http.pages.frame import Frame, language_cookie, speaking
from adapters.http.pages.gather import gather, notice_of
from adapters.http.pages.place import Deed
from adapters.http.pages.plan import Said
from adapters.http.render import render
from adapters.http.theme import theme_css
from application.ports import Ports
from domain.ids import FloorId
from domain.people import Person
from domain.refusals import Refusal, Refused

SEE_OTHER = 303
DRAWING_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


class Drawings(Protocol):
    """The floors' drawings, by the hash of their content."""

    async def read(self, drawing_hash: str) -> bytes | None: ...


def page_routes(ports: Ports, caller: Caller, drawings: Drawings) -> list[BaseRoute]:
    """Everything that is not the API."""
    demo = DemoPeople(ports) if isinstance(caller, LocalCaller) else None
    pages = _Pages(ports=ports, caller=caller, drawings=drawings, demo=demo)
    routes: list[BaseRoute] = [
        Route("/", pages.plan),
        Route("/fragments/place", pages.place),
        Route("/bookings", pages.form(book_place, Said.BOOKED), methods=["POST"]),
        Route("/walk-ins", pages.form(walk_in_here, Said.CHECKED_IN), methods=["POST"]),
        Route(
            "/bookings/{booking}/move-here",
            pages.form(move_here, Said.MOVED_HERE),
            methods=["POST"],
        ),
        *(
            Route(f"/bookings/{{booking}}/{each}", pages.form(*deed(each)), methods=["POST"])
            for each in Deed
        ),
        Route("/theme.css", pages.theme),
        Route("/plans/{floor}/{hash}.svg", pages.drawing),
        Route("/static/{build}/{path:path}", static_file),
        Route("/favicon.ico", favicon),
    ]
    if demo is not None:
        routes.append(Route("/demo/person", pages.become, methods=["POST"]))
    return routes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """`demo` is None wherever people sign in."""

    ports: Ports
    caller: Caller
    drawings: Drawings
    demo: DemoPeople | None

    async def plan(self, request: Request) -> Response:
        viewer, new = await self._viewer(request)
        found = await gather(self.ports, read_asked(request.query_params), viewer=viewer)
        notice = await notice_of(self.ports, found)
        directory, here = found.look.directory, found.look.here
        with speaking(request, directory):
            bar = await self.demo.bar(viewer, here) if self.demo is not None else None
            frame = Frame(directory=directory, here=here, person=viewer.name, demo=bar)
            answer = HTMLResponse(render("plan.html", plan_page(found, frame=frame, notice=notice)))
        if (cookie := language_cookie(request, directory)) is not None:
            answer.headers.append("Set-Cookie", cookie)
        if new:
            answer.headers.append("Set-Cookie", demo_cookie(viewer))
        return answer

    async def place(self, request: Request) -> Response:
        """What is beside the plan, for a page that is there already."""
        viewer, _ = await self._viewer(request)
        found = await gather(self.ports, read_asked(request.query_params), viewer=viewer)
        with speaking(request, found.look.directory):
            return HTMLResponse(render("_place.html", fragment(found)))

    def form(self, act: Act, said: Said) -> Callable[[Request], Awaitable[Response]]:
        async def send(request: Request) -> Response:
            viewer, _ = await self._viewer(request)
            sent = Sent(
                who=viewer,
                path=request.url.path,
                fields=await read_form(request),
                booking=request.path_params.get("booking", ""),
            )
            return RedirectResponse(
                await submit(self.ports, sent, act, said), status_code=SEE_OTHER
            )

        return send

    async def become(self, request: Request) -> Response:
        """Be another demo person."""
        if self.demo is None:
            raise Denied(Problem(code=Fault.NOT_FOUND))
        await self._viewer(request)
        fields = await read_form(request)
        person = await self.demo.known(fields.get("person", ""))
        if person is None:
            raise refusal(Refused(why=Refusal.UNKNOWN_PERSON, rule="person"))
        answer = RedirectResponse(own_path(fields.get("back", "")), status_code=SEE_OTHER)
        answer.headers.append("Set-Cookie", demo_cookie(person))
        return answer

    async def theme(self, _: Request) -> Response:
        """The municipality's colours; the page asks for them by a name that changes with them."""
        directory = await self.ports.places.directory()
        headers = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
        return Response(theme_css(directory.brand), headers=headers, media_type="text/css")

    async def drawing(self, request: Request) -> Response:
        """A floor's drawing, which may not run, fetch or embed anything, even when it is opened by itself."""
        await self._viewer(request)
        directory = await self.ports.places.directory()
        floor = directory.floors.get(FloorId(request.path_params["floor"]))
        wanted = request.path_params["hash"]
        svg = None
        if floor is not None and floor.drawing_hash == wanted:
            svg = await self.drawings.read(wanted)
        if svg is None:
            raise Denied(Problem(code=Fault.NOT_FOUND))
        headers = {
            "Cache-Control": FOR_EVER.replace("public", "private"),
            "Content-Security-Policy": DRAWING_POLICY,
            "Vary": "Cookie",
        }
        return Response(svg, headers=headers, media_type="image/svg+xml")

    async def _viewer(self, request: Request) -> tuple[Person, bool]:
        """Who is asking, and whether they are new: in the demo somebody is chosen for whoever is nobody yet."""
        try:
            return await self.caller(request), False
        except Denied:
            somebody = await self.demo.somebody(request) if self.demo is not None else None
            if somebody is None:
                raise
            return somebody, True
