"""Calendars in memory: organisers' copies, rooms' copies, and lists of changes.

Rooms say nothing until a test speaks for them (`answer`), or says once for all what they say (`says`). What happens in
Outlook is `put` and `take`. `calls` are in the order they came. A test orders trouble with `trouble_next`.
"""

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from application.exchange import Done, Page, Trouble, Why
from domain.calendar_event import (
    Attendee,
    CalendarEvent,
    Draft,
    EventId,
    EventKind,
    Mailbox,
    Removed,
    Response,
)
from domain.ids import BookingId
from domain.when import Instant, Interval, instant
from tests.faults import Faults


@dataclass(frozen=True, slots=True)
class Call:
    what: str
    box: Mailbox

    @property
    def writes(self) -> bool:
        return self.what in ("create", "change", "cancel", "delete")


class FakeCalendars(Faults):
    """`keeps_cancelled`: a room keeps the copy of a cancelled meeting, marked. `page`: how many changes at once.
    `bare`: a list of changes shows occurrences with their times alone. `hollow`: it begins with an empty page.
    `writes_as`: addresses that whoever reads an event finds in the place of those that were written."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[Mailbox, dict[EventId, CalendarEvent]] = {}
        self.calls: list[Call] = []
        self.says: Response = Response.NONE
        self.keeps_cancelled = False
        self.page = 50
        self.bare = self.hollow = False
        self.writes_as: dict[Mailbox, Mailbox] = {}
        self._log: list[tuple[Mailbox, EventId]] = []
        self._troubles: deque[tuple[Trouble, bool, str]] = deque()
        self._made = 0

    # what a test does

    def trouble_next(
        self, trouble: Trouble, *, after: bool = False, times: int = 1, of: str = ""
    ) -> None:
        """The next `times` calls (named `of`, if given) meet `trouble`; `after` it was done all the same."""
        self._troubles.extend([(trouble, after, of)] * times)

    def put(self, box: Mailbox, event: CalendarEvent) -> CalendarEvent:
        """Write a copy as Outlook would, new or changed: it gets a new etag, and a uid if it has none."""
        self._made += 1
        event = replace(event, etag=f'W/"{self._made}"', uid=event.uid or f"uid-{event.id}")
        self.boxes.setdefault(box, {})[event.id] = event
        self._log.append((box, event.id))
        return event

    def tells_again(self, box: Mailbox, event: EventId) -> None:
        """The next list of changes has a copy once more that nobody changed."""
        self._log.append((box, event))

    def take(self, box: Mailbox, event: EventId) -> None:
        """Delete a copy as Outlook would."""
        del self.boxes[box][event]
        self._log.append((box, event))

    def answer(self, room: Mailbox, response: Response, *, uid: str = "") -> None:
        """The room answers a meeting, or all it was invited to."""
        for box, copies in list(self.boxes.items()):
            for event in list(copies.values()):
                if (uid and event.uid != uid) or event.answer_of(room) is None:
                    continue
                mine = response if box == room else event.response
                said = _said(event, room, response)
                self.put(box, replace(event, attendees=said, response=mine))

    def in_box(self, box: Mailbox) -> tuple[CalendarEvent, ...]:
        return tuple(self.boxes.get(box, {}).values())

    # the port

    async def create(self, box: Mailbox, draft: Draft) -> CalendarEvent | Trouble:
        lost = await self._called("create", box, writes=True)
        if isinstance(lost, Trouble) and not self._done:
            return lost
        there = [each for each in self.in_box(box) if each.transaction == draft.transaction]
        made = there[0] if there else self._create(box, draft)
        return lost or self._shown(made)

    async def change(
        self, box: Mailbox, event: EventId, draft: Draft, *, etag: str
    ) -> CalendarEvent | Trouble:
        lost = await self._called("change", box, writes=True)
        if isinstance(lost, Trouble) and not self._done:
            return lost
        there = self.boxes.get(box, {}).get(event)
        if there is None:
            return Trouble(why=Why.GONE, code="ErrorItemNotFound")
        if etag and there.etag != etag:
            return Trouble(why=Why.OUTDATED, code="ErrorIrresolvableConflict")
        asked = tuple(replace(each, response=Response.NONE) for each in there.attendees)
        words = draft.subject if draft.mirror else there.subject
        changed = replace(there, span=draft.span, attendees=asked, subject=words)
        self._invite(box, self.put(box, changed))
        return lost or self._shown(self.boxes[box][event])

    async def cancel(self, box: Mailbox, event: EventId, *, comment: str) -> Done | Trouble:
        return await self._end("cancel", box, event)

    async def delete(self, box: Mailbox, event: EventId) -> Done | Trouble:
        return await self._end("delete", box, event)

    async def read(self, box: Mailbox, event: EventId) -> CalendarEvent | Trouble:
        return await self._called("read", box) or self._read(box, event)

    async def read_many(
        self, box: Mailbox, events: Collection[EventId]
    ) -> Mapping[EventId, CalendarEvent | Trouble] | Trouble:
        trouble = await self._called("read_many", box)
        return trouble or {each: self._read(box, each) for each in events}

    async def made_for(
        self, box: Mailbox, booking: BookingId
    ) -> tuple[CalendarEvent, ...] | Trouble:
        trouble = await self._called("made_for", box)
        return trouble or tuple(self._shown(e) for e in self.in_box(box) if e.booking == booking)

    async def with_uid(self, box: Mailbox, uid: str) -> tuple[CalendarEvent, ...] | Trouble:
        trouble = await self._called("with_uid", box)
        return trouble or tuple(self._shown(e) for e in self.in_box(box) if e.uid == uid)

    async def changes(self, box: Mailbox, at: Interval | str) -> Page | Trouble:
        if (trouble := await self._called("changes", box)) is not None:
            return trouble
        if self.hollow and not str(at).startswith("hollow:"):
            whole = _address(-1, at, []) if isinstance(at, Interval) else at
            return Page(items=(), more=f"hollow:{whole}")
        at = _unhollowed(at) if isinstance(at, str) else at
        if isinstance(at, Interval):
            known, window, todo = len(self._log), at, [e.id for e in self.in_box(box)]
            todo = [each for each in todo if self._covered(box, each, window)]
        else:
            known, window, todo = self._since(box, at)
        first, rest = todo[: self.page], todo[self.page :]
        items = tuple(self._item(box, each, window) for each in first)
        there = _address(known, window, rest)
        return Page(items=items, more=there) if rest else Page(items=items, cursor=there)

    async def instances(
        self, box: Mailbox, master: EventId, within: Interval
    ) -> tuple[CalendarEvent, ...] | Trouble:
        if (trouble := await self._called("instances", box)) is not None:
            return trouble
        if master not in self.boxes.get(box, {}):
            return Trouble(why=Why.GONE, code="ErrorItemNotFound")
        found = (e for e in self.in_box(box) if e.master == master)
        return tuple(e for e in found if e.span.overlaps(within))

    async def view(self, box: Mailbox, within: Interval) -> tuple[CalendarEvent, ...] | Trouble:
        if (trouble := await self._called("view", box)) is not None:
            return trouble
        found = (e for e in self.in_box(box) if e.kind is not EventKind.MASTER)
        return tuple(e for e in found if e.span.overlaps(within))

    # behind it

    async def _called(self, what: str, box: Mailbox, *, writes: bool = False) -> Trouble | None:
        self._done = False
        self.calls.append(Call(what, box))
        await (self.writing() if writes else self.reading())
        if self._troubles and self._troubles[0][2] in ("", what):
            trouble, self._done, _ = self._troubles.popleft()
            return trouble
        return None

    def _create(self, box: Mailbox, draft: Draft) -> CalendarEvent:
        self._made += 1
        invited = tuple(Attendee(address=address) for address, _ in draft.people)
        if draft.room is not None:
            invited += (Attendee(address=draft.room[0], resource=True),)
        made = self.put(
            box,
            CalendarEvent(
                id=EventId(f"e{self._made}"),
                uid=f"uid-{self._made}",
                span=draft.span,
                show_as=draft.show_as,
                own=True,
                response=Response.ORGANISER,
                organiser=box,
                attendees=invited,
                subject=draft.subject,
                transaction=draft.transaction,
                booking=draft.booking,
            ),
        )
        self._invite(box, made)
        return self.boxes[box][made.id]

    def _invite(self, box: Mailbox, event: CalendarEvent) -> None:
        for room in event.rooms:
            there = [each for each in self.in_box(room) if each.uid == event.uid]
            copy = replace(
                event,
                id=there[0].id if there else EventId(f"{event.id}-{room}"),
                own=False,
                response=Response.NONE,
                subject="",
                transaction="",
                booking=None,
            )
            self.put(room, copy)
            if self.says is not Response.NONE:
                self.answer(room, self.says, uid=event.uid)

    async def _end(self, what: str, box: Mailbox, event: EventId) -> Done | Trouble:
        lost = await self._called(what, box, writes=True)
        if isinstance(lost, Trouble) and not self._done:
            return lost
        there = self.boxes.get(box, {}).get(event)
        if there is None:
            return Trouble(why=Why.GONE, code="ErrorItemNotFound")
        self.take(box, event)
        for room in there.rooms:
            self._end_copy(room, there.uid)
        return lost or Done()

    def _end_copy(self, room: Mailbox, uid: str) -> None:
        for copy in [each for each in self.in_box(room) if each.uid == uid]:
            if self.keeps_cancelled:
                self.put(room, replace(copy, cancelled=True))
            else:
                self.take(room, copy.id)

    def _read(self, box: Mailbox, event: EventId) -> CalendarEvent | Trouble:
        there = self.boxes.get(box, {}).get(event)
        return self._shown(there) if there else Trouble(why=Why.GONE, code="ErrorItemNotFound")

    def _shown(self, event: CalendarEvent) -> CalendarEvent:
        for address, written in self.writes_as.items():
            event = event.called(address, written)
            if event.organiser == address:
                event = replace(event, organiser=written)
        return event

    def _covered(self, box: Mailbox, event: EventId, window: Interval) -> bool:
        there = self.boxes.get(box, {}).get(event)
        return there is not None and there.span.overlaps(window)

    def _since(self, box: Mailbox, at: str) -> tuple[int, Interval, list[EventId]]:
        number, start, end, *rest = at.split("|")
        window = Interval(_moment(start), _moment(end))
        if rest:
            return int(number), window, [EventId(each) for each in rest]
        seen = dict.fromkeys(event for where, event in self._log[int(number) :] if where == box)
        return len(self._log), window, list(seen)

    def _item(self, box: Mailbox, event: EventId, window: Interval) -> CalendarEvent | Removed:
        if not self._covered(box, event, window):
            return Removed(id=event)
        there = self.boxes[box][event]
        if self.bare and there.kind is EventKind.OCCURRENCE:
            return CalendarEvent(
                id=there.id,
                kind=there.kind,
                master=there.master,
                span=there.span,
                etag=there.etag,
                bare=True,
            )
        return there


def _unhollowed(at: str) -> Interval | str:
    whole = at.removeprefix("hollow:")
    number, start, end, *_ = whole.split("|")
    return Interval(_moment(start), _moment(end)) if number == "-1" else whole


def _said(event: CalendarEvent, room: Mailbox, response: Response) -> tuple[Attendee, ...]:
    return tuple(
        replace(each, response=response) if each.address == room else each
        for each in event.attendees
    )


def _address(number: int, window: Interval, rest: list[EventId]) -> str:
    return "|".join((str(number), window.start.isoformat(), window.end.isoformat(), *rest))


def _moment(text: str) -> Instant:
    return instant(datetime.fromisoformat(text))
