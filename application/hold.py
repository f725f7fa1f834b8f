"""Spans over several civil days: hold every day, commit on the head, let the days follow.

The days are taken one after another in civil order, so of two spans in each other's way the one that got further goes
on: nobody waits for anybody, and not everybody loses. A crash before the commit leaves holds that expire; a crash after
it leaves days that follow later.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from application.gather import facts, sheets_of
from application.ports import Ports, Stale, Unavailable
from application.record import written_deed
from application.settle import (
    ATTEMPTS,
    HOLD,
    follow,
    head_change,
    heal,
    pause,
    places_of,
    read_sheet,
    targets_of,
)
from domain.admission import decide_booking
from domain.audit import Action
from domain.booking import SETTLED, Booking, Event, State, Target, Wish, moved_on
from domain.capacity import Capacity
from domain.ledger import Intent, Kept, Sheet
from domain.notices import Topic
from domain.places import Directory
from domain.refusals import Refused
from domain.rooms import asked
from domain.settling import NoToken, settle_day
from domain.when import Instant, civil_days, later


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A change that cannot be one transaction. `held` is the head while the days are being taken, `seen` the head that
    is stored now, `home` the sheet of its day that the decision rests on. `before` is where it was: None if it is new.
    `change` is the mark of the write that commits; `arriving` checks the person in with it; `reason` is told."""

    held: Booking
    seen: Kept[Booking] | None
    wish: Wish
    home: Sheet
    change: str
    before: Target | None = None
    arriving: bool = False
    reason: str = ""


def held_first(booking: Booking, ports: Ports) -> Booking:
    """A new booking as it is while its days are being taken; `change` stays for the write that commits."""
    expires, change = later(ports.clock.now(), HOLD), ports.ids.change()
    return replace(booking, state=State.HELD, expires_at=expires, change=change)


async def hold_and_commit(ports: Ports, plan: Plan, directory: Directory) -> Booking | Refused:
    """Carry out `plan`. Raises Stale when the head changed under us, Unavailable when the storage is not there."""
    first = head_change(plan.held, plan.seen, plan.home, directory=directory, salt=ports.ids.salt())
    await ports.bookings.apply(first)
    for day in civil_days(plan.wish.span, directory.zone):
        if day == plan.held.home:
            continue
        refused = await _take_day(ports, plan, day, directory)
        if refused is not None:
            await _give_up(ports, plan, directory)
            return refused
    return await _commit(ports, plan, directory)


async def _take_day(ports: Ports, plan: Plan, day: date, directory: Directory) -> Refused | None:
    """Hold one later day, deciding on it again with what is there now."""
    held = plan.held
    for attempt in range(ATTEMPTS):
        sheets = await sheets_of(ports, plan.wish, directory, (day,), booking=held)
        now = ports.clock.now()
        known = facts(directory, sheets, ignoring=held.id)
        decision = decide_booking(plan.wish, facts=known, now=now)
        if isinstance(decision, Refused):
            if await heal(ports, sheets, now=now, mine=held.id):
                continue
            return decision
        capacity = Capacity(directory=directory, day=day)
        try:
            change = settle_day(held, sheets[0], capacity=capacity, salt=ports.ids.salt())
            if not change.empty:
                await ports.bookings.apply(change)
        except (Stale, Unavailable, NoToken):
            # Written or not: the next reading of the day shows it, and settling twice changes nothing.
            await pause(ports, attempt)
            continue
        return None
    raise Unavailable(f"the day {day} kept changing under a booking of several days")


async def _commit(ports: Ports, plan: Plan, directory: Directory) -> Booking:
    for attempt in range(ATTEMPTS):
        kept = await ports.bookings.find(plan.held.id)
        if kept is not None and kept.value.change == plan.change:
            return await _followed(ports, kept.value, plan)
        after = _committed(kept.value, plan, ports) if kept is not None else None
        if kept is None or after is None:
            if kept is not None:
                # Cancelled, checked in or given up while the days were taken: they follow what the head says now.
                await follow(ports, kept.value, before=plan.held)
            raise Unavailable("the hold ran out before every day was taken")
        try:
            await _write_head(ports, directory, after, kept, intents=_intents(ports, after, plan))
        except (Stale, Unavailable, NoToken):
            await pause(ports, attempt)
            continue
        return await _followed(ports, after, plan)
    raise Unavailable("the head of the booking kept changing")


async def _followed(ports: Ports, after: Booking, plan: Plan) -> Booking:
    await follow(ports, after, before=replace(plan.held, at=plan.before or plan.held.at))
    return after


def _intents(ports: Ports, after: Booking, plan: Plan) -> tuple[Intent, ...]:
    new = plan.before is None
    topic = Topic.BOOKED if new else Topic.CHANGED
    action = Action.BOOKING_MADE if new else Action.BOOKING_CHANGED
    deed = written_deed(ports, action, after, by=plan.wish.by.id, reason=plan.reason)
    told = Intent(
        booking=after.id,
        revision=after.revision,
        notice=topic,
        before=plan.before,
        reason=plan.reason,
        deed=deed,
    )
    return (told,)


async def _write_head(
    ports: Ports,
    directory: Directory,
    after: Booking,
    kept: Kept[Booking],
    *,
    intents: tuple[Intent, ...] = (),
) -> None:
    """One conditional write of the head and its own day's books."""
    places = places_of(targets_of(after, kept.value))
    sheet = await read_sheet(ports, directory, after.home, places=places, person=after.person)
    salt = ports.ids.salt()
    await ports.bookings.apply(
        head_change(after, kept, sheet, directory=directory, salt=salt, intents=intents)
    )


def _committed(stored: Booking, plan: Plan, ports: Ports) -> Booking | None:
    """The head that commits, made from the one stored now; None when the hold is no longer ours."""
    now, change = ports.clock.now(), plan.change
    if plan.before is None:
        if stored.state is not State.HELD:
            return None
        confirmed = moved_on(stored, Event.CONFIRM, now=now, change=change)
        return _asked(confirmed, plan, ports, now) if confirmed is not None else None
    if stored.moving != plan.held.moving or stored.state not in SETTLED:
        return None
    moved = replace(
        stored,
        at=plan.wish.target,
        note=plan.wish.note,
        override=plan.wish.override,
        moving=None,
        changed_at=now,
        kept_since=now,
        change=change,
        revision=stored.revision + 1,
    )
    return _asked(moved, plan, ports, now)


def _asked(booking: Booking, plan: Plan, ports: Ports, now: Instant) -> Booking:
    return asked(
        booking,
        plan.wish.resource,
        on=ports.exchange.on,
        before=plan.before,
        arriving=now if plan.arriving else None,
    )


async def _give_up(ports: Ports, plan: Plan, directory: Directory) -> None:
    """Let go of what was held; what cannot be written now expires by itself."""
    with suppress(Stale, Unavailable):
        kept = await ports.bookings.find(plan.held.id)
        after = _let_go(kept.value, plan, ports) if kept is not None else None
        if kept is not None and after is not None:
            await _write_head(ports, directory, after, kept)
            await follow(ports, after, before=kept.value)


def _let_go(stored: Booking, plan: Plan, ports: Ports) -> Booking | None:
    if plan.before is None and stored.state is State.HELD:
        now, change = ports.clock.now(), ports.ids.change()
        return moved_on(stored, Event.EXPIRE, now=now, change=change)
    if stored.moving is not None and stored.moving == plan.held.moving:
        return replace(stored, moving=None)
    return None
