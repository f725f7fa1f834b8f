"""Anything, in any order, on both sides at once, over a wire on which a third of all requests goes wrong: once it is quiet
again, both sides say the same, nothing is there twice, and nobody else's meeting was written to.
"""

import asyncio
import os
from datetime import time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.book import book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.exchange import Organiser
from application.faults import Unavailable
from domain.booking import Booking
from domain.calendar_event import Mailbox
from domain.when import Instant, Interval, day_of, later, next_day, on_wall
from local.exchange.errors import GraphError
from tests.application.outlook import lifts_fuse
from tests.application.town import PEOPLE, an_ask
from tests.builders import LUXEMBOURG, NOW, at
from tests.machines.both_sides import (
    ADAS,
    BEN,
    BOXES,
    CAR,
    ROOMS,
    SERVICE,
    Both,
    Killed,
    both_sides,
)
from tests.machines.test_both_sides import agree

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "8"))
WEEKS = (NOW, at("2026-10-23 08:00"), at("2027-03-26 08:00"))
"""An ordinary one, and those in which the clocks go back and forth."""
QUIET = timedelta(minutes=45)

slots = st.tuples(st.integers(1, 3), st.integers(0, 20), st.integers(1, 3))
which = st.integers(0, 7)
ACTS = (
    "book", "book", "drive", "move", "cancel", "delete the mirror",
    "meet", "meet", "meet directly", "repeat", "move theirs", "cancel theirs",
    "room declines", "move an occurrence", "skip an occurrence",
    "move ours there", "cancel ours there",
    "wait", "wait long", "compare", "links die", "noise", "die", "die",
)  # fmt: skip
BETWEEN = ("wait", "wait long", "compare", "links die", "noise", "die", "wire", "promise")
type Slot = tuple[int, int, int]
steps = st.tuples(st.sampled_from(ACTS), which, slots)


def when(slot: Slot, began: Instant) -> Interval:
    """So many days after it began, in wall time: some hours are there twice, others not at all."""
    days, hour, length = slot
    start = on_wall(next_day(day_of(began, LUXEMBOURG), days=days), time(hour, 30), LUXEMBOURG)
    return Interval(start, later(start, timedelta(hours=length)))


class Chaos:
    def __init__(self, both: Both) -> None:
        self.both, self.theirs, self.series = both, list[str](), list[str]()

    def mine(self) -> list[Booking]:
        return [each for each in self.both.ours() if not each.foreign]

    def copies(self, room: Mailbox) -> list[str]:
        return [e["id"] for e in self.both.outlook.events(room) if not e["isOrganizer"]]

    async def does(self, what: str, which: int, slot: Slot) -> None:
        await self.acts(what, which, when(slot, self.both.began))

    async def acts(self, what: str, which: int, span: Interval) -> None:
        try:
            if what in ("book", "drive", "move", "cancel"):
                await self.here(what, which, span)
            elif what in BETWEEN:
                await self.between(what, which)
            else:
                self.there(what, which, span)
        except (GraphError, LookupError):
            """What is to be done in Outlook cannot be done: it is gone there."""
        except (Killed, Unavailable):
            """What was to be done here came to an end before it was."""

    async def here(self, what: str, which: int, span: Interval) -> None:
        ports = self.both.world.ports
        mine = self.mine()
        if what in ("book", "drive"):
            place = ROOMS[which % 2] if what == "book" else CAR
            ask = an_ask(span, who=PEOPLE[which % 3].id, place=place.id)
            await book(ports, ask)
        elif mine:
            one = mine[which % len(mine)]
            caller = self.both.world.people.known[one.person]
            if what == "move":
                changes = Changes(when=span, resource=ROOMS[which % 2].id)
                await change_booking(ports, caller=caller, booking=one.id, changes=changes)
            else:
                await cancel_booking(ports, caller=caller, booking=one.id)

    def there(self, what: str, which: int, span: Interval) -> None:
        outlook, room = self.both.outlook, BOXES[which % 2]
        match what:
            case "meet":
                self.theirs.append(outlook.book(BEN, span.start, span.end, rooms=[room]))
            case "meet directly":
                outlook.post_directly(room, span.start, span.end)
            case "repeat":
                series = outlook.add_weekly(BEN, span.start, span.end, times=3, rooms=[room])
                self.series.append(series)
            case "move theirs" | "cancel theirs":
                self.elsewhere(what, which, span)
            case "move an occurrence" | "skip an occurrence":
                self.occurrence(what, which, span)
            case "delete the mirror":
                mirrors = self.both.mirrors()
                outlook.delete(ADAS, mirrors[which % len(mirrors)][2] if mirrors else "")
            case "room declines":
                self.room_declines(which)
            case _:
                self.ours_there(what, which, span)

    def elsewhere(self, what: str, which: int, span: Interval) -> None:
        known = [*self.theirs, *self.series]
        one = known[which % len(known)] if known else ""
        if what == "move theirs":
            self.both.outlook.move(BEN, one, span.start, span.end)
        else:
            self.both.outlook.cancel(BEN, one)

    def occurrence(self, what: str, which: int, span: Interval) -> None:
        series = self.series[which % len(self.series)] if self.series else ""
        first = self.both.outlook.event(BEN, series)["start"]["dateTime"]
        day = later(at(f"{first[:10]} 12:00"), timedelta(days=7)).date()
        if what == "skip an occurrence":
            self.both.outlook.delete_occurrence(BEN, series, day)
        else:
            week = timedelta(days=7)
            start, end = later(span.start, week), later(span.end, week)
            self.both.outlook.change_occurrence(BEN, series, day, start, end)

    def room_declines(self, which: int) -> None:
        room = BOXES[which % 2]
        copies = self.copies(room)
        one = copies[which % len(copies)] if copies else ""
        self.both.outlook.respond(room, one, "declined")

    def ours_there(self, what: str, which: int, span: Interval) -> None:
        meetings = self.both.meetings()
        box, one = meetings[which % len(meetings)] if meetings else (SERVICE, "")
        if what == "move ours there":
            self.both.outlook.move(box, one, span.start, span.end)
        else:
            self.both.outlook.cancel(box, one)

    async def between(self, what: str, which: int) -> None:
        match what:
            case "wait":
                await self.both.lives(timedelta(seconds=3 + 17 * which))
            case "wait long":
                await self.both.lives(timedelta(minutes=5 + 3 * which))
            case "compare":
                await self.both.compares()
            case "links die":
                self.both.outlook.kill_delta_links()
            case "die":
                self.dies(which)
            case _:
                self.noise(which)

    def dies(self, which: int) -> None:
        """At the next write of one of our books, before or after it."""
        world = self.both.world
        book = (world.links, world.mailboxes, world.outbox, world.bookings)[which % 4]
        if which < 4:
            book.fail_next(before=Killed())
        else:
            book.fail_next(after=Killed())

    def noise(self, which: int) -> None:
        knobs = self.both.outlook.knobs
        knobs.duplicates, knobs.replays = which % 2 == 0, which % 3
        knobs.empty_pages, knobs.masters_in_delta = which % 2, which % 4 != 0
        knobs.rewrite_change_key_after = 3.0 if which % 3 == 0 else None
        knobs.transient_412 = 0.2 if which % 2 else 0.0
        knobs.retry_after_as_date = which % 2 == 1
        knobs.dead_token = (410, 400, 404)[which % 3]
        knobs.transaction_ids = ("same", "conflict", "ignored")[which % 3]

    async def calms(self) -> None:
        """Nothing goes wrong any more, and two nights pass, with an administrator who lifts what fuses there are."""
        self.both.outlook.faults.clear()
        self.both.outlook.knobs.transient_412 = 0.0
        await self.both.lives(QUIET)
        await self.rests()
        await self.rests()

    async def rests(self) -> None:
        for box in BOXES:
            await lifts_fuse(self.both.world, box)
        await self.both.compares()
        await self.both.lives(QUIET)


@given(
    st.lists(steps, min_size=6, max_size=30),
    st.sampled_from([0.0, 0.1, 0.35]),
    st.sampled_from(WEEKS),
    st.sampled_from(Organiser),
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_happens_both_sides_come_to_say_the_same(
    done: list[tuple[str, int, Slot]], share: float, began: Instant, organiser: Organiser
) -> None:
    async def go() -> None:
        async with both_sides(began, organiser=organiser) as both:
            chaos = Chaos(both)
            if share:
                both.outlook.faults.chaos(share)
            for what, which, slot in done:
                await chaos.does(what, which, slot)
            await chaos.calms()
            agree(both)
            both.outlook.log.clear()
            await both.lives(QUIET)
            assert both.outlook.log.writes() == []
            agree(both)

    asyncio.run(go())
