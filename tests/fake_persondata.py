"""Looking back over the fake days, the register of the erased, and who is assigned what, in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from application.persondata import Erasure
from domain.booking import Booking, home_of
from domain.erasing import without_actor
from domain.ids import BookingId, PersonId
from domain.ledger import Leg, PersonLedger
from domain.places import Mode
from tests.fake_bookings import FakeBookings, StoredIntents, Value
from tests.faults import Faults

if TYPE_CHECKING:
    from tests.fakes import FakePeople, FakePlaces


class FakeDayArchive(Faults):
    """Over the rows of `bookings`."""

    def __init__(self, bookings: FakeBookings) -> None:
        super().__init__()
        self._bookings = bookings

    async def next_day(self, after: date | None) -> date | None:
        await self.reading()
        days = sorted(day for day, rows in self._bookings.rows.items() if rows)
        return next((day for day in days if after is None or day > after), None)

    async def days_of(self, person: PersonId) -> tuple[date, ...]:
        await self.reading()
        rows = self._bookings.rows.items()
        return tuple(
            sorted(
                day
                for day, kept in rows
                if any(person in named(key, value) for key, (_, value) in kept.items())
            )
        )

    async def bookings_of(self, person: PersonId, days: Collection[date]) -> tuple[Booking, ...]:
        await self.reading()
        return tuple(
            value
            for day in sorted(days)
            for _, (_, value) in sorted(self._bookings.rows.get(day, {}).items())
            if isinstance(value, Booking) and person in (value.person, value.by)
        )

    async def people(self) -> frozenset[PersonId]:
        await self.reading()
        return frozenset(
            person
            for rows in self._bookings.rows.values()
            for key, (_, value) in rows.items()
            for person in named(key, value)
        )

    async def forget_ledgers(self, day: date, people: Collection[PersonId] | None) -> None:
        await self._forget(day, people, "person")

    async def forget_plans(self, day: date, people: Collection[PersonId] | None) -> None:
        await self._forget(day, people, "plan")

    async def _forget(self, day: date, people: Collection[PersonId] | None, wanted: str) -> None:
        after = await self.writing()
        rows = self._bookings.rows.get(day, {})
        for key, (_, value) in list(rows.items()):
            kind, _, person = key.partition("|")
            empty = not isinstance(value, PersonLedger) or not value.entries
            if kind == wanted and empty and (people is None or person in people):
                del rows[key]
        if after is not None:
            raise after

    async def forget_intents(self, booking: BookingId) -> None:
        after = await self.writing()
        rows = self._bookings.rows.get(home_of(booking), {})
        for key in [key for key in rows if key.startswith(f"outbox|{booking}|")]:
            del rows[key]
        if after is not None:
            raise after

    async def forget_actor(self, person: PersonId) -> int:
        after, changed = await self.writing(), 0
        for rows in self._bookings.rows.values():
            for key, (version, value) in list(rows.items()):
                if isinstance(value, StoredIntents):
                    left = tuple(without_actor(intent, person) for intent in value.intents)
                    changed += left != value.intents
                    rows[key] = version, replace(value, intents=left)
        if after is not None:
            raise after
        return changed

    async def remove_day(self, day: date) -> int:
        after = await self.writing()
        gone = self._bookings.rows.pop(day, {})
        if after is not None:
            raise after
        return len(gone)


def named(key: str, value: Value) -> set[PersonId]:
    """Everyone whom a row of the days' books names in a column or its key."""
    kind, _, rest = key.partition("|")
    if kind in ("person", "plan"):
        return {PersonId(rest)}
    if kind == "cap":
        return {PersonId(str(value))}
    if isinstance(value, Booking):
        return {value.person, value.by}
    return {value.person} if isinstance(value, Leg) else set()


class FakeRegister(Faults):
    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, Erasure] = {}

    async def add(self, erasure: Erasure) -> None:
        after = await self.writing()
        self.lines.setdefault(erasure.salt, erasure)
        if after is not None:
            raise after

    async def all(self) -> tuple[Erasure, ...]:
        await self.reading()
        return tuple(self.lines[salt] for salt in sorted(self.lines))


class FakeAssignments(Faults):
    """Over the fakes of places and people."""

    def __init__(self, places: FakePlaces, people: FakePeople) -> None:
        super().__init__()
        self._places, self._people = places, people

    async def hand_over(self, person: PersonId, to: PersonId | None) -> int:
        after = await self.writing()
        led = [team for team in self._people.teams.values() if team.lead == person]
        for team in led:
            self._people.teams[team.id] = replace(team, lead=to)
        known = self._places.known
        mine = [
            place
            for place in (known.resources.values() if known is not None else ())
            if place.assigned_to == person
        ]
        if known is not None and mine:
            changed = {place.id: replace(place, assigned_to=to) for place in mine}
            if to is None:
                changed = {
                    name: replace(place, mode=Mode.BOOKABLE)
                    if place.mode is Mode.ASSIGNED
                    else place
                    for name, place in changed.items()
                }
            self._places.known = replace(known, resources={**known.resources, **changed})
        if after is not None:
            raise after
        return len(led) + len(mine)
