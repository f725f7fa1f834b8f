"""Keeping a booking and a meeting in step: facts about both sides in, what to do out.

Rules:
- Vrijplek decides what is wanted; Exchange decides whether a room takes it. Whoever changed last is heard, and where
  both did, Exchange is.
- What changed is told by the fields we own, never by a version token: the server rewrites those by itself.
- What we asked for and never heard of is no change of theirs, however late it shows.
- The booking follows first and the link remembers after it, so that a crash in between asks once too often and never
  writes an older wish over theirs.
- Exchange may write a room's address as we do not (its first one, or a name of its directory): what it made of the one
  room that we asked for is that room.
- Nothing is created twice: an attempt whose outcome is unknown is looked up before it is repeated.
- Nothing ends here because it is not in a list: only because it was looked for and is gone.
- A meeting that somebody else made is a fact: it is copied, it may overlap, and it is never written to.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.calendar_event import (
    CalendarEvent,
    Draft,
    EventId,
    Mailbox,
    Response,
    asked_for,
    owned_by_us,
    times_of,
)
from domain.ids import BookingId
from domain.when import Instant, Interval


class Role(StrEnum):
    """What an event is to a booking: the meeting that asks for its room, its mirror in the person's calendar, or a
    meeting made elsewhere whose copy the booking is."""

    MEETING = "meeting"
    MIRROR = "mirror"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Which event belongs to a booking, and what was last known of it. `mailbox`: where we write it (the organiser's or
    the person's), or for a foreign one where we read it. `room`: the room's mailbox; empty for a mirror. `number`:
    which event for this booking and role, from 1: a new one begins when the old one is gone for good.
    `event`: None while a creation is under way, or its outcome unknown; `tried_at`: when it was last tried.
    `asked`, `seen`: the owned fields as we last asked for them and were answered, and as Exchange last returned them.
    `asking`: the same of a write that goes out now, kept before it does and emptied with its answer.
    `in_room`: the id of the room's own copy. `off`: it is gone and is not made again. `told`: what was already told of
    it (a clash), so that nobody hears it twice.
    `awaits`: the room has said neither yes nor no to what was asked last; `look_at`: when to look for that next, for which
    a message is on its way.
    `made_at`: when what was asked last was taken down.
    `room_as`: how Exchange writes the room's address, where not as we do. `conflicts`: how often in a row Exchange said
    that what was asked is there already, or in the way of something, and it was not to be found."""

    booking: BookingId
    role: Role
    mailbox: Mailbox
    room: Mailbox | None = None
    number: int = 1
    transaction: str = ""
    event: EventId | None = None
    uid: str = ""
    etag: str = ""
    asked: str = ""
    seen: str = ""
    asking: str = ""
    in_room: EventId | None = None
    master: EventId | None = None
    original_start: Instant | None = None
    tried_at: Instant | None = None
    made_at: Instant | None = None
    off: bool = False
    told: str = ""
    awaits: bool = False
    look_at: Instant | None = None
    room_as: Mailbox | None = None
    conflicts: int = 0

    def read(self, event: CalendarEvent) -> CalendarEvent:
        """`event` with the room named as we name it."""
        return event.called(self.room_as, self.room)

    @property
    def home(self) -> Mailbox:
        """In whose calendar it takes up time: the room's, or for a mirror the person's."""
        return self.room if self.room is not None else self.mailbox

    @property
    def open(self) -> bool:
        """Whether something is still to come of it by itself: an attempt under way, or the room's answer."""
        return not self.off and (self.event is None or self.awaits or bool(self.asking))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """A booking as far as the calendar is concerned. `wanted`: what Exchange should hold; None: nothing any more.
    `pending`: it waits for the room's answer."""

    booking: BookingId
    wanted: Draft | None
    pending: bool = False


class Theirs(StrEnum):
    """What is known of their side when there is no event to look at."""

    UNSEEN = "unseen"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """Search for what an earlier attempt may have made, by our mark, before anything else is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Write the owned fields of `event`, as it is under `etag`."""

    event: EventId
    etag: str
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Cancel our meeting, or take our mirror away."""

    event: EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class Remember:
    """Keep what their side looks like now."""

    event: CalendarEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The room takes the booking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """The room does not take the booking: it ends, and its person is told, with alternatives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Somebody moved our meeting there: the booking follows. `room`: None while it is the same."""

    span: Interval
    room: Mailbox | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Somebody cancelled or deleted our meeting there: the booking ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A meeting made elsewhere occupies the room: keep it as a foreign booking, new or changed."""

    event: CalendarEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """The foreign meeting occupies the room no more: its booking ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """The link has done its work."""


type Action = (
    Create
    | LookUp
    | Update
    | Cancel
    | Remember
    | Accepted
    | Declined
    | Moved
    | Ended
    | Copy
    | Drop
    | Forget
)


def plan_sync(
    ours: Ours | None, theirs: CalendarEvent | Theirs, last: Link | None
) -> tuple[Action, ...]:
    """What brings the two sides together, in order.

    `theirs`: the organiser's copy for a meeting of ours, the person's copy for a mirror, the room's copy for a foreign
    meeting. Actions that call Exchange come at most one at a time: its answer is planned anew."""
    if (last is not None and last.role is Role.FOREIGN) or (ours is None and last is None):
        return _foreign(theirs, last)
    if last is not None and isinstance(theirs, CalendarEvent):
        theirs = last.read(theirs)
    if ours is None:
        # The head is gone: a hold that expired, or data that was erased. What we made for it must not stay.
        return _unwanted(theirs, last)
    if ours.wanted is None:
        return _unwanted(theirs, last)
    return _wanted(ours, ours.wanted, theirs, last)


def _wanted(
    ours: Ours, draft: Draft, theirs: CalendarEvent | Theirs, last: Link | None
) -> tuple[Action, ...]:
    if last is None:
        # Never tried: booked just now, or in another room before, or its mirror was only just switched on.
        return (Create(draft=draft),)
    if last.off:
        # A mirror that its person took away, or a meeting that was ended there: it is not made again.
        return ()
    if last.event is None:
        return _attempted(draft, theirs, last)
    if theirs is Theirs.GONE or (isinstance(theirs, CalendarEvent) and theirs.cancelled):
        # Somebody deleted or cancelled what we made. A room booking ends with it; a mirror merely stays away.
        return (Ended(), Forget()) if last.role is Role.MEETING else (Forget(),)
    if theirs is Theirs.UNSEEN:
        # Changed here, or a change went out whose answer never came. The write carries the version we know, so that a
        # change there, and our own of which nobody told us, is found by it.
        if last.asked != asked_for(draft) or last.asking:
            return (Update(event=last.event, etag=last.etag, draft=draft),)
        return ()
    return _compared(ours, draft, theirs, last)


def _attempted(draft: Draft, theirs: CalendarEvent | Theirs, last: Link) -> tuple[Action, ...]:
    """A creation was tried and its outcome never became known."""
    if theirs is Theirs.UNSEEN:
        # The answer was lost, or we died between the link and the call, or between the call and the link.
        return (LookUp(),)
    if theirs is Theirs.GONE:
        # Looked for and not there: the same attempt again, under the same mark.
        return (Create(draft=draft),)
    # It was made after all. What was changed here meanwhile is seen when this is planned again.
    return (Remember(event=theirs),)


def _compared(ours: Ours, draft: Draft, theirs: CalendarEvent, last: Link) -> tuple[Action, ...]:
    assert last.event is not None
    now, want = owned_by_us(theirs), asked_for(draft)
    changed_here = last.asked != want or bool(last.asking)
    if last.role is Role.MEETING and now not in (want, last.seen, last.asked, last.asking):
        # Moved in Outlook, whether or not it was moved here too: Exchange decides rooms.
        return _followed(theirs, last)
    if changed_here and now != want:
        # Changed here only: what they have is what we knew, or an older wish of ours whose answer was lost. A mirror is
        # written over whatever somebody did to it, because Vrijplek decides. Only the organiser's copy can be written.
        return (Update(event=last.event, etag=theirs.etag, draft=draft),) if theirs.own else ()
    if last.role is Role.MIRROR and now != last.seen and not changed_here:
        # Somebody moved the mirror: theirs to do, and written over when the booking changes.
        return ()
    # Equal: nothing happened, or our own write comes back (an echo, one whose answer was lost), or the server wrote a
    # new version by itself.
    news = last.asking or (now, theirs.etag) != (last.seen, last.etag)
    keep = (Remember(event=theirs),) if news else ()
    return (*_answered(ours, draft, theirs), *keep)


def _followed(theirs: CalendarEvent, last: Link) -> tuple[Action, ...]:
    rooms = theirs.rooms
    if last.room is None or last.room in rooms:
        return (Moved(span=theirs.span), Remember(event=theirs))
    if rooms:
        # Moved to another room there.
        return (Moved(span=theirs.span, room=rooms[0]), Remember(event=theirs))
    # The room was taken out of the invitation. The meeting goes on without it, so it is let be.
    return (Ended(), Forget())


def _answered(ours: Ours, draft: Draft, theirs: CalendarEvent) -> tuple[Action, ...]:
    if draft.room is None:
        return ()
    match theirs.answer_of(draft.room[0]):
        case Response.ACCEPTED if ours.pending:
            # In time, or late but before anybody gave up.
            return (Accepted(),)
        case Response.DECLINED:
            # At once, or after having accepted: a delegate may change their mind.
            return (Declined(),)
        case _:
            # No answer yet, a tentative one that awaits approval, or what we knew.
            return ()


def _unwanted(theirs: CalendarEvent | Theirs, last: Link | None) -> tuple[Action, ...]:
    if last is None or last.off:
        # Nothing was ever made for it, or it is gone already.
        return ()
    if last.event is None:
        if theirs is Theirs.UNSEEN:
            # An attempt of unknown outcome, for what nobody wants any more.
            return (LookUp(),)
        if theirs is Theirs.GONE:
            # Looked for and never made.
            return (Forget(),)
        # It was made after all, though we gave up.
        return (Cancel(event=theirs.id),)
    if theirs is Theirs.GONE or (isinstance(theirs, CalendarEvent) and theirs.cancelled):
        # Cancelled on both sides, or our cancellation whose answer was lost.
        return (Forget(),)
    if isinstance(theirs, CalendarEvent) and not theirs.own:
        # Not the organiser's copy any more: it is not ours to cancel.
        return (Forget(),)
    # Cancelled, released, declined, given up, moved to another room, erased; or accepted after we gave up.
    return (Cancel(event=last.event),)


def _foreign(theirs: CalendarEvent | Theirs, last: Link | None) -> tuple[Action, ...]:
    if theirs is Theirs.UNSEEN:
        # Not in this list, which says nothing about it.
        return ()
    if theirs is Theirs.GONE or not theirs.occupies:
        # Deleted, cancelled (a room may keep the copy), declined by the room, or shown as free; or never of any weight.
        return (Drop(),) if last is not None and not last.off else ()
    if last is None or last.off or last.seen != times_of(theirs) or last.in_room != theirs.id:
        # New, moved, come back, taken for the first time but never finished, or the same under another id after its
        # series changed.
        return (Copy(event=theirs),)
    # A replay, or a change of what we do not keep.
    return ()


def remembered(link: Link, event: CalendarEvent) -> Link:
    """`link` after Remember: what their side looks like now is what we know, and what we asked for where it differs from
    what they had before."""
    as_ours = _as_asked(link, event)
    event = event.called(as_ours, link.room)
    now, rooms = owned_by_us(event), event.rooms
    stays = link.room is None or not rooms or link.room in rooms
    return replace(
        link,
        event=event.id,
        uid=event.uid or link.uid,
        etag=event.etag,
        asked=link.asked if now == link.seen and not link.asking else now,
        seen=now,
        asking="",
        room=link.room if stays else rooms[0],
        room_as=as_ours if stays else None,
        in_room=link.in_room if stays else None,
    )


def _as_asked(link: Link, event: CalendarEvent) -> Mailbox | None:
    """What Exchange calls the room, in what it made of our asking for that one."""
    if link.room is None or link.event is not None or link.room in event.rooms:
        return link.room_as
    return event.rooms[0] if len(event.rooms) == 1 else None
