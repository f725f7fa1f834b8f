"""What a test may turn: how Exchange behaves where the documentation leaves it open, or where it behaves badly."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(slots=True, kw_only=True)
class Knobs:
    """Seconds are by the simulator's clock unless it says otherwise."""

    attendant_delay: float = 5.0
    """From an invitation to a resource's answer."""
    mail_delay: float = 0.0
    """From an invitation to its arrival in a person's calendar."""
    transaction_ids: Literal["same", "conflict", "ignored"] = "same"
    """A repeated `transactionId`: 201 with the same event, 409, or a second event."""
    rewrite_change_key_after: float | None = None
    """Exchange touches a new item once more by itself, so many seconds later."""
    transient_412: float = 0.0
    """The share of PATCH and DELETE requests that fail with 412 though nobody changed anything."""
    latency: float = 0.0
    """Real seconds that every request takes."""

    page_size: int = 10
    """Items of a page where no `odata.maxpagesize` is asked for."""
    minimal_occurrences: bool = True
    masters_in_delta: bool = True
    empty_pages: int = 0
    """Pages without items, but with a next link, before each page of a delta."""
    duplicates: bool = False
    """Every item of a delta page twice."""
    replays: int = 0
    """So many unchanged items of the window come once more in every delta round."""
    outside_as_removed: bool = True
    """What is outside the window and changed is in the delta as `@removed`."""
    dead_token: Literal[410, 400, 404] = 410
    """How a dead delta link is answered, with the `Location` of a fresh round where `fresh_location` is set."""
    fresh_location: bool = False
    foreign_host: str = ""
    """An address such as `http://127.0.0.1:9` that next links lead to instead."""

    per_mailbox: int = 4
    per_ten_minutes: int = 10_000
    retry_after: int = 10
    retry_after_as_date: bool = False

    notification_delay: float = 1.0
    notification_copies: int = 1
    """How often each change is told."""
    notifications_shuffled: bool = False
    notifications_per_post: int = 100
    notifications_lost: bool = False
    """Nothing is delivered, and nothing said about it."""
    endpoint_seems_slow: float = 0.0
    """Seconds that the receiver's answers are taken to have needed, on top of what they did."""
    lifetime_minutes: int = 10_080
    shortest_minutes: int = 45
    most_subscriptions: int = 1_000
    told_before_expiry: float = 86_400.0
    """Seconds before its end at which a subscription's `reauthorizationRequired` is sent."""
    may_subscribe: bool = True

    presence: dict[str, tuple[str, str]] = field(default_factory=dict)
    """User id to (availability, activity); Offline where nothing is said."""
