"""A process that dies between any two steps: whatever was under way is finished by the next, and nothing is made twice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from datetime import timedelta

import pytest

from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.deliver import deliver
from application.exchange import Trouble, Why
from application.sync_calendars import sync_calendars
from domain.booking import Booking, State
from domain.calendar_event import Response
from domain.ids import ResourceId
from domain.kinds import Kind
from domain.places import Mirror
from domain.when import Instant, later
from tests.application.invited import ADAS, SERVICE, a_house, called, meetings, now_of
from tests.application.town import ADA, books
from tests.builders import span
from tests.fakes import Ring, World
from tests.faults import Faults

SEEN_AGAIN = timedelta(seconds=30)
"""After which the queue sends a message again whose process died."""
CYCLE = timedelta(minutes=5)
MOST_CALLS, FEWEST_CALLS = 400, 20
type Step = Callable[[World, Booking], Awaitable[object]]


class Killed(BaseException):
    """Nothing in the product may catch it."""


@dataclass
class Death:
    """Comes before the `at`-th call of a port, and lasts until somebody starts a process anew."""

    at: int
    calls: int = 0
    dead: bool = False
    alive: bool = False

    def __call__(self) -> None:
        if not self.alive:
            return
        self.calls += 1
        self.dead = self.dead or self.calls == self.at
        if self.dead:
            raise Killed


class Machine:
    """A house, its queue, and a process that dies once."""

    def __init__(self, world: World, death: Death) -> None:
        self.world, self.death = world, death
        self.waiting: list[tuple[Instant, Ring]] = []
        for each in fields(world):
            fake = getattr(world, each.name)
            if isinstance(fake, Faults):
                fake.before_call = death

    async def run(self, until: timedelta) -> None:
        end = later(self.world.clock.now(), until)
        for _ in range(300):
            self._take()
            self.waiting.sort(key=lambda each: each[0])
            if not self.waiting or self.waiting[0][0] > end:
                self.world.clock.set(end)
                return
            at, ring = self.waiting.pop(0)
            self.world.clock.set(max(at, self.world.clock.now()))
            await self._deliver(ring)
        raise AssertionError("the queue never comes to rest")

    def _take(self) -> None:
        now, rang = self.world.clock.now(), tuple(self.world.doorbell.rings)
        self.world.doorbell.rings.clear()
        self.waiting += [(later(now, ring.delay), ring) for ring in rang]

    async def _deliver(self, ring: Ring) -> None:
        self.death.alive = True
        try:
            await deliver(self.world.ports, ring.booking, tries=ring.tries)
        except Killed:
            self.death.dead, self.death.alive = False, False
            self.waiting.append((later(self.world.clock.now(), SEEN_AGAIN), ring))
        finally:
            self.death.alive = False

    async def settle(self) -> None:
        """Three cycles of the timer."""
        for _ in range(3):
            await self.run(CYCLE)
            await sync_calendars(self.world.ports)


async def changes(world: World, booking: Booking, **to: object) -> None:
    wanted = Changes(**to)  # type: ignore[arg-type]  # by name
    await change_booking(world.ports, caller=ADA, booking=booking.id, changes=wanted)


async def moves(world: World, booking: Booking) -> None:
    await changes(world, booking, when=span("11:00", "12:00"))


async def changes_room(world: World, booking: Booking) -> None:
    await changes(world, booking, resource=ResourceId("room-2"))


async def changes_desk(world: World, booking: Booking) -> None:
    await changes(world, booking, resource=ResourceId("desk-2"))


async def cancels(world: World, booking: Booking) -> None:
    await cancel_booking(world.ports, caller=ADA, booking=booking.id)


async def loses_the_next_answer(world: World, booking: Booking) -> None:
    world.calendars.trouble_next(Trouble(why=Why.UNKNOWN, code="timeout"), after=True)


async def is_throttled(world: World, booking: Booking) -> None:
    world.calendars.trouble_next(Trouble(why=Why.LATER, wait=timedelta(seconds=20)))


async def is_declined(world: World, booking: Booking) -> None:
    world.calendars.says = Response.DECLINED


async def waits(world: World, booking: Booking) -> None:
    """A minute passes."""


HISTORIES: dict[str, tuple[str, tuple[Step, ...]]] = {
    "made": ("room-1", ()),
    "made and moved": ("room-1", (waits, moves)),
    "moved at once": ("room-1", (moves,)),
    "made and in another room": ("room-1", (waits, changes_room)),
    "in another room at once": ("room-1", (changes_room,)),
    "made and cancelled": ("room-1", (waits, cancels)),
    "declined": ("room-1", (is_declined,)),
    "made without an answer": ("room-1", (loses_the_next_answer,)),
    "moved without an answer": ("room-1", (waits, loses_the_next_answer, moves)),
    "cancelled without an answer": ("room-1", (waits, loses_the_next_answer, cancels)),
    "throttled, moved and cancelled": (
        "room-1",
        (is_throttled, moves, waits, is_throttled, cancels),
    ),
    "mirrored": ("desk-1", ()),
    "mirrored and moved": ("desk-1", (waits, moves)),
    "mirrored elsewhere": ("desk-1", (waits, changes_desk)),
    "mirrored and cancelled": ("desk-1", (waits, loses_the_next_answer, cancels)),
}


async def lived(place: str, steps: tuple[Step, ...], at: int) -> tuple[Machine, Booking]:
    world = a_house(mirrors={Kind.DESK: Mirror.FREE})
    world.calendars.says = Response.ACCEPTED
    machine = Machine(world, Death(at=at))
    made = await books(world, "09:00", "10:00", place=place)
    for step in steps:
        if step is waits:
            await machine.run(timedelta(minutes=1))
        await step(world, await now_of(world, made.id))
    await machine.settle()
    return machine, await now_of(world, made.id)


@pytest.mark.parametrize("history", list(HISTORIES))
async def test_whenever_it_dies_there_is_what_there_is_to_be(history: str) -> None:
    place, steps = HISTORIES[history]
    box = SERVICE if place == "room-1" else ADAS
    whole, usual = await lived(place, steps, at=0)
    least = called(whole.world)
    for at in range(1, MOST_CALLS):
        machine, booking = await lived(place, steps, at)
        world = machine.world
        if machine.death.calls < at:
            assert at > FEWEST_CALLS
            break
        standing = booking.state in (State.BOOKED, State.PENDING)
        assert booking.state is usual.state, at
        there = [each.span for each in meetings(world, box)]
        assert there == ([booking.span] if standing else []), (at, called(world))
        assert called(world).count("create") <= least.count("create") + 1, (at, called(world))
        assert await world.links.open() == (), at
        assert len({*world.notices.told}) <= len({*whole.world.notices.told}) + 1, at
        rows = await world.outbox.of(booking.id)
        assert all(row.done_at is not None for row in rows), (at, rows)
    else:
        raise AssertionError("it never lived to the end")
    assert whole.world.mailboxes.slots == {}
