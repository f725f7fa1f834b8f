"""The copies of one deployment: Copies, and what the command line needs beside it.

What does the work is loaded when there is work: an ordinary process carries none of it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.settings import Settings
from application.copies import Copy, Progress, quiet
from application.ports import Clock

if TYPE_CHECKING:
    from adapters.backup.bringing_back import BringingBack


class SecondAccount:
    """One per process."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock

    @property
    def on(self) -> bool:
        return bool(self._settings.backup_blobs_endpoint)

    async def make(self, progress: Progress = quiet) -> Copy:
        from tempfile import TemporaryDirectory

        from adapters.azure import blob_service
        from adapters.backup.copying import Copying
        from adapters.backup.vault import open_vault
        from adapters.tables.opened import credential_of
        from adapters.tables.raw import RawTables

        raw = RawTables(self._settings.tables_endpoint, credential_of(self._settings))
        try:
            with TemporaryDirectory(prefix="vrijplek-") as folder:
                async with (
                    blob_service(self._settings) as blobs,
                    open_vault(self._settings) as vault,
                ):
                    copying = Copying(
                        raw=raw,
                        blobs=blobs,
                        vault=vault,
                        clock=self._clock,
                        folder=Path(folder),
                        progress=progress,
                    )
                    return (await copying.make()).copy
        finally:
            await raw.close()

    async def all(self) -> tuple[Copy, ...]:
        from adapters.backup.checking import manifests
        from adapters.backup.vault import open_vault

        async with open_vault(self._settings) as vault:
            return tuple(each.copy for each in await manifests(vault))


@asynccontextmanager
async def bringing_back(settings: Settings) -> AsyncIterator["BringingBack"]:
    """For the command line: what looks at copies and brings one back."""
    from tempfile import TemporaryDirectory

    from adapters.azure import blob_service
    from adapters.backup.bringing_back import BringingBack
    from adapters.backup.vault import open_vault
    from adapters.tables.opened import credential_of
    from adapters.tables.raw import RawTables

    raw = RawTables(settings.tables_endpoint, credential_of(settings))
    try:
        with TemporaryDirectory(prefix="vrijplek-") as folder:
            async with blob_service(settings) as blobs, open_vault(settings) as vault:
                yield BringingBack(raw=raw, blobs=blobs, vault=vault, folder=Path(folder))
    finally:
        await raw.close()
