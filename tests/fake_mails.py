"""Mails on their way, their words and the queue that wakes for them, in memory."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from application.exchange_resources import Message
from application.faults import Stale
from application.ports import People
from domain.calendar_event import Mailbox
from domain.ids import BookingId, PersonId
from domain.ledger import Kept, Version
from domain.mailing import OPEN, Backlog, Mail, MailState, Sender
from domain.notices import Notice
from domain.when import Instant
from tests.faults import Faults


class FakeMails(Faults):
    """`rows` by key, `senders` by mailbox; `laid` by person, then by key."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, Kept[Mail]] = {}
        self.senders: dict[Mailbox, Kept[Sender]] = {}
        self.laid: dict[PersonId, dict[str, Mail]] = {}
        self._writes = 0

    async def add(self, mail: Mail) -> bool:
        after = await self.writing()
        fresh = mail.key not in self.rows
        if fresh:
            self.rows[mail.key] = Kept(value=mail, version=self._version())
        if after is not None:
            raise after
        return fresh

    async def find(self, booking: BookingId, key: str) -> Kept[Mail] | None:
        await self.reading()
        kept = self.rows.get(key)
        return kept if kept is not None and kept.value.booking == booking else None

    async def write(self, mail: Mail, seen: Version) -> Version:
        after = await self.writing()
        there = self.rows.get(mail.key)
        if there is None or there.version != seen:
            raise Stale(key=mail.key, reason="UpdateConditionNotSatisfied")
        self.rows[mail.key] = Kept(value=mail, version=self._version())
        if after is not None:
            raise after
        return self.rows[mail.key].version

    async def about(self, bookings: Collection[BookingId]) -> tuple[Mail, ...]:
        await self.reading()
        found = (kept.value for _, kept in sorted(self.rows.items()))
        return tuple(mail for mail in found if mail.booking in bookings)

    async def forget(self, booking: BookingId) -> None:
        after = await self.writing()
        self.rows = {k: kept for k, kept in self.rows.items() if kept.value.booking != booking}
        if after is not None:
            raise after

    async def prune(self, before: Instant) -> int:
        after = await self.writing()
        old = [key for key, kept in self.rows.items() if kept.value.made_at < before]
        for key in old:
            del self.rows[key]
        gone = len(old)
        for slips in self.laid.values():
            for key in [key for key, slip in slips.items() if slip.made_at < before]:
                del slips[key]
                gone += 1
        if after is not None:
            raise after
        return gone

    async def lay(self, person: PersonId, slip: Mail) -> None:
        after = await self.writing()
        self.laid.setdefault(person, {}).setdefault(slip.key, slip)
        if after is not None:
            raise after

    async def slips(self, person: PersonId) -> tuple[Mail, ...]:
        await self.reading()
        found = self.laid.get(person, {}).values()
        return tuple(sorted(found, key=lambda slip: (slip.made_at, slip.key)))

    async def take(self, person: PersonId, keys: Collection[str]) -> None:
        after = await self.writing()
        for key in keys:
            self.laid.get(person, {}).pop(key, None)
        if after is not None:
            raise after

    async def open(self) -> tuple[Mail, ...]:
        await self.reading()
        found = (kept.value for kept in self.rows.values() if kept.value.state in OPEN)
        return tuple(sorted(found, key=lambda mail: (mail.made_at, mail.key)))

    async def backlog(self) -> Backlog:
        waiting = await self.open()
        states = [kept.value.state for kept in self.rows.values()]
        return Backlog(
            waiting=len(waiting),
            oldest_at=min((mail.made_at for mail in waiting), default=None),
            unknown=states.count(MailState.UNKNOWN),
            failed=states.count(MailState.FAILED),
            closed=tuple(k.value for k in self.senders.values() if k.value.closed_at is not None),
        )

    async def sender(self, box: Mailbox) -> Kept[Sender] | None:
        await self.reading()
        return self.senders.get(box)

    async def write_sender(self, sender: Sender, seen: Version | None) -> Version:
        after = await self.writing()
        there = self.senders.get(sender.box)
        if seen != (there.version if there is not None else None):
            raise Stale(key="sender", reason="UpdateConditionNotSatisfied")
        self.senders[sender.box] = Kept(value=sender, version=self._version())
        if after is not None:
            raise after
        return self.senders[sender.box].version

    def _version(self) -> Version:
        self._writes += 1
        return Version(f"v{self._writes}")


@dataclass
class FakeLetters:
    """Letters of one word; to those of `book` who have an address. `written` in order."""

    book: People
    written: list[Notice] = field(default_factory=list)

    async def write(self, notice: Notice) -> Message | None:
        person = await self.book.find(notice.booking.person)
        if person is None or not person.mail:
            return None
        self.written.append(notice)
        return Message(
            address=person.mail,
            name=person.name,
            subject=notice.topic.value,
            text=notice.reason,
            html="",
            language=person.language,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRing:
    """One message that was sent to the queue."""

    booking: BookingId
    key: str
    delay: timedelta


class FakeMailbell(Faults):
    """`rings` in the order they were sent."""

    def __init__(self) -> None:
        super().__init__()
        self.rings: list[MailRing] = []

    async def ring(self, booking: BookingId, key: str, *, delay: timedelta = timedelta()) -> None:
        after = await self.writing()
        self.rings.append(MailRing(booking=booking, key=key, delay=delay))
        if after is not None:
            raise after
