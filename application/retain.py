"""Retention: after the days that the privacy profile says, bookings lose their people, and work plans go; years later,
whole days go.

A day is taken once it was summed, one after the other; what was reached is stored, so a pass that broke off goes on
there. With a booking's name goes what the audit tells of its ordinary course; for acts on somebody else, and against the
rules, people answer until the audit's own days are over. A booking that holds something on several days, or was moved, loses its person on the last of them.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta

from application.aggregate import JOB as SUMMED
from application.end_for_good import end_for_good, rewrite
from application.ports import Beat, Ports
from application.rebuild_day import check_day, rebuild_day
from application.withdraw_meetings import forget_links
from domain.booking import LIVE, Booking
from domain.erasing import anonymous, is_stranger, last_day, pruned, stranger
from domain.ids import BookingId
from domain.ledger import DayChange, Leg
from domain.places import Directory
from domain.settling import days_of
from domain.when import day_of, next_day, whole_day

JOB = "retain"
PLANS = "retain_plans"
"""Up to which day work plans have gone: they have a number of days of their own."""
ROWS_LAST = timedelta(days=5 * 365)
"""How long a day's bookings stay once nobody stands in them any more. Longer than the longest time for names."""


LONG_AGO = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The first days that are kept: with names, with work plans, at all, and in the audit."""

    names_from: date
    plans_from: date
    rows_from: date
    audit_from: date


async def retain(ports: Ports) -> str:
    """One pass; what it did, in a sentence. Raises Stale, Unavailable: the next pass goes on."""
    last = await ports.heartbeats.last(JOB)
    reached = date.fromisoformat(last.cursor) if last is not None and last.cursor else None
    until = await retention_now(ports)
    nameless = removed = 0
    day = await ports.archive.next_day(reached)
    while day is not None and day < until.names_from:
        await _take_names(ports, day)
        nameless, reached = nameless + 1, day
        await _beat(ports, f"up to {day}", reached)
        day = await ports.archive.next_day(day)
    await _take_plans(ports, until.plans_from)
    day = await ports.archive.next_day(None)
    while day is not None and reached is not None and day < until.rows_from and day <= reached:
        await ports.archive.remove_day(day)
        removed += 1
        day = await ports.archive.next_day(day)
    await _prune_records(ports, until)
    said = f"{nameless} days without names, {removed} removed"
    await _beat(ports, said, reached)
    return said


async def retention_now(ports: Ports) -> Retention:
    """What the privacy profile means today; a day that was not summed yet is kept whatever it says."""
    terms = (await ports.profiles.pact()).profile.terms
    today = day_of(ports.clock.now(), (await ports.places.directory()).zone)
    summed = await ports.heartbeats.last(SUMMED)
    last = date.fromisoformat(summed.cursor) if summed is not None and summed.cursor else LONG_AGO
    names_from = today - timedelta(days=terms.keep_bookings_days)
    return Retention(
        names_from=min(names_from, next_day(last)),
        plans_from=today - timedelta(days=terms.keep_plans_days),
        rows_from=today - ROWS_LAST,
        audit_from=today - timedelta(days=terms.keep_audit_days),
    )


async def _beat(ports: Ports, said: str, reached: date | None) -> None:
    cursor = reached.isoformat() if reached is not None else ""
    await ports.heartbeats.beat(Beat(job=JOB, at=ports.clock.now(), said=said, cursor=cursor))


async def _take_names(ports: Ports, day: date) -> None:
    """The heads first, then their shares on every day: a share takes its stranger from its head."""
    if await check_day(ports, day):
        await rebuild_day(ports, day)
    directory = await ports.places.directory()
    whole = await ports.bookings.whole_day(day)
    touched, nameless = {day}, set[BookingId]()
    for booking in sorted({*whole.heads, *whole.legs}):
        if days := await _take_name(ports, booking, day, directory):
            touched |= days
            nameless.add(booking)
    await ports.audit.fade(nameless)
    for each in sorted(touched):
        await _take_shares(ports, each)
        await ports.archive.forget_ledgers(each, None)


async def _take_plans(ports: Ports, kept_from: date) -> None:
    """Nothing is summed of a work plan, so nothing has to be waited for."""
    last = await ports.heartbeats.last(PLANS)
    reached = date.fromisoformat(last.cursor) if last is not None and last.cursor else None
    day = await ports.archive.next_day(reached)
    while day is not None and day < kept_from:
        await ports.archive.forget_plans(day, None)
        beat = Beat(job=PLANS, at=ports.clock.now(), said=f"up to {day}", cursor=day.isoformat())
        await ports.heartbeats.beat(beat)
        day = await ports.archive.next_day(day)


async def _take_name(
    ports: Ports, booking: BookingId, day: date, directory: Directory
) -> AbstractSet[date]:
    """The days on which it has a share; none if it has one on a later day than `day`, which will take its name."""
    kept = await ports.bookings.find(booking)
    if kept is None or last_day(kept.value, directory.zone) > day:
        return frozenset()
    await end_for_good(ports, booking)
    await ports.archive.forget_intents(booking)
    await ports.notices.forget(booking)
    await ports.mails.forget(booking)
    await forget_links(ports, booking)
    after = await rewrite(ports, booking, lambda head: _without_names(ports, head))
    return frozenset(days_of(after, directory.zone)) if after is not None else frozenset()


def _without_names(ports: Ports, head: Booking) -> Booking:
    if is_stranger(head.person):
        return head
    nobody, other = (stranger(ports.ids.person()) for _ in range(2))
    return anonymous(head, nobody=nobody, other=other, change=ports.ids.change())


async def _take_shares(ports: Ports, day: date) -> None:
    for kept in (await ports.bookings.whole_day(day)).legs.values():
        leg = kept.value
        if (after := await _share_without_name(ports, leg)) != leg:
            await ports.bookings.apply(DayChange(day=day, leg=(after, kept.version)))


async def _share_without_name(ports: Ports, leg: Leg) -> Leg:
    """Whoever stands for the head's person now; somebody else where the booking has gone on to a later day."""
    if is_stranger(leg.person):
        return leg
    head = await ports.bookings.find(leg.booking)
    if head is not None and is_stranger(head.value.person):
        return replace(leg, person=head.value.person)
    if head is not None and leg.state in LIVE:
        return leg
    return replace(leg, person=stranger(ports.ids.person()))


async def _prune_records(ports: Ports, until: Retention) -> None:
    """What would tell, beside the days' books, whose bookings those were; and what the audit has kept long enough."""
    directory = await ports.places.directory()
    await ports.quotas.prune(whole_day(until.names_from, directory.zone).start)
    await ports.audit.prune(until.audit_from)
    await ports.requests.prune()
    await ports.mails.prune(whole_day(until.names_from, directory.zone).start)
    for kept in await ports.series.every():
        after = pruned(kept.value, before=until.names_from)
        if after is None:
            await ports.series.forget(kept.value)
        elif after != kept.value:
            await ports.series.write(after, kept.version)
