"""Bearer tokens: the issuer's for API clients, and ours for a tab in Teams."""

from adapters.http.session import Door
from adapters.telemetry.events import tell
from application.identity import Distrust, Issuer
from application.ports import Ports
from application.speak_for import speak_for
from domain.people import Person
from domain.sessions import SessionKind

PARTS_OF_OURS = 5


class TokenBearers:
    """Meets Bearers."""

    def __init__(self, ports: Ports, door: Door, issuer: Issuer) -> None:
        self._ports, self._door, self._issuer = ports, door, issuer

    async def __call__(self, token: str) -> Person | None:
        if token.count(".") + 1 == PARTS_OF_OURS:
            session = await self._door.opened(token, SessionKind.TEAMS)
            return await self._door.person(session) if session is not None else None
        claims = await self._issuer.token(token)
        if isinstance(claims, Distrust):
            tell("token-refused", of="bearer", why=claims.value)
            return None
        directory = await self._ports.places.directory()
        return await speak_for(self._ports, claims, languages=directory.languages)
