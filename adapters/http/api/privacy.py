"""/privacy-profile: to whom names are shown and for how long things are kept, for everyone to read and two
administrators to change; /me/privacy: one's own word about it."""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from adapters.http.api import examples
from adapters.http.api.describe import IF_MATCH, WITH_BODY, answers, takes
from adapters.http.api.faults import Fault
from adapters.http.api.moments import utc
from adapters.http.api.out import Json, answer
from adapters.http.api.reading import BodyIn, read_body, version_seen
from adapters.http.caller import Caller
from adapters.http.errors import refusal
from adapters.http.etag import quoted
from adapters.http.rights import holder
from adapters.http.urls import API
from application.change_profile import (
    change_profile,
    confirm_proposal,
    say_preference,
    withdraw_proposal,
)
from application.look_up import list_look_ups
from application.ports import Ports
from application.show_profile import ShownPact, show_pact
from domain.ids import PersonId
from domain.pact import Pact, weakens
from domain.people import Person
from domain.privacy import BOUNDS, NAMEABLE, Choice, Preference, Relation, Terms, hides
from domain.refusals import Refusal, Refused
from domain.rights import Right

NAMES: Mapping[str, str] = {
    "names": "namesShownTo",
    "choice": "personalChoice",
    "smallest_group": "smallestGroup",
    "keep_bookings_days": "keepBookingsDays",
    "keep_plans_days": "keepPlansDays",
    "keep_audit_days": "keepAuditDays",
    "presence": "presenceShown",
}
"""What the terms are called in the API."""
NO_REVISION = -1  # what no pact has


Shown = Literal["own-team", "same-site", "on-duty", "everyone"]


def _within(name: str) -> Any:
    low, high = BOUNDS[name]
    return Field(ge=low, le=high)


class PrivacyChange(BodyIn):
    """`namesShownTo`: on plans and in lists; `personalChoice`: what is left to each person; `smallestGroup`: how many
    people a figure must be about; `presenceShown`: beside a name, whether they can be reached; the rest in days."""

    names_shown_to: list[Shown] = Field(max_length=4)
    personal_choice: Literal["fixed", "opt-out", "opt-in"]
    smallest_group: int = _within("smallest_group")
    keep_bookings_days: int = _within("keep_bookings_days")
    keep_plans_days: int = _within("keep_plans_days")
    keep_audit_days: int = _within("keep_audit_days")
    presence_shown: bool = False

    @property
    def terms(self) -> Terms:
        return Terms(
            names=frozenset(map(Relation, self.names_shown_to)),
            choice=Choice(self.personal_choice),
            smallest_group=self.smallest_group,
            keep_bookings_days=self.keep_bookings_days,
            keep_plans_days=self.keep_plans_days,
            keep_audit_days=self.keep_audit_days,
            presence=self.presence_shown,
        )


class NewPreference(BodyIn):
    """`unsaid` takes back what was said."""

    said: Literal["unsaid", "show", "hide"]


def privacy_routes(ports: Ports, caller: Caller) -> APIRouter:
    """The pact and one's own word."""
    router = APIRouter(prefix=API, tags=["privacy"])
    _pact(router, ports, caller)
    _proposal(router, ports, caller)
    _own(router, ports, caller)
    _look_ups(router, ports, caller)
    return router


def _pact(router: APIRouter, ports: Ports, caller: Caller) -> None:
    @router.get(
        "/privacy-profile",
        operation_id="showPrivacyProfile",
        summary="To whom names are shown, and for how long things are kept",
        responses=answers("PrivacyProfile", examples.PRIVACY, headers=["ETag"]),
        dependencies=[Depends(holder(caller, Right.USE))],
    )
    async def show() -> Response:
        return _answer(await show_pact(ports))

    @router.put(
        "/privacy-profile",
        operation_id="changePrivacyProfile",
        summary="Change it: at once where it protects people more, else once a second person confirms",
        responses=answers(
            "PrivacyProfile",
            examples.PRIVACY,
            Refusal.CHANGED_MEANWHILE,
            Fault.NOT_ALLOWED,
            Fault.IF_MATCH_REQUIRED,
            *WITH_BODY,
            headers=["ETag"],
        ),
        openapi_extra=takes(
            PrivacyChange, examples={"stricter": examples.TERMS}, parameters=[IF_MATCH]
        ),
    )
    async def change(
        request: Request, who: Person = Depends(holder(caller, Right.EDIT_PRIVACY))
    ) -> Response:
        seen = _seen(request)
        body = await read_body(request, PrivacyChange)
        return await _done(
            ports, await change_profile(ports, caller=who, terms=body.terms, seen=seen)
        )


def _proposal(router: APIRouter, ports: Ports, caller: Caller) -> None:
    problems = (
        Refusal.NO_PROPOSAL,
        Refusal.CHANGED_MEANWHILE,
        Fault.NOT_ALLOWED,
        Fault.IF_MATCH_REQUIRED,
    )

    @router.post(
        "/privacy-profile/confirmations",
        operation_id="confirmPrivacyProfile",
        summary="As a second administrator: put in force what is proposed",
        responses=answers(
            "PrivacyProfile",
            examples.PRIVACY,
            Refusal.NEEDS_ANOTHER_PERSON,
            *problems,
            headers=["ETag"],
        ),
        openapi_extra=takes(parameters=[IF_MATCH]),
    )
    async def confirm(
        request: Request, who: Person = Depends(holder(caller, Right.EDIT_PRIVACY))
    ) -> Response:
        return await _done(ports, await confirm_proposal(ports, caller=who, seen=_seen(request)))

    @router.delete(
        "/privacy-profile/proposal",
        operation_id="withdrawPrivacyProposal",
        summary="Leave the profile as it is",
        responses=answers("PrivacyProfile", examples.PRIVACY, *problems, headers=["ETag"]),
        openapi_extra=takes(parameters=[IF_MATCH]),
    )
    async def withdraw(
        request: Request, who: Person = Depends(holder(caller, Right.EDIT_PRIVACY))
    ) -> Response:
        return await _done(ports, await withdraw_proposal(ports, caller=who, seen=_seen(request)))


def _own(router: APIRouter, ports: Ports, caller: Caller) -> None:
    @router.get(
        "/me/privacy",
        operation_id="showMyPrivacy",
        summary="Whether my name is shown to colleagues",
        responses=answers("MyPrivacy", examples.MY_PRIVACY),
    )
    async def show_own(who: Person = Depends(holder(caller, Right.USE))) -> Response:
        return await _own_answer(ports, who)

    @router.put(
        "/me/privacy",
        operation_id="sayMyPrivacy",
        summary="Say whether my name is shown to colleagues",
        responses=answers("MyPrivacy", examples.MY_PRIVACY, Refusal.NO_CHOICE, *WITH_BODY),
        openapi_extra=takes(NewPreference, examples={"hide": {"said": "hide"}}),
    )
    async def say(request: Request, who: Person = Depends(holder(caller, Right.USE))) -> Response:
        body = await read_body(request, NewPreference)
        refused = await say_preference(ports, caller=who, said=Preference(body.said))
        if refused is not None:
            raise refusal(refused)
        return await _own_answer(ports, who)


def _look_ups(router: APIRouter, ports: Ports, caller: Caller) -> None:
    @router.get(
        "/me/lookups",
        operation_id="listMyLookups",
        summary="Who looked me up with extra rights, newest first, for three months",
        responses=answers("Lookups", examples.LOOKUPS),
    )
    async def look_ups(who: Person = Depends(holder(caller, Right.USE))) -> Response:
        found = await list_look_ups(ports, viewer=who)
        items: list[Json] = [
            {
                "at": utc(each.at),
                "by": {"id": each.by.id, "name": each.by.name} if each.by is not None else None,
                "what": each.what.value,
            }
            for each in found
        ]
        return answer({"items": items})


def _seen(request: Request) -> int | None:
    """The revision that If-Match names; NO_REVISION where it names none that there can be."""
    versions = version_seen(request, required=True)
    if versions is None:
        return None
    numbers = [int(each) for each in versions if each.isascii() and each.isdecimal()]
    return numbers[0] if len(numbers) == 1 else NO_REVISION


async def _done(ports: Ports, outcome: Pact | Refused) -> Response:
    if isinstance(outcome, Refused):
        raise refusal(outcome)
    return _answer(await show_pact(ports, outcome))


async def _own_answer(ports: Ports, who: Person) -> Response:
    said = await ports.preferences.of(who.id)
    choice = (await ports.profiles.pact()).profile.terms.choice
    return answer(
        {"personalChoice": choice.value, "said": said.value, "hidden": hides(said, choice)}
    )


def _answer(shown: ShownPact) -> Response:
    pact = shown.pact
    profile, proposal = pact.profile, pact.proposal
    body: Json = {
        "version": profile.version,
        "since": utc(profile.since) if profile.since is not None else None,
        "proposedBy": _person(shown, profile.by),
        "confirmedBy": _person(shown, profile.confirmed_by),
        "terms": terms_json(profile.terms),
        "proposal": None
        if proposal is None
        else {
            "terms": terms_json(proposal.terms),
            "proposedBy": _person(shown, proposal.by),
            "at": utc(proposal.at),
            "weakens": _weakened(profile.terms, proposal.terms),
        },
        "announcement": None
        if shown.told is None
        else {
            "since": utc(shown.told.since) if shown.told.since is not None else None,
            "weakens": _weakened(shown.told.old, shown.told.new),
        },
    }
    return answer(body, headers={"ETag": quoted(str(pact.revision))})


def terms_json(terms: Terms) -> Json:
    return {
        "namesShownTo": [each.value for each in NAMEABLE if each in terms.names],
        "personalChoice": terms.choice.value,
        "smallestGroup": terms.smallest_group,
        "keepBookingsDays": terms.keep_bookings_days,
        "keepPlansDays": terms.keep_plans_days,
        "keepAuditDays": terms.keep_audit_days,
        "presenceShown": terms.presence,
    }


def _weakened(old: Terms, new: Terms) -> list[str]:
    return [NAMES[name] for name in weakens(old, new)]


def _person(shown: ShownPact, person: PersonId | None) -> Json | None:
    """Who decided for all of us, by name; null where nobody did, or they have left."""
    found = shown.deciders.get(person) if person is not None else None
    return {"id": found.id, "name": found.name} if found is not None else None
