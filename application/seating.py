"""The ports of the seating lists: where they are kept, outside the app, and who writes them out to be printed."""

from typing import Protocol

from domain.ids import SiteId
from domain.seating import SeatingList


class SeatingShelf(Protocol):
    """The newest list of each site, in the second account. Each method raises Unavailable, Misconfigured."""

    @property
    def on(self) -> bool:
        """Whether there is an account for them."""
        ...

    async def sites(self) -> frozenset[SiteId]:
        """The sites of which there is one."""
        ...

    async def keep(self, site: SiteId, page: bytes) -> None:
        """In place of the one that is there."""
        ...

    async def read(self, site: SiteId) -> bytes | None: ...

    async def remove(self, site: SiteId) -> None:
        """Removing none is none."""
        ...


class Press(Protocol):
    def page(self, listed: SeatingList) -> bytes:
        """A document that needs nothing else to be read or printed."""
        ...
