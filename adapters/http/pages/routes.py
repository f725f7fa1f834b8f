"""The addresses of the pages. Every form is answered with 303, so that going back or reloading repeats nothing."""

from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from adapters.http.api.faults import Fault
from adapters.http.caller import Caller
from adapters.http.errors import Denied, Problem
from adapters.http.pages.asked import read_asked
from adapters.http.pages.assets import FOR_EVER, favicon, static_file
from adapters.http.pages.audit_routes import audit_page_routes
from adapters.http.pages.compose import fragment, plan_page
from adapters.http.pages.forms import (
    Act,
    Sent,
    book_place,
    deed,
    move_here,
    read_form,
    read_slips,
    submit,
    walk_in_here,
)
from adapters.http.pages.frame import Frame, language_cookie, speaking
from adapters.http.pages.gather import gather, notice_of
from adapters.http.pages.health_routes import health_page_routes
from adapters.http.pages.place import Deed
from adapters.http.pages.plan import Said
from adapters.http.pages.privacy_routes import privacy_page_routes
from adapters.http.pages.slips import SEEN
from adapters.http.render import render
from adapters.http.rights import Guarded, Page, Public, holder
from adapters.http.theme import theme_css
from application.ports import Ports
from application.show_profile import told_to_all
from domain.ids import FloorId
from domain.people import Person
from domain.rights import Right

SEE_OTHER = 303
DRAWING_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


class Drawings(Protocol):
    """The floors' drawings, by the hash of their content."""

    async def read(self, drawing_hash: str) -> bytes | None: ...


def page_routes(ports: Ports, caller: Caller, drawings: Drawings) -> list[BaseRoute]:
    """Everything that is not the API."""
    pages = _Pages(ports=ports, drawings=drawings)
    user = holder(caller, Right.USE)

    def form(path: str, act: Act, said: Said) -> Guarded:
        return Guarded(path, pages.form(act, said), user, methods=["POST"])

    return [
        Guarded("/", pages.plan, user),
        Guarded("/fragments/place", pages.place, user),
        form("/bookings", book_place, Said.BOOKED),
        form("/walk-ins", walk_in_here, Said.CHECKED_IN),
        form("/bookings/{booking}/move-here", move_here, Said.MOVED_HERE),
        *(form(f"/bookings/{{booking}}/{each}", *deed(each)) for each in Deed),
        Guarded(SEEN, pages.seen, user, methods=["POST"]),
        *privacy_page_routes(ports, caller),
        *audit_page_routes(ports, caller),
        *health_page_routes(ports, caller),
        Public("/theme.css", pages.theme),
        Guarded("/plans/{floor}/{hash}.svg", pages.drawing, user),
        Public("/static/{build}/{path:path}", static_file),
        Public("/favicon.ico", favicon),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    ports: Ports
    drawings: Drawings

    async def plan(self, request: Request, viewer: Person) -> Response:
        found = await gather(self.ports, read_asked(request.query_params), viewer=viewer)
        notice = await notice_of(self.ports, found)
        told = await told_to_all(self.ports)
        directory, here = found.look.directory, found.look.here
        with speaking(request, directory):
            frame = Frame(
                directory=directory,
                told=told,
                here=here,
                viewer=viewer,
            )
            answer = HTMLResponse(render("plan.html", plan_page(found, frame=frame, notice=notice)))
        if (cookie := language_cookie(request, directory)) is not None:
            answer.headers.append("Set-Cookie", cookie)
        return answer

    async def place(self, request: Request, viewer: Person) -> Response:
        """What is beside the plan, for a page that is there already."""
        found = await gather(self.ports, read_asked(request.query_params), viewer=viewer)
        with speaking(request, found.look.directory):
            return HTMLResponse(render("_place.html", fragment(found)))

    def form(self, act: Act, said: Said) -> Page:
        async def send(request: Request, viewer: Person) -> Response:
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

    async def seen(self, request: Request, viewer: Person) -> Response:
        """What could not be mailed was read here."""
        fields = await read_form(request)
        answer = await read_slips(self.ports, viewer, fields)
        return RedirectResponse(answer, status_code=SEE_OTHER)

    async def theme(self, _: Request) -> Response:
        """The municipality's colours; the page asks for them by a name that changes with them."""
        directory = await self.ports.places.directory()
        headers = {"Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
        return Response(theme_css(directory.brand), headers=headers, media_type="text/css")

    async def drawing(self, request: Request, _: Person) -> Response:
        """A floor's drawing, which may not run, fetch or embed anything, even when it is opened by itself."""
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
