"""Quotas over a period: how many bookings of a kind a person holds at once, or starts in one week.

Exact, because the row is written first and conditionally; at no cost where no quota is configured. A row lists bookings;
only when it seems full are their heads looked at, so a cancellation needs no write here.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from application.ports import Counted, Ports, Stale, Unavailable
from application.settle import ATTEMPTS, pause
from domain.admission import rules_of
from domain.booking import LIVE, Booking, State, Wish
from domain.ids import BookingId
from domain.ledger import Kept
from domain.places import Directory
from domain.refusals import Refusal, Refused
from domain.rules import Rules
from domain.when import Instant

UNDECIDED = timedelta(minutes=2)
"""How long a counted booking without a head may still be under way."""


async def take_quota(
    ports: Ports,
    wish: Wish,
    booking: BookingId,
    directory: Directory,
    *,
    before: Booking | None = None,
) -> Refused | None:
    """Count `booking` in every quota that applies to `wish`, or say which one is used up.

    `before`: the booking as it is, if it is being changed; where it counts already it takes nothing more. A rule that
    is set aside refuses nothing, but what is booked then counts. Raises Unavailable."""
    for why, period, limit in quotas_of(wish, rules_of(wish, directory)):
        free = bool(wish.override) or (before is not None and _counts(before, why, period))
        most = None if free else limit
        if refused := await _take(ports, wish, booking, why=why, period=period, limit=most):
            await give_back_quota(ports, wish, booking, directory)
            return refused
    return None


async def give_back_quota(
    ports: Ports, wish: Wish, booking: BookingId, directory: Directory
) -> None:
    """Stop counting what was not booked after all. What cannot be written now is left out when the row seems full."""
    for why, period, _ in quotas_of(wish, rules_of(wish, directory)):
        with suppress(Stale, Unavailable):
            row = await ports.quotas.row(wish.person.id, period)
            kept = await ports.bookings.find(booking)
            if booking in row.counted and (kept is None or not _counts(kept.value, why, period)):
                left = {known: each for known, each in row.counted.items() if known != booking}
                await ports.quotas.write(replace(row, counted=left))


def quotas_of(wish: Wish, rules: Rules) -> tuple[tuple[Refusal, str, int], ...]:
    """The quotas that apply: what they refuse with, the period's key, and the limit."""
    kind = wish.resource.kind.value
    found: list[tuple[Refusal, str, int]] = []
    if rules.held_at_once is not None:
        found.append((Refusal.TOO_MANY_HELD, _held(kind), rules.held_at_once))
    if rules.per_week is not None:
        found.append((Refusal.WEEK_QUOTA, _week(wish.promise.day, kind), rules.per_week))
    return tuple(found)


def _held(kind: str) -> str:
    return f"held-{kind}"


def _week(day: date, kind: str) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-w{week:02d}-{kind}"


async def _take(
    ports: Ports, wish: Wish, booking: BookingId, *, why: Refusal, period: str, limit: int | None
) -> Refused | None:
    for attempt in range(ATTEMPTS):
        row = await ports.quotas.row(wish.person.id, period)
        now = ports.clock.now()
        others = {
            known: each
            for known, each in row.counted.items()
            if known != booking and (each.ends_at > now or why is Refusal.WEEK_QUOTA)
        }
        if limit is not None and _counting(others, why, now) >= limit:
            others = await _verified(ports, others, why, period, now)
        if limit is not None and _counting(others, why, now) >= limit:
            return Refused(why=why, rule=period, limits=(("most", limit),))
        mine = Counted(added_at=now, ends_at=wish.span.end)
        try:
            await ports.quotas.write(replace(row, counted={**others, booking: mine}))
        except (Stale, Unavailable):
            # Written or not: the row says so when it is read again.
            await pause(ports, attempt)
            continue
        return None
    raise Unavailable("a quota kept changing")


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
        if kept is not None and _counts(kept.value, why, period):
            left[booking] = replace(each, ends_at=kept.value.span.end)
        elif now - each.added_at < UNDECIDED and _under_way(kept, each):
            left[booking] = each
    return left


def _under_way(kept: Kept[Booking] | None, each: Counted) -> bool:
    """Not booked yet, or on its way here from another week or kind: who counted first keeps the room. A head that was
    written after it was counted has gone elsewhere, or makes whoever counted it count again."""
    return kept is None or (kept.value.live and each.added_at > kept.value.changed_at)


def _counts(booking: Booking, why: Refusal, period: str) -> bool:
    weekly, kind = why is Refusal.WEEK_QUOTA, booking.at.kind.value
    if period != (_week(booking.at.promise.day, kind) if weekly else _held(kind)):
        return False
    return booking.state in LIVE or (weekly and booking.state is State.ENDED)
