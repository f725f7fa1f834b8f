"""What sign-in needs of the world: who is who at the identity provider, sessions, and the keys that seal them.

The three faults are those of ports.py. What a session is, and when it is over, is in domain/sessions.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from domain.ids import PersonId
from domain.ledger import Kept, Version
from domain.people import Person, Role
from domain.sessions import Session
from domain.when import Instant

SESSION_KEYS = "sessions"
"""The name of the key set that seals sessions, and what a browser keeps while it signs in."""
UNDER_WAY = "plek-in-"
"""How the names of cookies begin that a browser keeps while it signs in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Somebody at an identity provider: the tenant (or issuer) and the id that never changes there."""

    tenant: str
    object_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What an identity stands for here. `made`: the person exists because of it, and never came by import."""

    person: PersonId
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the issuer says of somebody, after everything was checked that can be. `alias`: the same somebody as the
    issuer's logout tokens name them. `roles`: None where the issuer does not say. `upn`: empty where it may not be
    trusted to name a person. `for_person`: somebody is there; otherwise a program speaks for itself."""

    identity: Identity
    alias: Identity
    name: str = ""
    mail: str = ""
    upn: str = ""
    language: str = ""
    roles: frozenset[Role] | None = None
    for_person: bool = True


class Distrust(StrEnum):
    """Why something that came from the issuer, or says it did, is not believed; for the log and for tests."""

    NOT_OURS = "not-ours"  # no sign-in of ours is under way in this browser, or it took too long
    DENIED = "denied"  # the issuer says no, or the person did
    CODE = "code"  # the issuer does not take its code back: used, old, or for somebody else
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    KEY = "key"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    TIME = "time"
    NONCE = "nonce"
    TENANT = "tenant"
    SUBJECT = "subject"
    SCOPE = "scope"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in under way. `address`: where the browser goes; `sealed`: what it must bring back, under `name`."""

    address: str
    name: str
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    claims: Claims
    return_to: str


class Issuer(Protocol):
    """The identity provider. Raises Unavailable where it does not answer, Misconfigured where it does not know us."""

    async def begin(self, return_to: str, *, choose: bool = False) -> Begun:
        """`choose`: the person is asked with which account."""
        ...

    def name_of(self, state: str) -> str:
        """Under which name the browser keeps what `begin` sealed for this state."""
        ...

    async def finish(self, answer: Mapping[str, str], sealed: str) -> Finished | Distrust:
        """`answer`: the parameters with which the issuer sent the browser back."""
        ...

    async def token(self, text: str) -> Claims | Distrust:
        """Whom an access token for our API speaks for."""
        ...

    async def signed_out(self, logout_token: str) -> Identity | Distrust:
        """Whose sessions the issuer wants ended."""
        ...

    async def sign_out_address(self) -> str | None:
        """Where to sign out at the issuer as well; None where it knows no such thing."""
        ...


class Identities(Protocol):
    """Who signed in, and which person that is. Rows hold digests: no id of the provider can be read from them."""

    async def find(self, identity: Identity) -> Bound | None:
        """Kept for up to 15 s once it is known; an identity that is not known is asked for every time."""
        ...

    async def bind(self, identity: Identity, bound: Bound) -> Bound:
        """What the identity stands for from now on: `bound`, unless it stood for somebody already."""
        ...

    async def rebind(self, identities_of: PersonId, to: PersonId) -> int:
        """Give one person's identities to another; how many there were."""
        ...

    async def bound(self) -> dict[PersonId, Bound]:
        """Every person who has signed in."""
        ...

    async def forget(self, person: PersonId) -> None:
        """No identity stands for this person any more."""
        ...


class Staff(Protocol):
    """The people's rows as they are now, to be changed by version."""

    async def read(self, person: PersonId) -> Kept[Person] | None: ...

    async def write(self, person: Person, seen: Version | None) -> Version:
        """Insert (seen is None) or replace. Raises Stale."""
        ...

    async def claimants(self, *, object_id: str, upn: str) -> tuple[Kept[Person], ...]:
        """Everyone whose row carries this object id or, case aside, this UPN; an empty one is nobody's."""
        ...

    async def remove(self, person: PersonId) -> None:
        """Their row is gone, or was already, and with it whatever else is kept under their id beside it: their word on
        being shown, the number of their sessions, who they are at the identity provider."""
        ...


def kiosks_of(person: PersonId) -> PersonId:
    """Under which the screens that a person unlocked are counted among the session versions, apart from their own."""
    return PersonId(f"{person}|kiosks")


class SessionVersions(Protocol):
    """One number per person; raising it ends every session that carries a lower one."""

    async def of(self, person: PersonId, *, fresh: bool = False) -> int:
        """0 until it is raised. Not `fresh`: at most 15 s old."""
        ...

    async def end_all(self, person: PersonId) -> int:
        """The new number. Raises Unavailable when it may not have been written."""
        ...

    async def forget(self, person: PersonId) -> None:
        """Nothing is kept of a person who is gone: their sessions are over because they are nobody."""
        ...


class Sessions(Protocol):
    """Sessions as text that only we can read or make."""

    async def seal(self, session: Session) -> str:
        """Safe in a cookie or a header."""
        ...

    async def open(self, text: str) -> Session | None:
        """None for anything that is not, letter for letter, what `seal` made with a key that is still in use.
        Whether it is over is another question: domain/sessions.py."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingKey:
    """32 bytes of chance. It seals from `begins_at` on, which lies ahead when it is made, so that every process knows
    the key before it meets something sealed with it."""

    id: str
    key: bytes = field(repr=False)
    begins_at: Instant


class Keys(Protocol):
    """Keys that nobody chooses."""

    async def key_set(self, name: str, *, fresh: bool = False) -> tuple[SealingKey, ...]:
        """Newest first; made on first use. Not `fresh`: at most an hour old."""
        ...

    async def rotate(self, name: str, *, keep: int) -> tuple[SealingKey, ...]:
        """The set with a new key in it, and the newest `keep` of the others."""
        ...

    async def replace(self, name: str) -> tuple[SealingKey, ...]:
        """A set with one new key, which has begun: nothing that was sealed before opens any more, within an hour."""
        ...
