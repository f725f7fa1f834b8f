"""The ports of the calendar system: mailboxes, what we know of them, and which event belongs to which booking.

What may go wrong between us and Exchange is ordinary, and says what to do next: it is a value (Trouble), not a fault.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from application.exchange_terms import ExchangeTerms as ExchangeTerms
from application.exchange_terms import Organiser as Organiser
from domain.calendar_event import CalendarEvent, Draft, EventId, Mailbox, Removed
from domain.calendar_sync import Link
from domain.ids import BookingId
from domain.ledger import Kept, Version
from domain.when import Instant, Interval


class Why(StrEnum):
    """What kind of trouble. `LATER`: throttled, or broken for now; nothing was written. `UNKNOWN`: no answer to a write,
    so that it may have happened. `GONE`: no such event. `CLOSED`: the mailbox is not there or not ours to open.
    `REFUSED`: our request is wrong, and will be. `OUTDATED`: it changed since the version we named. `THERE`: it exists
    already. `CURSOR`: the list of changes must be begun anew. `SIGNED_OUT`: nobody lets us in at all."""

    LATER = "later"
    UNKNOWN = "unknown"
    GONE = "gone"
    CLOSED = "closed"
    REFUSED = "refused"
    OUTDATED = "outdated"
    THERE = "there"
    CURSOR = "cursor"
    SIGNED_OUT = "signed-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """`wait`: for how long nothing should be asked of that mailbox. `code`: Exchange's own word, never personal."""

    why: Why
    wait: timedelta | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """Exchange did it, and had nothing else to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of changes. `more`: the next page's address; else `cursor`, from where to ask next time. A page may be empty
    and not the last."""

    items: tuple[CalendarEvent | Removed, ...]
    more: str = ""
    cursor: str = ""


class Calendars(Protocol):
    """Exchange's calendars. Nothing here repeats a call, waits or remembers: whoever calls does.

    Raises Misconfigured when the settings name no Exchange."""

    async def create(self, box: Mailbox, draft: Draft) -> CalendarEvent | Trouble: ...

    async def change(
        self, box: Mailbox, event: EventId, draft: Draft, *, etag: str
    ) -> CalendarEvent | Trouble:
        """Write what is ours alone: the times; in a mirror its words too. Never the invited, so that whom others added
        stay: another room is another meeting."""
        ...

    async def cancel(self, box: Mailbox, event: EventId, *, comment: str) -> Done | Trouble:
        """Cancel a meeting of ours: the invited are told. Already gone is Trouble GONE."""
        ...

    async def delete(self, box: Mailbox, event: EventId) -> Done | Trouble:
        """Take away an event without attendees."""
        ...

    async def read(self, box: Mailbox, event: EventId) -> CalendarEvent | Trouble: ...

    async def read_many(
        self, box: Mailbox, events: Collection[EventId]
    ) -> Mapping[EventId, CalendarEvent | Trouble] | Trouble:
        """Several at once, each with its own answer: fewer calls, and never two at a time in one mailbox. Trouble for
        the whole: none of them was read."""
        ...

    async def made_for(
        self, box: Mailbox, booking: BookingId
    ) -> tuple[CalendarEvent, ...] | Trouble:
        """The events in `box` that carry our mark of `booking`."""
        ...

    async def with_uid(self, box: Mailbox, uid: str) -> tuple[CalendarEvent, ...] | Trouble:
        """The copies in `box` of one meeting."""
        ...

    async def changes(self, box: Mailbox, at: Interval | str) -> Page | Trouble:
        """One page of changes: the first of a new list over an interval, or what a cursor or next address leads to."""
        ...

    async def instances(
        self, box: Mailbox, master: EventId, within: Interval
    ) -> tuple[CalendarEvent, ...] | Trouble:
        """Every occurrence and exception of a series within a window, in full, all pages."""
        ...

    async def view(self, box: Mailbox, within: Interval) -> tuple[CalendarEvent, ...] | Trouble:
        """Everything in the calendar within a window, series taken apart, in full, all pages."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A promise of Graph to tell us of changes. `state_hash`: SHA-256 of the secret that each notification carries.
    `notify`: the address that it was made for; where that is no longer ours, the promise is made anew. `renew`: Graph
    wants it renewed now."""

    id: str
    expires_at: Instant
    state_hash: str
    made_at: Instant | None = None
    notify: str = ""
    renew: bool = False


class Wish(StrEnum):
    """What an administrator asks for: a full comparison, or one that also repairs what it finds."""

    RECONCILE = "reconcile"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxState:
    """What we know of one mailbox. `cursor`, `window`: where its list of changes goes on, and what that covers;
    `listing_since`: since when a list of everything is read there that is too long to be read at a time.
    `leased_until`: a round is under way until then at most. `not_before`: nothing is asked of it before.
    `suspended_at`, `trouble`: since when we cannot open it, and Exchange's word for why; `probed_at`: last try.
    `fused_at`: so much vanished at once that nothing was ended; `fused`: how many it would have been.
    `lifted_at`: an administrator lets the next full round end them all the same.
    `drift`: differences that the last full comparison found, `drift_at` when.
    `notified_at`: roughly when we last heard of a change; `changed_at`: when a round last found one.
    `subscribe_after`: no subscription is tried before, because of `subscribing` (Exchange's word for why not);
    `silences`: how often one had to be made anew because it told us nothing.
    `refused`: how many writes Exchange refused there for what they were, so that they need somebody's attention.
    `wish`: what an administrator asked for, until a process with the means has done it.

    Whoever writes one field reads the row and writes all of it (application/mailbox_notes.py): the others are of others."""

    box: Mailbox
    cursor: str = ""
    window: Interval | None = None
    listing_since: Instant | None = None
    leased_until: Instant | None = None
    not_before: Instant | None = None
    synced_at: Instant | None = None
    started_at: Instant | None = None
    full_at: Instant | None = None
    notified_at: Instant | None = None
    suspended_at: Instant | None = None
    probed_at: Instant | None = None
    trouble: str = ""
    fused_at: Instant | None = None
    fused: int = 0
    lifted_at: Instant | None = None
    drift: int = 0
    drift_at: Instant | None = None
    subscription: Subscription | None = None
    changed_at: Instant | None = None
    subscribe_after: Instant | None = None
    subscribing: str = ""
    silences: int = 0
    refused: int = 0
    wish: Wish | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One of the few places at which somebody may be asking something of a mailbox."""

    box: Mailbox
    number: int
    version: Version


class Mailboxes(Protocol):
    """What we know of the mailboxes, shared by all processes."""

    async def find(self, box: Mailbox) -> Kept[MailboxState] | None: ...

    async def all(self) -> tuple[MailboxState, ...]: ...

    async def write(self, state: MailboxState, seen: Version | None) -> Version:
        """Insert (seen is None) or replace. Raises Stale."""
        ...

    async def forget(self, box: Mailbox) -> None:
        """No row of it any more; no error when there is none."""
        ...

    async def subscribed(self, subscription: str) -> Mailbox | None:
        """Whose subscription it is, of those kept with a mailbox."""
        ...

    async def take_slot(self, box: Mailbox, *, now: Instant, until: Instant) -> Slot | None:
        """A free place at a mailbox, ours until `until` at the latest; None while all are taken."""
        ...

    async def give_slot(self, slot: Slot) -> None: ...


class Links(Protocol):
    """Which event belongs to which booking. A link is written before its event is, so that nothing is made unseen."""

    async def of(self, booking: BookingId) -> tuple[Kept[Link], ...]:
        """All links of a booking, `off` ones too, oldest first."""
        ...

    async def of_room(self, room: Mailbox) -> tuple[Kept[Link], ...]:
        """The links that are at home in one mailbox, but for those that are `off`: a room's meetings, ours and foreign, or a
        person's mirrors."""
        ...

    async def write(self, link: Link, seen: Version | None) -> Version:
        """Insert (seen is None) or replace. Raises Stale."""
        ...

    async def remove(self, link: Link) -> None:
        """Take away the link of that booking, role and number with whatever leads to it; no error when it is not there."""
        ...

    async def open(self) -> tuple[BookingId, ...]:
        """Bookings with an attempt under way or a room's answer outstanding (`Link.open`)."""
        ...


class Waker(Protocol):
    """The queue that wakes `sync_mailbox`."""

    async def wake(self, box: Mailbox, *, delay: timedelta = timedelta()) -> None: ...


type Boxes = Collection[Mailbox]
