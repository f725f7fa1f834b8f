"""Whatever people do in Outlook with a room, in any order, through every kind of failure and with a process killed at any
write: after it comes to rest, our books say what the room's calendar says, nothing is there twice, and nothing that
somebody else made was ever written to.

Bookings of ours only answer here: carrying them out has a machine of its own.
"""

import asyncio
import os
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ask_mailbox import ask_for
from application.exchange import Trouble, Why, Wish
from application.faults import Stale, Unavailable
from application.sweep import sweep
from domain.booking import State
from domain.calendar_event import CalendarEvent, EventId, EventKind, Response
from domain.when import Interval, later
from tests.application.outlook import (
    BOX,
    SERVICE,
    a_house,
    an_event,
    asks,
    foreign,
    lifts_fuse,
    link_of,
    organisers_copy,
    spans,
    state_of,
    syncs,
)
from tests.application.town import GONE, faults, head
from tests.builders import at
from tests.fakes import World

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "60"))
DAYS = ("2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2027-06-01")
TROUBLES = (
    Trouble(why=Why.LATER, wait=timedelta(seconds=20)),
    Trouble(why=Why.CURSOR, code="SyncStateNotFound"),
    Trouble(why=Why.CLOSED, code="ErrorAccessDenied"),
    Trouble(why=Why.UNKNOWN),
)
slots = st.tuples(st.sampled_from(DAYS), st.integers(7, 19), st.integers(1, 30))
picks = st.integers(0, 9)
steps = st.one_of(
    st.tuples(st.just("meets"), picks, slots),
    st.tuples(st.just("moves"), picks, slots),
    st.tuples(st.sampled_from(["deletes", "cancels", "declines", "accepts"]), picks, slots),
    st.tuples(st.sampled_from(["repeats", "shifts", "skips", "turns", "renews"]), picks, slots),
    st.tuples(st.sampled_from(["books", "says yes", "says no"]), picks, slots),
    st.tuples(st.sampled_from(["ours moves", "ours goes", "bare", "rewrites"]), picks, slots),
    st.tuples(st.sampled_from(["looks", "looks", "dies", "stumbles", "compares"]), picks, slots),
)
type Slot = tuple[str, int, int]


def when(slot: Slot) -> Interval:
    day, hour, length = slot
    start = at(f"{day} {hour:02}:00")
    return Interval(start, later(start, timedelta(hours=length)))


class Outlook:
    """One room, and who meets there."""

    def __init__(self) -> None:
        self.world: World = a_house()
        self.made = 0

    def name(self, what: str) -> EventId:
        self.made += 1
        return EventId(f"{what}{self.made}")

    def singles(self) -> list[CalendarEvent]:
        inside = self.world.calendars.in_box(BOX)
        mine = (e for e in inside if e.kind is EventKind.SINGLE and e.organiser != SERVICE)
        return sorted(mine, key=lambda each: each.id)

    def series(self) -> list[CalendarEvent]:
        inside = self.world.calendars.in_box(BOX)
        return sorted((e for e in inside if e.kind is EventKind.MASTER), key=lambda e: e.id)

    def occurrences(self, master: EventId) -> list[CalendarEvent]:
        inside = self.world.calendars.in_box(BOX)
        return sorted((e for e in inside if e.master == master), key=lambda each: each.id)

    def ours(self) -> list[CalendarEvent]:
        return sorted(self.world.calendars.in_box(SERVICE), key=lambda each: each.id)

    async def do(self, what: str, pick: int, slot: Slot) -> None:
        match what:
            case "meets":
                self.put(an_event(name=self.name("single"), span=when(slot)))
            case "moves" | "deletes" | "cancels" | "declines" | "accepts" | "rewrites":
                if there := self.singles():
                    self.changes(what, there[pick % len(there)], slot)
            case "repeats":
                self.repeats(self.name("series"), slot)
            case "shifts" | "skips" | "turns" | "renews":
                if there := self.series():
                    self.edits(what, there[pick % len(there)], slot)
            case "bare":
                self.world.calendars.bare = not self.world.calendars.bare
            case "looks" | "dies" | "stumbles" | "compares":
                await self.looks(what, pick)
            case _:
                await self.with_ours(what, pick, slot)

    def put(self, event: CalendarEvent) -> None:
        self.world.calendars.put(BOX, event)

    def changes(self, what: str, event: CalendarEvent, slot: Slot) -> None:
        match what:
            case "moves":
                self.put(replace(event, span=when(slot)))
            case "deletes":
                self.world.calendars.take(BOX, event.id)
            case "cancels":
                self.put(replace(event, cancelled=True))
            case "declines":
                self.put(replace(event, response=Response.DECLINED))
            case _:
                self.put(replace(event, response=Response.ACCEPTED))

    def repeats(self, name: EventId, slot: Slot) -> None:
        """Each at its hour on every day, for an hour."""
        _, hour, _ = slot
        self.put(an_event(name=name, kind=EventKind.MASTER, span=when((DAYS[0], hour, 1))))
        self.spread(name, hour)

    def spread(self, master: EventId, hour: int) -> None:
        for day in DAYS[:4]:
            span = when((day, hour, 1))
            occurrence = an_event(
                name=self.name("o"),
                span=span,
                kind=EventKind.OCCURRENCE,
                master=master,
                original_start=span.start,
            )
            self.put(occurrence)

    def edits(self, what: str, master: CalendarEvent, slot: Slot) -> None:
        """A series changes: what goes from it is in no list, only that the series changed."""
        there = self.occurrences(master.id)
        match what:
            case "skips":
                for each in there[:1]:
                    del self.world.calendars.boxes[BOX][each.id]
            case "shifts" | "renews":
                for each in there:
                    del self.world.calendars.boxes[BOX][each.id]
                self.spread(master.id, slot[1] if what == "shifts" else master.span.start.hour + 1)
            case _:
                for each in there:
                    del self.world.calendars.boxes[BOX][each.id]
                self.put(replace(master, kind=EventKind.SINGLE, span=when(slot)))
                return
        self.put(master)

    async def with_ours(self, what: str, pick: int, slot: Slot) -> None:
        if what == "books":
            day, hour, _ = slot
            with suppress(AssertionError):  # a refusal, because somebody has it
                await asks(self.world, f"{day} {hour:02}:00", f"{day} {hour + 1:02}:00")
            return
        there = self.ours()
        if not there:
            return
        event = there[pick % len(there)]
        if what in ("says yes", "says no"):
            said = Response.ACCEPTED if what == "says yes" else Response.DECLINED
            self.world.calendars.answer(BOX, said, uid=event.uid)
        elif what == "ours goes":
            await self.world.calendars.cancel(SERVICE, event.id, comment="")
        else:
            span = when((*slot[:2], 1))
            self.world.calendars.put(SERVICE, replace(event, span=span))
            for copy in self.world.calendars.in_box(BOX):
                if copy.uid == event.uid:
                    self.put(replace(copy, span=span))

    async def looks(self, what: str, pick: int) -> None:
        world = self.world
        if what == "stumbles":
            world.calendars.trouble_next(TROUBLES[pick % len(TROUBLES)])
        if what == "dies":
            port = (world.links, world.bookings, world.mailboxes)[pick % 3]
            port.fail_next(times=pick // 3)
            port.fail_next(before=GONE if pick % 2 else None, after=None if pick % 2 else GONE)
        with suppress(Unavailable, Stale):
            if what == "compares":
                await ask_for(world.ports, BOX, Wish.RECONCILE)
            await syncs(world)
        self.mends()
        world.clock.advance(timedelta(seconds=25))

    def mends(self) -> None:
        """What was to fail and did not belongs to the look that is over."""
        for port in (self.world.links, self.world.bookings, self.world.mailboxes):
            port.forget_orders()

    async def rests(self) -> None:
        """Everybody stops, and time goes on."""
        world = self.world
        world.calendars._troubles.clear()
        for _ in range(4):
            world.clock.advance(timedelta(hours=1))
            await syncs(world)
            if state_of(world).fused_at is not None:
                await lifts_fuse(world)
        await sweep(world.ports)  # days that did not follow their head when storage failed

    async def agrees(self) -> None:
        world = self.world
        inside = world.calendars.in_box(BOX)
        window = state_of(world).window
        assert window is not None
        due = sorted(
            each.span
            for each in inside
            if each.kind is not EventKind.MASTER and each.organiser != SERVICE and each.occupies
        )
        found = spans(world)
        within = [each for each in due if each.overlaps(window)]
        assert [each for each in found if each.overlaps(window)] == within
        assert all(each in due for each in found), "a ghost behind the window"
        assert not await faults(world)
        for booking in {each.booking for each in self.ours() if each.booking}:
            self.agrees_on(head(world, booking).state, organisers_copy(world, head(world, booking)))

    def agrees_on(self, state: State, copy: CalendarEvent) -> None:
        assert copy.booking is not None
        answer, booking = copy.answer_of(BOX), head(self.world, copy.booking)
        if answer is Response.DECLINED:
            assert state is State.DECLINED
        elif state is not State.DECLINED:
            assert booking.span == copy.span
            assert state is (State.BOOKED if answer is Response.ACCEPTED else booking.state)
            assert link_of(self.world, booking.id).seen

    async def is_quiet(self) -> None:
        """One more look costs one call, and writes nothing anywhere."""
        world = self.world
        before = list(foreign(world)), dict(world.links.kept)
        world.calendars.calls.clear()
        await syncs(world)
        assert [each.what for each in world.calendars.calls] == ["changes"]
        assert (list(foreign(world)), dict(world.links.kept)) == before


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(steps, max_size=25))
def test_our_books_come_to_say_what_the_rooms_calendar_says(
    told: list[tuple[str, int, Slot]],
) -> None:
    async def run() -> None:
        outlook = Outlook()
        writes = 0
        for what, pick, slot in told:
            before = sum(each.writes for each in outlook.world.calendars.calls)
            await outlook.do(what, pick, slot)
            if what in ("looks", "dies", "stumbles", "compares"):
                writes += sum(each.writes for each in outlook.world.calendars.calls) - before
        await outlook.rests()
        await outlook.agrees()
        await outlook.is_quiet()
        assert not writes

    asyncio.run(run())
