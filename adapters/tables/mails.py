"""Mails on their way: a partition per civil day of their bookings, a row each under its key; one of marks, a row for
every mail that is not settled or did not go, so that a backlog is one short range; one of the mailboxes that send; one
for each person for whom slips lie.

A mark is written before its row and taken away after it, so that it may be there without need, and never missing.
Nobody's name or address is in a row, a mailbox of ours is named by a digest.
"""

import hashlib
from collections.abc import Collection
from contextlib import suppress

from adapters.tables.entity import Row, Values
from adapters.tables.names import MAILS
from adapters.tables.shapes import from_packed, packed_json
from adapters.tables.together import each_of
from adapters.tables.values import filled, from_iso, text, to_iso
from adapters.tables.wire import TableWire, literal
from application.faults import Stale
from domain.booking import home_of
from domain.calendar_event import Mailbox
from domain.ids import BookingId, PersonId
from domain.ledger import Kept, Version
from domain.mailing import NOT_SENT, OPEN, Backlog, Mail, MailState, Sender
from domain.when import Instant

MARKS, SENDERS = "marks", "senders"
FIRST_KEY, LAST_KEY = "!", "~"


class TableMails:
    def __init__(self, wire: TableWire) -> None:
        self._wire = wire

    async def add(self, mail: Mail) -> bool:
        if await self.find(mail.booking, mail.key) is not None:
            return False
        await self._mark(mail)
        try:
            await self._wire.insert(MAILS, _partition(mail.booking), mail.key, _columns(mail))
        except Stale:
            return False
        return True

    async def find(self, booking: BookingId, key: str) -> Kept[Mail] | None:
        row = await self._wire.get(MAILS, _partition(booking), key)
        return _kept(row) if row is not None else None

    async def write(self, mail: Mail, seen: Version) -> Version:
        partition = _partition(mail.booking)
        version = await self._wire.replace(MAILS, partition, mail.key, _columns(mail), seen)
        if mail.state in NOT_SENT:
            await self._mark(mail)
        elif mail.state not in OPEN:
            await self._remove(MARKS, mail.key)
        return Version(version)

    async def about(self, bookings: Collection[BookingId]) -> tuple[Mail, ...]:
        found = await each_of(sorted(bookings), self._of)
        return tuple(_kept(row).value for rows in found for row in rows)

    async def forget(self, booking: BookingId) -> None:
        for row in await self._of(booking):
            await self._remove(row.partition, row.key)
            await self._remove(MARKS, row.key)

    async def prune(self, before: Instant) -> int:
        over = f"made_at lt {literal(to_iso(before))}"
        rows = await self._wire.scan(MAILS, condition=over, select=("v",))
        await each_of(rows, lambda row: self._remove(row.partition, row.key))
        return sum(row.partition != MARKS for row in rows)

    async def lay(self, person: PersonId, slip: Mail) -> None:
        with suppress(Stale):  # it lies there already
            await self._wire.insert(MAILS, _slips(person), slip.key, _columns(slip))

    async def slips(self, person: PersonId) -> tuple[Mail, ...]:
        found = (_kept(row).value for row in await self._range(_slips(person)))
        return tuple(sorted(found, key=lambda slip: (slip.made_at, slip.key)))

    async def take(self, person: PersonId, keys: Collection[str]) -> None:
        await each_of(sorted(keys), lambda key: self._remove(_slips(person), key))

    async def open(self) -> tuple[Mail, ...]:
        marks = [row for row in await self._range(MARKS) if _state(row) in OPEN]
        found = await each_of(marks, self._marked)
        mails = (kept.value for kept in found if kept is not None)
        return tuple(sorted(mails, key=lambda mail: (mail.made_at, mail.key)))

    async def backlog(self) -> Backlog:
        marks, senders = await self._range(MARKS), await self._range(SENDERS)
        states = [_state(row) for row in marks]
        waiting = [row for row, state in zip(marks, states, strict=True) if state in OPEN]
        known = (_sender(row).value for row in senders)
        return Backlog(
            waiting=len(waiting),
            oldest_at=min((from_iso(text(row.values, "made_at")) for row in waiting), default=None),
            unknown=states.count(MailState.UNKNOWN),
            failed=states.count(MailState.FAILED),
            closed=tuple(each for each in known if each.closed_at is not None),
        )

    async def sender(self, box: Mailbox) -> Kept[Sender] | None:
        row = await self._wire.get(MAILS, SENDERS, _digest(box))
        return _sender(row) if row is not None else None

    async def write_sender(self, sender: Sender, seen: Version | None) -> Version:
        key, values = _digest(sender.box), filled({"sender": packed_json(sender)})
        if seen is None:
            return Version(await self._wire.insert(MAILS, SENDERS, key, values))
        return Version(await self._wire.replace(MAILS, SENDERS, key, values, seen))

    async def _marked(self, mark: Row) -> Kept[Mail] | None:
        """The mail of a mark; a mark that outlived its mail goes."""
        kept = await self.find(BookingId(text(mark.values, "booking")), mark.key)
        if kept is not None and kept.value.state in OPEN:
            return kept
        if kept is not None and kept.value.state not in NOT_SENT:
            await self._remove(MARKS, mark.key)
        return None

    async def _mark(self, mail: Mail) -> None:
        values = filled(
            {"booking": mail.booking, "state": mail.state.value, "made_at": to_iso(mail.made_at)}
        )
        await self._wire.upsert(MAILS, MARKS, mail.key, values)

    async def _of(self, booking: BookingId) -> list[Row]:
        return await self._wire.range(
            MAILS, _partition(booking), from_key=f"{booking}-", before_key=f"{booking}."
        )

    async def _range(self, partition: str) -> list[Row]:
        return await self._wire.range(MAILS, partition, from_key=FIRST_KEY, before_key=LAST_KEY)

    async def _remove(self, partition: str, key: str) -> None:
        with suppress(Stale):  # it is gone already
            await self._wire.delete(MAILS, partition, key)


def _partition(booking: BookingId) -> str:
    return home_of(booking).isoformat()


def _slips(person: PersonId) -> str:
    return f"slips|{person}"


def _digest(box: Mailbox) -> str:
    return hashlib.sha256(box.encode()).hexdigest()[:32]


def _columns(mail: Mail) -> Values:
    return filled({"made_at": to_iso(mail.made_at), "mail": packed_json(mail)})


def _kept(row: Row) -> Kept[Mail]:
    return Kept(value=from_packed(Mail, text(row.values, "mail")), version=Version(row.version))


def _sender(row: Row) -> Kept[Sender]:
    return Kept(value=from_packed(Sender, text(row.values, "sender")), version=Version(row.version))


def _state(mark: Row) -> MailState:
    return MailState(text(mark.values, "state"))
