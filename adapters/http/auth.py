"""Signing in and out: the addresses between our pages and the identity provider.

Whatever goes wrong on the way in is said in one sentence that tells nobody who exists; the log says why, and never who.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from adapters.http.api.faults import Fault
from adapters.http.auth_programs import NO_STORE, Programs
from adapters.http.caller import Caller
from adapters.http.cookies import cookie_name, drop_cookie, keep_for_answer, set_cookie
from adapters.http.errors import Denied, Problem
from adapters.http.limiting import allowed, failed
from adapters.http.pages.asked import own_path
from adapters.http.pages.frame import Frame, speaking
from adapters.http.pages.signed_out import SignedOutPage
from adapters.http.render import render
from adapters.http.rights import Guarded, Public, holder
from adapters.http.session import COOKIE, Door
from adapters.http.turns import Turns
from adapters.telemetry.events import tell
from application.identity import UNDER_WAY, Distrust, Issuer, kiosks_of
from application.ports import Ports, Unavailable
from application.record import record
from application.sign_in import sign_in
from domain.audit import Action
from domain.limits import Attempt
from domain.people import Person
from domain.rights import Right

SEE_OTHER = 303
SIGN_IN_LASTS = 600  # seconds
MOST_AT_ONCE = 4
SIGN_IN: Final = "/auth/sign-in"


def auth_routes(
    ports: Ports, door: Door, issuer: Issuer, *, caller: Caller, public_url: str
) -> list[BaseRoute]:
    """Everything under /auth; for everybody, because it is where one becomes somebody, except what ends sessions elsewhere."""
    auth = _Auth(ports=ports, door=door, issuer=issuer, public_url=public_url)
    programs = Programs(ports=ports, door=door, issuer=issuer)
    return [
        Public(SIGN_IN, auth.sign_in),
        Public("/auth/callback", auth.callback),
        Public("/auth/signed-out", auth.signed_out),
        Public("/auth/sign-out", auth.sign_out, methods=["POST"]),
        Guarded(
            "/auth/sign-out-everywhere",
            auth.sign_out_everywhere,
            holder(caller, Right.USE),
            methods=["POST"],
        ),
        Public("/auth/back-channel", programs.back_channel, methods=["POST"]),
        Public("/auth/teams", programs.teams, methods=["POST"]),
    ]


def sign_in_address(return_to: str) -> str:
    """Where a page sends somebody whom it does not know."""
    return f"{SIGN_IN}?return_to={quote(return_to, safe='')}"


def return_address(text: str) -> str:
    """A page of ours to come back to; never one of these addresses."""
    path = own_path(text)
    return "/" if path.startswith("/auth/") else path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Auth:
    ports: Ports
    door: Door
    issuer: Issuer
    public_url: str

    async def sign_in(self, request: Request) -> Response:
        if (elsewhere := self._at_our_address(request)) is not None:
            return elsewhere
        if await Turns(door=self.door).screen(request) is not None:
            return RedirectResponse("/kiosk", status_code=SEE_OTHER, headers=NO_STORE)
        asked = request.query_params
        begun = await self.issuer.begin(
            return_address(asked.get("return_to", "/")), choose=asked.get("choose") == "1"
        )
        answer = RedirectResponse(begun.address, status_code=SEE_OTHER, headers=NO_STORE)
        secure = self.door.secure
        kept = set_cookie(begun.name, begun.sealed, secure=secure, lasts=SIGN_IN_LASTS)
        answer.headers.append("Set-Cookie", kept)
        for name in self._given_up(request):
            answer.headers.append("Set-Cookie", drop_cookie(name, secure=secure))
        return answer

    def _given_up(self, request: Request) -> list[str]:
        """A browser that opens many pages at once begins many sign-ins; all that they keep would not fit in a header."""
        start = cookie_name(UNDER_WAY, secure=self.door.secure)
        under_way = [name for name in request.cookies if name.startswith(start)]
        if len(under_way) < MOST_AT_ONCE:
            return []
        return [f"{UNDER_WAY}{name.removeprefix(start)}" for name in under_way]

    async def callback(self, request: Request) -> Response:
        """Back from the issuer: with a code, or with a no."""
        answer = dict(request.query_params)
        name = self.issuer.name_of(answer.get("state", ""))
        sealed = request.cookies.get(cookie_name(name, secure=self.door.secure), "")
        await allowed(self.ports, request, Attempt.SIGN_IN)
        finished = await self.issuer.finish(answer, sealed)
        if isinstance(finished, Distrust):
            return await self._refused(request, finished)
        directory = await self.ports.places.directory()
        person = await sign_in(self.ports, finished.claims, languages=directory.languages)
        await record(self.ports, Action.SIGNED_IN, actor=person.id, subject=person.id)
        welcome = RedirectResponse(finished.return_to, status_code=SEE_OTHER, headers=NO_STORE)
        session = await self.door.begun(person.id)
        welcome.headers.append("Set-Cookie", await self.door.cookie(session))
        welcome.headers.append("Set-Cookie", drop_cookie(name, secure=self.door.secure))
        return welcome

    async def sign_out(self, request: Request) -> Response:
        """This browser forgets who it was, and the issuer is asked to forget it too."""
        session = await self.door.session(request)  # raises where the person did not mean it
        keep_for_answer(request, drop_cookie(COOKIE, secure=self.door.secure))
        if session is not None:
            who = session.person
            await record(self.ports, Action.SIGNED_OUT, actor=who, subject=who)
        return await self._leave(request)

    async def sign_out_everywhere(self, request: Request, who: Person) -> Response:
        for whose in (who.id, kiosks_of(who.id)):
            await self.ports.session_versions.end_all(whose)
        keep_for_answer(request, drop_cookie(COOKIE, secure=self.door.secure))
        await record(self.ports, Action.SIGNED_OUT_EVERYWHERE, actor=who.id, subject=who.id)
        return await self._leave(request)

    async def signed_out(self, request: Request) -> Response:
        """On a kiosk: of whoever has just unlocked it, who was signed out at the issuer on the way."""
        if await Turns(door=self.door).screen(request) is not None:
            return RedirectResponse("/kiosk", status_code=SEE_OTHER, headers=NO_STORE)
        return await self._page(request)

    def _at_our_address(self, request: Request) -> Response | None:
        """Locally one machine has several names, and the issuer sends the browser back to one of them only, where the
        cookies of another are not brought along."""
        if self.door.secure or request.url.netloc == urlsplit(self.public_url).netloc:
            return None
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{self.public_url}{SIGN_IN}{query}", status_code=SEE_OTHER)

    async def _refused(self, request: Request, why: Distrust) -> Response:
        session = await self.door.session(request)
        if why is Distrust.NOT_OURS and session is not None:
            return RedirectResponse("/", status_code=SEE_OTHER)  # gone back to, or sent twice
        tell("sign-in-refused", level=logging.WARNING, why=why.value)
        if why is not Distrust.NOT_OURS:  # that anybody can send, as often as they like
            await record(self.ports, Action.SIGN_IN_REFUSED, refused=why.value)
        with suppress(Unavailable):
            await failed(self.ports, request, Attempt.SIGN_IN)
        code = Fault.NOT_ADMITTED if why is Distrust.TENANT else Fault.SIGN_IN_FAILED
        raise Denied(Problem(code=code))

    async def _leave(self, request: Request) -> Response:
        """A page, not a redirect: a form may lead to our own addresses only, also by way of a redirect."""
        try:
            onwards = await self.issuer.sign_out_address()
        except Unavailable:
            onwards = None
        leaving = {"Refresh": f"0; url={onwards}"} if onwards else {}
        return await self._page(request, onwards or "", leaving)

    async def _page(
        self, request: Request, onwards: str = "", headers: Mapping[str, str] | None = None
    ) -> Response:
        directory = await self.ports.places.directory()
        with speaking(request, directory):
            here = "/auth/signed-out"
            page = SignedOutPage(
                shell=Frame(directory=directory, told=None, here=here).shell,
                again=SIGN_IN,
                onwards=onwards,
            )
            text = render("signed_out.html", page)
        return HTMLResponse(text, headers={**NO_STORE, **(headers or {})})
