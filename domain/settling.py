"""Settling: which ledger and token writes make one civil day agree with one booking.

Used for every change, for following up legs, for healing what a crash left behind and for proving a day right, so
there is one answer to "what must the ledgers hold". A foreign booking is nobody's: no person's ledger holds it.
"""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from domain.booking import Booking, State, Target
from domain.capacity import Capacity
from domain.ids import FOREIGN, BookingId, PersonId, ResourceId
from domain.ledger import CapacityKey, DayChange, Entry, Intent, Leg, Sheet, Version
from domain.limits import Limit, used_once_more
from domain.when import Instant, civil_days, leg_on


class NoToken(LookupError):
    """A capacity token is needed and none is free: facts changed between the decision and the write."""


def days_of(booking: Booking, zone: ZoneInfo) -> tuple[date, ...]:
    """Every civil day on which `booking` holds or may hold something, its home day first."""
    spans = [booking.at.span] + ([booking.moving.to.span] if booking.moving is not None else [])
    touched = {day for span in spans for day in civil_days(span, zone)}
    return (booking.home, *sorted(touched - {booking.home}))


def due_entries(booking: Booking, day: date, zone: ZoneInfo) -> tuple[Entry, ...]:
    """What `day`'s ledgers must hold because of `booking`: its share while live, and the share of a move under way."""
    if not booking.live:
        return ()
    wanted: list[tuple[Target, State, Instant | None]] = [
        (booking.at, booking.state, booking.expires_at)
    ]
    if booking.moving is not None:
        wanted.append((booking.moving.to, State.HELD, booking.moving.expires_at))
    return tuple(
        Entry(
            booking=booking.id,
            span=share,
            state=state,
            person=booking.person,
            resource=target.resource,
            site=target.site,
            kind=target.kind,
            expires_at=expires_at,
        )
        for target, state, expires_at in wanted
        if (share := leg_on(target.span, day, zone)) is not None
    )


def counted(sheet: Sheet, person: PersonId, *, limits: tuple[Limit, ...], now: Instant) -> Sheet:
    """`sheet`, whose next change of the person's ledger counts as one more booking made."""
    own = sheet.people[person]
    own = replace(own, used=used_once_more(own.used, limits, now=now))
    return replace(sheet, people={**sheet.people, person: own})


def settled(
    entries: tuple[Entry, ...], booking: BookingId, due: tuple[Entry, ...]
) -> tuple[Entry, ...]:
    """`entries` with the share of one booking replaced by what is due, in order of time."""
    others = [entry for entry in entries if entry.booking != booking]
    return tuple(
        sorted([*others, *due], key=lambda entry: (entry.span.start, entry.booking, entry.state))
    )


def settle_day(
    booking: Booking,
    sheet: Sheet,
    *,
    capacity: Capacity,
    salt: int,
    intents: tuple[Intent, ...] = (),
) -> DayChange:
    """The ledger, token and leg writes that make `sheet`'s day agree with `booking`; the head is the caller's.

    The sheet must hold the ledgers of every resource that the booking has, had or moves to on that day, of its person,
    and its leg where there is one. `salt` spreads the tokens that concurrent requests pick. Raises NoToken."""
    due = due_entries(booking, sheet.day, capacity.directory.zone)
    left = State.MOVED if booking.live else booking.state
    change = _share(booking.id, booking.person, due, sheet, capacity=capacity, salt=salt)
    leg = _leg(booking.id, due, sheet, left) if sheet.day != booking.home else None
    return replace(change, leg=leg, intents=intents)


def clear_day(
    booking: BookingId, person: PersonId, sheet: Sheet, *, capacity: Capacity
) -> DayChange:
    """The writes that remove every trace of a booking whose head does not exist."""
    change = _share(booking, person, (), sheet, capacity=capacity, salt=0)
    return replace(change, leg=_leg(booking, (), sheet, State.EXPIRED))


def _share(
    booking: BookingId,
    person: PersonId,
    due: tuple[Entry, ...],
    sheet: Sheet,
    *,
    capacity: Capacity,
    salt: int,
) -> DayChange:
    ledgers = tuple(
        replace(ledger, entries=after)
        for ledger in sheet.resources.values()
        if (after := settled(ledger.entries, booking, _of(ledger.resource, due))) != ledger.entries
    )
    if person == FOREIGN:
        return DayChange(day=sheet.day, resources=ledgers)
    own = sheet.people[person]
    entries = settled(own.entries, booking, due)
    wanted = capacity.needed(entries)
    # A limit that was set, or lowered, after people had booked turns nobody out: who sat there already takes a token
    # if one is left, and whoever comes anew must have one.
    seated = capacity.needed(own.entries)
    take = {
        key: _token(key, sheet, capacity, salt)
        for key in sorted(wanted - set(own.tokens))
        if key not in seated or capacity.free(key, sheet.taken)
    }
    tokens = {key: k for key, k in own.tokens.items() if key in wanted} | take
    changed = entries != own.entries or tokens != dict(own.tokens)
    return DayChange(
        day=sheet.day,
        resources=ledgers,
        people=(replace(own, entries=entries, tokens=tokens),) if changed else (),
        take=tuple((key, k, person) for key, k in take.items()),
        free=tuple(sorted((key, k) for key, k in own.tokens.items() if key not in wanted)),
    )


def _of(resource: ResourceId, due: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(entry for entry in due if entry.resource == resource)


def _token(key: CapacityKey, sheet: Sheet, capacity: Capacity, salt: int) -> int:
    free = capacity.free(key, sheet.taken)
    if not free:
        raise NoToken(f"no token left of {key}")
    return free[salt % len(free)]


def _leg(
    booking: BookingId, due: tuple[Entry, ...], sheet: Sheet, left: State
) -> tuple[Leg, Version | None] | None:
    """The leg row of a day that is not the head's: the share that is due, else the mark that it has gone."""
    kept = sheet.legs.get(booking)
    if due:
        share = due[-1]
        leg = Leg(
            booking=booking,
            day=sheet.day,
            person=share.person,
            resource=share.resource,
            site=share.site,
            span=share.span,
            state=share.state,
        )
    elif kept is None:
        return None
    else:
        leg = replace(kept.value, state=left)
    if kept is None:
        return leg, None
    return None if leg == kept.value else (leg, kept.version)
