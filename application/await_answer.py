"""Waiting for a room's answer: looking at the organiser's copy, at growing intervals, while nobody tells us.

Only a room that says nothing at all is given up; one that answers tentatively waits for somebody's approval. Where Graph
tells us of changes, we look less often.
"""

from dataclasses import replace
from datetime import timedelta

from application.drive_link import Driven, drive
from application.from_exchange import decline_booking
from application.mailbox_work import Later, Settled
from application.meetings_of import Job, Matter
from application.ports import Ports
from domain.booking import Booking, State
from domain.calendar_event import CalendarEvent, Response
from domain.calendar_sync import Link
from domain.ledger import Kept
from domain.rooms import ANSWER_WITHIN, WhyDeclined
from domain.when import Instant

LOOKS = tuple(timedelta(seconds=each) for each in (5, 15, 40, 90, 300))
TOLD_LOOKS = tuple(timedelta(seconds=each) for each in (8, 90, 300))
"""After what was asked was taken down."""
TENTATIVE_LOOKS = timedelta(minutes=15)
UNREAD = 2 * ANSWER_WITHIN
"""How long a booking waits where not even the organiser's copy can be read."""


async def await_answer(ports: Ports, matter: Matter, driven: Driven | None) -> Settled | Later:
    """`driven`: what was done with the meeting just now; None where there is none. Raises Stale, Unavailable."""
    booking, now = matter.booking, ports.clock.now()
    if booking.state is not State.PENDING:
        return driven.outcome if driven is not None else Settled()
    link = driven.link.value if driven is not None else None
    if driven is None or link is None or link.event is None or isinstance(driven.outcome, Later):
        return await _unasked(ports, booking, link, driven, now)
    looked = await _look(ports, matter, driven.link, now)
    return looked


async def _unasked(
    ports: Ports, booking: Booking, link: Link | None, driven: Driven | None, now: Instant
) -> Settled | Later:
    """Nothing is asked of the room yet: it cannot have said anything for as long as that lasts."""
    asked_before = link is not None and link.event is not None
    left = (UNREAD if asked_before else ANSWER_WITHIN) - (now - booking.changed_at)
    if left <= timedelta(0):
        return await _give_up(ports, booking)
    outcome = driven.outcome if driven is not None else Settled(look=left)
    if isinstance(outcome, Later):
        return replace(outcome, delay=min(outcome.delay, left), closed=False)
    return Settled(look=left)


async def _look(ports: Ports, matter: Matter, kept: Kept[Link], now: Instant) -> Settled | Later:
    link, job = kept.value, matter.current
    assert job is not None
    asked_at = link.made_at or matter.booking.changed_at
    due = _next_look(ports, link, asked_at)
    if now - asked_at < due:
        # Whoever looked last has said when to look again.
        return Settled(look=due - (now - asked_at) if link.looked_at is None else None)
    noted = replace(link, looked_at=now)
    version = await ports.links.write(noted, kept.version)
    mine = replace(job, kept=Kept(value=noted, version=version))
    driven = await drive(ports, mine, look=True)
    if driven.heard or driven.link.value.off:
        return Settled()
    return await _judged(ports, mine, driven, now - asked_at)


async def _judged(ports: Ports, job: Job, driven: Driven, waited: timedelta) -> Settled | Later:
    if isinstance(driven.outcome, Later):
        return await _give_up(ports, job.booking) if waited >= UNREAD else driven.outcome
    if _says(driven.seen, driven.link.value) is Response.TENTATIVE:
        return Settled(look=TENTATIVE_LOOKS)
    if waited >= ANSWER_WITHIN:
        return await _give_up(ports, job.booking)
    later_looks = (each for each in _looks(ports) if each > waited)
    return Settled(look=next(later_looks, ANSWER_WITHIN) - waited)


def _says(event: CalendarEvent | None, link: Link) -> Response | None:
    return event.answer_of(link.room) if event is not None and link.room is not None else None


def _looks(ports: Ports) -> tuple[timedelta, ...]:
    return TOLD_LOOKS if ports.exchange.notify else LOOKS


def _next_look(ports: Ports, link: Link, asked_at: Instant) -> timedelta:
    """How long after the asking the next look is due."""
    if link.looked_at is None:
        return _looks(ports)[0]
    looked = link.looked_at - asked_at
    return next((each for each in _looks(ports) if each > looked), looked + TENTATIVE_LOOKS)


async def _give_up(ports: Ports, booking: Booking) -> Settled:
    """What this ends is cancelled in Exchange by the message that it sends."""
    await decline_booking(ports, booking.id, WhyDeclined.NO_ANSWER, at=booking.at)
    return Settled()
