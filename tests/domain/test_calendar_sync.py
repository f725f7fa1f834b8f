"""Every leaf of the table that keeps a booking and a meeting in step, with the histories that lead there."""

from dataclasses import replace
from typing import Any

import pytest

from domain.calendar_event import (
    Attendee,
    CalendarEvent,
    Draft,
    EventId,
    Mailbox,
    Response,
    ShowAs,
    asked_for,
    owned_by_us,
    times_of,
)
from domain.calendar_sync import (
    Accepted,
    Action,
    Cancel,
    Copy,
    Create,
    Declined,
    Drop,
    Ended,
    Forget,
    Link,
    LookUp,
    Moved,
    Ours,
    Remember,
    Role,
    Theirs,
    Update,
    plan_sync,
    remembered,
)
from domain.ids import BookingId
from domain.when import Interval
from tests.builders import span

BOOKING = BookingId("2026-11-24-a")
ROOM, OTHER = Mailbox("room-1@example.org"), Mailbox("room-2@example.org")
SERVICE, ADA = Mailbox("service@example.org"), Mailbox("ada@example.org")
NINE, TEN, TWO = span("09:00", "10:00"), span("10:00", "11:00"), span("14:00", "15:00")
UNSEEN, GONE = Theirs.UNSEEN, Theirs.GONE


def wants(when: Interval = NINE, room: Mailbox = ROOM) -> Draft:
    return Draft(
        booking=BOOKING,
        transaction="t",
        subject="Ada",
        body="",
        span=when,
        room=(room, "Room"),
        people=((ADA, "Ada"),),
    )


MIRRORED = replace(wants(), room=None, people=(), show_as=ShowAs.FREE)


def ours(draft: Draft | None, *, pending: bool = False) -> Ours:
    return Ours(booking=BOOKING, wanted=draft, pending=pending)


def theirs(
    when: Interval = NINE, *rooms: Mailbox, answer: Response = Response.ACCEPTED, etag: str = "1"
) -> CalendarEvent:
    """The organiser's copy."""
    invited = tuple(
        Attendee(address=each, resource=True, response=answer) for each in rooms or (ROOM,)
    )
    return CalendarEvent(
        id=EventId("e"),
        uid="u",
        etag=etag,
        span=when,
        own=True,
        organiser=SERVICE,
        attendees=(Attendee(address=ADA), *invited),
        transaction="t",
    )


def mirror(when: Interval = NINE) -> CalendarEvent:
    return replace(theirs(when), attendees=(), organiser=ADA, show_as=ShowAs.FREE)


def copied(when: Interval = NINE, **fields: Any) -> CalendarEvent:
    """A room's copy of somebody else's meeting."""
    plain = replace(theirs(when), own=False, response=Response.ACCEPTED, transaction="")
    return replace(plain, **fields)


def linked(asked: Interval | None = NINE, seen: Interval | None = None, **fields: Any) -> Link:
    """What is kept once a meeting of ours is made."""
    known = owned_by_us(theirs(seen or asked or NINE)) if asked is not None else ""
    plain = Link(
        booking=BOOKING,
        role=Role.MEETING,
        mailbox=SERVICE,
        room=ROOM,
        transaction="t",
        event=EventId("e"),
        uid="u",
        etag="1",
        asked=asked_for(wants(asked)) if asked is not None else "",
        seen=known,
    )
    return replace(plain, **fields)


TRIED = linked(None, event=None, uid="", etag="", asking=asked_for(wants()))
PERSONS = replace(
    linked(),
    role=Role.MIRROR,
    mailbox=ADA,
    room=None,
    asked=asked_for(MIRRORED),
    seen=owned_by_us(mirror()),
)
KEPT = replace(
    linked(),
    role=Role.FOREIGN,
    mailbox=ROOM,
    asked="",
    seen=times_of(copied()),
    in_room=EventId("e"),
)
MOVED_THERE = theirs(TWO)

WANTED: dict[str, tuple[Ours | None, CalendarEvent | Theirs, Link | None, tuple[Action, ...]]] = {
    # Booked just now; moved here from another room, whose meeting has a link of its own; a mirror switched on.
    "never tried": (ours(wants()), UNSEEN, None, (Create(draft=wants()),)),
    # A person took the mirror away; a meeting ended there while its booking could not be ended.
    "it is not made again": (ours(wants()), UNSEEN, linked(off=True), ()),
    # The answer was lost; we died between link and call, or between call and link.
    "tried, and nothing is known": (ours(wants()), UNSEEN, TRIED, (LookUp(),)),
    # The call never arrived, or was refused after all.
    "tried, looked for, not there": (ours(wants()), GONE, TRIED, (Create(draft=wants()),)),
    # It arrived: the booking was changed meanwhile or not, which is planned next.
    "tried, looked for, found": (ours(wants()), theirs(), TRIED, (Remember(event=theirs()),)),
    "found as it was asked for first, changed here since": (
        ours(wants(TEN)),
        theirs(),
        remembered(TRIED, theirs()),
        (Update(event=EventId("e"), etag="1", draft=wants(TEN)),),
    ),
    # Deleted from the organiser's calendar.
    "gone there": (ours(wants()), GONE, linked(), (Ended(), Forget())),
    # Cancelled, and the copy stays, marked.
    "cancelled there": (
        ours(wants()),
        replace(theirs(), cancelled=True),
        linked(),
        (Ended(), Forget()),
    ),
    # Deleted there and moved here at the same time: Exchange decides rooms.
    "gone there, changed here": (ours(wants(TEN)), GONE, linked(), (Ended(), Forget())),
    # The queue came twice; a note was changed; the person checked in.
    "nothing to be done": (ours(wants()), UNSEEN, linked(), ()),
    # Moved or ended early here.
    "changed here": (
        ours(wants(TEN)),
        UNSEEN,
        linked(),
        (Update(event=EventId("e"), etag="1", draft=wants(TEN)),),
    ),
    # The answer to a change was lost, and the booking was changed back since: what they have is not known.
    "changed here and back, one answer lost": (
        ours(wants()),
        UNSEEN,
        linked(asking=asked_for(wants(TEN))),
        (Update(event=EventId("e"), etag="1", draft=wants()),),
    ),
    # A delegate moved it.
    "moved there": (
        ours(wants()),
        MOVED_THERE,
        linked(),
        (Moved(span=TWO), Remember(event=MOVED_THERE)),
    ),
    # Both moved it, and ours never got there because the version was another: the rule is that Exchange decides.
    "moved on both sides": (
        ours(wants(TEN)),
        MOVED_THERE,
        linked(),
        (Moved(span=TWO), Remember(event=MOVED_THERE)),
    ),
    # The same, by chance.
    "moved on both sides to the same": (
        ours(wants(TWO)),
        MOVED_THERE,
        linked(),
        (Remember(event=MOVED_THERE),),
    ),
    # Somebody invited another room instead.
    "moved to another room there": (
        ours(wants()),
        theirs(NINE, OTHER),
        linked(),
        (Moved(span=NINE, room=OTHER), Remember(event=theirs(NINE, OTHER))),
    ),
    # Somebody invited another room as well: the booking has the first.
    "another room too": (
        ours(wants()),
        theirs(NINE, ROOM, OTHER),
        linked(),
        (Moved(span=NINE), Remember(event=theirs(NINE, ROOM, OTHER))),
    ),
    # The meeting goes on without a room, online or elsewhere.
    "the room taken out": (
        ours(wants()),
        replace(theirs(), attendees=(Attendee(address=ADA),)),
        linked(),
        (Ended(), Forget()),
    ),
    # Changed here; their side is as we knew it, under a version that the server wrote by itself.
    "changed here, read there": (
        ours(wants(TEN)),
        theirs(etag="2"),
        linked(),
        (Update(event=EventId("e"), etag="2", draft=wants(TEN)),),
    ),
    # An earlier change of ours arrived after all, whose answer was lost: no move of theirs.
    "an older wish of ours came through": (
        ours(wants(TWO)),
        theirs(TEN, etag="2"),
        linked(asking=asked_for(wants(TEN))),
        (Update(event=EventId("e"), etag="2", draft=wants(TWO)),),
    ),
    # The same, and it is what is wanted still.
    "our own write whose answer was lost": (
        ours(wants(TEN)),
        theirs(TEN, etag="2"),
        linked(asking=asked_for(wants(TEN))),
        (Remember(event=theirs(TEN, etag="2")),),
    ),
    # Somebody took the meeting over: an attendee's copy is never written to.
    "not the organiser's copy": (
        ours(wants(TEN)),
        replace(theirs(), own=False),
        linked(),
        (),
    ),
    # Exchange rewrites versions by itself.
    "only the version differs": (
        ours(wants()),
        theirs(etag="2"),
        linked(),
        (Remember(event=theirs(etag="2")),),
    ),
    "no answer yet": (
        ours(wants(), pending=True),
        theirs(answer=Response.NONE),
        linked(),
        (),
    ),
    # A delegate has to approve.
    "a tentative answer": (
        ours(wants(), pending=True),
        theirs(answer=Response.TENTATIVE),
        linked(),
        (),
    ),
    "the room takes it": (ours(wants(), pending=True), theirs(), linked(), (Accepted(),)),
    "the room took it long ago": (ours(wants()), theirs(), linked(), ()),
    "the room says no": (
        ours(wants(), pending=True),
        theirs(answer=Response.DECLINED),
        linked(),
        (Declined(),),
    ),
    # A delegate changed their mind, or the answer to a walk-in.
    "the room says no after all": (
        ours(wants()),
        theirs(answer=Response.DECLINED),
        linked(),
        (Declined(),),
    ),
    # Accepted under another version of the meeting.
    "taken, and the version differs": (
        ours(wants(), pending=True),
        theirs(etag="2"),
        linked(),
        (Accepted(), Remember(event=theirs(etag="2"))),
    ),
}

MIRRORS: dict[str, tuple[Ours | None, CalendarEvent | Theirs, Link | None, tuple[Action, ...]]] = {
    "a mirror as it was": (ours(MIRRORED), mirror(), PERSONS, ()),
    # Its person deleted it: the booking stands, and it is not made again.
    "a mirror taken away": (ours(MIRRORED), GONE, PERSONS, (Forget(),)),
    # Its person moved it: theirs to do, until the booking changes.
    "a mirror moved there": (ours(MIRRORED), mirror(TWO), PERSONS, ()),
    "a mirror moved there, the booking here": (
        ours(replace(MIRRORED, span=TEN)),
        mirror(TWO),
        PERSONS,
        (Update(event=EventId("e"), etag="1", draft=replace(MIRRORED, span=TEN)),),
    ),
    "a mirror nobody wants": (ours(None), UNSEEN, PERSONS, (Cancel(event=EventId("e")),)),
}

UNWANTED: dict[str, tuple[Ours | None, CalendarEvent | Theirs, Link | None, tuple[Action, ...]]] = {
    # Cancelled before anybody carried it out.
    "never made": (ours(None), UNSEEN, None, ()),
    "off already": (ours(None), UNSEEN, linked(off=True), ()),
    # Cancelled while the outcome of making it was unknown.
    "perhaps made": (ours(None), UNSEEN, TRIED, (LookUp(),)),
    "not made after all": (ours(None), GONE, TRIED, (Forget(),)),
    # It got there after we gave up.
    "made after all": (ours(None), theirs(), TRIED, (Cancel(event=EventId("e")),)),
    # Cancelled, released, declined, given up or moved to another room here.
    "made, not wanted": (ours(None), UNSEEN, linked(), (Cancel(event=EventId("e")),)),
    # The room took it after we gave up.
    "taken too late": (ours(None), theirs(), linked(), (Cancel(event=EventId("e")),)),
    # Cancelled on both sides, or our cancellation whose answer was lost.
    "gone on both sides": (ours(None), GONE, linked(), (Forget(),)),
    "cancelled on both sides": (
        ours(None),
        replace(theirs(), cancelled=True),
        linked(),
        (Forget(),),
    ),
    # Somebody took the meeting over.
    "not ours to cancel": (ours(None), replace(theirs(), own=False), linked(), (Forget(),)),
    # The head is gone: a hold that expired, a person erased.
    "no booking any more": (None, UNSEEN, linked(), (Cancel(event=EventId("e")),)),
}

FOREIGN: dict[str, tuple[Ours | None, CalendarEvent | Theirs, Link | None, tuple[Action, ...]]] = {
    # An invitation that the room took, or a meeting put straight into its calendar.
    "new": (None, copied(), None, (Copy(event=copied()),)),
    # Awaiting a delegate: it holds the room.
    "new, unanswered": (
        None,
        copied(response=Response.NONE),
        None,
        (Copy(event=copied(response=Response.NONE)),),
    ),
    # Declined copies stay in some calendars, cancelled ones in most; free ones hold nothing.
    "new, declined": (None, copied(response=Response.DECLINED), None, ()),
    "new, cancelled": (None, copied(cancelled=True), None, ()),
    "new, free": (None, copied(show_as=ShowAs.FREE), None, ()),
    # Not in this list, or deleted before we ever saw it.
    "nothing known of it": (None, UNSEEN, None, ()),
    "gone before it was known": (None, GONE, None, ()),
    "not in this list": (None, UNSEEN, KEPT, ()),
    # A replay; somebody changed its subject; the server wrote a new version.
    "as it was": (None, copied(etag="9"), KEPT, ()),
    "moved": (None, copied(TWO), KEPT, (Copy(event=copied(TWO)),)),
    # We died between its link and its booking.
    "never finished": (None, copied(), replace(KEPT, seen=""), (Copy(event=copied()),)),
    # Its series was changed, so that all its occurrences have new ids.
    "under another id": (
        None,
        copied(id=EventId("f")),
        KEPT,
        (Copy(event=copied(id=EventId("f"))),),
    ),
    "come back": (None, copied(), replace(KEPT, off=True), (Copy(event=copied()),)),
    # Deleted and looked for.
    "gone": (None, GONE, KEPT, (Drop(),)),
    "cancelled": (None, copied(cancelled=True), KEPT, (Drop(),)),
    "declined by the room": (None, copied(response=Response.DECLINED), KEPT, (Drop(),)),
    "shown as free": (None, copied(show_as=ShowAs.FREE), KEPT, (Drop(),)),
    "gone twice": (None, GONE, replace(KEPT, off=True), ()),
}
LEAVES = WANTED | MIRRORS | UNWANTED | FOREIGN


@pytest.mark.parametrize("leaf", LEAVES)
def test_each_leaf_says_what_to_do(leaf: str) -> None:
    booking, event, link, expected = LEAVES[leaf]
    assert plan_sync(booking, event, link) == expected


def test_what_is_remembered_is_what_they_have_and_what_we_asked_for() -> None:
    link = remembered(linked(asking="x"), MOVED_THERE)
    assert (link.asked, link.seen) == (owned_by_us(MOVED_THERE),) * 2
    assert (link.asking, link.etag) == ("", "1")


def test_a_new_version_alone_leaves_what_we_asked_for() -> None:
    """Otherwise a server that answers something else than it was asked would be asked for ever."""
    link = linked(asked=NINE, seen=TEN)
    assert remembered(link, theirs(TEN, etag="2")).asked == link.asked


def test_a_meeting_moved_to_another_room_has_no_copy_there_that_we_know() -> None:
    link = remembered(linked(in_room=EventId("copy")), theirs(NINE, OTHER))
    assert (link.room, link.in_room) == (OTHER, None)
