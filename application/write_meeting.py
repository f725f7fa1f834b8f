"""Having Exchange hold what a booking has come to: its meeting, its mirror, or nothing any more.

Always towards the latest state, so that it may be done twice, late, or for several changes at once. Nothing here undoes
a booking but Exchange's own word, or its silence.
"""

from application.await_answer import await_answer
from application.drive_link import Driven, drive
from application.mailbox_work import FULL, Later, Settled
from application.meetings_of import Matter, meetings_of
from application.ports import Ports, Stale
from domain.calendar_sync import Role
from domain.ids import BookingId

MOST_PASSES = 3


async def write_meeting(ports: Ports, booking: BookingId) -> Settled | Later:
    """Bring Exchange up to date; whether it is, or when to go on. Raises Unavailable."""
    if not ports.exchange.on:
        return Settled()
    try:
        return await _write(ports, booking)
    except Stale:
        return Later(delay=FULL)


async def _write(ports: Ports, booking: BookingId) -> Settled | Later:
    outcomes: list[Settled | Later] = []
    for _ in range(MOST_PASSES):
        matter = await meetings_of(ports, booking)
        if matter is None:
            return Settled()
        driven = [await drive(ports, job) for job in matter.jobs]
        outcomes = [each.outcome for each in driven if _waits(ports, each)]
        if any(each.heard for each in driven):
            # The booking is another now, and a message about that is on its way.
            return _soonest(outcomes)
        if not any(each.again for each in driven):
            return await _answered(ports, matter, driven, outcomes)
    return _soonest(outcomes)


async def _answered(
    ports: Ports, matter: Matter, driven: list[Driven], outcomes: list[Settled | Later]
) -> Settled | Later:
    current = matter.current
    mine = next((d for d, job in zip(driven, matter.jobs, strict=True) if job is current), None)
    awaited = await await_answer(ports, matter, mine)
    return _soonest([*outcomes, awaited])


def _waits(ports: Ports, driven: Driven) -> bool:
    """Whether the booking's own row waits for it: not for somebody's own mailbox that is closed to us. That is tried
    again with the mailbox, by its link."""
    closed = isinstance(driven.outcome, Later) and driven.outcome.closed
    link = driven.link.value
    return not closed or (link.role is Role.MEETING and link.mailbox == ports.exchange.service)


def _soonest(outcomes: list[Settled | Later]) -> Settled | Later:
    """What is left to do comes before what is to be looked at."""
    waiting = [each for each in outcomes if isinstance(each, Later)]
    if waiting:
        return min(waiting, key=lambda each: each.delay)
    looks = [each.look for each in outcomes if isinstance(each, Settled) and each.look is not None]
    return Settled(look=min(looks, default=None))
