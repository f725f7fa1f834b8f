"""The privacy pages: one's own for everyone, the agreement for administrators. They work without a script."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from adapters.http.caller import Caller
from adapters.http.pages.forms import read_form
from adapters.http.pages.frame import Frame, speaking
from adapters.http.pages.privacy import OWN, SETTINGS, Done, own_page, settings_page
from adapters.http.render import render
from adapters.http.rights import Guarded, holder
from application.change_profile import (
    change_profile,
    confirm_proposal,
    say_preference,
    withdraw_proposal,
)
from application.look_up import list_look_ups
from application.ports import Ports
from application.show_profile import ShownPact, show_pact, told_to_all
from domain.pact import Pact
from domain.people import Person
from domain.privacy import BOUNDS, NAMEABLE, Choice, Preference, Terms
from domain.refusals import Refused
from domain.rights import Right

SEE_OTHER = 303
NO_STORE = {"Cache-Control": "no-store"}


def privacy_page_routes(ports: Ports, caller: Caller) -> list[BaseRoute]:
    """All of them. Every form is answered with 303."""
    pages = _PrivacyPages(ports)
    use, edit = holder(caller, Right.USE), holder(caller, Right.EDIT_PRIVACY)
    return [
        Guarded(OWN, pages.own, use),
        Guarded(OWN, pages.say, use, methods=["POST"]),
        Guarded(SETTINGS, pages.settings, edit),
        Guarded(SETTINGS, pages.change, edit, methods=["POST"]),
        Guarded(f"{SETTINGS}/confirmation", pages.confirm, edit, methods=["POST"]),
        Guarded(f"{SETTINGS}/withdrawal", pages.withdraw, edit, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _PrivacyPages:
    ports: Ports

    async def own(self, request: Request, viewer: Person) -> Response:
        """What others see of me."""
        shown, said, look_ups, frame = await asyncio.gather(
            show_pact(self.ports),
            self.ports.preferences.of(viewer.id),
            list_look_ups(self.ports, viewer=viewer),
            self._frame(request, viewer, OWN),
        )
        with speaking(request, frame.directory):
            page = own_page(
                shown,
                viewer=viewer,
                said=said,
                look_ups=look_ups,
                frame=frame,
                done=_done(request),
            )
            return HTMLResponse(render("privacy.html", page), headers=NO_STORE)

    async def say(self, request: Request, viewer: Person) -> Response:
        """One's own word about being shown."""
        wanted = (await read_form(request)).get("said", "")
        if wanted not in list(Preference):
            return _to(OWN, Done.INVALID)
        refused = await say_preference(self.ports, caller=viewer, said=Preference(wanted))
        return _to(OWN, Done.NO_CHOICE if refused is not None else Done.KEPT)

    async def settings(self, request: Request, viewer: Person) -> Response:
        """The agreement, to change."""
        shown: ShownPact = await show_pact(self.ports)
        frame = await self._frame(request, viewer, SETTINGS)
        with speaking(request, frame.directory):
            page = settings_page(shown, viewer=viewer, frame=frame, done=_done(request))
            return HTMLResponse(render("privacy_settings.html", page))

    async def change(self, request: Request, viewer: Person) -> Response:
        """In force at once, or proposed."""
        fields = await read_form(request)
        terms = terms_in(fields)
        if terms is None:
            return _to(SETTINGS, Done.INVALID)
        before = await self.ports.profiles.read()
        was = before.value if before is not None else Pact()
        done = await change_profile(self.ports, caller=viewer, terms=terms, seen=_seen(fields))
        if isinstance(done, Refused):
            return _to(SETTINGS, Done(done.why.value))
        if done == was:
            return _to(SETTINGS, Done.UNCHANGED)
        return _to(SETTINGS, Done.PROPOSED if done.proposal is not None else Done.IN_FORCE)

    async def confirm(self, request: Request, viewer: Person) -> Response:
        """As a second administrator."""
        seen = _seen(await read_form(request))
        done = await confirm_proposal(self.ports, caller=viewer, seen=seen)
        return _to(SETTINGS, _said(done, Done.CONFIRMED))

    async def withdraw(self, request: Request, viewer: Person) -> Response:
        """Leave the agreement as it is."""
        seen = _seen(await read_form(request))
        done = await withdraw_proposal(self.ports, caller=viewer, seen=seen)
        return _to(SETTINGS, _said(done, Done.WITHDRAWN))

    async def _frame(self, request: Request, viewer: Person, here: str) -> Frame:
        directory = await self.ports.places.directory()
        told = await told_to_all(self.ports)
        return Frame(
            directory=directory,
            told=told,
            here=here,
            viewer=viewer,
        )


def terms_in(fields: Mapping[str, str]) -> Terms | None:
    """The terms of the form; None where a number or the choice is none that they can have."""
    numbers: dict[str, int] = {}
    for name, (low, high) in BOUNDS.items():
        text = fields.get(name, "").strip()
        if not (text.isascii() and text.isdecimal() and len(text) < 6):
            return None
        numbers[name] = int(text)
        if not low <= numbers[name] <= high:
            return None
    if fields.get("choice", "") not in list(Choice):
        return None
    names = frozenset(each for each in NAMEABLE if fields.get(f"names-{each}") == "1")
    return Terms(
        names=names,
        choice=Choice(fields["choice"]),
        smallest_group=numbers["smallest_group"],
        keep_bookings_days=numbers["keep_bookings_days"],
        keep_plans_days=numbers["keep_plans_days"],
        keep_audit_days=numbers["keep_audit_days"],
        presence=fields.get("presence") == "1",
    )


def _seen(fields: Mapping[str, str]) -> int:
    text = fields.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _said(outcome: Pact | Refused, done: Done) -> Done:
    return Done(outcome.why.value) if isinstance(outcome, Refused) else done


def _to(path: str, done: Done) -> Response:
    return RedirectResponse(f"{path}?{urlencode({'said': done.value})}", status_code=SEE_OTHER)


def _done(request: Request) -> Done | None:
    said = request.query_params.get("said", "")
    return Done(said) if said in list(Done) else None
