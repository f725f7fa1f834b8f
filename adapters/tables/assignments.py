"""Where the municipality's data names a person: assigned places, and who leads a team.

A new generation is written and becomes the current one in a single write, so that every process reads it; the ones that
are still stored name the person too, and are written over where they are.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import batched

from adapters.tables.batch import Delete, Upsert
from adapters.tables.chunks import rows_of
from adapters.tables.entity import Values
from adapters.tables.names import PEOPLE, PLACES
from adapters.tables.people import FIRST_KEY, LAST_KEY, TEAM, shape_columns, team_of
from adapters.tables.places import CURRENT, PAUSED, Generation, current_generation, directory_in
from adapters.tables.shapes import packed_json
from adapters.tables.values import SCHEMA, to_json
from adapters.tables.wire import TableWire
from application.ports import Ids
from domain.ids import PersonId, ResourceId
from domain.places import Directory, Mode, Resource

GENERATION_ROWS = 4  # of up to 720 kB; a transaction holds 4 MiB


class TableAssignments:
    def __init__(self, wire: TableWire, ids: Ids) -> None:
        self._wire, self._ids = wire, ids

    async def hand_over(self, person: PersonId, to: PersonId | None) -> int:
        return await self._teams(person, to) + await self._places(person, to)

    async def _teams(self, person: PersonId, to: PersonId | None) -> int:
        rows = await self._wire.range(PEOPLE, TEAM, from_key=FIRST_KEY, before_key=LAST_KEY)
        led = [row for row in rows if team_of(row).lead == person]
        for row in led:
            after = replace(team_of(row), lead=to)
            await self._wire.replace(PEOPLE, TEAM, row.key, shape_columns(after), row.version)
        return len(led)

    async def _places(self, person: PersonId, to: PersonId | None) -> int:
        current = await current_generation(self._wire)
        if current is None:
            return 0
        changed = await self._renewed(current, person, to)
        for name in (current.name, *current.older):
            directory = await directory_in(self._wire, name)
            if handed_over(directory, person, to):
                await self._write(name, _with(directory, person, to))
        return changed

    async def _renewed(self, current: Generation, person: PersonId, to: PersonId | None) -> int:
        directory = await directory_in(self._wire, current.name)
        changed = len(handed_over(directory, person, to))
        if changed:
            name = self._ids.change()
            await self._write(name, replace(_with(directory, person, to), version=name))
            paused: Values = {PAUSED: True} if current.paused else {}
            values: Values = {
                **paused,
                "v": SCHEMA,
                "generation": name,
                "zone": current.zone,
                "older": to_json([current.name, *current.older]),
            }
            await self._wire.replace(PLACES, CURRENT, CURRENT, values, current.version)
        return changed

    async def _write(self, name: str, directory: Directory) -> None:
        partition = f"generation|{name}"
        wanted = dict(rows_of(packed_json(directory)))
        for some in batched(wanted.items(), GENERATION_ROWS, strict=False):
            upserts = [Upsert(key, values) for key, values in some]
            await self._wire.transact(PLACES, partition, upserts)
        rows = await self._wire.range(
            PLACES, partition, from_key="0", before_key=":", select=("v",)
        )
        if surplus := [Delete(row.key) for row in rows if row.key not in wanted]:
            await self._wire.transact(PLACES, partition, surplus)


def _with(directory: Directory, person: PersonId, to: PersonId | None) -> Directory:
    changed = handed_over(directory, person, to)
    return replace(directory, resources={**directory.resources, **changed})


def handed_over(
    directory: Directory, person: PersonId, to: PersonId | None
) -> Mapping[ResourceId, Resource]:
    """The places assigned to `person`, as they are once they are `to`'s, or anybody's."""
    return {
        place.id: replace(
            place, assigned_to=to, mode=place.mode if to is not None else _freed(place.mode)
        )
        for place in directory.resources.values()
        if place.assigned_to == person
    }


def _freed(mode: Mode) -> Mode:
    return Mode.BOOKABLE if mode is Mode.ASSIGNED else mode
