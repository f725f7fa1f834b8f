"""The container of copies in the second account.

What it talks to: Azure Blob Storage. Permission in Azure: Storage Blob Data Contributor on that container. Nothing here
changes or removes a blob: the account's own rules do, and forbid it to us. Faults: Unavailable, Misconfigured.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.azure import blob_service
from adapters.settings import Settings

CONTAINER = "backups"


class Vault:
    """An open container; names use `/`."""

    def __init__(self, client: Any) -> None:
        self._client = client

    async def keep(self, name: str, content: bytes) -> None:
        """A new blob. One that is there already stays as it is."""
        from azure.core.exceptions import ResourceExistsError

        try:
            await self._client.upload_blob(name, content)
        except ResourceExistsError:
            return

    async def keep_file(self, name: str, file: Path) -> None:
        with file.open("rb") as content:
            await self._client.upload_blob(name, content)

    async def read(self, name: str) -> bytes | None:
        from azure.core.exceptions import ResourceNotFoundError

        try:
            found: bytes = await (await self._client.download_blob(name)).readall()
        except ResourceNotFoundError:
            return None
        return found

    async def fetch(self, name: str, file: Path) -> bool:
        """Whether there is such a blob; then the file holds it."""
        from azure.core.exceptions import ResourceNotFoundError

        try:
            download = await self._client.download_blob(name)
        except ResourceNotFoundError:
            return False
        with file.open("wb") as content:
            await download.readinto(content)
        return True

    async def names(self, prefix: str = "") -> list[str]:
        return [str(each) async for each in self._client.list_blob_names(name_starts_with=prefix)]


@asynccontextmanager
async def open_vault(settings: Settings) -> AsyncIterator[Vault]:
    there = settings.model_copy(update={"blobs_endpoint": settings.backup_blobs_endpoint})
    async with blob_service(there) as service:
        yield Vault(service.get_container_client(CONTAINER))


async def make_container(settings: Settings) -> None:
    """For a machine of one's own and for tests; in Azure the infrastructure code makes it, with its rules."""
    from azure.core.exceptions import ResourceExistsError

    async with open_vault(settings) as vault:
        try:
            await vault._client.create_container()
        except ResourceExistsError:
            return
