"""The directory, kept whole in this process.

Stored as generations: an import writes a new one beside the old and then flips one row, so a reader finds the one or
the other. The row that tells which is current is read again at most every 15 seconds.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from adapters.tables.chunks import text_of
from adapters.tables.kept import KeptFor, SingleFlight
from adapters.tables.names import PLACES
from adapters.tables.shapes import from_packed
from adapters.tables.values import SCHEMA, from_json, text
from adapters.tables.wire import TableWire
from application.faults import Misconfigured
from domain.places import Directory

LOOK_AGAIN_AFTER = 15.0  # seconds
CURRENT = "current"
PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """Which import is current. `version` is opaque, of the row; `older`: generations that are still stored;
    `paused`: nothing is to be written for now."""

    name: str
    zone: str
    older: tuple[str, ...]
    version: str
    paused: bool = False


async def current_generation(wire: TableWire) -> Generation | None:
    """None while nothing has been imported."""
    found = await standing(wire)
    return found if found is not None and found.name else None


async def standing(wire: TableWire) -> Generation | None:
    """The row itself, which is there without a name while nothing is to be written and nothing is there yet."""
    row = await wire.get(PLACES, CURRENT, CURRENT)
    if row is None:
        return None
    return Generation(
        name=text(row.values, "generation"),
        zone=text(row.values, "zone"),
        older=tuple(from_json(text(row.values, "older")) or ()),
        version=row.version,
        paused=bool(row.values.get(PAUSED)),
    )


async def directory_in(wire: TableWire, generation: str) -> Directory:
    """Raises Misconfigured where the generation has gone."""
    rows = await wire.range(PLACES, f"generation|{generation}", from_key="0", before_key=":")
    if not rows:
        raise Misconfigured("The municipality's data is incomplete: import it again.")
    return from_packed(Directory, text_of(rows))


class TablePlaces:
    """One per process. `seconds`: a clock that only goes forward."""

    def __init__(self, wire: TableWire, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._wire = wire
        self._current = KeptFor(self._ask, lasts=LOOK_AGAIN_AFTER, seconds=seconds)
        self._loading = SingleFlight[str, Directory]()
        self._loaded: tuple[str, Directory] | None = None

    async def directory(self) -> Directory:
        current = await self._current.get(CURRENT)
        if current is None or not current.name:
            raise Misconfigured(
                "No municipality has been imported yet: python -m adapters.cli import FOLDER"
            )
        generation = current.name
        if self._loaded is not None and self._loaded[0] == generation:
            return self._loaded[1]
        directory = await self._loading.ask(
            generation, lambda: directory_in(self._wire, generation)
        )
        self._loaded = generation, directory
        return directory

    async def paused(self) -> bool:
        current = await self._current.get(CURRENT)
        return current is not None and current.paused

    async def pause(self, on: bool) -> None:
        current = await standing(self._wire)
        if current is None and not on:
            return
        if current is not None and not current.name and not on:
            await self._wire.delete(PLACES, CURRENT, CURRENT, current.version)
        else:
            values = {"v": SCHEMA, PAUSED: on}
            await self._wire.upsert(PLACES, CURRENT, CURRENT, values, merge=True)
        self._current.forget(CURRENT)

    async def _ask(self, _: str) -> Generation | None:
        return await standing(self._wire)
