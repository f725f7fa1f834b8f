"""The newest seating list of each site, in a container of its own in the second account.

What it talks to: Azure Blob Storage. Permission in Azure: Storage Blob Data Contributor on that container. On a machine of
one's own, where there is no second account, the container is beside the others. A blob is named after its site. Nothing
keeps it from being changed or removed: an erasure has to. Faults: Unavailable, Misconfigured.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from adapters.azure import blob_service
from adapters.settings import Settings
from domain.ids import SiteId

CONTAINER = "seating-lists"
SUFFIX = ".html"
TYPE = "text/html; charset=utf-8"


class BlobShelf:
    """One per process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        beside = settings.blobs_endpoint if settings.local else ""
        self._endpoint = settings.backup_blobs_endpoint or beside

    @property
    def on(self) -> bool:
        return bool(self._endpoint)

    async def sites(self) -> frozenset[SiteId]:
        async with self._opened() as container:
            names = [str(name) async for name in container.list_blob_names()]
        return frozenset(SiteId(name.removesuffix(SUFFIX)) for name in names)

    async def keep(self, site: SiteId, page: bytes) -> None:
        from azure.storage.blob import ContentSettings

        settings = ContentSettings(content_type=TYPE, cache_control="no-store")
        async with self._opened() as container:
            await container.upload_blob(
                f"{site}{SUFFIX}", page, overwrite=True, content_settings=settings
            )

    async def read(self, site: SiteId) -> bytes | None:
        from azure.core.exceptions import ResourceNotFoundError

        async with self._opened() as container:
            try:
                found: bytes = await (await container.download_blob(f"{site}{SUFFIX}")).readall()
            except ResourceNotFoundError:
                return None
        return found

    async def remove(self, site: SiteId) -> None:
        from azure.core.exceptions import ResourceNotFoundError

        async with self._opened() as container:
            try:
                await container.delete_blob(f"{site}{SUFFIX}")
            except ResourceNotFoundError:
                return

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[Any]:
        there = self._settings.model_copy(update={"blobs_endpoint": self._endpoint})
        async with blob_service(there) as service:
            yield service.get_container_client(CONTAINER)


async def make_container(settings: Settings) -> None:
    """For a machine of one's own and for tests; in Azure the infrastructure code makes it, with who may read it."""
    from azure.core.exceptions import ResourceExistsError

    async with BlobShelf(settings)._opened() as container:
        try:
            await container.create_container()
        except ResourceExistsError:
            return
