"""The addresses of people without a PC: the kiosk, turns on it, and the codes on the places.

Whatever a turn sends comes back to where the turn is; a turn that is over by then ends there too.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from adapters.http.api.faults import Fault
from adapters.http.api.reading import booking_id
from adapters.http.caller import Caller
from adapters.http.csrf import from_our_page, prove_meant
from adapters.http.errors import Denied, Problem, refusal
from adapters.http.limiting import allowed, failed
from adapters.http.pages.asked import back_with, own_path
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
from adapters.http.pages.place import Deed
from adapters.http.pages.plan import Said
from adapters.http.pages.slips import SEEN_IN_TURN
from adapters.http.pages.turn_pages import NO_STORE, TurnPages
from adapters.http.rights import Guarded, Public, holder
from adapters.http.turns import Screen, Turn, Turns
from application.ports import Ports, Unavailable
from application.record import record
from application.set_code import set_code
from application.verify_code import Verified, verify_code
from domain.audit import Action
from domain.ids import ResourceId, SiteId
from domain.limits import Attempt, refused_until
from domain.people import Person, Right
from domain.refusals import Refusal, Refused

SEE_OTHER = 303
OVER = "over"


def kiosk_routes(
    ports: Ports,
    caller: Caller,
    turns: Turns,
    *,
    sign_in: Callable[[str], str] | None,
    sign_out: Callable[[], Awaitable[str | None]] | None,
    codes_on_phones: bool,
) -> list[BaseRoute]:
    """`sign_in`: where one signs in and comes back from, `sign_out`: where one signs out at the issuer; None where
    nobody can. `codes_on_phones`: number and code will do on a phone too."""
    shown = TurnPages(
        ports=ports, caller=caller, turns=turns, sign_in=sign_in, codes_on_phones=codes_on_phones
    )
    kiosk = _Kiosk(ports=ports, turns=turns, shown=shown, sign_out=sign_out)
    post = ["POST"]
    acts: dict[str, tuple[Act, Said]] = {
        "/turn/bookings": (book_place, Said.BOOKED),
        "/turn/walk-ins": (walk_in_here, Said.CHECKED_IN),
        "/turn/here": (move_here, Said.MOVED_HERE),
        **{f"/turn/bookings/{{booking}}/{each}": deed(each) for each in Deed},
    }
    unlocker = holder(caller, Right.UNLOCK_KIOSK)
    return [
        Public("/kiosk", shown.kiosk),
        Public("/q/{resource}", shown.scanned),
        Guarded("/kiosk/unlock", kiosk.unlock, unlocker, methods=post),
        Public("/kiosk/lock", kiosk.lock, methods=post),
        Public("/turn", kiosk.begin, methods=post),
        Public("/turn/end", kiosk.end, methods=post),
        Public("/turn/over", kiosk.over),
        Public("/turn/code", kiosk.choose_code, methods=post),
        *(Public(path, kiosk.act(*each), methods=post) for path, each in acts.items()),
        Public(SEEN_IN_TURN, kiosk.seen, methods=post),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kiosk:
    ports: Ports
    turns: Turns
    shown: TurnPages
    sign_out: Callable[[], Awaitable[str | None]] | None

    async def unlock(self, request: Request, who: Person) -> Response:
        """This browser is a kiosk from now on; whoever unlocked it is signed out, at the issuer as well."""
        fields = await read_form(request)
        site = SiteId(fields.get("site", ""))
        if site not in (await self.ports.places.directory()).sites:
            raise Denied(Problem(code=Refusal.UNKNOWN_SITE))
        answer = await self.shown.unlocked(request, await self._onwards())
        await record(self.ports, Action.KIOSK_UNLOCKED, actor=who.id, target=site)
        await self.turns.unlock(answer, who.id, site)
        return answer

    async def _onwards(self) -> str:
        """Where to sign out at the issuer; empty where that is not to be had."""
        with suppress(Unavailable):
            return (await self.sign_out() if self.sign_out is not None else None) or ""
        return ""

    async def lock(self, request: Request) -> Response:
        screen = await self.turns.screen(request)
        answer = _to("/kiosk")
        if screen is not None:
            await prove_meant(request, screen.session)
            await record(self.ports, Action.KIOSK_LOCKED, target=screen.site)
            self.turns.lock(answer)
        return answer

    async def begin(self, request: Request) -> Response:
        """Number and code in; a turn, or the same "no" whatever was wrong."""
        fields = await read_form(request)
        screen = await self.turns.screen(request)
        place = ResourceId(fields.get("place", "")) or None
        if screen is None and (place is None or not self.shown.codes_on_phones):
            raise Denied(Problem(code=Fault.NOT_SIGNED_IN))
        if screen is not None:
            await prove_meant(request, screen.session)
        elif from_our_page(request) is False:
            raise Denied(Problem(code=Fault.CROSS_SITE))
        await self._may_try(request, screen)
        code, badge = fields.get("code", ""), fields.get("badge", "")
        found = await verify_code(self.ports, badge=badge, code=code)
        home = f"/q/{place}" if place is not None else "/kiosk"
        if isinstance(found, Refused):
            await self._failed(request, screen)
            return _to(back_with(own_path(home), why=found.why))
        answer = _to(own_path(home))
        if isinstance(found, Verified):
            await self.turns.begin(answer, found, place)
        return answer

    async def end(self, request: Request) -> Response:
        """The one whose turn it is has done."""
        turn = await self.turns.turn(request)
        if turn is not None:
            await prove_meant(request, turn.session)
        return self._ended(turn)

    async def over(self, request: Request) -> Response:
        """Time has run out; a page that nobody touches comes here by itself."""
        return self._ended(await self.turns.turn(request), back=request.query_params.get("at", ""))

    async def choose_code(self, request: Request) -> Response:
        """One's own code instead of the one that was handed out."""
        turn, fields = await self.turns.turn(request), await read_form(request)
        if turn is None or not turn.must_change:
            return self._ended(turn)
        await prove_meant(request, turn.session)
        code, again = fields.get("code", ""), fields.get("again", "")
        done = await set_code(
            self.ports, person=turn.person, badge=turn.badge, code=code, again=again
        )
        refused = isinstance(done, Refused)
        answer = _to(back_with(turn.home, why=done.why) if isinstance(done, Refused) else turn.home)
        await self.turns.go_on(answer, turn, changed=not refused)
        return answer

    def act(self, act: Act, said: Said) -> Callable[[Request], Awaitable[Response]]:
        async def send(request: Request) -> Response:
            fields = await read_form(request)
            turn = await self.turns.turn(request)
            if turn is None or turn.must_change:
                return self._ended(turn, back=fields.get("back", ""))
            await prove_meant(request, turn.session)
            sent = Sent(
                who=turn.person,
                path=request.url.path,
                fields=fields,
                booking=request.path_params.get("booking", ""),
            )
            await self._is_at_its_place(turn, sent)
            answer = _to(await submit(self.ports, sent, act, said))
            await self.turns.go_on(answer, turn)
            return answer

        return send

    async def seen(self, request: Request) -> Response:
        """The one whose turn it is has read what could not be mailed."""
        fields, turn = await read_form(request), await self.turns.turn(request)
        if turn is None or turn.must_change:
            return self._ended(turn, back=fields.get("back", ""))
        await prove_meant(request, turn.session)
        answer = _to(await read_slips(self.ports, turn.person, fields))
        await self.turns.go_on(answer, turn)
        return answer

    async def _is_at_its_place(self, turn: Turn, sent: Sent) -> None:
        """Away from a kiosk a turn is about the one place whose code was scanned. Raises Denied (403)."""
        if turn.place is None or (sent.place == turn.place and not sent.booking):
            return
        known = booking_id(sent.booking)
        if known is not None:
            kept = await self.ports.bookings.find(known)
            if kept is not None and kept.value.at.resource == turn.place:
                return
        raise Denied(Problem(code=Fault.NOT_ALLOWED))

    def _ended(self, turn: Turn | None, *, back: str = "") -> Response:
        home = turn.home if turn is not None else own_path(back).partition("?")[0]
        known = home if home.startswith(("/q/", "/kiosk")) else "/kiosk"
        answer = _to(f"{known}?{OVER}=1")
        self.turns.end(answer)
        return answer

    async def _may_try(self, request: Request, screen: Screen | None) -> None:
        if screen is None:
            await allowed(self.ports, request, Attempt.PIN)
            return
        now = self.ports.clock.now()
        until = await self.ports.limiter.may_try(screen.name, Attempt.KIOSK, now=now)
        if until is not None:
            raise refusal(refused_until(until, now=now))

    async def _failed(self, request: Request, screen: Screen | None) -> None:
        if screen is None:
            await failed(self.ports, request, Attempt.PIN)
        else:
            now = self.ports.clock.now()
            await self.ports.limiter.failed(screen.name, Attempt.KIOSK, now=now)


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=SEE_OTHER, headers=NO_STORE)
