"""The ports of the seating lists: where they are kept, outside the app, and who writes them out to be printed."""

from collections.abc import Mapping
from typing import Protocol

from domain.ids import SiteId
from domain.seating import SeatingList

type Pages = Mapping[SiteId, bytes]


class SeatingShelf(Protocol):
    """The newest list of each site, in the second account."""

    @property
    def on(self) -> bool:
        """Whether there is an account for them."""
        ...

    async def put(self, pages: Pages) -> None:
        """These in place of whatever is there; what is of no site among them goes. Broken off, done again it finishes.
        Raises Unavailable, Misconfigured."""
        ...

    async def all(self) -> Pages:
        """Raises Unavailable, Misconfigured."""
        ...


class Press(Protocol):
    def page(self, listed: SeatingList) -> bytes:
        """A document that needs nothing else to be read or printed."""
        ...
