"""Showing bookings: what a viewer sees of one, as domain/privacy.py decides."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from application.check_in import rules_for
from application.ports import Ports
from application.see_others import Eyes, eyes_of, is_here
from domain.booking import Booking, State
from domain.ids import FOREIGN, PersonId
from domain.ledger import Entry
from domain.people import Person
from domain.places import Directory
from domain.presence import check_in_deadline, check_in_opens
from domain.privacy import EVERYTHING, NOTHING, Meeting, Relation, Sight, Visibility
from domain.when import Instant, day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBooking:
    """A booking as one viewer sees it now. `person` is None where they are not shown whose it is; `notes`: whether
    they are shown what was noted, and the series it is of. `recorded`: only extra rights show it. `check_in_closes_at`
    is None where no check-in is wanted, or possible: a meeting made in Outlook is nobody's. `by`: who booked it for somebody else, for that person and who may change it."""

    booking: Booking
    state: State
    person: Person | None
    notes: bool
    recorded: bool
    check_in_opens_at: Instant
    check_in_closes_at: Instant | None
    by: Person | None = None


async def see_booking(ports: Ports, booking: Booking, *, viewer: Person) -> SeenBooking:
    """One booking through the eyes of `viewer`, who opened it."""
    return (await see_bookings(ports, [booking], viewer=viewer))[0]


async def see_bookings(
    ports: Ports, bookings: Iterable[Booking], *, viewer: Person, sight: Sight = Sight.OPENED
) -> tuple[SeenBooking, ...]:
    """Bookings through the eyes of `viewer`, in the same order; each person is looked up once."""
    asked = tuple(bookings)
    directory = await ports.places.directory()
    others = sorted({each.person for each in asked} - {viewer.id, FOREIGN})
    helpers = {each.by for each in asked if each.by != each.person} - {viewer.id}
    found, look = await asyncio.gather(
        asyncio.gather(*(ports.people.find(person) for person in sorted({*others, *helpers}))),
        _look(ports, asked, viewer) if others else _nobody_else(),
    )
    known = {person.id: person for person in found if person is not None} | {viewer.id: viewer}
    now = ports.clock.now()
    return tuple(
        _seen(each, known, directory, now, _visible(look, each, known, viewer, sight))
        for each in asked
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """The viewer's eyes, and their own places of today."""

    eyes: Eyes
    own: tuple[Entry, ...]


async def _nobody_else() -> None:
    """One's own bookings need no look at anybody."""


async def _look(ports: Ports, asked: Sequence[Booking], viewer: Person) -> _Look:
    """One's own places are read only where it matters who is at a site today, and something asked is of today."""
    eyes = await eyes_of(ports, viewer)
    of_today = any(each.span.overlaps(eyes.today) for each in asked)
    matters = viewer.first_aider or Relation.SAME_SITE in eyes.terms.names
    if not (of_today and matters):
        return _Look(eyes=eyes, own=())
    directory = await ports.places.directory()
    (ledger,) = await ports.bookings.person_days(viewer.id, [day_of(eyes.now, directory.zone)])
    return _Look(eyes=eyes, own=ledger.entries)


def _visible(
    look: _Look | None,
    booking: Booking,
    known: dict[PersonId, Person],
    viewer: Person,
    sight: Sight,
) -> Visibility:
    if booking.person == viewer.id:
        return EVERYTHING
    subject = known.get(booking.person)
    if look is None or subject is None:
        return NOTHING
    today = booking.span.overlaps(look.eyes.today)
    here = today and is_here(look.eyes, look.own, booking.at.site)
    return look.eyes.sees(subject, Meeting(sight=sight, today=today, here=here))


def _seen(
    booking: Booking,
    known: dict[PersonId, Person],
    directory: Directory,
    now: Instant,
    visible: Visibility,
) -> SeenBooking:
    person = known.get(booking.person)
    rules = rules_for(booking, person, directory)
    return SeenBooking(
        booking=booking,
        state=booking.seen_at(now),
        person=person if visible.name else None,
        notes=visible.notes,
        recorded=visible.recorded,
        check_in_opens_at=check_in_opens(booking, rules),
        check_in_closes_at=check_in_deadline(booking, rules) if not booking.foreign else None,
        by=known.get(booking.by) if visible.notes and booking.by != booking.person else None,
    )
