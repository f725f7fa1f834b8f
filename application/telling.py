"""What there is to tell a person of a booking of theirs, with what it takes to tell it."""

from dataclasses import replace

from application.offer import alternatives_to
from application.ports import Ports
from domain.booking import Booking
from domain.ledger import Intent
from domain.notices import OFFERING, Notice, plan_notices
from domain.rooms import decided_by_exchange


async def notices_for(
    ports: Ports, booking: Booking, undone: tuple[Intent, ...], *, told: bool
) -> tuple[Notice, ...]:
    """The messages that bring the person up to date, in the municipality's way. Raises Unavailable."""
    directory = await ports.places.directory()
    place = directory.resources.get(booking.at.resource)
    invited = place is not None and decided_by_exchange(place, on=ports.exchange.on)
    planned = plan_notices(
        booking, undone, told=told, confirms=directory.confirmations, invited=invited
    )
    return tuple([await _offering(ports, notice) for notice in planned])


async def _offering(ports: Ports, notice: Notice) -> Notice:
    if notice.topic not in OFFERING:
        return notice
    return replace(notice, alternatives=await alternatives_to(ports, notice.booking))
