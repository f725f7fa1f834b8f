"""Reminding: before the start, before a release, and in the evening of what is booked for tomorrow.

A pass looks at what became due since the last one; a notice's key makes sure that a pass that failed half-way and is
run again tells nobody twice. Mails that lie about are woken on the way.
"""

import asyncio
from datetime import date, timedelta

from application.check_in import rules_for
from application.ports import Beat, Ports
from application.send_mail import wake_left_behind
from domain.booking import Booking, State
from domain.ids import BookingId
from domain.notices import Notice
from domain.reminders import BEFORE_START, Window, evening_due, plan_evening, plan_reminders
from domain.when import Instant, day_of, later, next_day, whole_day

JOB = "remind"
LONGEST_WINDOW = timedelta(hours=6)
USUAL_WINDOW = timedelta(minutes=15)


async def remind(ports: Ports) -> int:
    """One pass; how many notices it sent. Raises Unavailable: the next pass covers this one's window too."""
    now = ports.clock.now()
    window = _window(await ports.heartbeats.last(JOB), now)
    notices = [*await _about_today(ports, window), *await _about_tomorrow(ports, window)]
    for notice in notices:
        await ports.notices.tell(notice)
    await wake_left_behind(ports)
    said = f"{len(notices)} sent"
    await ports.heartbeats.beat(Beat(job=JOB, at=now, said=said, cursor=now.isoformat()))
    return len(notices)


def _window(last: Beat | None, now: Instant) -> Window:
    after = last.at if last is not None else later(now, -USUAL_WINDOW)
    return Window(after=max(after, later(now, -LONGEST_WINDOW)), until=now)


async def _about_today(ports: Ports, window: Window) -> list[Notice]:
    directory = await ports.places.directory()
    today = day_of(window.until, directory.zone)
    soon = day_of(later(window.until, BEFORE_START), directory.zone)
    notices: list[Notice] = []
    for booking in await _booked_on(ports, {today, soon}):
        person = await ports.people.find(booking.person)
        rules = rules_for(booking, person, directory)
        notices += plan_reminders(booking, rules=rules, window=window)
    return notices


async def _about_tomorrow(ports: Ports, window: Window) -> tuple[Notice, ...]:
    directory = await ports.places.directory()
    today = day_of(window.until, directory.zone)
    if not evening_due(today, zone=directory.zone, window=window):
        return ()
    tomorrow = next_day(today)
    bookings = await _booked_on(ports, {tomorrow})
    return plan_evening(tuple(bookings), tomorrow=whole_day(tomorrow, directory.zone))


async def _booked_on(ports: Ports, days: set[date]) -> list[Booking]:
    """The bookings of some days that are still only booked, from their heads."""
    ids: set[BookingId] = set()
    for day in days:
        for ledger in await ports.bookings.present(day):
            ids |= {entry.booking for entry in ledger.entries if entry.state is State.BOOKED}
    found = await asyncio.gather(*(ports.bookings.find(booking) for booking in sorted(ids)))
    return [kept.value for kept in found if kept is not None]
