"""From the claims of a token to what we take from them: who it is, what they are called, which roles they hold.

A UPN is taken only where a tenant is enforced, whose administrators choose them, and never of a guest; it can name a
person once, so it must not be something that people choose themselves.
"""

from collections.abc import Mapping
from typing import Any

from adapters.identity.tokens import Values, is_name
from application.identity import Claims, Distrust, Identity
from domain.people import Role

LONGEST = 200


def read_claims(
    claims: Values, *, tenant: str, roles_claim: str, for_person: bool = True
) -> Claims | Distrust:
    """`tenant`: the only one allowed; empty where the issuer has none."""
    if tenant and claims.get("tid") != tenant:
        return Distrust.TENANT
    subject, home = claims.get("sub"), claims.get("tid") if tenant else claims.get("iss")
    object_id = claims.get("oid", subject)
    if not (is_name(subject) and is_name(object_id)):
        return Distrust.SUBJECT
    return Claims(
        identity=Identity(tenant=str(home), object_id=str(object_id)),
        alias=Identity(tenant=str(claims.get("iss")), object_id=str(subject)),
        name=_words(claims.get("name")),
        mail=_words(claims.get("email")),
        upn=_upn(claims) if tenant else "",
        language=_language(claims),
        roles=_roles(claims, roles_claim) if roles_claim else None,
        for_person=for_person,
    )


def _words(value: Any) -> str:
    """One line that can be shown; empty for anything else."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text if text.isprintable() and len(text) <= LONGEST else ""


def _upn(claims: Values) -> str:
    guest = claims.get("acct") == 1 or claims.get("idp", claims.get("iss")) != claims.get("iss")
    return "" if guest else _words(claims.get("upn") or claims.get("preferred_username"))


def _language(claims: Values) -> str:
    for name in ("xms_pl", "locale", "xms_tpl"):
        if text := _words(claims.get(name)):
            return text.replace("_", "-").partition("-")[0].lower()
    return ""


def _roles(claims: Mapping[str, Any], name: str) -> frozenset[Role]:
    """Ours among those that the token names; whoever has none is an employee, and everybody is."""
    said = claims.get(name)
    named = set(said) if isinstance(said, list) and all(isinstance(r, str) for r in said) else set()
    return frozenset({Role.EMPLOYEE, *(role for role in Role if role.value in named)})
