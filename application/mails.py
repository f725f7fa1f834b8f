"""What sending mail needs of the world: the mails that are on their way, their words, and the queue that wakes for them."""

from collections.abc import Collection
from datetime import timedelta
from typing import Protocol

from application.exchange_resources import Message
from domain.calendar_event import Mailbox
from domain.ids import BookingId, PersonId
from domain.ledger import Kept, Version
from domain.mailing import Backlog, Mail, Sender
from domain.notices import Notice
from domain.when import Instant


class Mails(Protocol):
    """The mails on their way and those that went, and the mailboxes that send; shared by all processes. No row holds an
    address or a word of a letter.

    A slip is what could not be mailed, because its person has no address: it lies for them until they have seen it."""

    async def add(self, mail: Mail) -> bool:
        """Keep a new one; False where its key is there already."""
        ...

    async def find(self, booking: BookingId, key: str) -> Kept[Mail] | None: ...

    async def write(self, mail: Mail, seen: Version) -> Version:
        """Replace. Raises Stale."""
        ...

    async def about(self, bookings: Collection[BookingId]) -> tuple[Mail, ...]:
        """All that are kept about some bookings, in the order of their keys."""
        ...

    async def forget(self, booking: BookingId) -> None:
        """Everything about a booking, whether it went or not."""
        ...

    async def prune(self, before: Instant) -> int:
        """Remove what was made earlier, slips too; how many."""
        ...

    async def lay(self, person: PersonId, slip: Mail) -> None:
        """Nothing where its key is there already."""
        ...

    async def slips(self, person: PersonId) -> tuple[Mail, ...]:
        """Those that lie for a person, oldest first."""
        ...

    async def take(self, person: PersonId, keys: Collection[str]) -> None:
        """Their person has seen them; no error where there is none."""
        ...

    async def open(self) -> tuple[Mail, ...]:
        """Those that wait or are being sent, oldest first."""
        ...

    async def backlog(self) -> Backlog: ...

    async def sender(self, box: Mailbox) -> Kept[Sender] | None: ...

    async def write_sender(self, sender: Sender, seen: Version | None) -> Version:
        """Insert (seen is None) or replace. Raises Stale."""
        ...


class Letters(Protocol):
    """Writes the letters, in their person's language."""

    async def write(self, notice: Notice) -> Message | None:
        """None where its person has no address, or is not known any more."""
        ...


class Mailbell(Protocol):
    """The queue that wakes `send_mail`."""

    async def ring(
        self, booking: BookingId, key: str, *, delay: timedelta = timedelta()
    ) -> None: ...
