"""Limits on how often: nobody can wear the town out, and nobody can try until something fits.

Rules:
- Time is cut into windows as long as the limit's; whoever has used one up waits for the next.
- Bookings are counted in the ledger of the person whose day it is, in the transaction that makes them: exact.
- Requests are counted per person and minute; failures per address. Those may be a little off, never by much.
- Occurrences of a series do not count: their number has a limit of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from domain.refusals import Refusal, Refused
from domain.when import Instant, from_epoch, to_epoch

WAIT = "retryAfterSeconds"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Asking(StrEnum):
    """What somebody who signed in asks of us."""

    READ = "reads"
    SEARCH = "searches"
    CHANGE = "changes"


class Attempt(StrEnum):
    """What can fail in a way that invites another try."""

    SIGN_IN = "sign-in"
    PIN = "pin"
    KIOSK = "kiosk"
    BEARER = "bearer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `most` in each window of `within`, which is a whole number of minutes."""

    most: int
    within: timedelta

    @property
    def seconds(self) -> int:
        return int(self.within.total_seconds())

    def begins(self, now: Instant) -> Instant:
        """When the window of `now` began."""
        return from_epoch(to_epoch(now) // self.seconds * self.seconds)

    def ends(self, now: Instant) -> Instant:
        return from_epoch((to_epoch(now) // self.seconds + 1) * self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A deployment's limits. `bookings`: made for one person on one day. `own_networks`: address ranges (CIDR) of the
    municipality itself, where hundreds of people have one address, so that failures there are not counted."""

    bookings: tuple[Limit, ...] = (Limit(most=30, within=MINUTE), Limit(most=200, within=HOUR))
    asked: Mapping[Asking, Limit] = field(
        default_factory=lambda: {
            Asking.READ: Limit(most=600, within=MINUTE),
            Asking.SEARCH: Limit(most=120, within=MINUTE),
            Asking.CHANGE: Limit(most=120, within=MINUTE),
        }
    )
    failures: Mapping[Attempt, Limit] = field(
        default_factory=lambda: {
            Attempt.SIGN_IN: Limit(most=20, within=15 * MINUTE),
            Attempt.PIN: Limit(most=20, within=15 * MINUTE),
            Attempt.KIOSK: Limit(most=60, within=15 * MINUTE),
            Attempt.BEARER: Limit(most=60, within=15 * MINUTE),
            Attempt.UNKNOWN: Limit(most=200, within=15 * MINUTE),
        }
    )
    own_networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What was used of one limit: `count` in the window that began at `since`, of windows `seconds` long."""

    seconds: int
    since: Instant
    count: int


def used_up(used: tuple[Used, ...], limits: tuple[Limit, ...], *, now: Instant) -> Instant | None:
    """When it may be tried again; None where it may be now."""
    waits = [limit.ends(now) for limit in limits if _count(used, limit, now) >= limit.most]
    return max(waits, default=None)


def used_once_more(
    used: tuple[Used, ...], limits: tuple[Limit, ...], *, now: Instant
) -> tuple[Used, ...]:
    """`used` with one more, in every window that is running."""
    return tuple(
        Used(
            seconds=limit.seconds,
            since=limit.begins(now),
            count=_count(used, limit, now) + 1,
        )
        for limit in limits
    )


def refused_until(until: Instant, *, now: Instant) -> Refused:
    """Too often: how long to wait, in whole seconds."""
    wait = max(1, to_epoch(until) - to_epoch(now))
    return Refused(why=Refusal.TOO_MANY_REQUESTS, rule="too-often", limits=((WAIT, wait),))


def limits_from(text: str, *, own_networks: tuple[str, ...] = ()) -> Limits:
    """The limits, but for those that `text` names: `reads=600/1 pin=20/15 bookings=30/1,200/60`, each as how many in
    how many minutes. Raises ValueError."""
    named = dict(_named(each) for each in text.split())
    usual = Limits(own_networks=own_networks)
    bookings = named.pop("bookings", usual.bookings)
    asked = {what: named.pop(what.value, (limit,))[0] for what, limit in usual.asked.items()}
    failed = {what: named.pop(what.value, (limit,))[0] for what, limit in usual.failures.items()}
    if named:
        raise ValueError(f"{', '.join(sorted(named))} is no limit that there is")
    return replace(usual, bookings=bookings, asked=asked, failures=failed)


def _named(text: str) -> tuple[str, tuple[Limit, ...]]:
    name, _, values = text.partition("=")
    return name, tuple(_limit(each) for each in values.split(","))


def _limit(text: str) -> Limit:
    most, _, minutes = text.partition("/")
    if not (most.isdecimal() and minutes.isdecimal() and int(most) and int(minutes)):
        raise ValueError(f"{text!r} does not say how many in how many minutes, as in 30/1")
    return Limit(most=int(most), within=int(minutes) * MINUTE)


def _count(used: tuple[Used, ...], limit: Limit, now: Instant) -> int:
    """A window that is over counts no more. One from the future is another process's clock: it counts."""
    begins = limit.begins(now)
    return sum(
        each.count for each in used if each.seconds == limit.seconds and each.since >= begins
    )
