"""An identity provider in the test's own process: it publishes keys, gives codes, redeems them once, and signs whatever
a test asks for, also what no honest one would."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
from joserfc import jws
from joserfc.jwk import RSAKey

from adapters.identity.client import Registration
from adapters.identity.issuer import OidcIssuer
from adapters.identity.published import Published
from adapters.identity.sealed import Sealer
from application.identity import Keys
from application.ports import Clock, Ids
from domain.when import to_epoch

ISSUER = "https://id.example/tenant/v2.0"
CLIENT = "our-client"
API = "api://vrijplek"
TENANT = "11111111-2222-4333-8444-555555555555"
PUBLIC = "https://vrijplek.example"

# Made once: the tests ask what is believed, not how long a key takes to make.
SIGNING = RSAKey.generate_key(2048, parameters={"kid": "issuer-1", "use": "sig", "alg": "RS256"})
NEXT = RSAKey.generate_key(2048, parameters={"kid": "issuer-2", "use": "sig", "alg": "RS256"})
STRANGER = RSAKey.generate_key(2048, parameters={"kid": "issuer-1", "use": "sig"})


class FakeIssuer:
    """`claims` go into the next id token; `published` are the keys; `asked` every request it got."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.claims: dict[str, Any] = {}
        self.published: list[Any] = [SIGNING]
        self.description: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.id_token: str | None = None
        self.answers: Mapping[str, httpx2.Response] = {}

    @property
    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self._answer)

    def signed(
        self,
        claims: Mapping[str, Any],
        *,
        key: Any = SIGNING,
        header: Mapping[str, Any] | None = None,
    ) -> str:
        wanted = {"alg": "RS256", "kid": key.kid, "typ": "JWT"} | dict(header or {})
        kept = {name: value for name, value in wanted.items() if value is not None}
        content = json.dumps(claims).encode()
        return jws.serialize_compact(kept, content, key, algorithms=[kept["alg"]])

    def of_ada(self, **claims: Any) -> dict[str, Any]:
        """What it says of Ada, with changes; None leaves a claim out."""
        now = to_epoch(self._clock.now())
        plain = {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": "pairwise-ada",
            "oid": "object-ada",
            "tid": TENANT,
            "name": "Ada Lovelace",
            "email": "ada@example.org",
            "preferred_username": "ada@example.org",
            "locale": "nl-BE",
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
        }
        return {name: value for name, value in (plain | claims).items() if value is not None}

    def for_api(self, **claims: Any) -> dict[str, Any]:
        return self.of_ada(**({"aud": API, "scp": "openid access_as_user"} | claims))

    def logout(self, **claims: Any) -> dict[str, Any]:
        now = to_epoch(self._clock.now())
        event: dict[str, Any] = {"http://schemas.openid.net/event/backchannel-logout": {}}
        plain = {"iss": ISSUER, "aud": CLIENT, "sub": "pairwise-ada", "iat": now, "exp": now + 120}
        given = plain | {"jti": "once", "events": event} | claims
        return {name: value for name, value in given.items() if value is not None}

    def sign_in(self, address: str) -> dict[str, str]:
        """What the browser brings back from `address`, where somebody has just signed in."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        path = urlsplit(str(request.url)).path
        self.asked.append((path, dict(parse_qsl(request.content.decode()))))
        if (ready := self.answers.get(path)) is not None:
            return ready
        if path.endswith("/openid-configuration"):
            return httpx2.Response(200, json=self._described())
        if path.endswith("/keys"):
            keys = [
                key if isinstance(key, dict) else key.as_dict(private=False)
                for key in self.published
            ]
            return httpx2.Response(200, json={"keys": keys})
        if path.endswith("/token"):
            return self._redeem(parse_qs(request.content.decode()))
        return httpx2.Response(404)

    def _described(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "end_session_endpoint": f"{ISSUER}/logout",
        } | self.description

    def _redeem(self, form: dict[str, list[str]]) -> httpx2.Response:
        asked = self.codes.pop(form["code"][0], None)
        if asked is None or not _proves(form["code_verifier"][0], asked["code_challenge"]):
            return httpx2.Response(400, json={"error": "invalid_grant"})
        claims = self.of_ada(nonce=asked["nonce"]) | self.claims
        token = self.id_token or self.signed({k: v for k, v in claims.items() if v is not None})
        return httpx2.Response(
            200, json={"access_token": "opaque", "token_type": "Bearer", "id_token": token}
        )


def _proves(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge


def an_oidc_issuer(
    fake: FakeIssuer,
    *,
    keys: Keys,
    clock: Clock,
    ids: Ids,
    seconds: Any = lambda: 0.0,
    **registration: Any,
) -> OidcIssuer:
    """Ours, which talks to `fake`."""
    plain: dict[str, Any] = {
        "client_id": CLIENT,
        "public_url": PUBLIC,
        "tenant": TENANT,
        "api_audience": API,
    }
    return OidcIssuer(
        Registration(**(plain | registration)),
        Published(ISSUER, transport=fake.transport, seconds=seconds),
        sealer=Sealer(keys, clock, name="sessions", purpose="sign-in"),
        clock=clock,
        ids=ids,
    )


def with_public_key_as_secret(claims: Mapping[str, Any], algorithm: str) -> str:
    """Signed with the issuer's public key, taken for a shared secret. By hand: our library refuses to."""
    head = _part({"alg": algorithm, "kid": SIGNING.kid, "typ": "JWT"})
    signed = f"{head}.{_part(claims)}"
    secret = SIGNING.as_pem(private=False)
    mac = hmac.digest(secret, signed.encode(), algorithm.replace("HS", "sha"))
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def unsigned(claims: Mapping[str, Any], algorithm: str = "none") -> str:
    return f"{_part({'alg': algorithm, 'typ': 'JWT'})}.{_part(claims)}."


def _part(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
