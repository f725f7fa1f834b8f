"""Making a day's ledgers agree with a booking's head: after a commit, or when somebody meets what a crash left behind.

The order matters: first the day is read, then the head, then the day is written with the versions read first. Whoever
changes the head later finds either that write or makes it fail, so an old head never overwrites a newer truth.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta

from application.ports import Ports, Stale, Unavailable
from domain.booking import Booking, Event, State, Target, moved_on
from domain.capacity import Capacity
from domain.ids import FOREIGN, BookingId, PersonId, ResourceId, SiteId
from domain.ledger import DayChange, Entry, Intent, Kept, Sheet
from domain.places import Directory
from domain.settling import NoToken, clear_day, days_of, settle_day
from domain.when import Instant

ATTEMPTS = 10
HOLD = timedelta(seconds=20)
DOORBELL_DELAY = timedelta(seconds=5)

Places = Collection[tuple[SiteId, ResourceId]]


def targets_of(*bookings: Booking | None) -> frozenset[Target]:
    """Every target that these versions of a booking have, or move to."""
    present = [booking for booking in bookings if booking is not None]
    return frozenset(b.at for b in present) | frozenset(b.moving.to for b in present if b.moving)


def places_of(targets: Iterable[Target]) -> frozenset[tuple[SiteId, ResourceId]]:
    return frozenset((target.site, target.resource) for target in targets)


async def read_sheet(
    ports: Ports,
    directory: Directory,
    day: date,
    *,
    places: Places,
    person: PersonId,
    legs: Collection[BookingId] = (),
) -> Sheet:
    """One day's sheet with everything that a decision about `places` and `person` rests on."""
    capacity = Capacity(directory=directory, day=day)
    scopes = {scope for _, resource in places for scope in capacity.scopes(resource)}
    if person == FOREIGN:
        return await ports.bookings.sheet(day, resources=tuple(places), legs=tuple(legs))
    return await ports.bookings.sheet(
        day, resources=tuple(places), person=person, scopes=tuple(sorted(scopes)), legs=tuple(legs)
    )


def head_change(
    after: Booking,
    seen: Kept[Booking] | None,
    sheet: Sheet,
    *,
    directory: Directory,
    salt: int,
    intents: tuple[Intent, ...] = (),
) -> DayChange:
    """The transaction of the head's own day: the head, its share of the ledgers, and its intents."""
    capacity = Capacity(directory=directory, day=sheet.day)
    change = settle_day(after, sheet, capacity=capacity, salt=salt, intents=intents)
    return replace(change, head=(after, seen.version if seen else None))


async def pause(ports: Ports, attempt: int) -> None:
    """Back off before another try: full jitter, at most a fifth of a second."""
    await ports.clock.pause(ports.ids.jitter() * min(0.2, 0.01 * 2**attempt))


async def settle(
    ports: Ports, booking: BookingId, day: date, *, person: PersonId, places: Places
) -> bool:
    """Make `day` agree with the head of `booking`; whether anything had to be written.

    `places` are those in which traces may stand. Raises Stale or Unavailable when it could not be done."""
    directory = await ports.places.directory()
    wanted = frozenset(places)
    for attempt in range(ATTEMPTS):
        sheet = await read_sheet(
            ports, directory, day, places=wanted, person=person, legs=(booking,)
        )
        kept = await ports.bookings.find(booking)
        if kept is not None and not (known := places_of(targets_of(kept.value))) <= wanted:
            wanted |= known
            continue
        capacity = Capacity(directory=directory, day=day)
        try:
            if kept is None:
                change = clear_day(booking, person, sheet, capacity=capacity)
            else:
                salt = ports.ids.salt()
                change = settle_day(kept.value, sheet, capacity=capacity, salt=salt)
            if change.empty:
                return False
            await ports.bookings.apply(change)
            return True
        except (Stale, NoToken):
            await pause(ports, attempt)
    raise Stale(f"the day {day} kept changing while it was settled")


async def follow(
    ports: Ports, after: Booking, *, before: Booking | None = None, strict: bool = False
) -> None:
    """Let the other days follow a committed head. What fails here is healed by whoever meets it, or by the sweep:
    unless the head came first and nothing stands on those days yet to be met (`strict`); then it is raised."""
    directory = await ports.places.directory()
    days = set(days_of(after, directory.zone)) | set(
        days_of(before, directory.zone) if before else ()
    )
    places = places_of(targets_of(after, before))
    for day in sorted(days - {after.home}):
        try:
            await settle(ports, after.id, day, person=after.person, places=places)
        except (Stale, Unavailable):
            if strict:
                raise


async def heal(ports: Ports, sheets: Collection[Sheet], *, now: Instant, mine: BookingId) -> bool:
    """Bring entries up to date that may stand where nothing stands any more; whether anything changed.

    Suspects are entries whose head lives on another day, and holds that have expired."""
    healed = False
    for sheet in sheets:
        entries = [e for ledger in sheet.resources.values() for e in ledger.entries]
        entries += [e for ledger in sheet.people.values() for e in ledger.entries]
        suspects = {
            e.booking: e
            for e in entries
            if e.booking != mine and (e.foreign_on(sheet.day) or e.expired(now))
        }
        for entry in suspects.values():
            healed |= await clear(ports, entry, sheet.day, now=now)
    return healed


async def clear(ports: Ports, entry: Entry, day: date, *, now: Instant) -> bool:
    """Make sure that `entry` stands for a live booking, or goes; whether anything was written."""
    ended = await expire(ports, entry.booking, now=now)
    written = await settle(
        ports, entry.booking, day, person=entry.person, places=((entry.site, entry.resource),)
    )
    return ended or written


async def expire(ports: Ports, booking: BookingId, *, now: Instant) -> bool:
    """End a hold, or a move under way, whose time is over, and say whether there was one: won on the head, or not at
    all. Raises Stale."""
    kept = await ports.bookings.find(booking)
    if kept is None:
        return False
    after = expired_head(kept.value, now=now, change=ports.ids.change())
    if after is None:
        return False
    directory = await ports.places.directory()
    before = kept.value
    sheet = await read_sheet(
        ports, directory, before.home, places=places_of(targets_of(before)), person=before.person
    )
    await ports.bookings.apply(
        head_change(after, kept, sheet, directory=directory, salt=ports.ids.salt())
    )
    await follow(ports, after, before=before)
    return True


def expired_head(booking: Booking, *, now: Instant, change: str) -> Booking | None:
    """`booking` with its overdue hold or move ended; None where nothing is overdue."""
    if booking.state is State.HELD and booking.expires_at is not None and booking.expires_at <= now:
        return moved_on(booking, Event.EXPIRE, now=now, change=change)
    if booking.moving is not None and booking.moving.expires_at <= now:
        return replace(booking, moving=None)
    return None
