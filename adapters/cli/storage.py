"""The municipality in the deployment's own storage: tables for what it is, blobs for its drawings.

Permission in Azure: Storage Table and Blob Data Contributor. Faults: Unavailable, Misconfigured, Stale.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from adapters.blobs.drawings import BlobDrawings
from adapters.clock import RandomIds
from adapters.settings import read_settings
from adapters.tables.directory_store import DirectoryStore as Tables
from adapters.tables.opened import any_bookings, credential_of, open_tables
from adapters.tables.wire import TableWire
from application.faults import Misconfigured
from application.generation import Generation, Progress
from domain.places import Directory


@asynccontextmanager
async def open_storage(environment: Mapping[str, str]) -> AsyncIterator["StoredMunicipality"]:
    """The storage that `environment` names, as it does for the app. Raises Misconfigured."""
    settings = read_settings(environment)
    wire = open_tables(settings, credential_of(settings))
    try:
        yield StoredMunicipality(
            wire,
            BlobDrawings(settings),
            any_bookings=lambda: any_bookings(settings),
            roles_at_sign_in=settings.roles_at_sign_in,
        )
    finally:
        await wire.close()


class StoredMunicipality:
    """A DirectoryStore over tables and blobs."""

    def __init__(
        self,
        wire: TableWire,
        drawings: BlobDrawings,
        *,
        any_bookings: Callable[[], Awaitable[bool]],
        roles_at_sign_in: bool = False,
    ) -> None:
        self._wire, self._drawings, self._any_bookings = wire, drawings, any_bookings
        self._roles_at_sign_in = roles_at_sign_in

    async def replace(self, generation: Generation, *, progress: Progress) -> None:
        """Store all of it, then make it current."""
        directory, people, teams = generation.directory, generation.people, generation.teams
        drawings = {
            floor.drawing_hash: generation.drawings[floor.drawing].encode()
            for floor in directory.floors.values()
            if floor.drawing
        }
        total = len(drawings) + len(people) + len(teams) + 1
        done = 0

        def told(stored: int) -> None:
            nonlocal done
            done += stored
            progress(done, total)

        tables = self._tables(told)
        await tables.replace(directory, tuple(people.values()), tuple(teams.values()), drawings)
        progress(total, total)

    async def current(self) -> Generation | None:
        """The one in force."""
        tables = self._tables(lambda _: None)
        directory = await tables.directory()
        if directory is None:
            return None
        return Generation(
            directory=directory,
            people={person.id: person for person in await tables.people()},
            teams={team.id: team for team in await tables.teams()},
            drawings=await self._drawn(directory),
        )

    async def _drawn(self, directory: Directory) -> dict[str, str]:
        found: dict[str, str] = {}
        for floor in directory.floors.values():
            if not floor.drawing or floor.drawing in found:
                continue
            svg = await self._drawings.read(floor.drawing_hash)
            if svg is None:
                raise Misconfigured(f"The drawing {floor.drawing} is gone: import it again.")
            found[floor.drawing] = svg.decode()
        return found

    def _tables(self, told: Callable[[int], None]) -> Tables:
        return Tables(
            self._wire,
            RandomIds(),
            self._drawings,
            self._any_bookings,
            told=told,
            roles_at_sign_in=self._roles_at_sign_in,
        )
