"""The pages of people without a PC, each as it is asked for. None of them is kept by the browser."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.http.api.faults import Fault
from adapters.http.caller import Caller
from adapters.http.errors import Denied, Problem, refusal
from adapters.http.pages.asked import Asked, read_asked
from adapters.http.pages.compose import panel_of
from adapters.http.pages.frame import Frame, speaking
from adapters.http.pages.gather import gather, notice_of
from adapters.http.pages.kiosk import (
    AtPlacePage,
    KioskPage,
    NewCodePage,
    ScannedPage,
    TurnPage,
    UnlockedPage,
    UnlockPage,
)
from adapters.http.pages.kiosk_fill import count, offer, todays
from adapters.http.pages.looking import look_at
from adapters.http.pages.panel import where
from adapters.http.pages.shell import Choice, Shell
from adapters.http.pages.slips import slips
from adapters.http.render import render
from adapters.http.turns import Screen, Turn, Turns
from application.asking import visible_resource
from application.list_places import sites_shown
from application.ports import Ports
from application.show_plan import show_plan
from application.show_profile import told_to_all
from domain.ids import PersonId, ResourceId
from domain.pact import Announcement
from domain.people import Person, Right, Role, may
from domain.places import Directory
from domain.refusals import Refusal, Refused

NO_STORE = {"Cache-Control": "no-store"}
NOBODY = Person(id=PersonId("nobody"), name="", roles=frozenset())
SEE_OTHER = 303
SAID_HERE = frozenset(
    {
        Refusal.CODE_NOT_ACCEPTED,
        Refusal.WEAK_CODE,
        Refusal.CODES_DIFFER,
        Refusal.BADGE_REFUSED,
    }
)
"""What is said on these pages before somebody is known: an address that somebody made up says nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPages:
    """`sign_in` is None where nobody can sign in with an account."""

    ports: Ports
    caller: Caller
    turns: Turns
    sign_in: Callable[[str], str] | None
    codes_on_phones: bool

    async def kiosk(self, request: Request) -> Response:
        screen = await self.turns.screen(request)
        if screen is None:
            return await self._locked(request)
        turn = await self.turns.turn(request)
        if turn is None or turn.place is not None:
            return await self._nobodys(request, screen)
        if turn.must_change:
            return await self._new_code(request, turn)
        return await self._turn(request, turn, screen)

    async def scanned(self, request: Request) -> Response:
        """The code on a place was scanned: whoever is signed in sees it on the plan."""
        wanted = ResourceId(request.path_params["resource"])
        turn = await self.turns.turn(request)
        if turn is not None and turn.place == wanted:
            if turn.must_change:
                return await self._new_code(request, turn)
            return await self._at_place(request, turn, wanted)
        screen = await self.turns.screen(request)
        if screen is None:
            try:
                await self.caller(request)
            except Denied:
                pass
            else:
                address = f"/?place={quote(wanted)}#place"
                return RedirectResponse(address, status_code=SEE_OTHER, headers=NO_STORE)
        return await self._scanned(request, wanted, screen)

    async def unlocked(self, request: Request, onwards: str) -> Response:
        """A page, not a redirect: a form may lead to our own addresses only, also by way of a redirect."""
        directory = await self.ports.places.directory()
        with speaking(request, directory):
            shell = _shell(directory, "/kiosk")
            page = UnlockedPage(shell=shell, onwards=onwards or "/kiosk")
            text = render("kiosk_unlocked.html", page)
        return _page(text, refresh=f"0; url={onwards or '/kiosk'}")

    async def _locked(self, request: Request) -> Response:
        """Only whoever may unlock a kiosk has any business here."""
        who = await self.caller(request)
        if not may(who, Right.UNLOCK_KIOSK):
            raise Denied(Problem(code=Fault.NOT_ALLOWED, rule=Right.UNLOCK_KIOSK.value))
        directory = await self.ports.places.directory()
        with speaking(request, directory):
            shell = Frame(
                directory=directory,
                told=None,
                here="/kiosk",
                viewer=who,
            ).shell
            sites = sites_shown(directory, who)
            choices = tuple(Choice(value=site.id, label=site.name) for site in sites)
            page = UnlockPage(shell=shell, sites=choices)
            return _page(render("kiosk_unlock.html", page))

    async def _nobodys(self, request: Request, screen: Screen) -> Response:
        directory, now = await self.ports.places.directory(), self.ports.clock.now()
        viewer = replace(screen.by, roles=frozenset({Role.EMPLOYEE}))
        asked = Asked(site=screen.site)
        look = look_at(directory, asked, viewer=viewer, now=now, at=None)
        plan = await show_plan(self.ports, viewer=viewer, site=look.site, when=look.when)
        if isinstance(plan, Refused):
            raise refusal(plan)
        free, total = count(look, plan.places)
        request.state.session = screen.session
        with speaking(request, directory):
            page = KioskPage(
                shell=_shell(directory, "/kiosk"),
                site=look.site.name,
                free=free,
                total=total,
                refused=_why(request),
                over=_over(request),
            )
            return _page(render("kiosk.html", page))

    async def _turn(self, request: Request, turn: Turn, screen: Screen) -> Response:
        asked = replace(read_asked(request.query_params), site=screen.site, place="", floor="")
        found = await gather(self.ports, asked, viewer=turn.person)
        notice, told = await notice_of(self.ports, found), await told_to_all(self.ports)
        directory = found.look.directory
        with speaking(request, directory):
            page = TurnPage(
                shell=_shell(directory, "/kiosk", told),
                name=turn.person.name,
                seconds=self.turns.seconds(turn),
                site=found.look.site.name,
                notice=notice,
                slips=slips(found.slips, found.look, in_turn=True),
                bookings=todays(found),
                offer=offer(found),
                here="/kiosk",
            )
            answer = _page(render("turn.html", page))
        await self.turns.go_on(answer, turn)
        return answer

    async def _at_place(self, request: Request, turn: Turn, wanted: ResourceId) -> Response:
        asked = replace(read_asked(request.query_params), site="", floor="", place=wanted)
        found = await gather(self.ports, asked, viewer=turn.person)
        notice, told = await notice_of(self.ports, found), await told_to_all(self.ports)
        with speaking(request, found.look.directory):
            panel = panel_of(found)
            assert panel is not None  # gather has refused what is not there
            page = AtPlacePage(
                shell=_shell(found.look.directory, turn.home, told),
                name=turn.person.name,
                seconds=self.turns.seconds(turn),
                notice=notice,
                panel=panel,
                here=turn.home,
            )
            answer = _page(render("at_place.html", page))
        await self.turns.go_on(answer, turn)
        return answer

    async def _new_code(self, request: Request, turn: Turn) -> Response:
        directory = await self.ports.places.directory()
        with speaking(request, directory):
            page = NewCodePage(
                shell=_shell(directory, turn.home),
                name=turn.person.name,
                seconds=self.turns.seconds(turn),
                home=turn.home,
                refused=_why(request),
            )
            answer = _page(render("new_code.html", page))
        await self.turns.go_on(answer, turn)
        return answer

    async def _scanned(
        self, request: Request, wanted: ResourceId, screen: Screen | None
    ) -> Response:
        directory = await self.ports.places.directory()
        place = visible_resource(directory, wanted, NOBODY)
        if place is None:
            raise refusal(Refused(why=Refusal.UNKNOWN_RESOURCE, rule="resource"))
        account = self.sign_in is not None and screen is None
        request.state.session = screen.session if screen is not None else None
        with speaking(request, directory):
            page = ScannedPage(
                shell=_shell(directory, f"/q/{place.id}"),
                id=place.id,
                place=place.name,
                kind=place.kind,
                where=where(directory, place.site, place.floor),
                sign_in=self.sign_in(f"/q/{place.id}") if account and self.sign_in else "",
                codes=screen is not None or self.codes_on_phones,
                refused=_why(request),
                over=_over(request),
            )
            return _page(render("scanned.html", page))


def _shell(directory: Directory, here: str, told: Announcement | None = None) -> Shell:
    """Without a person: nobody has signed in here with an account."""
    return replace(Frame(directory=directory, told=told, here=here).shell, home=here)


def _page(text: str, *, refresh: str = "") -> Response:
    return HTMLResponse(text, headers=NO_STORE | ({"Refresh": refresh} if refresh else {}))


def _why(request: Request) -> Refused | None:
    why = read_asked(request.query_params).why
    return Refused(why=why) if why in SAID_HERE else None


def _over(request: Request) -> bool:
    return request.query_params.get("over") == "1"
