"""Booking a place: one transaction for one civil day, a held span for more.

Two round trips when nothing is in the way: what the decision rests on, the request's key and the doorbell side by side;
then the transaction. The id is made once per request. After an unknown outcome the booking itself is looked up before
anything is decided again.
"""

import asyncio
from dataclasses import dataclass, replace

from application.asking import Ask, wish_of
from application.gather import facts, sheets_for
from application.hold import Plan, held_first, hold_and_commit
from application.offer import with_alternatives
from application.often import one_more, too_often
from application.ports import Claim, Ports, Stale, Unavailable
from application.quota import give_back_quota, take_quota
from application.record import written_deed
from application.settle import ATTEMPTS, DOORBELL_DELAY, head_change, heal, pause
from domain.admission import Admitted, decide_booking
from domain.audit import Action
from domain.booking import Booking, State, Wish, home_of
from domain.ids import BookingId
from domain.ledger import Intent, Sheet
from domain.notices import Topic
from domain.places import Directory
from domain.refusals import Refusal, Refused
from domain.rooms import asked
from domain.settling import NoToken
from domain.when import Instant, civil_days


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKey:
    """An Idempotency-Key: `body` is a hash of what was asked under it."""

    path: str
    key: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """There is a booking. `fresh` is false when an earlier request with the same key had made it."""

    booking: Booking
    fresh: bool = True


async def book(
    ports: Ports, ask: Ask, *, key: RequestKey | None = None, booking: BookingId | None = None
) -> Booked | Refused:
    """Book what `ask` says. `booking` is the id to use where it follows from something else (a series' occurrence).

    Raises Unavailable when storage did not let us decide or know in time; asking again with the same key is safe."""
    wish = await wish_of(ports, ask)
    if isinstance(wish, Refused):
        return wish
    directory = await ports.places.directory()
    made = booking or ports.ids.booking(civil_days(wish.span, directory.zone)[0])
    sheets, claim = await _gather(ports, wish, directory, made, key)
    if claim is not None and not claim.fresh:
        if key is not None and claim.body != key.body:
            return Refused(why=Refusal.KEY_REUSED, rule="idempotency-key")
        made = BookingId(claim.booking)
        if home_of(made) != civil_days(wish.span, directory.zone)[0]:
            # A walk-in that was refused before midnight, and is repeated after it.
            return Refused(why=Refusal.KEY_REUSED, rule="idempotency-key")
        await ports.doorbell.ring(made, delay=DOORBELL_DELAY)
    if (claim is not None and not claim.fresh) or booking is not None:
        there = await _there(ports, made)
        if there is not None:
            return replace(there, fresh=False)
    again = claim is not None and not claim.fresh
    return await _decide_and_write(ports, wish, made, directory, sheets, again=again)


async def _gather(
    ports: Ports, wish: Wish, directory: Directory, made: BookingId, key: RequestKey | None
) -> tuple[tuple[Sheet, ...], Claim | None]:
    """The first round trip. The doorbell rings before there is anything to deliver: `deliver` looks later, and finds
    either the booking or nothing."""
    for attempt in range(ATTEMPTS):
        try:
            sheets, _, claim = await asyncio.gather(
                sheets_for(ports, wish, directory),
                ports.doorbell.ring(made, delay=DOORBELL_DELAY),
                _claim(ports, wish, made, key),
            )
        except (Stale, Unavailable):
            await pause(ports, attempt)
            continue
        return sheets, claim
    raise Unavailable("storage did not answer")


async def _claim(ports: Ports, wish: Wish, made: BookingId, key: RequestKey | None) -> Claim | None:
    if key is None:
        return None
    person = wish.by.id
    return await ports.requests.claim(person, key.path, key.key, body=key.body, booking=made)


async def _decide_and_write(
    ports: Ports,
    wish: Wish,
    made: BookingId,
    directory: Directory,
    sheets: tuple[Sheet, ...],
    *,
    again: bool,
) -> Booked | Refused:
    """`again`: an earlier request with the same key may still be writing."""
    counted = False
    for attempt in range(ATTEMPTS):
        now = ports.clock.now()
        if attempt:
            sheets = await sheets_for(ports, wish, directory)
        decision = _decide(ports, wish, made, directory, sheets, now)
        if isinstance(decision, Refused):
            if await _healed(ports, sheets, now, made):
                continue
            # What an earlier try wrote may have come to light just now, and be the very reason for this no.
            there = await _there(ports, made) if attempt or again else None
            return there or await _refused(ports, decision, wish, made, counted=counted)
        if not counted and (full := await take_quota(ports, wish, made, directory)):
            return full
        counted = True
        try:
            return await _write(ports, decision, made, directory, sheets, now)
        except (Stale, Unavailable, NoToken):
            await pause(ports, attempt)
        if (there := await _there(ports, made)) is not None:
            return there
    raise Unavailable("the day's books kept changing", retry_after=1.0)


def _decide(
    ports: Ports,
    wish: Wish,
    made: BookingId,
    directory: Directory,
    sheets: tuple[Sheet, ...],
    now: Instant,
) -> Admitted | Refused:
    if wish.series is None and (wait := too_often(ports, sheets[0], wish.person.id, now)):
        return wait
    return decide_booking(wish, facts=facts(directory, sheets, ignoring=made), now=now)


async def _healed(ports: Ports, sheets: tuple[Sheet, ...], now: Instant, made: BookingId) -> bool:
    try:
        return await heal(ports, sheets, now=now, mine=made)
    except Stale:
        return True


async def _refused(
    ports: Ports, refused: Refused, wish: Wish, made: BookingId, *, counted: bool
) -> Refused:
    if counted:
        await give_back_quota(ports, wish, made, await ports.places.directory())
    return await with_alternatives(ports, refused, wish)


async def _there(ports: Ports, made: BookingId) -> Booked | None:
    """The booking, if it exists after all; a hold that is under way or ran out is none yet."""
    try:
        kept = await ports.bookings.find(made)
    except Unavailable:
        return None
    undecided = kept is None or kept.value.state in (State.HELD, State.EXPIRED)
    return None if kept is None or undecided else Booked(booking=kept.value)


async def _write(
    ports: Ports,
    admitted: Admitted,
    made: BookingId,
    directory: Directory,
    sheets: tuple[Sheet, ...],
    now: Instant,
) -> Booked | Refused:
    fresh = new_booking(admitted.wish, made, now=now, change=ports.ids.change())
    booking = asked(fresh, admitted.wish.resource, on=ports.exchange.on)
    home = sheets[0] if booking.series else one_more(ports, sheets[0], booking.person, now)
    if len(sheets) > 1:
        seen = await ports.bookings.find(made)
        if seen is not None and seen.value.state not in (State.HELD, State.EXPIRED):
            return Booked(booking=seen.value)
        held = held_first(booking, ports)
        plan = Plan(
            held=held,
            seen=seen,
            wish=admitted.wish,
            home=home,
            change=booking.change,
            arriving=admitted.wish.walk_in,
        )
        done = await hold_and_commit(ports, plan, directory)
        if isinstance(done, Refused):
            return await _refused(ports, done, admitted.wish, made, counted=True)
        return Booked(booking=done)
    deed = written_deed(ports, Action.BOOKING_MADE, booking, by=booking.by)
    intent = Intent(booking=made, revision=booking.revision, notice=Topic.BOOKED, deed=deed)
    salt = ports.ids.salt()
    await ports.bookings.apply(
        head_change(booking, None, home, directory=directory, salt=salt, intents=(intent,))
    )
    return Booked(booking=booking)


def new_booking(wish: Wish, made: BookingId, *, now: Instant, change: str) -> Booking:
    """The booking that an admitted wish becomes; a walk-in is checked in at once."""
    booking = Booking(
        id=made,
        person=wish.person.id,
        by=wish.by.id,
        at=wish.target,
        state=State.BOOKED,
        created_at=now,
        changed_at=now,
        kept_since=now,
        change=change,
        series=wish.series,
        occurrence=wish.occurrence,
        note=wish.note,
        override=wish.override,
    )
    if wish.walk_in:
        return replace(booking, state=State.CHECKED_IN, checked_in_at=now)
    return booking
