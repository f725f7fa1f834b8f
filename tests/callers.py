"""Who asks in tests over fakes: sign-in as the product does it, with tokens and cookies that a test can make up.

The API is asked with a bearer token that is simply the person's id; pages with a session of FakeSessions, which a browser
brings as the cookie that it has on loopback.
"""

import re

from adapters.http.caller import SignedIn
from adapters.http.session import COOKIE, Door
from application.ports import People, Ports
from domain.ids import ID_PATTERN, PersonId
from domain.people import Person
from domain.sessions import Lifetime, Session
from tests.fake_identity import sealed
from tests.fakes import World

__all__ = ["COOKIE", "a_session", "bearer", "cookie_of", "signed_in"]
CSRF = "the-secret-of-this-session"


class Believed:
    """Meets Bearers: a token is the id of whom it speaks for."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def __call__(self, token: str) -> Person | None:
        if re.fullmatch(ID_PATTERN, token) is None:
            return None
        return await self._people.find(PersonId(token))


def signed_in(ports: Ports) -> SignedIn:
    """The product's caller on loopback."""
    door = Door(ports=ports, lifetime=Lifetime(), secure=False)
    return SignedIn(door, Believed(ports.people))


def bearer(person: str) -> dict[str, str]:
    """The header of an API client."""
    return {"Authorization": f"Bearer {person}"}


def a_session(world: World, person: str) -> Session:
    """Of someone who has signed in just now."""
    now = world.clock.now()
    version = world.session_versions.versions.get(PersonId(person), 0)
    return Session(
        person=PersonId(person), version=version, signed_in_at=now, seen_at=now, csrf=CSRF
    )


def cookie_of(world: World, person: str) -> str:
    """The value of the cookie of someone who has signed in just now."""
    return sealed(a_session(world, person))
