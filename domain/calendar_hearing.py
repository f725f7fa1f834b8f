"""What a room's own copy of a meeting of ours tells, without asking anybody.

The list of changes of a room shows the room's copies; the organiser's is in another mailbox, and reading it is a call.

Rules:
- The room's copy says whether the room takes the meeting. An answer counts if it is to what is asked now.
- Nothing of ours ends or moves on the word of this copy alone: the organiser's is read first.
- Our own write, coming back, costs no call.
"""

from dataclasses import dataclass

from domain.calendar_event import (
    CalendarEvent,
    EventId,
    Response,
    asked_for,
    times_in,
    times_of,
)
from domain.calendar_sync import Accepted, Declined, Link, Ours, Theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Read the organiser's copy, and plan with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retract:
    """The room holds what nobody wants any more: whoever carries bookings out is to see to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Keep which copy in the room is this meeting's: its removal comes with that id alone."""

    copy: EventId


type Heard = Look | Retract | Note | Accepted | Declined


def hear_room(ours: Ours | None, copy: CalendarEvent | Theirs, last: Link) -> tuple[Heard, ...]:
    """What the room's own copy of a meeting of ours tells. An answer counts if it is to what is asked now; nothing ends
    or moves on this copy's word alone."""
    if copy is Theirs.UNSEEN:
        return ()
    wanted = ours.wanted if ours is not None else None
    if ours is None or wanted is None:
        # An acceptance after we gave up, or a cancellation that is still under way or was lost.
        return (Retract(),) if isinstance(copy, CalendarEvent) and copy.occupies else ()
    if copy is Theirs.GONE or copy.cancelled:
        # Cancelled by the organiser, declined and cleared away, moved out of the list's window, or deleted in the room.
        return (Look(),)
    note = (Note(copy=copy.id),) if last.in_room != copy.id else ()
    known = times_in(last.seen)
    if times_of(copy) != known:
        # An echo of a write whose answer is still on its way here, else somebody moved it.
        echo = times_of(copy) in (times_in(last.asking), times_in(asked_for(wanted)))
        return note if echo else (*note, Look())
    if known != times_in(asked_for(wanted)):
        # An answer to what was asked before it was changed here.
        return note
    match copy.response:
        case Response.ACCEPTED if ours.pending:
            return (*note, Accepted())
        case Response.DECLINED:
            return (*note, Declined())
        case _:
            return note
