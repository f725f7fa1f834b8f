"""Slips: what could not be mailed, because its person has no address, lies for them on the page until they have seen it.

Whoever has an address costs nothing here: nothing is asked of storage for them.
"""

import asyncio
from collections.abc import Collection

from application.mails import Mails
from application.notice_of import notice_of
from application.ports import Clock, NoticeBoard, People, Ports
from domain.ids import BookingId, PersonId
from domain.mailing import mail_of, worth_a_slip
from domain.notices import Notice
from domain.people import Person

MOST_SHOWN = 10


class NoticesOrSlips:
    """Meets NoticeBoard: whom another board cannot reach is laid a slip."""

    def __init__(self, board: NoticeBoard, mails: Mails, *, people: People, clock: Clock) -> None:
        self._board, self._mails = board, mails
        self._people, self._clock = people, clock

    async def tell(self, notice: Notice) -> None:
        person = await self._people.find(notice.booking.person)
        if person is None or person.mail:
            await self._board.tell(notice)
        elif worth_a_slip(notice):
            await self._mails.lay(person.id, mail_of(notice, self._clock.now()))

    async def forget(self, booking: BookingId) -> None:
        await self._board.forget(booking)


async def show_slips(ports: Ports, *, viewer: Person) -> tuple[Notice, ...]:
    """What lies for `viewer`, oldest first, a few at a time; what is no longer true is left out. Raises Unavailable."""
    if viewer.mail:
        return ()
    slips = await ports.mails.slips(viewer.id)
    found = await asyncio.gather(*(notice_of(ports, slip) for slip in slips))
    said = [each for each in found if each is not None and each.booking.person == viewer.id]
    return tuple(said[:MOST_SHOWN])


async def seen_slips(ports: Ports, *, viewer: Person, keys: Collection[str]) -> None:
    """`viewer` has seen those; what is no longer true goes with them. Raises Unavailable."""
    slips = await ports.mails.slips(viewer.id)
    found = await asyncio.gather(*(notice_of(ports, slip) for slip in slips))
    over = {slip.key for slip, each in zip(slips, found, strict=True) if each is None}
    await ports.mails.take(viewer.id, over | {each.key for each in slips if each.key in keys})


async def forget_slips(ports: Ports, person: PersonId) -> None:
    """Whatever lies for a person. Raises Unavailable."""
    slips = await ports.mails.slips(person)
    await ports.mails.take(person, {slip.key for slip in slips})
