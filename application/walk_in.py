"""Walking in: someone stands at a free place; it is booked and checked in at once."""

import asyncio

from application.asking import Ask, visible_resource
from application.book import Booked, RequestKey, book
from application.ports import Ports
from domain.ids import PersonId, ResourceId
from domain.kinds import alike
from domain.people import Person
from domain.refusals import Refusal, Refused
from domain.walk_in import walk_in_span
from domain.when import Instant, PartId, day_of


async def walk_in(
    ports: Ports,
    *,
    caller: Person,
    person: PersonId,
    resource: ResourceId,
    until: Instant | None = None,
    part: PartId | None = None,
    key: RequestKey | None = None,
) -> Booked | Refused:
    """Book `resource` from now on and check in; until `until`, the end of `part`, or as long as is usual."""
    directory = await ports.places.directory()
    place = visible_resource(directory, resource, caller)
    if place is None:
        return Refused(why=Refusal.UNKNOWN_RESOURCE, rule="resource")
    site, now = directory.sites[place.site], ports.clock.now()
    if part is not None and site.part(part) is None:
        return Refused(why=Refusal.UNKNOWN_PART, rule="part-of-day")
    today = day_of(now, directory.zone)
    (ledger,), (own,) = await asyncio.gather(
        ports.bookings.resource_days(place.site, resource, (today,)),
        ports.bookings.person_days(person, (today,)),
    )
    coming = [entry for entry in ledger.entries if not entry.expired(now)]
    if until is None and part is None:
        # Whoever does not say how long has it until they are to be elsewhere.
        coming += [e for e in own.entries if alike(e.kind, place.kind) and not e.expired(now)]
    span = walk_in_span(site, coming, zone=directory.zone, now=now, until=until, part=part)
    ask = Ask(caller=caller, person=person, resource=resource, when=span, walk_in=True)
    return await book(ports, ask, key=key)
