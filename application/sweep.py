"""Sweeping: the nightly safety net under everything that follows lazily.

For every day from the last one that is over up to the longest horizon: intents that nobody carried out ring again,
holds that ran out are ended, and the day's books are proved against its bookings and repaired.
"""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date, timedelta

from application.ports import Beat, Ports, Stale, WholeDay
from application.rebuild_day import check_day, rebuild_day
from application.settle import expire, expired_head
from domain.booking import home_of
from domain.kinds import Kind
from domain.pin import FORGOTTEN_AFTER
from domain.places import Directory
from domain.rules import Rules, changed
from domain.when import day_of, later, next_day

JOB = "sweep"
LEFT_BEHIND = timedelta(minutes=10)
KEPT_TALLIES = timedelta(days=2)


async def sweep(ports: Ports) -> str:
    """One pass; what it found, in a sentence. Resumes at the day where a pass stopped."""
    directory = await ports.places.directory()
    last = await ports.heartbeats.last(JOB)
    found = repaired = rung = 0
    first, end = _reach(ports, directory, last)
    older: set[date] = set()
    async for day in _used(ports, first, end):
        whole = await ports.bookings.whole_day(day)
        rung += await _ring(ports, day)
        rung += await _ring_older(ports, whole, before=first, seen=older)
        await _end_overdue(ports, whole)
        if findings := await check_day(ports, day):
            found += len(findings)
            repaired += len(findings) - len(await rebuild_day(ports, day))
        said = f"at {day}: {found} found, {repaired} repaired, {rung} rung again"
        beat = Beat(job=JOB, at=ports.clock.now(), said=said, cursor=day.isoformat())
        await ports.heartbeats.beat(beat)
    await ports.tallies.forget(later(ports.clock.now(), -KEPT_TALLIES))
    await ports.codes.forget_tries(later(ports.clock.now(), -FORGOTTEN_AFTER))
    said = f"{found} found, {repaired} repaired, {rung} rung again"
    await ports.heartbeats.beat(Beat(job=JOB, at=ports.clock.now(), said=said))
    return said


def _reach(ports: Ports, directory: Directory, last: Beat | None) -> tuple[date, date]:
    today = day_of(ports.clock.now(), directory.zone)
    first = next_day(today, days=-1)
    if last is not None and last.cursor:
        first = max(first, date.fromisoformat(last.cursor))
    return first, next_day(today, days=longest_horizon(directory))


async def _used(ports: Ports, first: date, end: date) -> AsyncIterator[date]:
    """Only the days of which anything is kept: most of a year has nothing, and asking for each costs as much."""
    while first <= end and (day := await ports.bookings.first_used(first, end)) is not None:
        yield day
        first = next_day(day)


def longest_horizon(directory: Directory) -> int:
    """How many days ahead anything can be booked."""
    kinds = [
        directory.policy.rules_for(kind, site=site).horizon_days
        for kind in Kind
        for site in directory.sites
    ]
    excepted = [changed(Rules(), each.changes).horizon_days for each in directory.policy.exceptions]
    return max([*kinds, *excepted], default=0)


async def _end_overdue(ports: Ports, whole: WholeDay) -> None:
    """End the holds that ran out: the books agree with them, so proving the day does not find them."""
    now = ports.clock.now()
    overdue = {b for b, kept in whole.heads.items() if expired_head(kept.value, now=now, change="")}
    for ledger in whole.resources.values():
        overdue |= {entry.booking for entry in ledger.entries if entry.expired(now)}
    for booking in sorted(overdue):
        with suppress(Stale):  # somebody else is at it
            await expire(ports, booking, now=now)


async def _ring_older(ports: Ports, whole: WholeDay, *, before: date, seen: set[date]) -> int:
    """Intents lie with the head, and the head of a booking that was moved to this day may lie on one long over."""
    homes = {home_of(booking) for booking in whole.legs}
    fresh = sorted(home for home in homes - seen if home < before)
    seen |= homes
    return sum([await _ring(ports, home) for home in fresh])


async def _ring(ports: Ports, day: date) -> int:
    before = later(ports.clock.now(), -LEFT_BEHIND)
    undone = await ports.outbox.undone(day, before=before)
    for booking in undone:
        await ports.doorbell.ring(booking, delay=timedelta(0))
    return len(undone)
