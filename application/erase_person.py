"""Erasing a person: afterwards nothing that we keep leads to them.

The register is written first, so that a restored backup can be cleaned again. Then whoever they are at the identity
provider and their own row go, so that they can do nothing more; then, once every process knows that, their bookings
end, on every day, before they lose their person. The lists for fire and outage are made anew from what is left. It may
stop anywhere: done again, it finishes.
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from application.close_place import COPIES_LIVE
from application.end_for_good import clear_traces, end_for_good, rewrite
from application.list_seats import keep_lists_anew
from application.persondata import Erasure
from application.ports import Ports, Stale
from application.rebuild_day import check_day, rebuild_day
from application.release_person import release_records, release_series
from application.withdraw_meetings import withdraw_meetings
from domain.audit import Action, AuditEntry, Outcome
from domain.booking import Booking
from domain.erasing import stranger, without_person
from domain.ids import BookingId, PersonId
from domain.ledger import DayChange, Leg
from domain.people import Person

ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How much there was; `left`: days that still name the person, because they were written to meanwhile."""

    bookings: int
    days: int
    left: tuple[date, ...] = ()


async def erase_person(ports: Ports, person: PersonId, *, caller: Person) -> Erased:
    """Erase `person`; doing it again finds what is left. Raises Stale, Unavailable: then do it again."""
    if not registered(await ports.register.all(), person):
        await ports.register.add(line_for(ports, person))
    await release_records(ports, person)
    await ports.clock.pause(COPIES_LIVE)
    bookings: set[BookingId] = set()
    days: set[date] = set()
    for _ in range(ROUNDS):
        await release_series(ports, person)
        found = await ports.archive.days_of(person)
        if not found:
            break
        days.update(found)
        bookings |= await _erase_from(ports, found, person)
    await ports.archive.forget_actor(person)
    await release_records(ports, person)
    await keep_lists_anew(ports)
    left = await ports.archive.days_of(person)
    await ports.audit.record(_act(ports, caller, done=not left))
    return Erased(bookings=len(bookings), days=len(days), left=left)


def _act(ports: Ports, caller: Person, *, done: bool) -> AuditEntry:
    """That somebody was erased; not who."""
    return AuditEntry(
        action=Action.PERSON_ERASED,
        at=ports.clock.now(),
        actor=caller.id,
        outcome=Outcome.DONE if done else Outcome.FAILED,
        origin=ports.origins.here(),
    )


async def replay_erasures(ports: Ports, *, caller: Person) -> tuple[PersonId, ...]:
    """After a restore: erase again whoever was erased before; who that was. Raises Stale, Unavailable."""
    lines = await ports.register.all()
    known = set((await ports.people.everyone()).people) | await ports.archive.people()
    again = tuple(sorted(person for person in known if registered(lines, person)))
    for person in again:
        await erase_person(ports, person, caller=caller)
    return again


def line_for(ports: Ports, person: PersonId) -> Erasure:
    salt = ports.ids.secret()
    return Erasure(digest=_digest(salt, person), salt=salt, at=ports.clock.now())


def registered(lines: tuple[Erasure, ...], person: PersonId) -> bool:
    return any(line.digest == _digest(line.salt, person) for line in lines)


def _digest(salt: str, person: PersonId) -> str:
    return sha256(f"{salt}|{person}".encode()).hexdigest()


async def _erase_from(
    ports: Ports, days: tuple[date, ...], person: PersonId
) -> frozenset[BookingId]:
    """First everything ends, then everything loses its person: no ledger ever disagrees with a booking."""
    theirs: dict[BookingId, bool] = {}
    for day in days:
        heads = (await ports.bookings.whole_day(day)).heads.values()
        theirs |= {h.value.id: h.value.person == person for h in heads if _names(h.value, person)}
    for booking in (booking for booking, own in theirs.items() if own):
        await end_for_good(ports, booking)
        await withdraw_meetings(ports, booking)
    for day in days:
        await clear_traces(ports, day, person)
    for booking, own in theirs.items():
        if own:
            await ports.archive.forget_intents(booking)
            await ports.notices.forget(booking)
            await ports.mails.forget(booking)
        await rewrite(ports, booking, lambda head: _without(ports, head, person))
    for day in days:
        await _erase_day(ports, day, person)
    return frozenset(theirs)


def _names(booking: Booking, person: PersonId) -> bool:
    return person in (booking.person, booking.by)


def _without(ports: Ports, head: Booking, person: PersonId) -> Booking:
    nobody = stranger(ports.ids.person())
    return without_person(head, gone=person, nobody=nobody, change=ports.ids.change())


async def _erase_day(ports: Ports, day: date, person: PersonId) -> None:
    """What is left on one day once the heads are done: shares, ledgers, tokens."""
    whole = await ports.bookings.whole_day(day)
    for kept in whole.legs.values():
        if kept.value.person == person:
            leg = await _leg_without(ports, kept.value)
            await ports.bookings.apply(DayChange(day=day, leg=(leg, kept.version)))
    if await check_day(ports, day):
        await rebuild_day(ports, day)
    await ports.archive.forget_ledgers(day, {person})
    await ports.archive.forget_plans(day, {person})


async def _leg_without(ports: Ports, leg: Leg) -> Leg:
    """The share of a booking, with whoever stands for its person now."""
    head = await ports.bookings.find(leg.booking)
    if head is not None and head.value.person == leg.person:
        raise Stale("a booking was made meanwhile")
    nobody = head.value.person if head is not None else stranger(ports.ids.person())
    return replace(leg, person=nobody)
