"""Checking out: the person has left, and the rest of the span is free."""

from application.change_state import Act, change_state
from application.ports import Ports
from application.saved import Saved, find_own
from domain.audit import Action
from domain.booking import Booking
from domain.ids import BookingId
from domain.people import Person
from domain.presence import Changed, Unchanged, decide_check_out
from domain.refusals import Refused


async def check_out(
    ports: Ports, *, caller: Person, booking: BookingId, seen: str | None = None
) -> Saved | Refused:
    """End the booking now; doing it twice changes nothing."""
    held = await find_own(ports, booking, caller=caller, seen=seen)
    if isinstance(held, Refused):
        return held
    person = held.person

    def decide(current: Booking, change: str) -> Changed | Unchanged | Refused:
        now = ports.clock.now()
        return decide_check_out(current, by=caller, person=person, now=now, change=change)

    act = Act(action=Action.BOOKING_CHECKED_OUT, by=caller.id)
    return await change_state(ports, held.kept, decide, act, seen=seen)
