"""How often something happened, in memory; `process` tells the writers of one storage apart."""

from domain.when import Instant
from tests.faults import Faults


class FakeTallies(Faults):
    """`rows` by subject, start of the minute and process."""

    def __init__(self, shared: "FakeTallies | None" = None, process: str = "one") -> None:
        super().__init__()
        self.rows: dict[tuple[str, Instant, str], int] = shared.rows if shared else {}
        self._process = process

    async def tell(self, subject: str, minute: Instant, count: int) -> None:
        after = await self.writing()
        self.rows[subject, minute, self._process] = count
        if after is not None:
            raise after

    async def total(self, subject: str, *, since: Instant, until: Instant) -> int:
        await self.reading()
        return sum(
            count
            for (name, minute, _), count in self.rows.items()
            if name == subject and since <= minute < until
        )

    async def forget(self, before: Instant) -> int:
        after = await self.writing()
        old = [row for row in self.rows if row[1].date() < before.date()]
        for row in old:
            del self.rows[row]
        if after is not None:
            raise after
        return len(old)
