"""Cancelling: the person is not coming."""

from application.change_state import Act, change_state
from application.ports import Ports
from application.saved import Saved, find_own
from domain.audit import Action
from domain.booking import Booking
from domain.ids import BookingId
from domain.notices import Topic
from domain.people import Person
from domain.presence import Changed, Unchanged, decide_cancellation
from domain.refusals import Refused


async def cancel_booking(
    ports: Ports,
    *,
    caller: Person,
    booking: BookingId,
    seen: str | None = None,
    topic: Topic = Topic.CANCELLED,
    reason: str = "",
) -> Saved | Refused:
    """Cancel the booking and free its place; doing it twice changes nothing. `topic`, `reason`: what its person is told."""
    held = await find_own(ports, booking, caller=caller, seen=seen)
    if isinstance(held, Refused):
        return held
    person = held.person

    def decide(current: Booking, change: str) -> Changed | Unchanged | Refused:
        now = ports.clock.now()
        return decide_cancellation(current, by=caller, person=person, now=now, change=change)

    act = Act(action=Action.BOOKING_CANCELLED, by=caller.id, topic=topic, reason=reason)
    return await change_state(ports, held.kept, decide, act, seen=seen)
