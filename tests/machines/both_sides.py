"""Vrijplek and Exchange, the whole of both: our use cases, queues and timers over the simulated Exchange, through the Graph
SDK and over HTTP. One clock goes for both, and moves only while something is due.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from adapters.graph.calendars import GraphCalendars
from adapters.graph.client import Graph
from adapters.graph.cloud import Cloud
from adapters.graph.subscriptions import GraphSubscriptions
from adapters.graph.tokens import Static, Tokens
from application.deliver import deliver
from application.exchange import ExchangeTerms
from application.faults import Unavailable
from application.heed_wake import heed_wake
from application.reconcile_calendars import reconcile_calendars
from application.sync_calendars import sync_calendars
from domain.booking import LIVE, Booking
from domain.calendar_event import Mailbox, mailbox
from domain.ids import BookingId
from domain.kinds import Kind
from domain.places import Mirror
from domain.when import Instant, Interval, instant, later
from local.exchange import Exchange, exchange_server
from tests.application.town import ADA, PEOPLE, a_town, heads
from tests.builders import LUXEMBOURG, NOW, a_room, a_vehicle
from tests.fakes import World

SERVICE, ADAS, BEN = (Mailbox(f"{each}@example.org") for each in ("service", "ada", "ben"))
OURS = (SERVICE, ADAS)
BOXES = (Mailbox("room-1@example.org"), Mailbox("room-2@example.org"))
ROOMS = tuple(a_room(f"room-{n}", mailbox=box) for n, box in enumerate(BOXES, start=1))
CAR = a_vehicle("car-1")
RULES = {Kind.ROOM: {"within_opening_hours": False, "longest": timedelta(days=2)}}
TOKEN = "let-me-in"
CYCLE = timedelta(minutes=10)
AGAIN = timedelta(seconds=30)
BUSY = 4000
AT_ONCE = 8
"""So many messages are worked on side by side, whatever they are about."""

type Told = tuple[Instant, int, str, Any, int]
"""When, which message, of which queue, about what, for the how-manieth time."""


class Killed(Exception):
    """The process that was at work is no more. Its message comes again."""


@dataclass
class Both:
    """`outlook` is the other side: what people do there is done with it. `cycle`: how often each room is looked at."""

    world: World
    outlook: Exchange
    began: Instant
    waiting: list[Told] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=count)
    cycle: timedelta = CYCLE

    def __post_init__(self) -> None:
        self.next_cycle = self.began

    @property
    def now(self) -> Instant:
        return self.world.clock.now()

    async def lives(self, by: timedelta) -> None:
        """Let time pass on both sides, with everything that falls due in it."""
        end = later(self.now, by)
        for _ in range(BUSY):
            self._collect()
            due = min([self.next_cycle, *(each[0] for each in self.waiting)])
            if due > end:
                break
            await self._until(max(due, self.now))
            await self._one()
        else:
            raise AssertionError("the queues never come to rest")
        await self._until(end)

    async def compares(self) -> None:
        """The comparison of the night."""
        await reconcile_calendars(self.world.ports)

    async def _until(self, then: Instant) -> None:
        if then > self.now:
            self.world.clock.set(then)
        behind = self.now - instant(self.outlook.clock.now())
        if behind > timedelta():
            await self.outlook.advance(behind.total_seconds())

    async def _one(self) -> None:
        if self.next_cycle <= self.now:
            self.next_cycle = later(self.now, self.cycle)
            await self._tried("cycle", None, 0)
            return
        self.waiting.sort(key=lambda each: each[:2])
        due = [each for each in self.waiting if each[0] <= self.now][:AT_ONCE]
        self.waiting = [each for each in self.waiting if each not in due]
        await asyncio.gather(*(self._tried(*each[2:]) for each in due))

    async def _tried(self, what: str, about: Any, tries: int) -> None:
        ports = self.world.ports
        try:
            match what:
                case "deliver":
                    await deliver(ports, about, tries=tries)
                case "sync":
                    await heed_wake(ports, about)
                case _:
                    await sync_calendars(ports)
        except (Unavailable, Killed):
            if what != "cycle":
                self.waiting.append(
                    (later(self.now, AGAIN), next(self.numbers), what, about, tries)
                )

    def _collect(self) -> None:
        world, now = self.world, self.now
        for ring in world.doorbell.rings:
            at = later(now, ring.delay)
            self.waiting.append((at, next(self.numbers), "deliver", ring.booking, ring.tries))
        for wake in world.waker.wakes:
            self.waiting.append((later(now, wake.delay), next(self.numbers), "sync", wake.box, 0))
        world.doorbell.rings.clear()
        world.waker.wakes.clear()

    # what each side says

    def ours(self) -> list[Booking]:
        return [each for each in heads(self.world) if each.state in LIVE]

    def planned(self, room: int) -> list[tuple[Interval, bool]]:
        """What our plan shows for a room from now on: when, and whether it was made elsewhere."""
        mine = (each for each in self.ours() if each.at.resource == ROOMS[room].id)
        return sorted((e.at.span, e.foreign) for e in mine if e.at.span.start > self.now)

    def seen(self, room: int) -> list[tuple[Interval, bool]]:
        """What Outlook shows in the room's calendar, and takes time there: an hour that is there twice may be none."""
        there = self.outlook.view(BOXES[room], self.now, later(self.now, timedelta(days=60)))
        return sorted(
            (Interval(_moment(each["start"]), _moment(each["end"])), _organiser(each) not in OURS)
            for each in there
            if self.now < _moment(each["start"]) < _moment(each["end"])
            and not each["isCancelled"]
            and each["responseStatus"]["response"] != "declined"
            and each["showAs"] != "free"
        )

    def meetings(self) -> list[tuple[Mailbox, str]]:
        """What we organise from now on, in the service mailbox or in Ada's: where, and its id there."""
        return [
            (box, each["id"])
            for box in OURS
            for each in self.outlook.events(box)
            if each["isOrganizer"] and not each["isCancelled"] and each["attendees"]
            if _moment(each["start"]) > self.now
        ]

    def mirrors(self) -> list[tuple[str, Interval, str]]:
        """What Ada's own calendar has of ours that is no meeting: for which booking, when, and its id there."""
        return [
            (mark, Interval(_moment(each["start"]), _moment(each["end"])), each["id"])
            for each in self.outlook.events(ADAS)
            if not each["attendees"]
            for mark in self.outlook.property_of(ADAS, each["id"]).values()
        ]

    def booking(self, booking: BookingId) -> Booking:
        return next(each for each in heads(self.world) if each.id == booking)


@asynccontextmanager
async def both_sides(now: Instant = NOW, **terms: Any) -> AsyncIterator[Both]:
    async with exchange_server(now=now, token=TOKEN, zone=LUXEMBOURG.key) as outlook:
        for box in (SERVICE, ADAS, BEN):
            outlook.add_user(box)
        for box in BOXES:
            outlook.add_room(box)
        world = a_town(*ROOMS, CAR, rules=RULES, mirrors={Kind.VEHICLE: Mirror.FREE})
        world.clock.set(now)
        world.people.known = {each.id: each for each in PEOPLE}
        world.people.known[ADA.id] = replace(ADA, mail=ADAS)
        tokens = Tokens(lambda: Static(TOKEN), renewable=False)
        graph = Graph(Cloud(outlook.base_url), tokens, world.clock)

        async def zone() -> Any:
            return LUXEMBOURG

        exchange = replace(ExchangeTerms(on=True, service=SERVICE), **terms)
        ports = replace(
            world.ports,
            calendars=GraphCalendars(graph, zone),
            subscriptions=GraphSubscriptions(graph),
            exchange=exchange,
        )
        yield Both(world=replace(world, ports=ports), outlook=outlook, began=now)
        await graph.close()


def _moment(time: dict[str, str]) -> Instant:
    return instant(datetime.fromisoformat(time["dateTime"] + "+00:00"))


def _organiser(event: dict[str, Any]) -> Mailbox:
    return mailbox(event["organizer"]["emailAddress"]["address"])
