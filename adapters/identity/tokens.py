"""Signed tokens: whether one is the issuer's, meant for us, and of this moment.

Rules (OpenID Connect Core 3.1.3.7, RFC 8725, RFC 9068, Back-Channel Logout 2.6):
- Only asymmetric algorithms, named here; the key is the issuer's by `kid`, never one that the token brings along.
- `iss` and `aud` are compared letter for letter; who is named by `azp` must be us.
- `exp` is required; `nbf` and `iat` may lie ahead by no more than clocks differ.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from application.identity import Distrust
from domain.when import Instant, to_epoch

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
CLOCKS_DIFFER = 120  # seconds
LONGEST = 16_384
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"

type Values = Mapping[str, Any]
type KeyNamed = Callable[[str | None], Awaitable[Any]]
"""The issuer's public key of that name (None: its only one), or None."""


async def read_token(text: str, key_named: KeyNamed) -> Values | Distrust:
    """The claims, if the issuer signed them. Nothing of them has been checked yet."""
    header = _header(text)
    if header is None or "crit" in header:
        return Distrust.MALFORMED
    if header.get("alg") not in ALGORITHMS:
        return Distrust.ALGORITHM
    name = header.get("kid")
    key = await key_named(name) if name is None or isinstance(name, str) else None
    if key is None or not _is_for(key, header["alg"]):
        return Distrust.KEY
    return _verified(text, key, header["alg"])


def _verified(text: str, key: Any, algorithm: str) -> Values | Distrust:
    from joserfc import jwt
    from joserfc.errors import JoseError

    try:
        return jwt.decode(text, key, algorithms=[algorithm]).claims
    except (JoseError, ValueError, TypeError):
        return Distrust.SIGNATURE


def _header(text: str) -> dict[str, Any] | None:
    parts = text.split(".")
    if len(text) > LONGEST or not text.isascii() or len(parts) != 3:
        return None
    try:
        header = json.loads(urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
    except (ValueError, RecursionError):
        return None
    return header if isinstance(header, dict) else None


def _is_for(key: Any, algorithm: str) -> bool:
    """Whether the issuer published this key for that."""
    said = key.as_dict(private=False)
    families = {"R": "RSA", "P": "RSA", "E": "EC"}
    kind = "OKP" if algorithm == "EdDSA" else families[algorithm[0]]
    return bool(
        said["kty"] == kind
        and said.get("use", "sig") == "sig"
        and said.get("alg", algorithm) == algorithm
    )


def check_claims(
    claims: Values, *, issuer: str, audience: str, client: str, now: Instant
) -> Distrust | None:
    """What every token must be. `client`: us, where the token may name who it was issued to."""
    if claims.get("iss") != issuer:
        return Distrust.ISSUER
    meant_for = claims.get("aud")
    named = meant_for if isinstance(meant_for, list) else [meant_for]
    if not audience or audience not in named:
        return Distrust.AUDIENCE
    if client and (claims.get("azp", client) != client or (len(named) > 1 and "azp" not in claims)):
        return Distrust.AUDIENCE
    return _check_time(claims, to_epoch(now))


def _check_time(claims: Values, now: int) -> Distrust | None:
    expires, begins, made = claims.get("exp"), claims.get("nbf", now), claims.get("iat", now)
    if expires is None or not all(map(_is_moment, (expires, begins, made))):
        return Distrust.TIME
    if expires + CLOCKS_DIFFER <= now:
        return Distrust.TIME
    return Distrust.TIME if max(begins, made) > now + CLOCKS_DIFFER else None


def _is_moment(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12


def check_logout(claims: Values) -> Distrust | None:
    """What a logout token must be besides: an event, no nonce (so that no id token passes for one), somebody."""
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict):
        return Distrust.EVENT
    if "nonce" in claims or not _is_moment(claims.get("iat")) or not claims.get("jti"):
        return Distrust.EVENT
    return Distrust.SUBJECT if not is_name(claims.get("sub")) else None


def is_name(value: Any) -> bool:
    """Whether a claim can be somebody's id."""
    return isinstance(value, str) and 0 < len(value) <= 255 and value.isprintable()
