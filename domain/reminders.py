"""Reminders: what is worth saying before a booking begins, and when.

Rules:
- Before the start: once, to whoever booked long enough before for it to be news.
- Before a release: once, while the place is still kept and nobody has checked in.
- In the evening: what is booked for tomorrow, once per person who has anything.
- A reminder is due in the pass whose window holds its moment; after a standstill the window is longer, and what has
  meanwhile begun, or was released, is not mentioned.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from domain.booking import Booking, State
from domain.notices import Notice, Topic
from domain.presence import check_in_deadline
from domain.rules import Rules
from domain.when import Instant, Interval, later, on_wall

BEFORE_START = timedelta(minutes=30)
WORTH_REMINDING = timedelta(hours=4)
BEFORE_RELEASE = timedelta(minutes=10)
EVENING = time(17)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From the last pass (excluded) to this one (included)."""

    after: Instant
    until: Instant

    def holds(self, moment: Instant) -> bool:
        return self.after < moment <= self.until


def plan_reminders(booking: Booking, *, rules: Rules, window: Window) -> tuple[Notice, ...]:
    """The reminders about one booking that are due in this pass."""
    if booking.state is not State.BOOKED:
        return ()
    now, start = window.until, booking.span.start
    due: list[Notice] = []
    news = start - booking.created_at >= WORTH_REMINDING
    if news and now < start and window.holds(later(start, -BEFORE_START)):
        due.append(_notice(booking, Topic.REMINDER, start))
    deadline = check_in_deadline(booking, rules)
    if deadline is not None and now < deadline and window.holds(later(deadline, -BEFORE_RELEASE)):
        due.append(_notice(booking, Topic.RELEASE_WARNING, deadline))
    return tuple(due)


def evening_due(day: date, *, zone: ZoneInfo, window: Window) -> bool:
    """Whether the evening of `day` falls into this pass."""
    return window.holds(on_wall(day, EVENING, zone))


def plan_evening(bookings: tuple[Booking, ...], *, tomorrow: Interval) -> tuple[Notice, ...]:
    """One summary per person of what is booked for tomorrow."""
    by_person: dict[str, list[Booking]] = {}
    for booking in sorted(bookings, key=lambda each: (each.span.start, each.id)):
        if booking.state is State.BOOKED and tomorrow.holds(booking.span.start):
            by_person.setdefault(booking.person, []).append(booking)
    return tuple(
        Notice(
            key=f"{own[0].id}-tomorrow-{len(own)}",
            topic=Topic.TOMORROW,
            booking=own[0],
            also=tuple(own[1:]),
        )
        for own in by_person.values()
    )


def _notice(booking: Booking, topic: Topic, moment: Instant) -> Notice:
    key = f"{booking.id}-{topic.value}-{int(moment.timestamp())}"
    return Notice(key=key, topic=topic, booking=booking)
