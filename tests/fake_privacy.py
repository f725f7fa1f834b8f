"""The privacy pact and people's own word, in memory."""

from application.faults import Stale
from application.ports import Sayings
from domain.ids import PersonId
from domain.ledger import Kept, Version
from domain.pact import Pact
from domain.privacy import Preference
from tests.faults import Faults


class FakeProfiles(Faults):
    """`kept` is the pact with its version; None while nobody decided."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: Kept[Pact] | None = None

    async def pact(self) -> Pact:
        await self.reading()
        return self.kept.value if self.kept is not None else Pact()

    async def read(self) -> Kept[Pact] | None:
        await self.reading()
        return self.kept

    async def write(self, pact: Pact, seen: Version | None) -> Version:
        after = await self.writing()
        if seen != (self.kept.version if self.kept is not None else None):
            raise Stale(key="pact", reason="UpdateConditionNotSatisfied")
        version = Version(f"v{int(seen[1:]) + 1}" if seen else "v1")
        self.kept = Kept(value=pact, version=version)
        if after is not None:
            raise after
        return version


class FakePreferences(Faults):
    """`said` by person."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[PersonId, Preference] = {}

    async def all(self) -> Sayings:
        await self.reading()
        return Sayings(version=repr(sorted(self.said.items())), said=dict(self.said))

    async def of(self, person: PersonId) -> Preference:
        await self.reading()
        return self.said.get(person, Preference.UNSAID)

    async def say(self, person: PersonId, said: Preference) -> None:
        after = await self.writing()
        self.said[person] = said
        if after is not None:
            raise after
