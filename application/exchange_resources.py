"""What else is asked of the calendar system: its places, who is busy or there, its post, and being told of changes.

As in application/exchange.py, what goes wrong is a value (Trouble), and nothing here repeats a call, waits or remembers.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from application.exchange import Done, Trouble
from domain.calendar_event import Mailbox, ShowAs
from domain.place_proposals import FoundKind, FoundPlace
from domain.when import Instant, Interval

__all__ = [
    "Busy",
    "FoundKind",
    "FoundPlace",
    "Message",
    "PlacesFinder",
    "Post",
    "PresenceNow",
    "Presences",
    "Purpose",
    "Schedules",
    "Subscribed",
    "Subscriptions",
]


class Purpose(StrEnum):
    """What a mailbox is for."""

    PERSON = "person"
    ROOM = "room"
    EQUIPMENT = "equipment"
    SHARED = "shared"
    OTHER = "other"


class PlacesFinder(Protocol):
    """The places that Exchange knows. An empty answer is an answer: buildings and desks stay empty until an
    administrator has switched them on there. Raises Misconfigured when the settings name no Exchange."""

    async def rooms(self) -> tuple[FoundPlace, ...] | Trouble: ...

    async def workspaces(self) -> tuple[FoundPlace, ...] | Trouble: ...

    async def buildings(self) -> tuple[FoundPlace, ...] | Trouble: ...

    async def floors(self) -> tuple[FoundPlace, ...] | Trouble: ...

    async def sections(self) -> tuple[FoundPlace, ...] | Trouble: ...

    async def desks(self) -> tuple[FoundPlace, ...] | Trouble: ...

    async def purpose(self, box: Mailbox) -> Purpose | Trouble:
        """What a mailbox is for: equipment is no place, so it is checked by its mailbox."""
        ...


@dataclass(frozen=True, slots=True)
class Busy:
    span: Interval
    show_as: ShowAs


class Schedules(Protocol):
    async def schedule(
        self, boxes: Collection[Mailbox], within: Interval
    ) -> Mapping[Mailbox, tuple[Busy, ...]] | Trouble:
        """When these mailboxes are not free: a hint, never a lock. A mailbox that cannot be asked is left out."""
        ...


@dataclass(frozen=True, slots=True)
class PresenceNow:
    """As Teams says it: "Available", "Busy", "Away", "BeRightBack", "DoNotDisturb", "Offline", "PresenceUnknown", or
    what it may say tomorrow; `activity` likewise ("InAMeeting", …)."""

    availability: str
    activity: str = ""


class Presences(Protocol):
    async def presences(self, ids: Collection[str]) -> Mapping[str, PresenceNow] | Trouble:
        """By object id; who is not known there is left out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file with a mail. `type`: its media type, with parameters."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail to one person. `text` is for programs without HTML: where a mail can have one body only, it has the HTML.
    `calendar`: an iCalendar object whose method is `method`, to be attached; empty where there is none."""

    address: str
    name: str
    subject: str
    text: str
    html: str
    language: str
    calendar: bytes = b""
    method: str = ""


class Post(Protocol):
    async def send_mail(self, box: Mailbox, message: Message) -> Done | Trouble:
        """Send from a mailbox, without a copy kept there. LATER: certainly not sent (429, or 503 that says when). CLOSED:
        this mailbox cannot send (403, 404). REFUSED: no mailbox could send it (any other 4xx). UNKNOWN: it may have
        gone (any other 5xx, or no answer)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """A subscription as Graph has it. `box`: whose calendar; None where it is about something else. `url`: whom it
    tells, to know ours by."""

    id: str
    box: Mailbox | None
    url: str
    expires_at: Instant


class Subscriptions(Protocol):
    """Graph's promises to tell us of changes. Raises Misconfigured when the settings name no Exchange."""

    async def subscribe(
        self, box: Mailbox, *, url: str, lifecycle: str, secret: str, until: Instant
    ) -> Subscribed | Trouble:
        """Trouble THERE: there is one already, to be found in the list. REFUSED: among others when Graph could not
        reach `url` or `lifecycle`."""
        ...

    async def renew(self, subscription: str, *, until: Instant) -> Subscribed | Trouble:
        """Trouble GONE: make another."""
        ...

    async def reauthorize(self, subscription: str) -> Done | Trouble: ...

    async def unsubscribe(self, subscription: str) -> Done | Trouble:
        """Already gone is Trouble GONE."""
        ...

    async def list_subscriptions(self) -> tuple[Subscribed, ...] | Trouble: ...
