"""Personal codes in memory, and a hash that only looks like one."""

from dataclasses import replace

from application.codes import Code
from application.faults import Stale
from domain.ids import PersonId
from domain.ledger import Kept, Version
from domain.when import Instant
from tests.faults import Faults

OUTDATED = "old:"


class FakeCodes(Faults):
    """`kept` by badge number. `trips` counts what storage would be asked."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Kept[Code]] = {}
        self.trips: list[str] = []
        self._made = 0

    async def find(self, badge: str) -> Kept[Code] | None:
        self.trips.append("find")
        await self.reading()
        return self.kept.get(badge)

    async def count(self, badge: str, code: Code, seen: Version | None) -> None:
        self.trips.append("count")
        after = await self.writing()
        self._put(badge, code, seen)
        if after is not None:
            raise after

    async def give(self, badge: str, code: Code, seen: Version | None) -> None:
        after = await self.writing()
        self._put(badge, code, seen)
        for other, kept in list(self.kept.items()):
            if kept.value.person == code.person and other != badge:
                del self.kept[other]
        if after is not None:
            raise after

    async def has_code(self, person: PersonId) -> bool:
        await self.reading()
        return any(kept.value.person == person for kept in self.kept.values())

    async def hand_over(self, gone: PersonId, into: PersonId) -> None:
        after = await self.writing()
        has = any(kept.value.person == into for kept in self.kept.values())
        for badge, kept in list(self.kept.items()):
            if kept.value.person == gone:
                del self.kept[badge]
                if not has:
                    self._put(badge, replace(kept.value, person=into), None)
        if after is not None:
            raise after

    async def take_away(self, person: PersonId) -> None:
        after = await self.writing()
        self.kept = {
            badge: kept for badge, kept in self.kept.items() if kept.value.person != person
        }
        if after is not None:
            raise after

    async def forget_tries(self, before: Instant) -> int:
        after = await self.writing()
        gone = [
            badge
            for badge, kept in self.kept.items()
            if kept.value.person is None
            and (kept.value.tries.last_at is None or kept.value.tries.last_at < before)
        ]
        for badge in gone:
            del self.kept[badge]
        if after is not None:
            raise after
        return len(gone)

    def _put(self, badge: str, code: Code, seen: Version | None) -> None:
        there = self.kept.get(badge)
        if seen != (there.version if there is not None else None):
            raise Stale(key="badge", reason="UpdateConditionNotSatisfied")
        self._made += 1
        self.kept[badge] = Kept(value=code, version=Version(f"v{self._made}"))


class FakeScrambler:
    """Turns the digits around, so that a code is not in what is kept. `work`: how often it was asked to compare."""

    def __init__(self) -> None:
        self.work = 0

    async def scramble(self, code: str) -> str:
        return f"scrambled:{code[::-1]}"

    async def fits(self, code: str, scrambled: str) -> bool:
        self.work += 1
        return scrambled.removeprefix(OUTDATED) == f"scrambled:{code[::-1]}"

    def is_outdated(self, scrambled: str) -> bool:
        return scrambled.startswith(OUTDATED)
