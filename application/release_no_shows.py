"""Freeing what nobody turned up for.

Each pass goes from the day where the last one stopped up to today, so a stalled weekend is caught up. A check-in at the
same moment wins or loses on the booking's head, never both.
"""

from contextlib import suppress
from datetime import date, timedelta

from application.change_state import Act, change_state
from application.ports import Beat, Ports, Stale
from application.saved import Saved
from application.settle import clear
from domain.audit import Action
from domain.booking import Booking, State
from domain.ledger import Entry
from domain.notices import Topic
from domain.places import Directory
from domain.presence import Changed, Unchanged, decide_release
from domain.refusals import Refused
from domain.when import day_of, later, whole_day

JOB = "release_no_shows"
MOST_DAYS = 31


async def release_no_shows(ports: Ports) -> int:
    """One pass; how many bookings it released. Raises Unavailable: the next pass resumes where this one stopped."""
    directory = await ports.places.directory()
    today = day_of(ports.clock.now(), directory.zone)
    released = 0
    for day in _days(await ports.heartbeats.last(JOB), today):
        released += await _release_day(ports, day, directory)
        now = ports.clock.now()
        said = f"{released} released"
        await ports.heartbeats.beat(Beat(job=JOB, at=now, said=said, cursor=day.isoformat()))
    return released


def _days(last: Beat | None, today: date) -> list[date]:
    """From the day last looked at, which may have gone on since, to today."""
    first = date.fromisoformat(last.cursor) if last and last.cursor else today
    first = max(min(first, today), today - timedelta(days=MOST_DAYS))
    return [first + timedelta(days=n) for n in range((today - first).days + 1)]


async def _release_day(ports: Ports, day: date, directory: Directory) -> int:
    released = 0
    for ledger in await ports.bookings.present(day):
        for entry in ledger.entries:
            now = ports.clock.now()
            if entry.expired(now):
                with suppress(Stale):  # somebody else is at it, or the next pass is
                    await clear(ports, entry, day, now=now)
            elif entry.state is State.BOOKED and entry.span.start <= now:
                released += await _release(ports, entry, day, directory)
    return released


async def _release(ports: Ports, entry: Entry, day: date, directory: Directory) -> int:
    """Release the booking behind `entry` if it is overdue: first by the ledger alone, then by the head."""
    person = await ports.people.find(entry.person)
    place = directory.resources.get(entry.resource)
    rules = directory.policy.rules_for(
        entry.kind,
        site=entry.site,
        zone=place.zone if place is not None else None,
        team=person.team if person is not None else None,
        resource=entry.resource,
    )
    if not rules.check_in_required:
        return 0
    # Of a span from the day before, the ledger shows this day's share only: when it began, the head knows.
    began_here = entry.span.start > whole_day(day, directory.zone).start
    if began_here and ports.clock.now() < later(entry.span.start, rules.check_in_closes):
        return 0
    kept = await ports.bookings.find(entry.booking)
    if kept is None:
        return 0

    def decide(current: Booking, change: str) -> Changed | Unchanged | Refused:
        return decide_release(current, rules=rules, now=ports.clock.now(), change=change)

    if isinstance(decide(kept.value, ""), Unchanged):
        return 0
    act = Act(action=Action.BOOKING_RELEASED, by=None, topic=Topic.RELEASED)
    saved = await change_state(ports, kept, decide, act)
    return int(isinstance(saved, Saved) and saved.changed)
