"""The newest seating list of each site, in a container of its own in the second account.

What it talks to: Azure Blob Storage. Permission in Azure: Storage Blob Data Contributor on that container. On a machine of
one's own, where there is no second account, the container is beside the others. A blob is named after its site. Nothing
keeps it from being changed or removed: an erasure has to. Faults: Unavailable, Misconfigured.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from adapters.azure import blob_service
from adapters.settings import Settings
from application.seating import Pages
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

    async def put(self, pages: Pages) -> None:
        from azure.core.exceptions import ResourceNotFoundError
        from azure.storage.blob import ContentSettings

        told = ContentSettings(content_type=TYPE, cache_control="no-store")
        named = {f"{site}{SUFFIX}": page for site, page in pages.items()}
        async with self.opened() as container:
            for name, page in named.items():
                await container.upload_blob(name, page, overwrite=True, content_settings=told)
            for name in set(await _names(container)) - named.keys():
                with suppress(ResourceNotFoundError):
                    await container.delete_blob(name)

    async def all(self) -> Pages:
        from azure.core.exceptions import ResourceNotFoundError

        found: dict[SiteId, bytes] = {}
        async with self.opened() as container:
            for name in await _names(container):
                with suppress(ResourceNotFoundError):
                    page = await (await container.download_blob(name)).readall()
                    found[SiteId(name.removesuffix(SUFFIX))] = page
        return found

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Any]:
        """The container."""
        there = self._settings.model_copy(update={"blobs_endpoint": self._endpoint})
        async with blob_service(there) as service:
            yield service.get_container_client(CONTAINER)


async def make_container(settings: Settings) -> None:
    """For a machine of one's own and for tests; in Azure the infrastructure code makes it, with who may read it."""
    from azure.core.exceptions import ResourceExistsError

    async with BlobShelf(settings).opened() as container:
        with suppress(ResourceExistsError):
            await container.create_container()


async def _names(container: Any) -> list[str]:
    return sorted([str(name) async for name in container.list_blob_names()])
