"""Adding to a refusal what else there is."""

import asyncio
from dataclasses import replace

from application.look_up import Looked, note_look
from application.ports import Ports, Unavailable
from domain.alternatives import nearest_alternatives
from domain.booking import Wish
from domain.ids import BookingId
from domain.places import SiteState
from domain.refusals import Refusal, Refused
from domain.when import civil_days

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
    directory = await ports.places.directory()
    days = civil_days(wish.span, directory.zone)
    if refused.why not in HELPED or len(days) > 1:
        return refused
    sites = [site.id for site in directory.sites.values() if site.state is SiteState.OPEN]
    try:
        plans = await asyncio.gather(
            *(ports.bookings.site_day(days[0], site, fresh=False) for site in sites)
        )
    except Unavailable:
        return refused
    ledgers = {plan.site: plan.ledgers for plan in plans}
    found = nearest_alternatives(
        wish, directory=directory, ledgers_by_site=ledgers, now=ports.clock.now(), ignoring=ignoring
    )
    return replace(refused, alternatives=found)
