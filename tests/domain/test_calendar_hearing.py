"""What a room's own copy of a meeting of ours tells: every leaf, with the histories that lead there."""

from dataclasses import replace

import pytest

from domain.calendar_event import (
    CalendarEvent,
    Draft,
    EventId,
    Mailbox,
    Response,
    ShowAs,
    asked_for,
)
from domain.calendar_hearing import Heard, Look, Note, Retract, hear_room
from domain.calendar_sync import Accepted, Declined, Link, Ours, Role, Theirs
from domain.ids import BookingId
from domain.when import Interval
from tests.builders import span

BOOKING, ROOM = BookingId("2026-11-24-a"), Mailbox("room-1@example.org")
SERVICE = Mailbox("service@example.org")
NINE, TEN = span("09:00", "10:00"), span("10:00", "11:00")


def wants(when: Interval = NINE) -> Draft:
    return Draft(
        booking=BOOKING, transaction="", subject="", body="", span=when, room=(ROOM, "Room")
    )


WAITS = Ours(booking=BOOKING, wanted=wants(), pending=True)
BOOKED = Ours(booking=BOOKING, wanted=wants())
OVER = Ours(booking=BOOKING, wanted=None)
LATER = Ours(booking=BOOKING, wanted=wants(TEN), pending=True)
LINK = Link(
    booking=BOOKING,
    role=Role.MEETING,
    mailbox=SERVICE,
    room=ROOM,
    event=EventId("e"),
    uid="u",
    asked=asked_for(wants()),
    seen=asked_for(wants()),
    in_room=EventId("copy"),
)
COPY = CalendarEvent(
    id=EventId("copy"), uid="u", span=NINE, organiser=SERVICE, response=Response.ACCEPTED
)
UNANSWERED, REFUSED = (
    replace(COPY, response=Response.NONE),
    replace(COPY, response=Response.DECLINED),
)
NOTE = Note(copy=EventId("copy"))

LEAVES: dict[str, tuple[Ours | None, CalendarEvent | Theirs, Link, tuple[Heard, ...]]] = {
    "not in this list": (WAITS, Theirs.UNSEEN, LINK, ()),
    # We gave up, or it was cancelled, released or moved to another room here: being cancelled, or cancelled in vain.
    "taken too late": (OVER, COPY, LINK, (Retract(),)),
    "still there, unanswered": (OVER, UNANSWERED, LINK, (Retract(),)),
    "of a booking that is gone": (None, COPY, LINK, (Retract(),)),
    # A room may keep what was cancelled or declined.
    "cancelled, and not wanted": (OVER, replace(COPY, cancelled=True), LINK, ()),
    "declined, and not wanted": (OVER, REFUSED, LINK, ()),
    "gone, and not wanted": (OVER, Theirs.GONE, LINK, ()),
    # Cancelled by the organiser; declined and cleared away; moved out of the window; thrown out of the room.
    "gone": (BOOKED, Theirs.GONE, LINK, (Look(),)),
    "gone before the room answered": (WAITS, Theirs.GONE, LINK, (Look(),)),
    "cancelled": (BOOKED, replace(COPY, cancelled=True), LINK, (Look(),)),
    # A delegate moved it.
    "moved": (BOOKED, replace(COPY, span=TEN), LINK, (Look(),)),
    # Our change came through before its answer was kept.
    "our write coming back": (
        LATER,
        replace(COPY, span=TEN),
        replace(LINK, asking=asked_for(wants(TEN))),
        (),
    ),
    "an older write of ours coming back": (
        WAITS,
        replace(COPY, span=TEN),
        replace(LINK, asking=asked_for(wants(TEN))),
        (),
    ),
    # Changed here, and not carried out yet: this answers what is not asked any more.
    "an answer to what was asked before": (LATER, COPY, LINK, ()),
    "a refusal of what was asked before": (LATER, REFUSED, LINK, ()),
    "the room takes it": (WAITS, COPY, LINK, (Accepted(),)),
    "the room took it": (BOOKED, COPY, LINK, ()),
    "no answer yet": (WAITS, UNANSWERED, LINK, ()),
    "awaiting a delegate": (WAITS, replace(COPY, response=Response.TENTATIVE), LINK, ()),
    "the room says no": (WAITS, REFUSED, LINK, (Declined(),)),
    "the room changed its mind": (BOOKED, REFUSED, LINK, (Declined(),)),
    # Somebody tidied the room's calendar: it holds the room here still.
    "shown as free": (BOOKED, replace(COPY, show_as=ShowAs.FREE), LINK, ()),
    "seen for the first time": (
        WAITS,
        UNANSWERED,
        replace(LINK, in_room=None),
        (NOTE,),
    ),
    "taken when it is seen for the first time": (
        WAITS,
        COPY,
        replace(LINK, in_room=None),
        (NOTE, Accepted()),
    ),
    "under another id": (
        BOOKED,
        replace(COPY, id=EventId("other")),
        LINK,
        (Note(copy=EventId("other")),),
    ),
}


@pytest.mark.parametrize("leaf", LEAVES)
def test_each_leaf_says_what_was_heard(leaf: str) -> None:
    ours, copy, link, expected = LEAVES[leaf]
    assert hear_room(ours, copy, link) == expected
