"""Looking a person up with extra rights: written down before it is granted, and shown to that person.

Recorded are a booking that was opened, a person's list of bookings and their series, by whoever sees them only because
they may change them. A plan, a list of a place and the search by name show no more than the privacy terms give, so
nothing is recorded there; what somebody does about a booking is in the audit by itself.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from application.ports import Ports
from application.record import record
from application.see_booking import SeenBooking, see_booking
from domain.audit import Action, Wanted
from domain.ids import BookingId, PersonId
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.when import Instant, later

SHOWN_FOR = timedelta(days=90)
MOST_SHOWN = 100
A_MOMENT = timedelta(seconds=1)


class Looked(StrEnum):
    """At what. `PERSON`: at them, by any other way that was recorded."""

    PERSON = "person"
    BOOKING = "booking"
    BOOKINGS = "bookings"
    SERIES = "series"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """Somebody looked. `by` is None for who has left since."""

    at: Instant
    by: Person | None
    what: Looked


async def open_booking(
    ports: Ports, booking: BookingId, *, viewer: Person
) -> SeenBooking | Refused:
    """One booking through the eyes of whoever opens it."""
    kept = await ports.bookings.find(booking)
    if kept is None:
        return Refused(why=Refusal.UNKNOWN_BOOKING, rule="booking")
    seen = await see_booking(ports, kept.value, viewer=viewer)
    if seen.recorded:
        await note_look(ports, viewer=viewer, at=kept.value.person, what=Looked.BOOKING)
    return seen


async def note_look(ports: Ports, *, viewer: Person, at: PersonId, what: Looked) -> None:
    """That `viewer` is about to see what their extra rights show of somebody; nothing of oneself. Raises Unavailable:
    then nothing may be shown."""
    if viewer.id == at:
        return
    await record(ports, Action.PERSON_LOOKED_UP, actor=viewer.id, subject=at, target=what.value)


async def list_look_ups(ports: Ports, *, viewer: Person) -> tuple[LookUp, ...]:
    """Who looked `viewer` up in the last three months, newest first; at most 100."""
    now = ports.clock.now()
    wanted = Wanted(subject=viewer.id, action=Action.PERSON_LOOKED_UP)
    found = await ports.audit.between(
        later(now, -SHOWN_FOR), later(now, A_MOMENT), wanted, limit=MOST_SHOWN
    )
    actors = sorted({row.entry.actor for row in found.rows if row.entry.actor is not None})
    people = await asyncio.gather(*(ports.people.find(each) for each in actors))
    known = {person.id: person for person in people if person is not None}
    return tuple(
        LookUp(
            at=row.entry.at,
            by=known.get(row.entry.actor) if row.entry.actor is not None else None,
            what=_looked(row.entry.target),
        )
        for row in found.rows
    )


def _looked(target: str) -> Looked:
    return next((each for each in Looked if each.value == target), Looked.PERSON)
