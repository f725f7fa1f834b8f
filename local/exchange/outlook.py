"""What people do in Outlook, and what they see there. It goes the way that Graph's requests go."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from local.exchange import calendar, meetings
from local.exchange.errors import not_found
from local.exchange.ids import id_of
from local.exchange.items import Decision, Item, Mailbox, Occurrence
from local.exchange.payloads import Wish, event
from local.exchange.store import Store
from local.exchange.times import Json, Stamp, stamp
from local.exchange.views import bare, occurrence_on, view

_PLAIN = Wish(immutable=True)


class Outlook:
    """Ids that it takes may be of either format, those that it gives are immutable. Mailboxes are called by address or id."""

    def __init__(self, store: Store) -> None:
        self.store = store

    # What people do in Outlook

    def book(
        self,
        organizer: str,
        start: datetime,
        end: datetime,
        *,
        rooms: Sequence[str] = (),
        people: Sequence[str] = (),
        subject: str = "Meeting",
        **more: Any,
    ) -> str:
        """A meeting, with invitations to rooms and people. `more`: properties as Graph has them, and
        `original_zone` for a zone that an old Outlook made up."""
        box = self._box(organizer)
        times = {"start": self._wall(start, box), "end": self._wall(end, box)}
        return self._made(
            organizer, rooms=rooms, people=people, subject=subject, **{**times, **more}
        )

    def book_days(self, organizer: str, first: date, last: date, **more: Any) -> str:
        """An all-day meeting, its last day included."""
        zone = self._box(organizer).zone
        more |= {
            "isAllDay": True,
            "start": {"dateTime": f"{first}T00:00:00", "timeZone": zone},
            "end": {"dateTime": f"{last + timedelta(days=1)}T00:00:00", "timeZone": zone},
        }
        return self._made(organizer, **more)

    def add_series(
        self,
        organizer: str,
        start: datetime,
        end: datetime,
        *,
        pattern: Json,
        range: Json,
        **more: Any,
    ) -> str:
        """A series; `pattern` and `range` as Graph has them, the range's start date and zone filled in."""
        zone = self._box(organizer).zone
        first = stamp(start, zone).wall.date().isoformat()
        whole = {"startDate": first, "recurrenceTimeZone": zone, **range}
        recurrence = {"pattern": pattern, "range": whole}
        return self.book(organizer, start, end, recurrence=recurrence, **more)

    def add_weekly(
        self, organizer: str, start: datetime, end: datetime, *, times: int, **more: Any
    ) -> str:
        """Every week on that day, so many times."""
        day = stamp(start, self._box(organizer).zone).wall.strftime("%A").lower()
        pattern = {"type": "weekly", "interval": 1, "daysOfWeek": [day], "firstDayOfWeek": "monday"}
        range = {"type": "numbered", "numberOfOccurrences": times}
        return self.add_series(organizer, start, end, pattern=pattern, range=range, **more)

    def move(self, mailbox: str, id: str, start: datetime, end: datetime) -> None:
        """To another time: a meeting, a series, or one date of it by that date's id."""
        box = self._box(mailbox)
        self.change(mailbox, id, start=self._wall(start, box), end=self._wall(end, box))

    def change(self, mailbox: str, id: str, **fields: Any) -> None:
        """Any properties, as in a PATCH."""
        calendar.change(self.store, self._find(mailbox, id), fields)

    def change_occurrence(
        self,
        mailbox: str,
        series: str,
        day: date,
        start: datetime | None = None,
        end: datetime | None = None,
        **fields: Any,
    ) -> str:
        """One date of a series, by the day on which it was planned; its id."""
        box, seen = self._box(mailbox), self._on(mailbox, series, day)
        if start is not None and end is not None:
            fields |= {"start": self._wall(start, box), "end": self._wall(end, box)}
        calendar.change(self.store, seen, fields)
        return self._id(seen)

    def delete_occurrence(self, mailbox: str, series: str, day: date) -> None:
        calendar.remove(self.store, self._on(mailbox, series, day))

    def cancel(self, mailbox: str, id: str) -> None:
        """By its organizer; everybody who was invited is told."""
        calendar.cancel(self.store, self._find(mailbox, id))

    def delete(self, mailbox: str, id: str) -> None:
        """From this calendar: the organizer's cancels the meeting, anybody else's only loses its copy."""
        calendar.remove(self.store, self._find(mailbox, id))

    def post_directly(
        self, room: str, start: datetime, end: datetime, subject: str = "Directly"
    ) -> str:
        """Written into the room's own calendar, where nobody asks whether it is free."""
        return self.book(room, start, end, subject=subject)

    def respond(self, mailbox: str, id: str, decision: Decision) -> None:
        """An attendee answers; also how somebody approves or declines what waits for a room's delegate."""
        seen = self._find(mailbox, id)
        meetings.respond(self.store, seen.item, decision, seen.day)

    def approve(self, room: str, id: str) -> None:
        self.respond(room, id, "accepted")

    def decline(self, room: str, id: str) -> None:
        self.respond(room, id, "declined")

    def move_to_folder(self, mailbox: str, id: str) -> None:
        """The default id changes, the immutable one does not."""
        item = self._find(mailbox, id).item
        item.folder_moves += 1
        self.store.touch(item)

    # What is in the calendars

    def event(self, mailbox: str, id: str) -> Json:
        return event(self._find(mailbox, id), _PLAIN)

    def events(self, mailbox: str) -> list[Json]:
        """Single events and series, in UTC."""
        return [event(bare(each), _PLAIN) for each in self._items(mailbox)]

    def view(self, mailbox: str, start: datetime, end: datetime) -> list[Json]:
        """The calendar between two moments, series date by date, in UTC."""
        return [event(each, _PLAIN) for each in view(self._box(mailbox), start, end)]

    def copy_in(self, mailbox: str, id: str, *, of: str) -> Json | None:
        """`mailbox`'s copy of the meeting that has this id in the mailbox `of`."""
        item = self.store.by_uid(self._box(mailbox), self._find(of, id).item.uid)
        return event(bare(item), _PLAIN) if item else None

    def property_of(self, mailbox: str, id: str) -> dict[str, str]:
        """Its extended properties, by their ids."""
        return dict(self._find(mailbox, id).item.extended)

    # Inside

    def _box(self, named: str) -> Mailbox:
        box = self.store.known(named)
        if box is None:
            raise LookupError(named)
        return box

    def _items(self, mailbox: str) -> list[Item]:
        return [each for each in self._box(mailbox).items.values() if not each.deleted]

    def _find(self, mailbox: str, id: str) -> Occurrence:
        return self.store.find(self._box(mailbox), id)

    def _on(self, mailbox: str, series: str, day: date) -> Occurrence:
        seen = occurrence_on(self._find(mailbox, series).item, day)
        if seen is None:
            raise not_found()
        return seen

    def _id(self, seen: Occurrence) -> str:
        return id_of(seen, immutable=True)

    def _wall(self, moment: datetime, box: Mailbox) -> Json:
        shown: Stamp = stamp(moment, box.zone)
        return shown.written()

    def _made(
        self,
        organizer: str,
        *,
        rooms: Sequence[str] = (),
        people: Sequence[str] = (),
        **body: Any,
    ) -> str:
        body["attendees"] = [
            *({"type": "resource", **self._named(each)} for each in rooms),
            *({"type": "required", **self._named(each)} for each in people),
        ]
        zone = body.pop("original_zone", None)
        if rooms and "location" not in body:
            body["location"] = {"displayName": self._box(rooms[0]).name}
        item = calendar.create(self.store, self._box(organizer), body)
        if zone is not None:
            item.original_zones = (zone, zone)
        return self._id(bare(item))

    def _named(self, address: str) -> Json:
        box = self.store.known(address)
        return box.recipient if box else {"emailAddress": {"address": address}}
