"""Personal codes and codes on places, in the office: choosing and handing out the first, printing the others."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from adapters.http.api.faults import Fault
from adapters.http.caller import Caller
from adapters.http.errors import Denied, Problem
from adapters.http.pages.asked import read_asked
from adapters.http.pages.forms import read_form
from adapters.http.pages.frame import Frame, speaking
from adapters.http.pages.shell import Choice, Link, Shell
from adapters.http.render import render
from adapters.http.rights import Guarded, holder
from application.list_places import sites_shown
from application.ports import Ports
from application.search_people import search_people
from application.set_code import HandedOut, hand_out_code, set_code
from application.show_profile import told_to_all
from domain.ids import FloorId, PersonId
from domain.kinds import Kind
from domain.people import Person, Right, may, may_hand_out_code
from domain.places import Directory
from domain.refusals import Refused

HERE, HAND_OUT = "/codes", "/codes/hand-out"
KEPT = "kept"
MOST_FOUND = 8
SEE_OTHER = 303
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesPage:
    """Context of codes.html. `has_code`: one has chosen one. `may_hand_out`: and for whom, as found by `name`; `found`
    is None before anything was looked for. `handed`: the code that was just made for `handed_to`; shown this once.
    `kiosk`: whether one may unlock one; `sheets`: where codes for places are printed."""

    shell: Shell
    has_code: bool
    kept: bool
    refused: Refused | None
    may_hand_out: bool
    name: str
    found: tuple[Choice, ...] | None
    handed: str
    handed_to: str
    kiosk: bool
    sheets: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One code to cut out. `address`: in print, for whoever cannot scan it."""

    name: str
    kind: Kind
    drawing: Markup
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """Context of qr.html: the codes of one floor."""

    shell: Shell
    where: str
    labels: tuple[Label, ...]


def code_routes(
    ports: Ports, caller: Caller, draw: Callable[[str], str], *, public_url: str
) -> list[BaseRoute]:
    """`draw`: an address as the SVG of a code, which is markup of ours."""
    codes = _Codes(ports=ports, draw=draw, public_url=public_url)
    return [
        Guarded(HERE, codes.show, holder(caller, Right.USE)),
        Guarded(HERE, codes.choose, holder(caller, Right.USE), methods=["POST"]),
        Guarded(HAND_OUT, codes.hand_out, holder(caller, Right.HAND_OUT_CODES), methods=["POST"]),
        Guarded("/floors/{floor}/qr", codes.sheet, holder(caller, Right.EDIT_PLACES)),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Codes:
    ports: Ports
    draw: Callable[[str], str]
    public_url: str

    async def show(self, request: Request, viewer: Person) -> Response:
        refused = read_asked(request.query_params).why
        return await self._page(
            request, viewer, refused=Refused(why=refused) if refused is not None else None
        )

    async def choose(self, request: Request, viewer: Person) -> Response:
        """One's own code."""
        fields = await read_form(request)
        badge, code, again = (fields.get(name, "") for name in ("badge", "code", "again"))
        done = await set_code(self.ports, person=viewer, badge=badge, code=code, again=again)
        said = {"why": done.why.value} if isinstance(done, Refused) else {"said": KEPT}
        address = f"{HERE}?{urlencode(said)}"
        return RedirectResponse(address, status_code=SEE_OTHER, headers=NO_STORE)

    async def hand_out(self, request: Request, viewer: Person) -> Response:
        """Not a redirect, alone of all forms: the code is in this answer and nowhere else."""
        fields = await read_form(request)
        person, badge = PersonId(fields.get("person", "")), fields.get("badge", "")
        done = await hand_out_code(self.ports, actor=viewer, person=person, badge=badge)
        if isinstance(done, Refused):
            return await self._page(request, viewer, refused=done, name=fields.get("name", ""))
        return await self._page(request, viewer, handed=done)

    async def sheet(self, request: Request, viewer: Person) -> Response:
        """Codes for every place of a floor, to print and cut."""
        directory = await self.ports.places.directory()
        floor = directory.floors.get(FloorId(request.path_params["floor"]))
        sites = {site.id: site for site in sites_shown(directory, viewer)}
        if floor is None or floor.site not in sites:
            raise Denied(Problem(code=Fault.NOT_FOUND))
        places = [p for p in directory.by_site.get(floor.site, ()) if p.floor == floor.id]
        labels = tuple(
            Label(
                name=place.name,
                kind=place.kind,
                drawing=Markup(self.draw(address)),  # ours: drawn from an id
                address=address.partition("://")[2],
            )
            for place in places
            for address in (f"{self.public_url}/q/{place.id}",)
        )
        with speaking(request, directory):
            frame = Frame(directory=directory, told=None, here=HERE, viewer=viewer)
            where = f"{sites[floor.site].name} · {floor.name}"
            page = SheetPage(shell=frame.shell, where=where, labels=labels)
            return HTMLResponse(render("qr.html", page), headers=NO_STORE)

    async def _page(
        self,
        request: Request,
        viewer: Person,
        *,
        refused: Refused | None = None,
        handed: HandedOut | None = None,
        name: str = "",
    ) -> Response:
        directory = await self.ports.places.directory()
        name = name or request.query_params.get("name", "")[:64]
        told, found = await told_to_all(self.ports), await self._found(viewer, name)
        has_code = await self.ports.codes.has_code(viewer.id)
        with speaking(request, directory):
            frame = Frame(directory=directory, told=told, here=HERE, viewer=viewer)
            page = CodesPage(
                shell=frame.shell,
                has_code=has_code,
                kept=request.query_params.get("said") == KEPT,
                refused=refused,
                may_hand_out=may(viewer, Right.HAND_OUT_CODES),
                name=name,
                found=found,
                handed=handed.code if handed is not None else "",
                handed_to=handed.person.name if handed is not None else "",
                kiosk=may(viewer, Right.UNLOCK_KIOSK),
                sheets=_sheets(directory, viewer),
            )
            return HTMLResponse(render("codes.html", page), headers=NO_STORE)

    async def _found(self, viewer: Person, name: str) -> tuple[Choice, ...] | None:
        if not (name and may(viewer, Right.HAND_OUT_CODES)):
            return None
        people = await search_people(self.ports, viewer=viewer, words=name, limit=50)
        theirs = [each for each in people if may_hand_out_code(viewer, each)]
        return tuple(Choice(value=each.id, label=each.name) for each in theirs[:MOST_FOUND])


def _sheets(directory: Directory, viewer: Person) -> tuple[Link, ...]:
    if not may(viewer, Right.EDIT_PLACES):
        return ()
    return tuple(
        Link(label=f"{site.name} · {floor.name}", href=f"/floors/{floor.id}/qr")
        for site in sites_shown(directory, viewer)
        for floor in directory.floors_of(site.id)
    )
