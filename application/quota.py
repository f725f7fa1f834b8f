"""Quotas over a period: how many bookings of a kind a person holds at once, or starts in one week.

Exact, because the row is written first and conditionally; at no cost where no quota is configured. A row lists bookings;
only when it seems full are their heads looked at, so a cancellation needs no write here.
"""

from dataclasses import replace
from datetime import timedelta

from application.ports import Counted, Ports, Stale
from application.settle import ATTEMPTS, pause
from domain.admission import rules_of
from domain.booking import LIVE, Booking, State, Wish
from domain.ids import BookingId
from domain.places import Directory
from domain.refusals import Refusal, Refused
from domain.rules import Rules
from domain.when import Instant

UNDECIDED = timedelta(minutes=2)
"""How long a counted booking without a head may still be under way."""


async def take_quota(
    ports: Ports, wish: Wish, booking: BookingId, directory: Directory
) -> Refused | None:
    """Count `booking` in every quota that applies to `wish`, or say which one is used up."""
    if wish.override:
        return None
    for why, period, limit in quotas_of(wish, rules_of(wish, directory)):
        if refused := await _take(ports, wish, booking, why=why, period=period, limit=limit):
            return refused
    return None


def quotas_of(wish: Wish, rules: Rules) -> tuple[tuple[Refusal, str, int], ...]:
    """The quotas that apply: what they refuse with, the period's key, and the limit."""
    kind = wish.resource.kind.value
    found: list[tuple[Refusal, str, int]] = []
    if rules.held_at_once is not None:
        found.append((Refusal.TOO_MANY_HELD, f"held-{kind}", rules.held_at_once))
    if rules.per_week is not None:
        year, week, _ = wish.promise.day.isocalendar()
        found.append((Refusal.WEEK_QUOTA, f"{year}-w{week:02d}-{kind}", rules.per_week))
    return tuple(found)


async def _take(
    ports: Ports, wish: Wish, booking: BookingId, *, why: Refusal, period: str, limit: int
) -> Refused | None:
    for attempt in range(ATTEMPTS):
        row = await ports.quotas.row(wish.person.id, period)
        now = ports.clock.now()
        others = {
            known: each
            for known, each in row.counted.items()
            if known != booking and (each.ends_at > now or why is Refusal.WEEK_QUOTA)
        }
        if _counting(others, why, now) >= limit:
            others = await _verified(ports, others, why, period, now)
        if _counting(others, why, now) >= limit:
            return Refused(why=why, rule=period, limits=(("most", limit),))
        mine = Counted(added_at=now, ends_at=wish.span.end)
        try:
            await ports.quotas.write(replace(row, counted={**others, booking: mine}))
        except Stale:
            await pause(ports, attempt)
            continue
        return None
    raise Stale("a quota kept changing")


def _counting(counted: dict[BookingId, Counted], why: Refusal, now: Instant) -> int:
    weekly = why is Refusal.WEEK_QUOTA
    return sum(weekly or each.ends_at > now for each in counted.values())


async def _verified(
    ports: Ports, counted: dict[BookingId, Counted], why: Refusal, period: str, now: Instant
) -> dict[BookingId, Counted]:
    """Those that still count, judged by their heads."""
    left: dict[BookingId, Counted] = {}
    for booking, each in counted.items():
        kept = await ports.bookings.find(booking)
        if kept is None:
            if now - each.added_at < UNDECIDED:
                left[booking] = each
        elif _counts(kept.value, why, period):
            left[booking] = replace(each, ends_at=kept.value.span.end)
    return left


def _counts(booking: Booking, why: Refusal, period: str) -> bool:
    year, week, _ = booking.at.promise.day.isocalendar()
    if why is Refusal.WEEK_QUOTA and not period.startswith(f"{year}-w{week:02d}-"):
        return False
    return booking.state in LIVE or (why is Refusal.WEEK_QUOTA and booking.state is State.ENDED)
