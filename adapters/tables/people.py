"""People and teams: one row each, kept for 15 seconds; the list of everyone, for a minute."""

import hashlib
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from adapters.tables.entity import Row, Values
from adapters.tables.kept import KeptFor
from adapters.tables.names import PEOPLE
from adapters.tables.shapes import from_packed, packed_json
from adapters.tables.values import SCHEMA, text
from adapters.tables.wire import TableWire, literal
from application.faults import Stale
from application.ports import Roll
from domain.ids import PersonId, TeamId
from domain.ledger import Kept, Version
from domain.people import Person, Team

ONE_LASTS, LIST_LASTS = 15.0, 60.0  # seconds
PERSON, TEAM = "person", "team"
FIRST_KEY, LAST_KEY = "-", "~"


def shape_columns(value: Person | Team) -> Values:
    """The whole of it as JSON; the id is the row's key."""
    return {"v": SCHEMA, "shape": packed_json(value)}


def person_of(row: Row) -> Person:
    return from_packed(Person, text(row.values, "shape"))


def team_of(row: Row) -> Team:
    return from_packed(Team, text(row.values, "shape"))


def folded(name: str) -> str:
    """Without accents and case, so that `beatrice` finds Béatrice."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Everyone, and in the order of their names without accents and case."""

    roll: Roll
    named: list[tuple[str, Person]]


class TablePeople:
    """One per process. Meets People, from what is kept, and Staff, from storage."""

    def __init__(self, wire: TableWire, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._wire = wire
        self._people = KeptFor(self._person, lasts=ONE_LASTS, seconds=seconds)
        self._teams = KeptFor(self._team, lasts=ONE_LASTS, seconds=seconds)
        self._everyone = KeptFor(self._listed, lasts=LIST_LASTS, seconds=seconds)

    async def find(self, person: PersonId) -> Person | None:
        return await self._people.get(person)

    async def everyone(self) -> Roll:
        return (await self._everyone.get(PERSON)).roll

    async def search(self, words: str, *, limit: int) -> tuple[Person, ...]:
        wanted = folded(words).split()
        found: list[Person] = []
        for name, person in (await self._everyone.get(PERSON)).named:
            if len(found) == limit:
                break
            if all(word in name for word in wanted):
                found.append(person)
        return tuple(found)

    async def team(self, team: TeamId) -> Team | None:
        return await self._teams.get(team)

    async def read(self, person: PersonId) -> Kept[Person] | None:
        row = await self._wire.get(PEOPLE, PERSON, person)
        return _kept(row) if row is not None else None

    async def write(self, person: Person, seen: Version | None) -> Version:
        values = shape_columns(person)
        try:
            if seen is None:
                return Version(await self._wire.insert(PEOPLE, PERSON, person.id, values))
            return Version(await self._wire.replace(PEOPLE, PERSON, person.id, values, seen))
        finally:
            self._people.forget(person.id)

    async def remove(self, person: PersonId) -> None:
        theirs = f"RowKey eq {literal(person)} or person eq {literal(person)}"
        for row in await self._wire.scan(PEOPLE, condition=theirs, select=("v",)):
            if row.partition != TEAM:
                with suppress(Stale):  # gone already
                    await self._wire.delete(PEOPLE, row.partition, row.key)
        self._people.forget(person)
        self._everyone.forget(PERSON)

    async def claimants(self, *, object_id: str, upn: str) -> tuple[Kept[Person], ...]:
        rows = await self._wire.range(PEOPLE, PERSON, from_key=FIRST_KEY, before_key=LAST_KEY)
        return tuple(each for each in map(_kept, rows) if _claims(each.value, object_id, upn))

    async def _person(self, person: PersonId) -> Person | None:
        row = await self._wire.get(PEOPLE, PERSON, person)
        return person_of(row) if row is not None else None

    async def _team(self, team: TeamId) -> Team | None:
        row = await self._wire.get(PEOPLE, TEAM, team)
        return team_of(row) if row is not None else None

    async def _listed(self, partition: str) -> Listed:
        rows = await self._wire.range(PEOPLE, partition, from_key=FIRST_KEY, before_key=LAST_KEY)
        people = [person_of(row) for row in rows]
        named = sorted(
            ((folded(each.name), each) for each in people), key=lambda n: (n[0], n[1].id)
        )
        versions = "|".join(row.version for row in rows).encode()
        version = hashlib.blake2b(versions, digest_size=8).hexdigest()
        roll = Roll(version=version, people={each.id: each for each in people})
        return Listed(roll=roll, named=named)


def _kept(row: Row) -> Kept[Person]:
    return Kept(value=person_of(row), version=Version(row.version))


def _claims(person: Person, object_id: str, upn: str) -> bool:
    by_id = bool(object_id) and person.object_id == object_id
    return by_id or (bool(upn) and person.upn.casefold() == upn.casefold())
