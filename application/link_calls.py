"""What one action of the plan is in calls to Exchange, and in what is noted of their answers.

Whatever is about to be asked of Exchange is written down first. A creation whose outcome is unknown is looked up before
it is repeated, and not before it can be seen; a change carries the version we know, and repeats safely. What Exchange
says is in conflict with something that nobody can find is tried again ever later, and then given up for an administrator
to see.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from application.exchange import Done, Trouble, Why
from application.from_exchange import (
    accept_booking,
    decline_booking,
    end_by_exchange,
    move_by_exchange,
)
from application.mailbox_work import Later, Settled, need_attention, wait_out
from application.meetings_of import GONE, Job, refusal_of, was_refused
from application.ports import Ports
from application.room_mailboxes import room_mailboxes
from domain.calendar_event import CalendarEvent, Draft, EventId, asked_for
from domain.calendar_sync import (
    Accepted,
    Action,
    Cancel,
    Create,
    Declined,
    Ended,
    Forget,
    Link,
    LookUp,
    Moved,
    Remember,
    Role,
    Theirs,
    Update,
    remembered,
)
from domain.ledger import Kept
from domain.rooms import WhyDeclined
from domain.when import later

MOST_REBASES = 2
MOST_CONFLICTS = 7
"""Ten seconds, twenty and so on: about twenty minutes."""
VISIBLE_AFTER = timedelta(seconds=10)
"""An event made just now may not be found yet."""


@dataclass(slots=True, kw_only=True)
class Work:
    """One run of it."""

    ports: Ports
    job: Job
    kept: Kept[Link]
    theirs: CalendarEvent | Theirs
    rebases: int = 0
    heard: bool = False
    again: bool = False
    at_once: bool = False
    seen: CalendarEvent | None = field(default=None)

    @property
    def link(self) -> Link:
        return self.kept.value

    async def write(self, after: Link) -> None:
        if after != self.link:
            version = await self.ports.links.write(after, self.kept.version)
            self.kept = Kept(value=after, version=version)


async def act(work: Work, action: Action) -> Settled | Later | None:
    match action:
        case Create(draft=draft):
            return await _create(work, draft)
        case LookUp():
            return await _look_up(work)
        case Update(etag=etag, draft=draft):
            return await _update(work, etag, draft)
        case Cancel(event=event):
            return await _cancel(work, event)
        case Remember(event=event):
            await _keep(work, event)
        case Forget():
            await _forget(work)
        case Accepted() | Declined() | Moved() | Ended():
            await _hear(work, action)
        case _:
            raise AssertionError(f"not about a meeting of ours: {action}")
    return None


async def _create(work: Work, draft: Draft) -> Settled | Later | None:
    await work.write(
        replace(
            work.link,
            transaction=draft.transaction,
            asking=asked_for(draft),
            tried_at=work.ports.clock.now(),
        )
    )
    made = await work.ports.calendars.create(work.job.box, draft)
    if isinstance(made, CalendarEvent):
        await _keep(work, made)
        return None
    if made.why is Why.THERE:
        # It says that it has it: so it was made after all.
        work.theirs, work.at_once = Theirs.UNSEEN, True
        return await _found_or_later(work)
    if made.why is not Why.UNKNOWN and work.job.link.tried_at is None:
        # Nothing was made, by this or an earlier attempt: there is nothing to look up.
        await work.write(replace(work.link, asking="", tried_at=None))
    return await _stopped(work, made)


async def _found_or_later(work: Work) -> Settled | Later | None:
    stop = await _look_up(work)
    return stop or (await _in_conflict(work) if work.theirs is Theirs.GONE else None)


async def _in_conflict(work: Work) -> Settled | Later:
    conflicts = work.link.conflicts + 1
    if conflicts > MOST_CONFLICTS:
        return await _refused(work)
    await work.write(replace(work.link, conflicts=conflicts))
    return Later(delay=VISIBLE_AFTER * 2 ** (conflicts - 1))


async def _look_up(work: Work) -> Settled | Later | None:
    link, now = work.link, work.ports.clock.now()
    visible = later(link.tried_at, VISIBLE_AFTER) if link.tried_at is not None else now
    if now < visible and not work.at_once:
        return Later(delay=visible - now)
    found = await work.ports.calendars.made_for(work.job.box, link.booking)
    if isinstance(found, Trouble):
        return await _stopped(work, found)
    others = {k.value.event for k in await work.ports.links.of(link.booking)}
    mine = sorted(
        (each for each in found if _is(link, each) and each.id not in others),
        key=lambda each: (each.created_at is None, each.created_at, each.id),
    )
    work.theirs = mine[0] if mine else Theirs.GONE
    for double in mine[1:]:
        await _take_away(work, double.id)
    return None


def _is(link: Link, event: CalendarEvent) -> bool:
    marked = event.transaction in ("", link.transaction)
    return marked and event.own and not event.cancelled


async def _update(work: Work, etag: str, draft: Draft) -> Settled | Later | None:
    link = work.link
    assert link.event is not None
    await work.write(replace(link, asking=asked_for(draft)))
    done = await work.ports.calendars.change(work.job.box, link.event, draft, etag=etag)
    if isinstance(done, CalendarEvent):
        await _keep(work, done, draft=draft)
        return None
    if done.why is Why.GONE:
        work.theirs = Theirs.GONE
        return None
    if done.why is Why.OUTDATED and work.rebases < MOST_REBASES:
        work.rebases += 1
        return await read(work)
    return await _stopped(work, done)


async def read(work: Work) -> Settled | Later | None:
    assert work.link.event is not None
    found = await work.ports.calendars.read(work.job.box, work.link.event)
    if isinstance(found, CalendarEvent):
        work.theirs = work.seen = found
        return None
    if found.why is Why.GONE:
        work.theirs = Theirs.GONE
        return None
    return await _stopped(work, found)


async def _cancel(work: Work, event: EventId) -> Settled | Later | None:
    done = await _take_away(work, event)
    if isinstance(done, Trouble) and done.why is not Why.GONE:
        return await _stopped(work, done)
    await work.write(replace(work.link, event=event, off=True, awaits=False, asking=""))
    return None


async def _take_away(work: Work, event: EventId) -> Done | Trouble:
    calendars, job = work.ports.calendars, work.job
    if work.link.role is Role.MIRROR:
        return await calendars.delete(job.box, event)
    comment = work.ports.invitations.farewell(job.booking, directory=job.directory)
    return await calendars.cancel(job.box, event, comment=comment)


async def _keep(work: Work, event: CalendarEvent, *, draft: Draft | None = None) -> None:
    """`draft`: what was asked, and taken down: however Exchange writes it, it is not asked for again."""
    before, now = work.link, work.ports.clock.now()
    after = remembered(before, event)
    if draft is not None:
        told = "" if was_refused(before) else before.told
        after = replace(after, asked=asked_for(draft), transaction=draft.transaction, told=told)
    if before.event is None or before.asking:
        awaits = work.job.ours.pending and before.role is Role.MEETING
        after = replace(after, made_at=now, look_at=None, awaits=awaits)
    after = replace(after, conflicts=0)
    await work.write(after)
    work.theirs = Theirs.UNSEEN


async def _forget(work: Work) -> None:
    taken = work.link.role is Role.MIRROR and work.job.ours.wanted is not None
    told = GONE if taken else work.link.told
    await work.write(replace(work.link, off=True, awaits=False, asking="", told=told))
    work.again = taken


async def _hear(work: Work, action: Accepted | Declined | Moved | Ended) -> None:
    """Decided on the booking as it was when it was asked; whatever follows is carried out on its own."""
    ports, booking = work.ports, work.job.booking
    work.heard = True
    match action:
        case Accepted():
            await accept_booking(ports, booking.id, at=booking.at)
        case Declined():
            await decline_booking(ports, booking.id, WhyDeclined.ROOM, at=booking.at)
        case Ended():
            await end_by_exchange(ports, booking.id)
        case Moved(span=span, room=room):
            wanted = room if room is not None else work.link.room
            rooms = room_mailboxes(work.job.directory).get(wanted, ()) if wanted else ()
            if rooms:
                await move_by_exchange(ports, booking.id, span=span, resource=rooms[0])
            else:
                await end_by_exchange(ports, booking.id)
    await work.write(replace(work.link, awaits=False))


async def _stopped(work: Work, trouble: Trouble) -> Settled | Later:
    if trouble.why is Why.THERE:
        return await _in_conflict(work)
    if trouble.why is not Why.REFUSED:
        return await wait_out(work.ports, work.job.box, trouble)
    return await _refused(work)


async def _refused(work: Work) -> Settled:
    """It is not asked again. Of a mirror, the mailbox that invites rooms tells: nobody's own is shown to anybody."""
    shown = work.link.room or work.ports.exchange.service
    if shown is not None:
        await need_attention(work.ports, shown)
    wanted = work.job.ours.wanted
    gone = work.link.event is None or wanted is None
    told = refusal_of(wanted)
    after = replace(work.link, asking="", told=told, off=gone, awaits=False, conflicts=0)
    await work.write(after)
    return Settled()
