"""What a mailbox holds: its own copies of meetings, each with the exceptions of its series."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from local.exchange.times import NEVER, Json, Stamp

type MailboxKind = Literal["user", "shared", "room", "equipment", "workspace", "desk"]
type Decision = Literal["accepted", "tentativelyAccepted", "declined"]

RESOURCES: frozenset[str] = frozenset({"room", "equipment", "workspace", "desk"})


@dataclass(slots=True, kw_only=True)
class Policy:
    """How a resource's mailbox answers invitations; the defaults are those of Exchange Online."""

    processing: Literal["AutoAccept", "AutoUpdate", "None"] = "AutoAccept"
    booking_type: Literal["unknown", "standard", "reserved"] = "standard"
    allow_conflicts: bool = False
    conflict_percentage: int = 0
    most_conflicts: int = 0
    window_days: int = 180
    enforce_horizon: bool = True
    longest_minutes: int = 1440
    all_book_in: bool = True
    book_in: frozenset[str] = frozenset()
    needs_approval: bool = False
    organizer_as_subject: bool = True
    delete_comments: bool = True
    remove_private: bool = True
    remove_cancelled: bool = False
    keep_declined: bool = False
    """Whether a declined copy stays in the room's calendar, as some Outlook versions leave it."""


@dataclass(slots=True, kw_only=True)
class Mailbox:
    """Somebody's, or a resource's. `state` says what an application finds: open, denied (403), gone (404), or blind: an
    answer as if there were nothing in it, which a permission that is half gone gives."""

    id: str
    address: str
    name: str
    kind: MailboxKind
    zone: str
    policy: Policy = field(default_factory=Policy)
    state: Literal["open", "denied", "gone", "blind"] = "open"
    items: dict[int, "Item"] = field(default_factory=dict)

    @property
    def is_resource(self) -> bool:
        return self.kind in RESOURCES

    @property
    def recipient(self) -> Json:
        return {"emailAddress": {"name": self.name, "address": self.address}}


@dataclass(slots=True, kw_only=True)
class Override:
    """What is different on one date of a series. `removed` dates are not in the calendar any more."""

    fields: Json = field(default_factory=dict)
    start: Stamp | None = None
    end: Stamp | None = None
    attendees: list[Json] | None = None
    response: str | None = None
    cancelled: bool = False
    change_key: str = ""


@dataclass(slots=True, kw_only=True)
class Item:
    """One mailbox's copy of one meeting. `uid` is the same in all of them.

    `seq` is the number of its last change; `wide_seq` of the last one that concerned all dates of a series, `day_seq` of
    the last one of a single date. `retired` are ids that occurrences had until a series edit gave them new ones.
    """

    key: int
    mailbox: Mailbox
    uid: str
    fields: Json
    start: Stamp
    end: Stamp
    all_day: bool
    created: datetime
    modified: datetime
    original_zones: tuple[str, str]
    organizer: Json
    is_organizer: bool
    recurrence: Json | None = None
    attendees: list[Json] = field(default_factory=list)
    response: str = "organizer"
    response_at: str = NEVER
    cancelled: bool = False
    deleted: bool = False
    pending: bool = False
    transaction: str | None = None
    extended: dict[str, str] = field(default_factory=dict)
    change_key: str = ""
    folder_moves: int = 0
    generation: int = 0
    overrides: dict[date, Override] = field(default_factory=dict)
    dropped: set[date] = field(default_factory=set)
    seq: int = 0
    wide_seq: int = 0
    day_seq: dict[date, int] = field(default_factory=dict)
    retired: list[tuple[int, "Occurrence"]] = field(default_factory=list)

    @property
    def wall_zone(self) -> str:
        """The zone in which the dates of a series are counted."""
        named = (self.recurrence or {}).get("range", {}).get("recurrenceTimeZone")
        return named or self.start.zone

    def span(self, start: Stamp, end: Stamp) -> tuple[datetime, datetime]:
        """As a calendar view sees it: all-day events are where their dates are in UTC, wherever they were made."""
        if self.all_day:
            return start.wall.replace(tzinfo=UTC), end.wall.replace(tzinfo=UTC)
        return start.instant, end.instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An item as it stands in the calendar: a single event, a series as such (`day` is None for both), or one date of it.
    `generation` is that of the item when this was looked at."""

    item: Item
    day: date | None
    start: Stamp
    end: Stamp
    override: Override | None
    generation: int
    folder_moves: int

    @property
    def kind(self) -> str:
        if self.item.recurrence is None and self.day is None:
            return "singleInstance"
        if self.day is None:
            return "seriesMaster"
        return "exception" if self.override else "occurrence"

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.item.span(self.start, self.end)

    @property
    def response(self) -> str:
        own = self.override.response if self.override else None
        return own or self.item.response

    @property
    def cancelled(self) -> bool:
        return self.item.cancelled or (self.override is not None and self.override.cancelled)

    def field(self, name: str) -> object:
        if self.override and name in self.override.fields:
            return self.override.fields[name]
        return self.item.fields.get(name)
