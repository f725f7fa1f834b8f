"""Letting go of what Exchange holds for bookings whose person goes: first there, where that is possible, then here."""

from application.ports import Ports
from application.write_meeting import write_meeting
from domain.calendar_event import Mailbox
from domain.calendar_sync import Link, Role
from domain.ids import BookingId


async def withdraw_meetings(ports: Ports, booking: BookingId) -> None:
    """For a booking that has ended: take its meeting and its mirror away, and forget in whose calendar they were.
    A mailbox that cannot be written to just now keeps what is in it: it is the person's own, and they can delete it.
    Raises Stale, Unavailable: done again, it finishes."""
    links = [kept.value for kept in await ports.links.of(booking)]
    if not links:
        return
    await write_meeting(ports, booking)
    for link in links:
        if (box := whose(ports, link)) is not None:
            await ports.links.remove(link)
            await ports.mailboxes.forget(box)


async def forget_links(ports: Ports, booking: BookingId) -> None:
    """For a booking that loses its name because it is long over. Raises Unavailable."""
    for kept in await ports.links.of(booking):
        await ports.links.remove(kept.value)
        if (box := whose(ports, kept.value)) is not None:
            # Whether it was closed to us is learnt again, if it is written to again.
            await ports.mailboxes.forget(box)


def whose(ports: Ports, link: Link) -> Mailbox | None:
    """The person's own mailbox, where the link names it."""
    if link.role is Role.FOREIGN or link.mailbox == ports.exchange.service:
        return None
    return link.mailbox
