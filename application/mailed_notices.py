"""The notice board where mail goes through Exchange: a notice becomes a row and a message in the queue, and is sent by
whoever that wakes. The row is there first, so that telling twice is telling once."""

from application.mails import Mailbell, Mails
from application.ports import Clock, People
from domain.ids import BookingId
from domain.mailing import MailState, mail_of
from domain.notices import Notice


class MailedNotices:
    """Meets NoticeBoard. `people` is asked for nothing but whether there is an address."""

    def __init__(self, mails: Mails, bell: Mailbell, *, people: People, clock: Clock) -> None:
        self._mails, self._bell = mails, bell
        self._people, self._clock = people, clock

    async def tell(self, notice: Notice) -> None:
        person = await self._people.find(notice.booking.person)
        if person is None or not person.mail:
            return
        if not await self._mails.add(mail_of(notice, self._clock.now())):
            kept = await self._mails.find(notice.booking.id, notice.key)
            if kept is None or kept.value.state is not MailState.WAITING:
                return
        # Whoever was cut off between the row and the bell comes here again: ringing twice is harmless.
        await self._bell.ring(notice.booking.id, notice.key)

    async def forget(self, booking: BookingId) -> None:
        await self._mails.forget(booking)
