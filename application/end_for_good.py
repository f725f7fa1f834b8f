"""Ending bookings so that they hold nothing on any day, and rewriting whose they were. Nobody is told."""

from collections.abc import Callable
from datetime import date

from application.change_state import change_state
from application.ports import Ports, Stale, Unavailable
from application.settle import ATTEMPTS, pause, places_of, settle, targets_of
from domain.booking import Booking
from domain.erasing import ended_for_good
from domain.ids import BookingId, PersonId, ResourceId, SiteId
from domain.ledger import DayChange
from domain.presence import Changed, Unchanged
from domain.settling import days_of


async def end_for_good(ports: Ports, booking: BookingId) -> None:
    """Let the booking hold nothing on any day; nothing where there is none. Raises Stale, Unavailable."""
    kept = await ports.bookings.find(booking)
    if kept is None:
        return

    def decide(current: Booking, change: str) -> Changed | Unchanged:
        after = ended_for_good(current, now=ports.clock.now(), change=change)
        return Unchanged(booking=current) if after == current else Changed(booking=after)

    before = kept.value
    await change_state(ports, kept, decide, None)
    directory = await ports.places.directory()
    places = places_of(targets_of(before))
    for day in days_of(before, directory.zone):
        await settle(ports, booking, day, person=before.person, places=places)


async def clear_traces(ports: Ports, day: date, person: PersonId) -> None:
    """Take out of one day what a crash has left standing in a person's name. Raises Stale, Unavailable."""
    whole = await ports.bookings.whole_day(day)
    found: dict[BookingId, set[tuple[SiteId, ResourceId]]] = {}
    standing = [entry for ledger in whole.resources.values() for entry in ledger.entries]
    standing += [entry for ledger in whole.people.values() for entry in ledger.entries]
    for entry in standing:
        if entry.person == person:
            found.setdefault(entry.booking, set()).add((entry.site, entry.resource))
    for booking, places in sorted(found.items()):
        kept = await ports.bookings.find(booking)
        if kept is None or kept.value.person == person:
            await settle(ports, booking, day, person=person, places=tuple(places))


async def rewrite(
    ports: Ports, booking: BookingId, rewritten: Callable[[Booking], Booking]
) -> Booking | None:
    """Write the head anew by itself: who and why, never what it holds. Raises Unavailable."""
    for attempt in range(ATTEMPTS):
        kept = await ports.bookings.find(booking)
        if kept is None:
            return None
        after = rewritten(kept.value)
        if after == kept.value:
            return after
        try:
            await ports.bookings.apply(DayChange(day=after.home, head=(after, kept.version)))
        except (Stale, Unavailable):
            await pause(ports, attempt)
            continue
        return after
    raise Unavailable("the booking kept changing")
