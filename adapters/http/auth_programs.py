"""What programs say and ask under /auth: the issuer that somebody is gone, a tab in Teams for a token of ours."""

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapters.http.api.moments import utc
from adapters.http.caller import not_signed_in
from adapters.http.errors import problem_response
from adapters.http.limiting import failed, not_held_back
from adapters.http.pages.forms import read_form
from adapters.http.session import Door
from adapters.telemetry.events import tell
from application.identity import Claims, Distrust, Issuer
from application.ports import Ports, Unavailable
from application.record import record
from application.sign_in import sign_in
from domain.audit import Action
from domain.limits import Attempt
from domain.sessions import SessionKind
from domain.when import later

TEAMS_LASTS = timedelta(minutes=30)
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    ports: Ports
    door: Door
    issuer: Issuer

    async def back_channel(self, request: Request) -> Response:
        """The issuer says that somebody is gone (OpenID Connect Back-Channel Logout 1.0)."""
        fields = await read_form(request)
        identity = await self.issuer.signed_out(fields.get("logout_token", ""))
        if isinstance(identity, Distrust):
            tell("logout-refused", level=logging.WARNING, why=identity.value)
            body = {"error": "invalid_request"}
            return JSONResponse(body, status_code=400, headers=NO_STORE)
        bound = await self.ports.identities.find(identity)
        if bound is not None:
            await self.ports.session_versions.end_all(bound.person)
            await record(self.ports, Action.SIGNED_OUT_EVERYWHERE, subject=bound.person)
        return Response(status_code=200, headers=NO_STORE)

    async def teams(self, request: Request) -> Response:
        """A token of Teams in, a bearer token of ours out: a tab holds it in memory, no cookie is set."""
        not_held_back(self.ports, request, Attempt.BEARER)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        claims = await self.issuer.token(token.strip()) if scheme.lower() == "bearer" else None
        if not isinstance(claims, Claims) or not claims.for_person:
            why = claims.value if isinstance(claims, Distrust) else "speaks-for-nobody"
            tell("token-refused", of="teams", why=why)
            with suppress(Unavailable):
                await failed(self.ports, request, Attempt.BEARER)
            return problem_response(not_signed_in(error="invalid_token").problem, request.scope)
        directory = await self.ports.places.directory()
        person = await sign_in(self.ports, claims, languages=directory.languages)
        await record(self.ports, Action.SIGNED_IN, actor=person.id, subject=person.id)
        session = await self.door.begun(person.id, SessionKind.TEAMS)
        until = later(session.signed_in_at, TEAMS_LASTS)
        sealed = await self.ports.sessions.seal(replace(session, until=until))
        return JSONResponse({"token": sealed, "expiresAt": utc(until)}, headers=NO_STORE)
