"""What else there is: added to a refusal, or told to whom a room is not to be had."""

import asyncio
from dataclasses import replace

from application.look_up import Looked, note_look
from application.ports import Ports, Unavailable
from domain.alternatives import nearest_alternatives
from domain.booking import Booking, Wish
from domain.ids import BookingId
from domain.places import SiteState
from domain.refusals import Alternative, Refusal, Refused
from domain.when import Interval, civil_days

# Where another place or time would help. Elsewhere (not yours, over, unknown) an alternative would be noise.
HELPED = frozenset(
    {
        Refusal.SITE_NOT_OPEN,
        Refusal.SITE_NOT_VALID,
        Refusal.RESOURCE_NOT_VALID,
        Refusal.BLOCKED,
        Refusal.ASSIGNED,
        Refusal.NOT_ELIGIBLE,
        Refusal.CLOSED,
        Refusal.OUTSIDE_HOURS,
        Refusal.ZONE_RESERVED,
        Refusal.TAKEN,
        Refusal.SITE_FULL,
        Refusal.ZONE_FULL,
    }
)


async def with_alternatives(
    ports: Ports, refused: Refused, wish: Wish, *, ignoring: BookingId | None = None
) -> Refused:
    """`refused` with up to three nearest alternatives; without any when the plans cannot be read now. `ignoring`: the
    booking that is being changed, which does not stand in its own way. A refusal that tells whoever books for somebody
    when that person is busy is a look at their bookings."""
    if refused.why is Refusal.PERSON_BUSY and wish.series is None:
        await note_look(ports, viewer=wish.by, at=wish.person.id, what=Looked.BOOKINGS)
    if refused.why not in HELPED:
        return refused
    return replace(refused, alternatives=await _nearest(ports, wish, ignoring=ignoring))


async def alternatives_to(ports: Ports, booking: Booking) -> tuple[Alternative, ...]:
    """What the person of `booking` could have instead of it; nothing once it is over, or when it cannot be read now."""
    directory, now = await ports.places.directory(), ports.clock.now()
    place = directory.resources.get(booking.at.resource)
    person = await ports.people.find(booking.person)
    if place is None or person is None or booking.span.end <= now:
        return ()
    begun = booking.span.start < now
    wish = Wish(
        person=person,
        by=person,
        resource=place,
        span=Interval(now, booking.span.end) if begun else booking.span,
        promise=booking.at.promise,
        walk_in=begun,
    )
    return await _nearest(ports, wish, ignoring=booking.id)


async def _nearest(
    ports: Ports, wish: Wish, *, ignoring: BookingId | None
) -> tuple[Alternative, ...]:
    directory = await ports.places.directory()
    days = civil_days(wish.span, directory.zone)
    if len(days) > 1:
        return ()
    sites = [site.id for site in directory.sites.values() if site.state is SiteState.OPEN]
    try:
        plans = await asyncio.gather(
            *(ports.bookings.site_day(days[0], site, fresh=False) for site in sites)
        )
    except Unavailable:
        return ()
    ledgers = {plan.site: plan.ledgers for plan in plans}
    return nearest_alternatives(
        wish, directory=directory, ledgers_by_site=ledgers, now=ports.clock.now(), ignoring=ignoring
    )
