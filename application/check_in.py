"""Checking in: the person is there."""

from application.change_state import Act, change_state
from application.ports import Ports
from application.saved import Saved, find_own
from domain.audit import Action
from domain.booking import Booking
from domain.ids import BookingId
from domain.people import Person
from domain.places import Directory
from domain.presence import Changed, Unchanged, decide_check_in
from domain.refusals import Refused
from domain.rules import Rules


async def check_in(
    ports: Ports, *, caller: Person, booking: BookingId, seen: str | None = None
) -> Saved | Refused:
    """Check the booking's person in; doing it twice changes nothing."""
    held = await find_own(ports, booking, caller=caller, seen=seen)
    if isinstance(held, Refused):
        return held
    person = held.person
    directory = await ports.places.directory()

    def decide(current: Booking, change: str) -> Changed | Unchanged | Refused:
        rules, now = rules_for(current, person, directory), ports.clock.now()
        return decide_check_in(
            current, by=caller, person=person, rules=rules, now=now, change=change
        )

    act = Act(action=Action.BOOKING_CHECKED_IN, by=caller.id)
    return await change_state(ports, held.kept, decide, act, seen=seen)


def rules_for(booking: Booking, person: Person | None, directory: Directory) -> Rules:
    """The rules in force for an existing booking, where its resource is now."""
    place = directory.resources.get(booking.at.resource)
    return directory.policy.rules_for(
        booking.at.kind,
        site=booking.at.site,
        zone=place.zone if place is not None else None,
        team=person.team if person is not None else None,
        resource=booking.at.resource,
    )
