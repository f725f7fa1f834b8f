"""Closing a place: what a closure, a block or an earlier end leaves without a place is listed, then moved or cancelled
and told.

The directory is written first, by an import. Every process may still book by its older copy for a while; so relocating
waits that long before it lists, and lists again at the end. Each booking is decided on its own, on what is there then:
a pass that breaks off is simply made again, and finds only what is left.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import date

from application.cancel_booking import cancel_booking
from application.change_booking import Changes, change_booking
from application.change_state import Act, change_state
from application.ports import Ports
from application.saved import Saved
from application.sweep import longest_horizon
from domain.alternatives import Ledgers
from domain.audit import Action
from domain.booking import Booking, State
from domain.ids import BookingId, PersonId, ResourceId, SiteId
from domain.notices import Topic
from domain.people import Person
from domain.places import Directory
from domain.presence import Changed, Unchanged, decide_check_out
from domain.refusals import Refusal, Refused
from domain.relocation import Affected, Cancel, Move, affected, plan_relocation
from domain.when import civil_days, day_of, next_day

COPIES_LIVE = 20.0
"""Seconds after which no process decides by the directory from before the closure (they keep it for 15)."""
ROUNDS = 3
DAYS_AT_ONCE = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What is closed: a site, or one resource of it. `reason` is told as written."""

    site: SiteId
    resource: ResourceId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relocated:
    """What became of the bookings; `left` is what no longer fits and could not be moved or cancelled now, with the
    meetings made in Outlook, which only their organisers can move."""

    moved: tuple[Booking, ...] = ()
    cancelled: tuple[Booking, ...] = ()
    left: tuple[Affected, ...] = ()


async def list_affected(ports: Ports, closing: Closing) -> tuple[Affected, ...]:
    """The bookings there, of today and as far ahead as anything can be booked, that no longer fit the directory."""
    directory = await ports.places.directory()
    bookings = await _booked(ports, closing, directory)
    return affected(
        bookings,
        directory=directory,
        people=await _people(ports, bookings),
        now=ports.clock.now(),
    )


async def plan(ports: Ports, misfits: tuple[Affected, ...]) -> tuple[Move | Cancel, ...]:
    """What relocating would do with `misfits` as things are now."""
    directory = await ports.places.directory()
    bookings = [each.booking for each in misfits]
    days = sorted({day for b in bookings for day in civil_days(b.span, directory.zone)})
    ledgers = {day: await _ledgers(ports, day, directory) for day in days}
    return plan_relocation(
        misfits,
        directory=directory,
        people=await _people(ports, bookings),
        ledgers=ledgers,
        now=ports.clock.now(),
    )


async def relocate(ports: Ports, closing: Closing, *, caller: Person) -> Relocated:
    """Move or cancel every booking that no longer fits, and tell its person; `caller` may book for anyone and set rules
    aside. Doing it again goes on with what is left. Raises Unavailable."""
    await ports.clock.pause(COPIES_LIVE)
    moved: list[Booking] = []
    cancelled: list[Booking] = []
    for _ in range(ROUNDS):
        found = await list_affected(ports, closing)
        misfits = tuple(each for each in found if not each.booking.foreign)
        if not misfits:
            break
        for action in await plan(ports, misfits):
            # What somebody took or changed meanwhile is refused here, and planned anew in the next round.
            done = await _carry_out(ports, action, closing, caller)
            if isinstance(done, Saved):
                (moved if isinstance(action, Move) else cancelled).append(done.booking)
    left = await list_affected(ports, closing)
    return Relocated(moved=tuple(moved), cancelled=tuple(cancelled), left=left)


async def _carry_out(
    ports: Ports, action: Move | Cancel, closing: Closing, caller: Person
) -> Saved | Refused:
    match action:
        case Move():
            return await _move(ports, action, closing, caller)
        case Cancel(booking=booking) if booking.state is State.CHECKED_IN:
            return await _send_home(ports, booking, closing, caller)
        case Cancel(booking=booking):
            return await cancel_booking(
                ports,
                caller=caller,
                booking=booking.id,
                seen=booking.change,
                topic=Topic.PLACE_CLOSED,
                reason=closing.reason,
            )


async def _move(ports: Ports, move: Move, closing: Closing, caller: Person) -> Saved | Refused:
    """By the rules if they allow it; else they are set aside: they were kept when the booking was made."""
    booking = move.booking
    changes = Changes(resource=move.to.resource, reason=closing.reason)
    done = await change_booking(
        ports, caller=caller, booking=booking.id, changes=changes, seen=booking.change
    )
    if isinstance(done, Saved):
        return done
    forced = replace(changes, override=closing.reason)
    return await change_booking(
        ports, caller=caller, booking=booking.id, changes=forced, seen=booking.change
    )


async def _send_home(
    ports: Ports, booking: Booking, closing: Closing, caller: Person
) -> Saved | Refused:
    """Whoever sits there already cannot cancel any more: their booking ends now."""
    kept = await ports.bookings.find(booking.id)
    found = await ports.people.find(booking.person)
    person = found or Person(id=booking.person, name=booking.person)
    if kept is None or kept.value.change != booking.change:
        return Refused(why=Refusal.CHANGED_MEANWHILE, rule="if-match")

    def decide(current: Booking, change: str) -> Changed | Unchanged | Refused:
        now = ports.clock.now()
        return decide_check_out(current, by=caller, person=person, now=now, change=change)

    act = Act(
        action=Action.BOOKING_CHECKED_OUT,
        by=caller.id,
        topic=Topic.PLACE_CLOSED,
        reason=closing.reason,
    )
    return await change_state(ports, kept, decide, act, seen=booking.change)


async def _booked(ports: Ports, closing: Closing, directory: Directory) -> list[Booking]:
    """The bookings at the place, from their heads: a ledger may be out of date, and a span stands in several."""
    today = day_of(ports.clock.now(), directory.zone)
    days = [next_day(today, days=n) for n in range(longest_horizon(directory) + 1)]
    names: set[BookingId] = set()
    for first in range(0, len(days), DAYS_AT_ONCE):
        chunk = days[first : first + DAYS_AT_ONCE]
        plans = await asyncio.gather(*(ports.bookings.site_day(day, closing.site) for day in chunk))
        names |= {e.booking for p in plans for ledger in p.ledgers.values() for e in ledger.entries}
    found = [await ports.bookings.find(booking) for booking in sorted(names)]
    return [kept.value for kept in found if kept is not None and _there(kept.value, closing)]


def _there(booking: Booking, closing: Closing) -> bool:
    at = booking.at
    return at.site == closing.site and closing.resource in (None, at.resource)


async def _people(ports: Ports, bookings: list[Booking]) -> dict[PersonId, Person]:
    found = [await ports.people.find(person) for person in sorted({b.person for b in bookings})]
    return {person.id: person for person in found if person is not None}


async def _ledgers(ports: Ports, day: date, directory: Directory) -> Ledgers:
    plans = await asyncio.gather(*(ports.bookings.site_day(day, site) for site in directory.sites))
    return {each.site: each.ledgers for each in plans}
