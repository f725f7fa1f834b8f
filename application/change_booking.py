"""Changing a booking: another time, another resource, or both; its id stays.

Within its home day it is one transaction, whatever the resources. To, from or over other days it is a held move: the new
days are taken, the head commits, the old days are released.
"""

from dataclasses import dataclass, replace

from application.asking import Ask, When, wish_of
from application.gather import facts, sheets_of
from application.hold import Plan, hold_and_commit
from application.offer import with_alternatives
from application.often import one_more, too_often
from application.ports import Ports, Stale, Unavailable
from application.quota import give_back_quota, take_quota
from application.record import deed_of, written_deed
from application.saved import Held, Saved, find_own
from application.settle import ATTEMPTS, DOORBELL_DELAY, HOLD, expire, head_change, heal, pause
from domain.admission import decide_change, decide_note
from domain.audit import Action
from domain.booking import Booking, Moving, Promise, Wish
from domain.ids import BookingId, ResourceId
from domain.ledger import DayChange, Intent, Kept, Sheet
from domain.notices import UNTOLD, Topic
from domain.people import Person, may_override
from domain.places import Directory, Site
from domain.refusals import Refusal, Refused
from domain.rooms import asked
from domain.settling import NoToken, days_of
from domain.when import Instant, civil_days, later


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be different; None leaves it as it is. `arriving`: the person is there, so it is checked in too.
    `reason`: why, told to the person."""

    resource: ResourceId | None = None
    when: When | None = None
    note: str | None = None
    override: str = ""
    arriving: bool = False
    reason: str = ""


async def change_booking(
    ports: Ports,
    *,
    caller: Person,
    booking: BookingId,
    changes: Changes,
    seen: str | None = None,
) -> Saved | Refused:
    """Change the booking, or say why not; `seen` is the version the caller looked at."""
    change = ports.ids.change()
    hold_until = later(ports.clock.now(), HOLD)
    await ports.doorbell.ring(booking, delay=DOORBELL_DELAY)
    for attempt in range(ATTEMPTS):
        held = await find_own(ports, booking, caller=caller, seen=seen if not attempt else None)
        if isinstance(held, Refused):
            return held
        current = held.kept.value
        if current.change == change:
            return Saved(booking=current)
        if attempt and seen is not None and current.change != seen:
            return Refused(why=Refusal.CHANGED_MEANWHILE, rule="if-match")
        try:
            return await _once(ports, held, caller, changes, change, hold_until)
        except (Stale, Unavailable, NoToken):
            await pause(ports, attempt)
    raise Unavailable("the booking kept changing")


async def _once(
    ports: Ports, held: Held, caller: Person, changes: Changes, change: str, hold_until: Instant
) -> Saved | Refused:
    current = held.kept.value
    wish = await _wish(ports, current, caller, changes)
    if isinstance(wish, Refused):
        return wish
    moving = Moving(to=wish.target, expires_at=hold_until)
    if current.moving not in (None, moving):
        # Somebody else's move is under way: end it if it ran out, else give it a moment.
        await expire(ports, current.id, now=ports.clock.now())
        raise Stale("another move is under way")
    if wish.target == current.at and not changes.arriving:
        return await _only_note(ports, held.kept, caller, changes, change)
    directory = await ports.places.directory()
    new_days = civil_days(wish.span, directory.zone)
    days = (current.home, *(day for day in new_days if day != current.home))
    sheets = await sheets_of(ports, wish, directory, days, booking=current)
    now = ports.clock.now()
    if wait := too_often(ports, sheets[0], current.person, now):
        return wait
    home = one_more(ports, sheets[0], current.person, now)
    known = facts(directory, sheets, ignoring=current.id)
    decision = decide_change(current, wish, facts=known, now=now)
    if isinstance(decision, Refused):
        if await heal(ports, sheets, now=now, mine=current.id):
            raise Stale("healed: decide again")
        # An earlier try may have counted it.
        await give_back_quota(ports, wish, current.id, directory)
        return await with_alternatives(ports, decision, wish, ignoring=current.id)
    if full := await take_quota(ports, wish, current.id, directory, before=current):
        return full
    at_home = set(days_of(current, directory.zone)) | set(days) == {current.home}
    if at_home:
        moved = _moved(current, wish, now=now, change=change)
        arriving = now if changes.arriving else None
        after = asked(
            moved, wish.resource, on=ports.exchange.on, before=current.at, arriving=arriving
        )
        return await _within_day(ports, held.kept, after, home, _Why(caller, changes.reason))
    plan = Plan(
        held=replace(current, moving=moving),
        seen=held.kept,
        wish=wish,
        home=home,
        before=current.at,
        change=change,
        arriving=changes.arriving,
        reason=changes.reason,
    )
    done = await hold_and_commit(ports, plan, directory)
    if isinstance(done, Refused):
        await give_back_quota(ports, wish, current.id, directory)
        return done
    return Saved(booking=done)


async def _wish(ports: Ports, current: Booking, caller: Person, changes: Changes) -> Wish | Refused:
    # A reason given by someone who may set rules aside does not bind those who may not: theirs is judged by the rules.
    kept_override = current.override if may_override(caller) else ""
    wish = await wish_of(
        ports,
        Ask(
            caller=caller,
            person=current.person,
            resource=changes.resource or current.at.resource,
            when=changes.when or current.span,
            note=current.note if changes.note is None else changes.note,
            override=changes.override or kept_override,
            walk_in=changes.arriving,
        ),
    )
    if isinstance(wish, Refused) or changes.when is not None:
        return wish
    directory = await ports.places.directory()
    return replace(
        wish, promise=kept_promise(current, directory.sites[wish.resource.site], directory)
    )


def kept_promise(current: Booking, site: Site, directory: Directory) -> Promise:
    """What was promised, at `site`: still a part of day only where the new site means the same hours by it."""
    promise = current.at.promise
    part = site.part(promise.part) if promise.part is not None else None
    same = site.id == current.at.site or (
        part is not None and part.on(promise.day, directory.zone) == current.span
    )
    return promise if same else replace(promise, part=None)


async def _only_note(
    ports: Ports, kept: Kept[Booking], caller: Person, changes: Changes, change: str
) -> Saved | Refused:
    """Write a new note, as long as the booking is not over; nothing in the day's books changes, and only the audit is
    told that somebody did it."""
    current = kept.value
    if changes.note is None or changes.note == current.note:
        return Saved(booking=current, changed=False)
    now = ports.clock.now()
    if over := decide_note(current, now=now):
        return over
    revision = current.revision + 1
    after = replace(current, note=changes.note, change=change, changed_at=now, revision=revision)
    deed = deed_of(ports, Action.BOOKING_CHANGED, by=caller.id, at=now)
    intent = Intent(booking=after.id, revision=revision, notice=UNTOLD, deed=deed)
    head = (after, kept.version)
    await ports.bookings.apply(DayChange(day=after.home, head=head, intents=(intent,)))
    return Saved(booking=after)


def _moved(current: Booking, wish: Wish, *, now: Instant, change: str) -> Booking:
    return replace(
        current,
        at=wish.target,
        note=wish.note,
        override=wish.override,
        changed_at=now,
        kept_since=now,
        change=change,
        revision=current.revision + 1,
    )


@dataclass(frozen=True, slots=True)
class _Why:
    """Who has it changed, and the reason that is told."""

    caller: Person
    reason: str


async def _within_day(
    ports: Ports, kept: Kept[Booking], after: Booking, sheet: Sheet, why: _Why
) -> Saved:
    by = why.caller.id
    deed = written_deed(ports, Action.BOOKING_CHANGED, after, by=by, reason=why.reason)
    directory = await ports.places.directory()
    intent = Intent(
        booking=after.id,
        revision=after.revision,
        notice=Topic.CHANGED,
        before=kept.value.at,
        reason=why.reason,
        deed=deed,
    )
    salt = ports.ids.salt()
    await ports.bookings.apply(
        head_change(after, kept, sheet, directory=directory, salt=salt, intents=(intent,))
    )
    return Saved(booking=after)
