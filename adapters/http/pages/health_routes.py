"""The health page and its buttons. They work without a script; what a button asks for is done by a job."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from adapters.http.caller import Caller
from adapters.http.pages.forms import read_form
from adapters.http.pages.frame import Frame, speaking
from adapters.http.pages.health import HEALTH, TEND, Done, health_page
from adapters.http.pages.operations import OPERATIONS, operations_page
from adapters.http.render import render
from adapters.http.rights import Guarded, Page, holder
from application.ports import Ports
from application.show_mailboxes import show_mailboxes
from application.show_operations import show_operations
from application.show_profile import told_to_all
from application.tend_mailbox import Tending, look_at_all, tend_mailbox
from domain.calendar_event import mailbox
from domain.people import Person
from domain.rights import Right

SEE_OTHER = 303
NO_STORE = {"Cache-Control": "no-store"}


def health_page_routes(ports: Ports, caller: Caller) -> list[BaseRoute]:
    """Looking is for whoever may see the health, doing for administrators. Every form is answered with 303."""
    pages = _HealthPages(ports)
    look, tend = holder(caller, Right.SEE_HEALTH), holder(caller, Right.TEND_CALENDARS)
    return [
        Guarded(HEALTH, pages.show, look),
        Guarded(OPERATIONS, pages.operations, holder(caller, Right.SEE_OPERATIONS)),
        *(Guarded(f"{TEND}/{what}", pages.tend(what), tend, methods=["POST"]) for what in Tending),
    ]


@dataclass(frozen=True, slots=True)
class _HealthPages:
    ports: Ports

    async def show(self, request: Request, viewer: Person) -> Response:
        found = await show_mailboxes(self.ports)
        frame = await self._frame(HEALTH, viewer)
        said = request.query_params.get("said", "")
        done = Done(said) if said in list(Done) else None
        with speaking(request, frame.directory):
            page = health_page(found, viewer=viewer, frame=frame, done=done)
            return HTMLResponse(render("health.html", page), headers=NO_STORE)

    async def operations(self, request: Request, viewer: Person) -> Response:
        found = await show_operations(self.ports)
        frame = await self._frame(OPERATIONS, viewer)
        with speaking(request, frame.directory):
            page = operations_page(found, frame=frame)
            return HTMLResponse(render("operations.html", page), headers=NO_STORE)

    async def _frame(self, here: str, viewer: Person) -> Frame:
        return Frame(
            directory=await self.ports.places.directory(),
            told=await told_to_all(self.ports),
            here=here,
            viewer=viewer,
        )

    def tend(self, what: Tending) -> Page:
        async def send(request: Request, viewer: Person) -> Response:
            named = mailbox((await read_form(request)).get("mailbox", ""))
            if not named and what is Tending.SYNC:
                await look_at_all(self.ports, caller=viewer)
                return _to(Done.ASKED)
            known = await tend_mailbox(self.ports, named, what, caller=viewer)
            return _to(Done.ASKED if known else Done.UNKNOWN)

        return send


def _to(done: Done) -> Response:
    return RedirectResponse(f"{HEALTH}?{urlencode({'said': done.value})}", status_code=SEE_OTHER)
