"""Drawings of floors as blobs, named by the hash of their content: once kept, one never changes.

Permission in Azure: Storage Blob Data Contributor. Faults: Unavailable, Misconfigured.
"""

from adapters.azure import blob_service
from adapters.settings import Settings

CONTAINER = "drawings"
MOST_KEPT = 256


class BlobDrawings:
    """One per process; keeps what it has read."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kept: dict[str, bytes] = {}

    async def keep(self, drawing_hash: str, svg: bytes) -> None:
        """Keep a drawing under the hash of its content; the same one twice is kept once."""
        from azure.core.exceptions import ResourceExistsError
        from azure.storage.blob import ContentSettings

        async with blob_service(self._settings) as service:
            blob = service.get_blob_client(CONTAINER, _name(drawing_hash))
            try:
                await blob.upload_blob(
                    svg, content_settings=ContentSettings(content_type="image/svg+xml")
                )
            except ResourceExistsError:
                return

    async def read(self, drawing_hash: str) -> bytes | None:
        """The SVG as it was imported; None where there is none of that hash."""
        from azure.core.exceptions import ResourceNotFoundError

        if (kept := self._kept.get(drawing_hash)) is not None:
            return kept
        async with blob_service(self._settings) as service:
            try:
                download = await service.get_blob_client(
                    CONTAINER, _name(drawing_hash)
                ).download_blob()
            except ResourceNotFoundError:
                return None
            svg = await download.readall()
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[drawing_hash] = svg
        return svg


def _name(drawing_hash: str) -> str:
    return f"{drawing_hash}.svg"
