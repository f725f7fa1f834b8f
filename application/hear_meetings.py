"""What is to become of our own meetings in a room: heard from the room's copies, and where anything would end or move,
read from the organiser's, all of one mailbox at a time."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from application.exchange import Trouble, Why
from application.other_mailbox import ask
from application.visit import AT_ONCE, Visit, read_copies
from domain.booking import Booking, State
from domain.calendar_event import CalendarEvent, Draft, EventId, Mailbox
from domain.calendar_hearing import Heard as Word
from domain.calendar_hearing import Look, hear_room
from domain.calendar_sync import (
    Action,
    Declined,
    Ended,
    Link,
    Moved,
    Ours,
    Theirs,
    plan_sync,
)
from domain.ledger import Kept
from domain.when import Instant

OURS = frozenset({State.PENDING, State.BOOKED, State.CHECKED_IN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting of ours with what was heard of it. `copy`: the organiser's, where it had to be read."""

    link: Link
    booking: Kept[Booking] | None
    words: tuple[Word, ...] = ()
    copy: CalendarEvent | Theirs = Theirs.UNSEEN
    actions: tuple[Action, ...] = ()

    @property
    def ends(self) -> bool:
        """Whether its booking would end because its meeting is not there any more."""
        return any(isinstance(each, Ended) for each in self.actions)


def ours_in(visit: Visit, link: Link, booking: Booking | None) -> Ours | None:
    """The booking as far as this room's calendar is concerned; wanted no more where it is elsewhere or over with."""
    if booking is None:
        return None
    newest = all(
        each.number <= link.number
        for each in visit.known.links
        if (each.booking, each.role) == (link.booking, link.role)
    )
    wanted = booking.state in OURS and booking.at.resource == visit.room.id and newest
    return Ours(
        booking=booking.id,
        wanted=_draft(visit, booking) if wanted else None,
        pending=booking.state is State.PENDING,
    )


def _draft(visit: Visit, booking: Booking) -> Draft:
    """The owned fields alone: whoever writes to Exchange makes the rest."""
    return Draft(
        booking=booking.id,
        transaction="",
        subject="",
        body="",
        span=booking.span,
        room=(visit.box, visit.room.name),
    )


async def hear_meetings(
    visit: Visit, copies: list[tuple[Link, CalendarEvent | Theirs]]
) -> list[Meeting] | Trouble:
    heard = await asyncio.gather(*(_hear(visit, link, copy) for link, copy in copies))
    known = [each for each in heard if each is not None]
    to_see: dict[Mailbox, list[EventId]] = {}
    for each in known:
        if any(isinstance(word, Look) for word in each.words) and each.link.event is not None:
            to_see.setdefault(each.link.mailbox, []).append(each.link.event)
    seen: dict[EventId, CalendarEvent | Theirs] = {}
    for box, events in to_see.items():
        answer = await _organisers(visit, box, events)
        if isinstance(answer, Trouble):
            return answer
        seen.update(answer)
    planned = [_planned(visit, each, seen) for each in known]
    return await _let_go(visit, planned, dict(copies))


async def _hear(visit: Visit, link: Link, copy: CalendarEvent | Theirs) -> Meeting | None:
    """None where it is too late for anything to matter, or too early."""
    kept = await visit.ports.bookings.find(link.booking)
    booking = kept.value if kept is not None else None
    if booking is not None and (booking.state is State.HELD or _over(booking, visit)):
        return None
    words = hear_room(ours_in(visit, link, booking), copy, link)
    return Meeting(link=link, booking=kept, words=words)


def _over(booking: Booking, visit: Visit) -> bool:
    now: Instant = visit.ports.clock.now()
    return booking.seen_at(now) is State.ENDED


async def _organisers(
    visit: Visit, box: Mailbox, events: list[EventId]
) -> Mapping[EventId, CalendarEvent | Theirs] | Trouble:
    """The organiser's copies by id. A person's mailbox that is closed to us tells nothing, and nothing ends for that; for
    ours we wait."""
    found: dict[EventId, CalendarEvent | Theirs] = {}
    for first in range(0, len(events), AT_ONCE):
        some = events[first : first + AT_ONCE]
        answers = await ask(visit.ports, box, partial(visit.ports.calendars.read_many, box, some))
        if isinstance(answers, Trouble):
            if answers.why is Why.CLOSED and box != visit.known.service:
                continue
            return answers
        for event, answer in answers.items():
            match answer:
                case CalendarEvent():
                    found[event] = answer
                case Trouble(why=Why.GONE):
                    found[event] = Theirs.GONE
                case Trouble(why=Why.CLOSED):
                    pass
                case Trouble():
                    return answer
    return found


def _planned(
    visit: Visit, meeting: Meeting, seen: Mapping[EventId, CalendarEvent | Theirs]
) -> Meeting:
    link = meeting.link
    copy = seen.get(link.event, Theirs.UNSEEN) if link.event is not None else Theirs.UNSEEN
    if not any(isinstance(word, Look) for word in meeting.words) or copy is Theirs.UNSEEN:
        return meeting
    booking = meeting.booking.value if meeting.booking is not None else None
    actions = plan_sync(ours_in(visit, link, booking), copy, link)
    return replace(meeting, copy=copy, actions=actions)


async def _let_go(
    visit: Visit, meetings: list[Meeting], copies: Mapping[Link, CalendarEvent | Theirs]
) -> list[Meeting] | Trouble:
    """A room that threw its copy out takes the booking no more, though the organiser still believes in it."""
    doubtful = [each for each in meetings if _believed(each) and copies[each.link] is Theirs.GONE]
    ids = [each.link.in_room for each in doubtful if each.link.in_room is not None]
    answers = await read_copies(visit, ids)
    if isinstance(answers, Trouble):
        return answers
    gone = {
        copy
        for copy, answer in answers.items()
        if isinstance(answer, Trouble) and answer.why is Why.GONE
    }
    return [
        replace(each, actions=(Declined(), *each.actions))
        if each in doubtful and each.link.in_room in gone
        else each
        for each in meetings
    ]


def _believed(meeting: Meeting) -> bool:
    """Whether the organiser's copy is as it was, and the room had said yes."""
    booking = meeting.booking.value if meeting.booking is not None else None
    settled = booking is not None and booking.state in (State.BOOKED, State.CHECKED_IN)
    news = any(isinstance(each, Ended | Declined | Moved) for each in meeting.actions)
    return settled and not news and isinstance(meeting.copy, CalendarEvent)
