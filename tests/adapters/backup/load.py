"""People who book, change and cancel all the time, and a journal of what they were told was done, and when."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from adapters.clock import SystemClock
from application.asking import Ask
from application.book import book
from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.ports import Ports, Unavailable
from domain.booking import Booking
from domain.ids import BookingId, ResourceId
from domain.people import Person
from domain.when import Instant, Interval, later
from tests.builders import at

DAYS = ("2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30")
HOURS = (8, 10, 12, 14)
CLOCK = SystemClock()


@dataclass
class Journal:
    """Every state of every booking that a caller was told of, with the moment after which it was certainly stored."""

    told: dict[BookingId, list[tuple[Instant, Booking]]] = field(default_factory=dict)

    def note(self, result: object) -> Booking | None:
        booking = getattr(result, "booking", None)
        if isinstance(booking, Booking):
            self.told.setdefault(booking.id, []).append((CLOCK.now(), booking))
            return booking
        return None

    def before(self, moment: Instant) -> dict[BookingId, list[Booking]]:
        """What each booking may be in a copy that holds what was committed before `moment`: its last state before, or
        any later one."""
        found: dict[BookingId, list[Booking]] = {}
        for booking, states in self.told.items():
            known = [n for n, (when, _) in enumerate(states) if when < moment]
            if known:
                found[booking] = [state for _, state in states[known[-1] :]]
        return found


async def somebody(
    ports: Ports, who: Person, places: tuple[str, ...], journal: Journal, stop: asyncio.Event
) -> None:
    """Books until told to stop; now and then changes or cancels what they have."""
    chance, own = Random(who.id), list[Booking]()
    while not stop.is_set():
        try:
            await _one_act(ports, who, places, journal, chance, own)
        except Unavailable:
            continue


async def _one_act(
    ports: Ports,
    who: Person,
    places: tuple[str, ...],
    journal: Journal,
    chance: Random,
    own: list[Booking],
) -> None:
    act = chance.random()
    if own and act < 0.25:
        gone = own.pop()
        journal.note(await cancel_booking(ports, caller=who, booking=gone.id))
    elif own and act < 0.45:
        changes = Changes(when=some_time(chance))
        journal.note(await change_booking(ports, caller=who, booking=own[-1].id, changes=changes))
    else:
        ask = Ask(
            caller=who,
            person=who.id,
            resource=ResourceId(chance.choice(places)),
            when=some_time(chance),
        )
        if made := journal.note(await book(ports, ask)):
            own.append(made)


def some_time(chance: Random) -> Interval:
    start = at(f"{chance.choice(DAYS)} {chance.choice(HOURS):02d}:00")
    return Interval(start, later(start, timedelta(hours=2)))
