"""Sitting elsewhere than booked: "I sit here now" moves the booking that is running, or about to, and checks in."""

from application.asking import visible_resource
from application.change_booking import Changes, change_booking
from application.check_in import check_in, rules_for
from application.ports import Ports
from application.saved import Saved
from application.walk_in import walk_in
from domain.booking import SETTLED, Booking
from domain.ids import PersonId, ResourceId
from domain.kinds import alike
from domain.ledger import Entry
from domain.people import Person
from domain.places import Directory, Resource
from domain.presence import check_in_opens
from domain.refusals import Refusal, Refused
from domain.walk_in import this_minute
from domain.when import Instant, Interval, day_of


async def sit_here(
    ports: Ports, *, caller: Person, person: PersonId, resource: ResourceId
) -> Saved | Refused:
    """Move the person's present booking of this sort to `resource`, from now on; without one, walk in."""
    directory = await ports.places.directory()
    place = visible_resource(directory, resource, caller)
    if place is None:
        return Refused(why=Refusal.UNKNOWN_RESOURCE, rule="resource")
    now = ports.clock.now()
    (ledger,) = await ports.bookings.person_days(person, (day_of(now, directory.zone),))
    current = await present_booking(ports, ledger.entries, place, directory, now)
    if current is None:
        walked = await walk_in(ports, caller=caller, person=person, resource=resource)
        return walked if isinstance(walked, Refused) else Saved(booking=walked.booking)
    if current.at.resource == resource:
        return await check_in(ports, caller=caller, booking=current.id)
    start = max(current.span.start, this_minute(now))
    changes = Changes(resource=resource, when=Interval(start, current.span.end), arriving=True)
    return await change_booking(ports, caller=caller, booking=current.id, changes=changes)


async def present_booking(
    ports: Ports,
    entries: tuple[Entry, ...],
    place: Resource,
    directory: Directory,
    now: Instant,
) -> Booking | None:
    """The booking that someone who sits down at `place` now means: running, or close enough to check in to.

    The ledger says which there may be, the head whether it still is: a share of another day may be out of date."""
    for entry in sorted(entries, key=lambda each: each.span.start):
        if entry.state not in SETTLED or not alike(entry.kind, place.kind):
            continue
        kept = await ports.bookings.find(entry.booking)
        if kept is None or kept.value.seen_at(now) not in SETTLED:
            continue
        person = await ports.people.find(entry.person)
        if check_in_opens(kept.value, rules_for(kept.value, person, directory)) <= now:
            return kept.value
    return None
