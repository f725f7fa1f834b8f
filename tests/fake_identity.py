"""Sign-in in memory: who is who, session versions, sealed sessions and keys."""

import base64
import json
from datetime import timedelta

from application.identity import Bound, Identity, SealingKey
from domain.ids import PersonId
from domain.sessions import Session, SessionKind
from domain.when import from_epoch, later, to_epoch
from tests.fake_clock import FakeClock
from tests.faults import Faults

BEGINS_AFTER = timedelta(hours=2)


class FakeIdentities(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[Identity, Bound] = {}

    async def find(self, identity: Identity) -> Bound | None:
        await self.reading()
        return self.rows.get(identity)

    async def bind(self, identity: Identity, bound: Bound) -> Bound:
        after = await self.writing()
        found = self.rows.setdefault(identity, bound)
        if after is not None:
            raise after
        return found

    async def rebind(self, identities_of: PersonId, to: PersonId) -> int:
        after = await self.writing()
        theirs = [key for key, bound in self.rows.items() if bound.person == identities_of]
        for key in theirs:
            self.rows[key] = Bound(person=to, made=self.rows[key].made)
        if after is not None:
            raise after
        return len(theirs)

    async def bound(self) -> dict[PersonId, Bound]:
        await self.reading()
        return {bound.person: bound for bound in self.rows.values()}

    async def forget(self, person: PersonId) -> None:
        after = await self.writing()
        self.rows = {key: bound for key, bound in self.rows.items() if bound.person != person}
        if after is not None:
            raise after


class FakeSessionVersions(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.versions: dict[PersonId, int] = {}

    async def of(self, person: PersonId, *, fresh: bool = False) -> int:
        await self.reading()
        return self.versions.get(person, 0)

    async def end_all(self, person: PersonId) -> int:
        after = await self.writing()
        self.versions[person] = self.versions.get(person, 0) + 1
        if after is not None:
            raise after
        return self.versions[person]

    async def forget(self, person: PersonId) -> None:
        after = await self.writing()
        self.versions.pop(person, None)
        if after is not None:
            raise after


class FakeSessions(Faults):
    """Readable text, so that a test can look inside; nothing keeps anyone from making it up."""

    async def seal(self, session: Session) -> str:
        await self.reading()
        return sealed(session)

    async def open(self, text: str) -> Session | None:
        await self.reading()
        try:
            claims = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except ValueError:
            return None
        person, version, signed_in, seen, csrf, kind, scope, until = claims
        return Session(
            person=PersonId(person),
            version=version,
            signed_in_at=from_epoch(signed_in),
            seen_at=from_epoch(seen),
            csrf=csrf,
            kind=SessionKind(kind),
            scope=scope,
            until=from_epoch(until) if until is not None else None,
        )


def sealed(session: Session) -> str:
    """What FakeSessions opens."""
    until = to_epoch(session.until) if session.until else None
    claims = [
        session.person,
        session.version,
        to_epoch(session.signed_in_at),
        to_epoch(session.seen_at),
        session.csrf,
        session.kind.value,
        session.scope,
        until,
    ]
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).decode("ascii").rstrip("=")


class FakeKeys(Faults):
    """`sets` by name, newest first; the keys count instead of being chance."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self._made = 0
        self.sets: dict[str, tuple[SealingKey, ...]] = {}

    async def key_set(self, name: str, *, fresh: bool = False) -> tuple[SealingKey, ...]:
        await self.reading()
        return self.sets.setdefault(name, (self._new(timedelta()),))

    async def rotate(self, name: str, *, keep: int) -> tuple[SealingKey, ...]:
        known = await self.key_set(name)
        after = await self.writing()
        self.sets[name] = (self._new(BEGINS_AFTER), *known[:keep])
        if after is not None:
            raise after
        return self.sets[name]

    async def replace(self, name: str) -> tuple[SealingKey, ...]:
        after = await self.writing()
        self.sets[name] = (self._new(timedelta()),)
        if after is not None:
            raise after
        return self.sets[name]

    def _new(self, delay: timedelta) -> SealingKey:
        self._made += 1
        begins_at = later(self._clock.now(), delay)
        return SealingKey(
            id=f"key-{self._made}", key=self._made.to_bytes(32, "big"), begins_at=begins_at
        )
