"""Replacing and reading back a whole municipality: what an import and an export do.

In this order, so that a reader never meets half of it: drawings and people are added, a new generation is written
beside the old, one row flips, and only then what is gone is removed. The last two generations are kept.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import batched
from typing import Protocol

from adapters.tables.batch import Delete, Operation, Upsert
from adapters.tables.chunks import rows_of
from adapters.tables.entity import Row, Values
from adapters.tables.identities import TableIdentities
from adapters.tables.names import PEOPLE, PLACES
from adapters.tables.people import (
    FIRST_KEY,
    LAST_KEY,
    PERSON,
    TEAM,
    person_of,
    shape_columns,
    team_of,
)
from adapters.tables.places import CURRENT, PAUSED, Generation, current_generation, directory_in
from adapters.tables.shapes import packed_json
from adapters.tables.values import SCHEMA, to_json
from adapters.tables.wire import TableWire
from application.faults import Misconfigured, Stale
from application.ports import Ids
from domain.people import Person, Team
from domain.places import Directory

IN_ONE_TRANSACTION = 100
GENERATION_ROWS = 4  # of up to 720 kB; a transaction holds 4 MiB


class Drawings(Protocol):
    async def keep(self, drawing_hash: str, svg: bytes) -> None:
        """Keep a drawing under the hash of its content; the same one twice is kept once."""
        ...


def _untold(_stored: int) -> None:
    """Nobody is watching."""


class DirectoryStore:
    """`any_bookings` says whether a booking was ever made here. `told` hears how many drawings, people and teams have
    just been stored, for a progress bar. `roles_at_sign_in`: of people who signed in the issuer says the roles."""

    def __init__(
        self,
        wire: TableWire,
        ids: Ids,
        drawings: Drawings,
        any_bookings: Callable[[], Awaitable[bool]],
        *,
        told: Callable[[int], None] = _untold,
        roles_at_sign_in: bool = False,
    ) -> None:
        self._wire, self._ids, self._drawings = wire, ids, drawings
        self._roles_at_sign_in = roles_at_sign_in
        self._any_bookings = any_bookings
        self._told = told

    async def directory(self) -> Directory | None:
        """The current one, from storage; None while nothing has been imported."""
        current = await current_generation(self._wire)
        return await directory_in(self._wire, current.name) if current is not None else None

    async def people(self) -> tuple[Person, ...]:
        return tuple(map(person_of, await self._rows(PERSON)))

    async def teams(self) -> tuple[Team, ...]:
        return tuple(map(team_of, await self._rows(TEAM)))

    async def replace(
        self,
        directory: Directory,
        people: Sequence[Person],
        teams: Sequence[Team],
        drawings: Mapping[str, bytes],
    ) -> None:
        """Put this municipality in place of what was there. `drawings`: SVG by content hash.

        Raises Misconfigured for another time zone once there are bookings, Stale when another import ran meanwhile."""
        current = await current_generation(self._wire)
        await self._refuse_another_zone(directory, current)
        for drawing_hash, svg in drawings.items():
            await self._drawings.keep(drawing_hash, svg)
            self._told(1)
        people = await self._with_sign_ins(people)
        await self._add(PERSON, {person.id: shape_columns(person) for person in people})
        await self._add(TEAM, {team.id: shape_columns(team) for team in teams})
        await self._flip(current, await self._write_generation(directory), directory.zone.key)
        await self._remove_others(PERSON, {person.id for person in people})
        await self._remove_others(TEAM, {team.id for team in teams})
        for gone in current.older if current is not None else ():
            await self._remove(PLACES, f"generation|{gone}", await self._keys_of(gone))

    async def _with_sign_ins(self, people: Sequence[Person]) -> list[Person]:
        """What signing in has told us stays: whoever was made by it, and who somebody is at the issuer."""
        bound = await TableIdentities(self._wire).bound()
        known = {person.id: person for person in await self.people() if person.id in bound}
        imported = {person.id for person in people}
        return [
            *(self._after_import(person, known.get(person.id)) for person in people),
            *(p for p in known.values() if bound[p.id].made and p.id not in imported),
        ]

    def _after_import(self, person: Person, known: Person | None) -> Person:
        if known is None:
            return person
        roles = known.roles if self._roles_at_sign_in else person.roles
        return replace(person, object_id=known.object_id or person.object_id, roles=roles)

    async def _refuse_another_zone(self, directory: Directory, current: Generation | None) -> None:
        if current is None or current.zone == directory.zone.key:
            return
        if await self._any_bookings():
            raise Misconfigured(
                f"The time zone cannot change from {current.zone} to {directory.zone.key}: "
                "the days of the bookings made so far are days of the old one."
            )

    async def _write_generation(self, directory: Directory) -> str:
        name = self._ids.change()
        upserts = [Upsert(key, values) for key, values in rows_of(packed_json(directory))]
        for some in batched(upserts, GENERATION_ROWS, strict=False):
            await self._wire.transact(PLACES, f"generation|{name}", some)
        return name

    async def _flip(self, current: Generation | None, name: str, zone: str) -> None:
        paused: Values = {PAUSED: True} if current is not None and current.paused else {}
        values: Values = {
            **paused,
            "v": SCHEMA,
            "generation": name,
            "zone": zone,
            "older": to_json([current.name] if current is not None else []),
        }
        if current is None:
            await self._wire.insert(PLACES, CURRENT, CURRENT, values)
            return
        # What an import that never finished has left behind stays; it is a few rows that nobody reads.
        try:
            await self._wire.replace(PLACES, CURRENT, CURRENT, values, current.version)
        except Stale as error:
            raise Stale("another import ran meanwhile: start again", key=CURRENT) from error

    async def _add(self, partition: str, rows: Mapping[str, Values]) -> None:
        upserts: list[Operation] = [Upsert(key, values) for key, values in rows.items()]
        for some in batched(upserts, IN_ONE_TRANSACTION, strict=False):
            await self._wire.transact(PEOPLE, partition, some)
            self._told(len(some))

    async def _remove_others(self, partition: str, kept: Iterable[str]) -> None:
        gone = {row.key for row in await self._rows(partition)} - set(kept)
        await self._remove(PEOPLE, partition, sorted(gone))

    async def _remove(self, table: str, partition: str, keys: Iterable[str]) -> None:
        for some in batched(keys, IN_ONE_TRANSACTION, strict=False):
            await self._wire.transact(table, partition, [Delete(key) for key in some])

    async def _keys_of(self, generation: str) -> list[str]:
        rows = await self._wire.range(
            PLACES, f"generation|{generation}", from_key="0", before_key=":", select=("v",)
        )
        return [row.key for row in rows]

    async def _rows(self, partition: str) -> list[Row]:
        return await self._wire.range(PEOPLE, partition, from_key=FIRST_KEY, before_key=LAST_KEY)
