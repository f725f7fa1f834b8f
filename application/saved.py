"""What a change to an existing booking comes back with, and the checks they all begin with."""

from dataclasses import dataclass

from application.ports import Ports
from domain.booking import Booking
from domain.ids import BookingId
from domain.ledger import Kept
from domain.people import Person, may_book_for
from domain.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The booking as it now is; `changed` is false when it was so already."""

    booking: Booking
    changed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A booking that the caller may change, and whose it is."""

    kept: Kept[Booking]
    person: Person


async def find_own(
    ports: Ports, booking: BookingId, *, caller: Person, seen: str | None
) -> Held | Refused:
    """The booking, unless there is none, it is not the caller's to change, or it changed since `seen`."""
    kept = await ports.bookings.find(booking)
    if kept is None:
        return Refused(why=Refusal.UNKNOWN_BOOKING, rule="booking")
    if kept.value.foreign:
        return Refused(why=Refusal.MADE_IN_OUTLOOK, rule="outlook")
    own = kept.value.person == caller.id
    person = caller if own else await ports.people.find(kept.value.person)
    # Of someone who has left only the id is known; those who may act for anyone still act for them.
    person = person or Person(id=kept.value.person, name=kept.value.person)
    if not may_book_for(caller, person):
        return Refused(why=Refusal.NOT_YOURS, rule="may-book-for")
    if seen is not None and seen != kept.value.change:
        return Refused(why=Refusal.CHANGED_MEANWHILE, rule="if-match")
    return Held(kept=kept, person=person)
