"""Waiting for a room's answer: looking at the organiser's copy, at growing intervals, while nobody tells us.

Only a room that says nothing at all is given up; one that answers tentatively waits for somebody's approval. Where Graph
tells us of changes, we look less often.
"""

from dataclasses import replace
from datetime import timedelta

from application.drive_link import Driven, drive
from application.from_exchange import decline_booking
from application.mailbox_work import Later, Settled
from application.meetings_of import Job, Matter, was_refused
from application.ports import Ports
from domain.booking import Booking, State
from domain.calendar_event import CalendarEvent, Response
from domain.calendar_sync import Link
from domain.ledger import Kept
from domain.rooms import ANSWER_WITHIN, WhyDeclined
from domain.when import Instant, later

LOOKS = tuple(timedelta(seconds=each) for each in (5, 15, 40, 90, 300))
TOLD_LOOKS = tuple(timedelta(seconds=each) for each in (12, 40, 120, 300))
"""After what was asked was taken down. A room that says no leaves nothing in its calendar that we would be told of, so
nobody who waits for it is left waiting long."""
TENTATIVE_LOOKS = timedelta(minutes=15)
EARLY = timedelta(seconds=2)
"""By how much a message may come before its time: the queue has a clock of its own."""
UNREAD = 2 * ANSWER_WITHIN
"""How long a booking waits where not even the organiser's copy can be read."""


async def await_answer(ports: Ports, matter: Matter, driven: Driven | None) -> Settled | Later:
    """`driven`: what was done with the meeting just now; None where there is none. Raises Stale, Unavailable."""
    booking, now = matter.booking, ports.clock.now()
    if booking.state is not State.PENDING:
        return await _heard(ports, driven)
    link = driven.link.value if driven is not None else None
    job = matter.current
    unasked = link is None or link.event is None or job is None or was_refused(link)
    if driven is None or unasked or isinstance(driven.outcome, Later):
        return await _unasked(ports, booking, link, driven, now)
    assert job is not None
    return await _look(ports, job, driven.link, now)


async def _heard(ports: Ports, driven: Driven | None) -> Settled | Later:
    """The answer came another way."""
    if driven is None:
        return Settled()
    if driven.link.value.awaits:
        await ports.links.write(replace(driven.link.value, awaits=False), driven.link.version)
    return driven.outcome


async def _unasked(
    ports: Ports, booking: Booking, link: Link | None, driven: Driven | None, now: Instant
) -> Settled | Later:
    """Nothing is asked of the room yet: it cannot have said anything for as long as that lasts."""
    asked_before = link is not None and link.event is not None and not was_refused(link)
    left = (UNREAD if asked_before else ANSWER_WITHIN) - (now - booking.changed_at)
    if left <= timedelta(0):
        return await _give_up(ports, booking)
    outcome = driven.outcome if driven is not None else Settled(look=left)
    if isinstance(outcome, Later):
        return replace(outcome, delay=min(outcome.delay, left), closed=False)
    return Settled(look=left)


async def _look(ports: Ports, job: Job, kept: Kept[Link], now: Instant) -> Settled | Later:
    link = kept.value
    asked_at = link.made_at or job.booking.changed_at
    if link.look_at is None:
        return await _next(ports, kept, _looks(ports)[0] - (now - asked_at), now)
    if now < later(link.look_at, -EARLY):
        # Whoever looked last has sent a message for then.
        return Settled()
    driven = await drive(ports, replace(job, kept=kept), look=True)
    if driven.heard or driven.link.value.off:
        return Settled()
    waited = now - asked_at
    if isinstance(driven.outcome, Later):
        if waited >= UNREAD:
            return await _give_up(ports, job.booking)
        return await _next(ports, driven.link, driven.outcome.delay, now)
    if _says(driven.seen, link) is Response.TENTATIVE:
        return await _next(ports, driven.link, TENTATIVE_LOOKS, now)
    if waited >= ANSWER_WITHIN:
        return await _give_up(ports, job.booking)
    following = next((each for each in _looks(ports) if each > waited), ANSWER_WITHIN)
    return await _next(ports, driven.link, following - waited, now)


async def _next(ports: Ports, kept: Kept[Link], delay: timedelta, now: Instant) -> Settled:
    """Look after `delay`; only the message that is sent for then does so, however many come before."""
    noted = replace(kept.value, look_at=later(now, max(delay, timedelta(0))))
    await ports.links.write(noted, kept.version)
    return Settled(look=delay)


def _says(event: CalendarEvent | None, link: Link) -> Response | None:
    if event is None or link.room is None:
        return None
    return link.read(event).answer_of(link.room)


def _looks(ports: Ports) -> tuple[timedelta, ...]:
    return TOLD_LOOKS if ports.exchange.notify else LOOKS


async def _give_up(ports: Ports, booking: Booking) -> Settled:
    """What this ends is cancelled in Exchange by the message that it sends."""
    await decline_booking(ports, booking.id, WhyDeclined.NO_ANSWER, at=booking.at)
    return Settled()
