"""Signing in at an OpenID Connect issuer: the code flow with PKCE, bearer tokens, and signing out.

What a browser must bring back (state, nonce, verifier, where to return to) travels sealed in a cookie of ten minutes,
so nothing is stored.
"""

import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from adapters.identity.client import Client, Registration
from adapters.identity.persons import read_claims
from adapters.identity.published import Description, Published
from adapters.identity.sealed import Sealer
from adapters.identity.tokens import Values, check_claims, check_logout, read_token
from application.identity import UNDER_WAY, Begun, Claims, Distrust, Finished, Identity
from application.ports import Clock, Ids
from domain.when import to_epoch

SIGN_IN_LASTS = 600  # seconds


class OidcIssuer:
    """Meets the port Issuer."""

    def __init__(
        self,
        registration: Registration,
        published: Published,
        *,
        sealer: Sealer,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._us, self._published, self._sealer = registration, published, sealer
        self._client = Client(registration, transport=published.transport)
        self._clock, self._ids = clock, ids

    async def begin(self, return_to: str, *, choose: bool = False) -> Begun:
        description = await self._published.description()
        state, nonce = self._ids.secret(), self._ids.secret()
        verifier = self._ids.secret() + self._ids.secret()
        kept = {
            "state": state,
            "nonce": nonce,
            "verifier": verifier,
            "to": return_to,
            "at": to_epoch(self._clock.now()),
        }
        address = self._client.address(
            description, state=state, nonce=nonce, verifier=verifier, choose=choose
        )
        sealed = await self._sealer.seal(json.dumps(kept, separators=(",", ":")).encode("ascii"))
        return Begun(address=address, name=self.name_of(state), sealed=sealed)

    def name_of(self, state: str) -> str:
        """One per sign-in: two tabs do not disturb each other."""
        told = state[:8]
        return (
            f"{UNDER_WAY}{told}" if told.replace("-", "").replace("_", "").isalnum() else UNDER_WAY
        )

    async def finish(self, answer: Mapping[str, str], sealed: str) -> Finished | Distrust:
        kept = await self._kept(sealed)
        if kept is None or not hmac.compare_digest(kept["state"], answer.get("state", "")):
            return Distrust.NOT_OURS
        description = await self._published.description()
        if (why := self._named_wrong(answer, description)) is not None:
            return why
        if "error" in answer or not answer.get("code"):
            return Distrust.DENIED
        token = await self._client.redeem(description, answer["code"], kept["verifier"])
        claims = (
            token if isinstance(token, Distrust) else await self._id_token(token, kept["nonce"])
        )
        if isinstance(claims, Distrust):
            return claims
        return Finished(claims=claims, return_to=kept["to"])

    async def token(self, text: str) -> Claims | Distrust:
        claims = await self._checked(text, audience=self._us.api_audience, client="")
        if isinstance(claims, Distrust):
            return claims
        said = claims.get("scp", claims.get("scope", ""))
        for_person = isinstance(said, str) and self._us.api_scope in said.split()
        if not for_person and not _speaks_for_itself(claims, said, self._us.roles_claim):
            return Distrust.SCOPE
        return self._read(claims, for_person=for_person)

    async def signed_out(self, logout_token: str) -> Identity | Distrust:
        claims = await self._checked(logout_token, audience=self._us.client_id, client="")
        if isinstance(claims, Distrust):
            return claims
        if (why := check_logout(claims)) is not None:
            return why
        return Identity(tenant=self._published.issuer, object_id=claims["sub"])

    async def sign_out_address(self) -> str | None:
        endpoint = (await self._published.description()).end_session_endpoint
        query = {
            "client_id": self._us.client_id,
            "post_logout_redirect_uri": self._us.signed_out,
        }
        joint = "&" if "?" in endpoint else "?"
        return f"{endpoint}{joint}{urlencode(query)}" if endpoint else None

    async def _kept(self, sealed: str) -> dict[str, Any] | None:
        content = await self._sealer.open(sealed)
        if content is None:
            return None
        kept: dict[str, Any] = json.loads(content)
        age = to_epoch(self._clock.now()) - kept["at"]
        return kept if age < SIGN_IN_LASTS else None

    def _named_wrong(self, answer: Mapping[str, str], description: Description) -> Distrust | None:
        """Against mix-up: an issuer that names itself in its answers must, and nobody else may."""
        named = answer.get("iss")
        if named is None:
            return Distrust.ISSUER if description.names_itself else None
        return Distrust.ISSUER if named != self._published.issuer else None

    async def _id_token(self, token: Mapping[str, Any], nonce: str) -> Claims | Distrust:
        text = token.get("id_token")
        if not isinstance(text, str):
            return Distrust.MALFORMED
        client = self._us.client_id
        claims = await self._checked(text, audience=client, client=client)
        if isinstance(claims, Distrust):
            return claims
        said = claims.get("nonce")
        if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
            return Distrust.NONCE
        return self._read(claims, for_person=True) if "iat" in claims else Distrust.TIME

    async def _checked(self, text: str, *, audience: str, client: str) -> Values | Distrust:
        claims = await read_token(text, self._published.key)
        if isinstance(claims, Distrust):
            return claims
        why = check_claims(
            claims,
            issuer=self._published.issuer,
            audience=audience,
            client=client,
            now=self._clock.now(),
        )
        return claims if why is None else why

    def _read(self, claims: Values, *, for_person: bool) -> Claims | Distrust:
        us = self._us
        return read_claims(
            claims, tenant=us.tenant, roles_claim=us.roles_claim, for_person=for_person
        )


def _speaks_for_itself(claims: Values, said: object, roles_claim: str) -> bool:
    """A program's own token: it names roles, no scope, and is no id token (that has a nonce)."""
    roles = claims.get(roles_claim)
    return not said and isinstance(roles, list) and bool(roles) and "nonce" not in claims
