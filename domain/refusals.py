"""Refusals: every "no" is a value that says which rule, what it allows, since and until when, and what else there is."""

from dataclasses import dataclass
from enum import StrEnum

from domain.ids import ResourceId, SiteId
from domain.when import Instant, Interval

Limit = tuple[str, int | str]


class Refusal(StrEnum):
    """Why not. The value is the code in the API, the key of the message and the tag of the metric: never renamed."""

    NOT_YOURS = "not-yours"
    UNKNOWN_PERSON = "unknown-person"
    UNKNOWN_RESOURCE = "unknown-resource"
    UNKNOWN_BOOKING = "unknown-booking"
    UNKNOWN_SITE = "unknown-site"
    UNKNOWN_PART = "unknown-part"
    UNKNOWN_SERIES = "unknown-series"
    SITE_NOT_OPEN = "site-not-open"
    SITE_NOT_VALID = "site-not-valid"
    RESOURCE_NOT_VALID = "resource-not-valid"
    BLOCKED = "blocked"
    ASSIGNED = "assigned"
    NOT_ELIGIBLE = "not-eligible"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    OUTSIDE_HOURS = "outside-hours"
    ZONE_RESERVED = "zone-reserved"
    IN_THE_PAST = "in-the-past"
    TOO_FAR_AHEAD = "too-far-ahead"
    TOO_SHORT_NOTICE = "too-short-notice"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    TOO_MANY_DAYS = "too-many-days"
    OFF_GRID = "off-grid"
    HOME_DAY = "home-day"
    TAKEN = "taken"
    PERSON_BUSY = "person-busy"
    SITE_FULL = "site-full"
    ZONE_FULL = "zone-full"
    TOO_MANY_HELD = "too-many-held"
    WEEK_QUOTA = "week-quota"
    MAY_NOT_OVERRIDE = "may-not-override"
    WRONG_STATE = "wrong-state"
    MADE_IN_OUTLOOK = "made-in-outlook"
    AWAITING_ANSWER = "awaiting-answer"
    TOO_EARLY = "too-early"
    OVER = "over"
    CHANGED_MEANWHILE = "changed-meanwhile"
    KEY_REUSED = "key-reused"
    TOO_MANY_OCCURRENCES = "too-many-occurrences"
    NO_OCCURRENCES = "no-occurrences"
    NO_PROPOSAL = "no-proposal"
    NEEDS_ANOTHER_PERSON = "needs-another-person"
    NO_CHOICE = "no-choice"
    TOO_MANY_REQUESTS = "too-many-requests"
    WEAK_CODE = "weak-code"
    CODES_DIFFER = "codes-differ"
    CODE_NOT_ACCEPTED = "code-not-accepted"
    BADGE_REFUSED = "badge-refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A place and a span that could be booked instead."""

    resource: ResourceId
    site: SiteId
    span: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A "no". `rule` is the name of the rule or fact behind it; `limits` what it allows, as named numbers or texts;
    `since`, `until`: from and to when it applies, where it ends at all; `clashes`: when the place is taken, never by
    whom."""

    why: Refusal
    rule: str = ""
    limits: tuple[Limit, ...] = ()
    since: Instant | None = None
    until: Instant | None = None
    clashes: tuple[Interval, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
