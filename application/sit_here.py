"""Sitting elsewhere than booked: "I sit here now" moves the booking that is running, or about to, and checks in."""

from application.asking import visible_resource
from application.change_booking import Changes, change_booking
from application.check_in import check_in
from application.ports import Ports
from application.saved import Saved
from application.walk_in import walk_in
from domain.booking import SETTLED
from domain.ids import PersonId, ResourceId
from domain.kinds import KINDS, Kind
from domain.ledger import Entry
from domain.people import Person
from domain.places import Directory, Resource
from domain.refusals import Refusal, Refused
from domain.walk_in import this_minute
from domain.when import Instant, Interval, day_of, later


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
    current = present_entry(ledger.entries, place, directory, now)
    if current is None:
        walked = await walk_in(ports, caller=caller, person=person, resource=resource)
        return walked if isinstance(walked, Refused) else Saved(booking=walked.booking)
    if current.resource == resource:
        return await check_in(ports, caller=caller, booking=current.booking)
    kept = await ports.bookings.find(current.booking)
    if kept is None:
        return Refused(why=Refusal.UNKNOWN_BOOKING, rule="booking")
    whole = kept.value.span
    start = max(whole.start, this_minute(now))
    changes = Changes(resource=resource, when=Interval(start, whole.end), arriving=True)
    return await change_booking(ports, caller=caller, booking=current.booking, changes=changes)


def present_entry(
    entries: tuple[Entry, ...], place: Resource, directory: Directory, now: Instant
) -> Entry | None:
    """The entry that someone who sits down at `place` now means: running, or close enough to check in to."""
    for entry in sorted(entries, key=lambda each: each.span.start):
        known = directory.resources.get(entry.resource)
        rules = directory.policy.rules_for(
            entry.kind, site=entry.site, zone=known.zone if known is not None else None
        )
        opens = later(entry.span.start, -rules.check_in_opens)
        if entry.state in SETTLED and opens <= now < entry.span.end and alike(entry.kind, place):
            return entry
    return None


def alike(kind: Kind, place: Resource) -> bool:
    """Whether one can take the other's part: both seat someone, or they are of one kind."""
    return kind is place.kind or (KINDS[kind].seats and KINDS[place.kind].seats)
