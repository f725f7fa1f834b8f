"""Seating lists in memory, and a press that writes them as plain lines."""

from application.seating import Pages
from domain.ids import SiteId
from domain.seating import SeatingList
from tests.faults import Faults


class FakeShelf(Faults):
    """`kept`: a page per site. `on` may be set by a test."""

    def __init__(self) -> None:
        super().__init__()
        self.on = True
        self.kept: dict[SiteId, bytes] = {}

    async def put(self, pages: Pages) -> None:
        after = await self.writing()
        self.kept = dict(pages)
        if after is not None:
            raise after

    async def all(self) -> Pages:
        await self.reading()
        return dict(self.kept)


class FakePress:
    """A line per place that somebody has: day, place, name."""

    def page(self, listed: SeatingList) -> bytes:
        lines = [
            f"{day.day} {line.place} {line.person.name}"
            for day in listed.days
            for line in (*(s for f in day.floors for s in (*f.seats, *f.rooms)), *day.vehicles)
        ]
        return "\n".join(lines).encode()
