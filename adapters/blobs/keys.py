"""Keys that nobody chooses: made by chance on first use, kept as a blob, the same in every process.

The container is never part of a backup. Two processes that make one at a time get the one that was written first.
"""

import secrets

from adapters.azure import blob_service
from adapters.settings import Settings

CONTAINER = "keys"
KEY_BYTES = 32


class BlobKeys:
    """One per process; a key is read once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kept: dict[str, bytes] = {}

    async def key(self, name: str) -> bytes:
        """32 bytes of chance, for ever the same for this name."""
        if name not in self._kept:
            self._kept[name] = await self._read_or_make(name)
        return self._kept[name]

    async def _read_or_make(self, name: str) -> bytes:
        from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError

        async with blob_service(self._settings) as service:
            blob = service.get_blob_client(CONTAINER, name)
            try:
                return await (await blob.download_blob()).readall()
            except ResourceNotFoundError:
                made = secrets.token_bytes(KEY_BYTES)
            try:
                await blob.upload_blob(made)
            except ResourceExistsError:
                return await (await blob.download_blob()).readall()
            return made
