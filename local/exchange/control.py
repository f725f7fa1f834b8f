"""Exchange as a test or a demo holds it: whose mailboxes there are, what people do in Outlook, and what time it is."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from local.exchange import calendar, meetings
from local.exchange.clock import Clock, FakeClock, RealClock
from local.exchange.errors import not_found
from local.exchange.faults import Faults
from local.exchange.graph import Graph
from local.exchange.ids import guid, id_of
from local.exchange.items import Decision, Item, Mailbox, MailboxKind, Occurrence, Policy
from local.exchange.knobs import Knobs
from local.exchange.log import Log
from local.exchange.payloads import Wish, event
from local.exchange.routes import ROUTES
from local.exchange.store import Store
from local.exchange.subscriptions import Subscription
from local.exchange.times import Json, Stamp, stamp
from local.exchange.views import bare, occurrence_on, view

_PLAIN = Wish(immutable=True)
_USUAL_ZONE = "Europe/Amsterdam"
_SETTLED = 300.0


class Exchange:
    """Ids that it takes may be of either format, those that it gives are immutable. Mailboxes are called by address or id.

    With `now` its clock stands still there until `advance`; without, it is this machine's.
    """

    def __init__(
        self,
        *,
        now: datetime | None = None,
        token: str | None = None,
        zone: str = _USUAL_ZONE,
        seed: int = 4,
    ) -> None:
        self._fake = FakeClock(now) if now is not None else None
        self.clock: Clock = self._fake or RealClock()
        self.zone = zone
        self.knobs = Knobs()
        self.store = Store(self.clock, self.knobs, seed)
        self.graph = Graph(store=self.store, routes=ROUTES, token=token)
        self.root_url = ""
        """`http://127.0.0.1:<port>` while it is served."""

    @property
    def base_url(self) -> str:
        return f"{self.root_url}/v1.0"

    @property
    def runs_by_itself(self) -> bool:
        """Whether its clock is the machine's."""
        return self._fake is None

    @property
    def faults(self) -> Faults:
        return self.graph.faults

    @property
    def log(self) -> Log:
        return self.graph.log

    @property
    def mails(self) -> list[Json]:
        """What `sendMail` was asked to send."""
        return self.graph.mails

    # Mailboxes and places

    def add_user(self, address: str, name: str = "", *, id: str = "", zone: str = "") -> Mailbox:
        return self._add(address, name, "user", id=id, zone=zone)

    def add_room(
        self,
        address: str,
        name: str = "",
        *,
        id: str = "",
        zone: str = "",
        place: Json | None = None,
        **policy: Any,
    ) -> Mailbox:
        """A room and its place. `policy`: fields of Policy; `place`: what the place says beyond its name."""
        box = self._add(address, name, "room", id=id, zone=zone, **policy)
        self.add_place(
            "room", box.name, emailAddress=address, **{"bookingType": "standard", **(place or {})}
        )
        return box

    def add_equipment(self, address: str, name: str = "", **policy: Any) -> Mailbox:
        """Equipment has a mailbox and is no place."""
        return self._add(address, name, "equipment", **policy)

    def add_place(self, kind: str, name: str, **said: Any) -> Json:
        """A room, workspace, desk, building, floor, section or roomlist; `rooms` of a list are addresses."""
        id = str(said.pop("id", "") or guid(f"{kind}{name}{said.get('emailAddress', '')}"))
        place = {"kind": kind, "id": id, "placeId": id, "displayName": name, **said}
        self.store.places.append(place)
        return place

    def suspend(self, mailbox: str, state: str = "denied") -> None:
        """From now on an application gets 403 (`denied`) or 404 (`gone`) for it; `open` ends that."""
        box = self._box(mailbox)
        match state:
            case "denied" | "gone" | "open":
                box.state = state
            case _:
                raise ValueError(state)

    def policy(self, mailbox: str, **changes: Any) -> None:
        """Change how a resource answers."""
        for name, value in changes.items():
            setattr(self._box(mailbox).policy, name, value)

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
        """A meeting, with invitations to rooms and people. `more`: properties as Graph has them."""
        box = self._box(organizer)
        body = {
            "subject": subject,
            "start": self._wall(start, box),
            "end": self._wall(end, box),
            "attendees": [
                *({"type": "resource", "emailAddress": {"address": each}} for each in rooms),
                *({"type": "required", "emailAddress": {"address": each}} for each in people),
            ],
            **more,
        }
        if rooms and "location" not in more:
            body["location"] = {"displayName": self._box(rooms[0]).name}
        return self._id(bare(calendar.create(self.store, box, body)))

    def book_days(self, organizer: str, first: date, last: date, **more: Any) -> str:
        """An all-day meeting, its last day included."""
        zone = self._box(organizer).zone
        more |= {
            "isAllDay": True,
            "start": {"dateTime": f"{first}T00:00:00", "timeZone": zone},
            "end": {"dateTime": f"{last + timedelta(days=1)}T00:00:00", "timeZone": zone},
        }
        now = self.clock.now()
        return self.book(organizer, now, now, **more)

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

    # Links and subscriptions

    def kill_delta_links(self, mailbox: str = "") -> None:
        """Every delta link given out until now (for that mailbox) is dead."""
        self.graph.deltas.kill(self._box(mailbox) if mailbox else None)

    def subscriptions(self) -> list[Subscription]:
        return self.graph.subscriptions.alive()

    def lifecycle(self, id: str, event: str) -> None:
        """Send `missed`, `reauthorizationRequired`, or `subscriptionRemoved` (it is removed then)."""
        found = self.graph.subscriptions.find(id)
        if event == "subscriptionRemoved":
            self.graph.subscriptions.take_away(found)
        else:
            self.graph.subscriptions.lifecycle(found, event)

    # Time

    async def advance(self, seconds: float) -> None:
        """Let time pass by the fake clock; everything that falls due happens at its own moment, post included."""
        if self._fake is None:
            raise RuntimeError("This exchange runs on the machine's clock.")
        until = self._fake.now() + timedelta(seconds=seconds)
        while (due := self._next_due()) is not None and due <= until:
            self._fake.set(due)
            await self.tick()
        self._fake.set(until)
        await self.tick()

    async def settle(self, within: float = _SETTLED) -> None:
        """Let everything happen that is to happen within so many seconds, and no more time pass than that needs."""
        if self._fake is None:
            raise RuntimeError("This exchange runs on the machine's clock.")
        until = self._fake.now() + timedelta(seconds=within)
        while (due := self._next_due()) is not None and due <= until:
            self._fake.set(due)
            await self.tick()

    async def tick(self) -> None:
        """Everything that is due now."""
        self.store.agenda.run_due()
        await self.graph.subscriptions.postman.deliver()

    async def pump(self) -> None:
        """Ticks for ever, by the machine's clock."""
        while True:
            await self.tick()
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        await self.graph.subscriptions.postman.close()

    # Inside

    def _add(
        self,
        address: str,
        name: str,
        kind: MailboxKind,
        *,
        id: str = "",
        zone: str = "",
        **policy: Any,
    ) -> Mailbox:
        return self.store.add_mailbox(
            address,
            name or address.partition("@")[0],
            kind,
            zone=zone or self.zone,
            policy=Policy(**policy),
            id=id,
        )

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

    def _next_due(self) -> datetime | None:
        waiting = (self.store.agenda.next_due(), self.graph.subscriptions.postman.next_due())
        return min((each for each in waiting if each is not None), default=None)
