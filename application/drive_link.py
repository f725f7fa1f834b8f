"""Driving one event to what it is to be: plan, make one call, plan again with its answer, a bounded number of times."""

from dataclasses import dataclass, replace
from datetime import timedelta

from application.link_calls import VISIBLE_AFTER, Work, act, read
from application.mailbox_work import FULL, Inside, Later, Settled, enter, leave
from application.meetings_of import Job
from application.ports import Ports
from domain.calendar_event import CalendarEvent, asked_for
from domain.calendar_sync import Link, Role, Theirs, plan_sync
from domain.ledger import Kept
from domain.when import later

MOST_STEPS = 8
LONGEST = timedelta(seconds=75)
"""Then somebody else goes on, well before our place at the mailbox and our lease are over."""
ENDING = "end"
"""What a link is `asking` while its event is to go and its mailbox is closed to us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """How it ended. `heard`: Exchange decided something about the booking. `again`: another event may be wanted now.
    `seen`: the event as it was last read."""

    outcome: Settled | Later
    link: Kept[Link]
    heard: bool = False
    again: bool = False
    seen: CalendarEvent | None = None


async def drive(ports: Ports, job: Job, *, look: bool = False) -> Driven:
    """`look`: read the event first, to hear what became of it. Raises Stale when another is at it, Unavailable."""
    untried = job.link.event is None and job.link.tried_at is None
    work = Work(
        ports=ports,
        job=job,
        kept=job.kept,
        theirs=Theirs.GONE if untried else Theirs.UNSEEN,
    )
    if job.refused or (not look and not plan_sync(job.ours, work.theirs, work.link)):
        return _driven(work, Settled())
    inside = await enter(ports, job.box)
    if isinstance(inside, Later):
        return _driven(work, await _put_off(work, inside))
    return await _at_work(work, inside, look=look)


async def _at_work(work: Work, inside: Inside, *, look: bool) -> Driven:
    closed = True
    try:
        outcome = await _run(work, look=look)
        closed = isinstance(outcome, Later) and outcome.closed
    finally:
        await leave(work.ports, inside, closed=closed)
    if isinstance(outcome, Later):
        outcome = await _put_off(work, outcome)
    return _driven(work, outcome)


def _driven(work: Work, outcome: Settled | Later) -> Driven:
    return Driven(
        outcome=outcome, link=work.kept, heard=work.heard, again=work.again, seen=work.seen
    )


async def _put_off(work: Work, outcome: Later) -> Later:
    """What a closed mailbox keeps from being done is found again by its link, which the booking need not wait for."""
    link = work.link
    if not outcome.closed:
        return outcome
    wanted, service = work.job.ours.wanted, work.ports.exchange.service
    unmade = link.role is Role.MEETING and link.event is None and link.tried_at is None
    if unmade and service not in (None, link.mailbox):
        # The person's own mailbox cannot invite: nothing was made there, and the service mailbox will.
        await work.write(replace(link, off=True, asking=""))
        work.again = True
    elif link.event is not None and not link.asking:
        await work.write(replace(link, asking=asked_for(wanted) if wanted else ENDING))
    return outcome


async def _run(work: Work, *, look: bool) -> Settled | Later:
    if look and (trouble := await read(work)) is not None:
        return trouble
    enough = later(work.ports.clock.now(), LONGEST)
    for _ in range(MOST_STEPS):
        if work.ports.clock.now() >= enough:
            return Later(delay=FULL)
        actions = plan_sync(work.job.ours, work.theirs, work.link)
        if not actions:
            return Settled()
        for action in actions:
            stop = await act(work, action)
            if stop is not None:
                return stop
        if work.heard:
            return Settled()
    return Later(delay=VISIBLE_AFTER)
