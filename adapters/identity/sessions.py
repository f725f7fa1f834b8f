"""Sessions as sealed text: one cookie holds all of it, so nothing is stored per session."""

import json
from typing import Any

from adapters.identity.sealed import Sealer
from application.identity import SESSION_KEYS, Keys
from application.ports import Clock
from domain.ids import PersonId
from domain.sessions import Session, SessionKind
from domain.when import from_epoch, to_epoch

SCHEMA = 1


class SealedSessions:
    """Meets the port Sessions."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self._sealer = Sealer(keys, clock, name=SESSION_KEYS, purpose="session")

    async def seal(self, session: Session) -> str:
        return await self._sealer.seal(
            json.dumps(_claims(session), separators=(",", ":")).encode("ascii")
        )

    async def open(self, text: str) -> Session | None:
        content = await self._sealer.open(text)
        return _session(json.loads(content)) if content is not None else None


def _claims(session: Session) -> dict[str, Any]:
    claims = {
        "v": SCHEMA,
        "sub": session.person,
        "ver": session.version,
        "at": to_epoch(session.signed_in_at),
        "seen": to_epoch(session.seen_at),
        "csrf": session.csrf,
        "kind": session.kind.value,
    }
    if session.scope:
        claims["scope"] = session.scope
    if session.until is not None:
        claims["until"] = to_epoch(session.until)
    return claims


def _session(claims: dict[str, Any]) -> Session | None:
    if claims.get("v") != SCHEMA or claims.get("kind") not in list(SessionKind):
        return None  # a newer version of ours has sealed it
    until = claims.get("until")
    return Session(
        person=PersonId(claims["sub"]),
        version=claims["ver"],
        signed_in_at=from_epoch(claims["at"]),
        seen_at=from_epoch(claims["seen"]),
        csrf=claims["csrf"],
        kind=SessionKind(claims["kind"]),
        scope=claims.get("scope", ""),
        until=from_epoch(until) if until is not None else None,
    )
