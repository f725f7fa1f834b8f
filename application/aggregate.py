"""Aggregating: the sums of every day that is over, without persons. Doing a day again replaces it.

What the processes counted goes into sums as well, a row a day, and after 13 months away.
"""

from datetime import date, timedelta

from application.ports import Beat, Ports
from domain.sums import sum_day
from domain.when import day_of, next_day

JOB = "aggregate"
MOST_DAYS = 62
KEPT_COUNTS = timedelta(days=396)
"""Thirteen months, so that a month can be held beside that of a year ago."""


async def aggregate(ports: Ports) -> int:
    """Sum every day that is over and was not summed yet; how many. Resumes at the first day not done."""
    directory = await ports.places.directory()
    now = ports.clock.now()
    await ports.platform.kept_counts.compact(now.date())
    await ports.platform.kept_counts.forget((now - KEPT_COUNTS).date())
    last = await ports.heartbeats.last(JOB)
    done = 0
    for day in _days(last, day_of(now, directory.zone)):
        bookings = await ports.bookings.heads_on(day)
        await ports.statistics.write(sum_day(day, bookings, directory=directory, now=now))
        done += 1
        beat = Beat(job=JOB, at=ports.clock.now(), said=f"up to {day}", cursor=day.isoformat())
        await ports.heartbeats.beat(beat)
    if not done:
        cursor = last.cursor if last is not None else ""
        beat = Beat(job=JOB, at=ports.clock.now(), said="nothing new", cursor=cursor)
        await ports.heartbeats.beat(beat)
    return done


def _days(last: Beat | None, today: date) -> list[date]:
    yesterday = today - timedelta(days=1)
    first = next_day(date.fromisoformat(last.cursor)) if last and last.cursor else yesterday
    first = max(first, today - timedelta(days=MOST_DAYS))
    return [next_day(first, days=n) for n in range((yesterday - first).days + 1)]
