"""What the mails on their way promise: once under a key, versions, a backlog, and nothing left when it is forgotten."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.tables.entity import Values
from adapters.tables.mails import TableMails
from adapters.tables.wire import TableWire
from application.exchange import ExchangeTerms
from application.faults import Stale
from application.mail_turns import Turn, take_turn
from domain.calendar_event import mailbox
from domain.ids import BookingId, PersonId
from domain.ledger import Version
from domain.mailing import MINUTE, MOST, Backlog, Mail, MailState, Sender
from domain.notices import Topic
from domain.refusals import Alternative
from domain.when import later
from tests.builders import NOW, a_desk, a_target, span
from tests.contracts.conftest import Kit

DESK = a_desk()
BOOKING, OTHER = BookingId("2026-11-24-a"), BookingId("2026-11-24-ab")
SENDER = Sender(box=mailbox("plek@example.org"), sent=(NOW,))


def a_mail(key: str = "1", booking: BookingId = BOOKING) -> Mail:
    return Mail(
        key=f"{booking}-{key}", booking=booking, topic=Topic.CHANGED, made_at=NOW, changed_at=NOW
    )


class TestMails:
    async def test_a_key_is_taken_once(self, kit: Kit) -> None:
        mails = kit.ports.mails
        assert await mails.add(a_mail())
        assert not await mails.add(replace(a_mail(), topic=Topic.RELEASED))
        kept = await mails.find(BOOKING, "2026-11-24-a-1")
        assert kept is not None and kept.value == a_mail()
        assert await mails.find(BOOKING, "2026-11-24-a-2") is None

    async def test_all_of_it_comes_back(self, kit: Kit) -> None:
        whole = replace(
            a_mail(),
            before=a_target("13:00", "15:00", DESK),
            also=(OTHER,),
            alternatives=(
                Alternative(resource=DESK.id, site=DESK.site, span=span("13:00", "17:00")),
            ),
            tries=2,
            code="ErrorAccessDenied",
        )
        await kit.ports.mails.add(whole)
        kept = await kit.ports.mails.find(BOOKING, whole.key)
        assert kept is not None and kept.value == whole

    async def test_a_write_needs_the_version_that_was_read(self, kit: Kit) -> None:
        mails = kit.ports.mails
        await mails.add(a_mail())
        kept = await mails.find(BOOKING, a_mail().key)
        assert kept is not None
        sending = replace(a_mail(), state=MailState.SENDING)
        await mails.write(sending, kept.version)
        with pytest.raises(Stale):
            await mails.write(sending, kept.version)

    async def test_the_backlog_is_what_has_not_gone(self, kit: Kit) -> None:
        mails = kit.ports.mails
        assert await mails.backlog() == Backlog()
        states = (MailState.SENDING, MailState.SENT, MailState.UNKNOWN, MailState.FAILED)
        later_on = later(NOW, timedelta(minutes=1))
        await mails.add(replace(a_mail("0"), made_at=later_on))
        for number, state in enumerate(states, start=1):
            await _put(kit, replace(a_mail(str(number)), state=state))
        backlog = await mails.backlog()
        assert backlog == Backlog(waiting=2, oldest_at=NOW, unknown=1, failed=1)
        assert [mail.key for mail in await mails.open()] == ["2026-11-24-a-1", "2026-11-24-a-0"]

    async def test_a_booking_is_forgotten_and_no_other(self, kit: Kit) -> None:
        mails = kit.ports.mails
        for each in (a_mail(), a_mail("2"), a_mail(booking=OTHER)):
            await mails.add(each)
        await mails.forget(BOOKING)
        await mails.forget(BOOKING)
        assert await mails.about((BOOKING, OTHER)) == (a_mail(booking=OTHER),)
        assert (await mails.backlog()).waiting == 1

    async def test_what_is_old_enough_goes(self, kit: Kit) -> None:
        mails = kit.ports.mails
        await mails.add(replace(a_mail(), made_at=later(NOW, -timedelta(days=1))))
        await _put(kit, replace(a_mail("2"), state=MailState.SENT))
        assert await mails.prune(NOW) == 1
        assert [mail.key for mail in await mails.about((BOOKING,))] == ["2026-11-24-a-2"]
        assert (await mails.backlog()).waiting == 0

    async def test_a_slip_lies_for_its_person_once_until_it_is_taken(self, kit: Kit) -> None:
        mails, ada, ann = kit.ports.mails, PersonId("ada"), PersonId("ad")
        second = replace(a_mail("1", OTHER), made_at=later(NOW, timedelta(hours=1)))
        for slip in (second, a_mail(), replace(a_mail(), topic=Topic.RELEASED)):
            await mails.lay(ada, slip)
        await mails.lay(ann, a_mail("2"))
        assert await mails.slips(ada) == (a_mail(), second)
        assert await mails.open() == () and (await mails.backlog()).waiting == 0
        await mails.take(ada, {a_mail().key, "nothing"})
        assert await mails.slips(ada) == (second,)
        assert await mails.slips(ann) == (a_mail("2"),)

    async def test_slips_that_are_old_enough_go(self, kit: Kit) -> None:
        mails, ada = kit.ports.mails, PersonId("ada")
        await mails.lay(ada, replace(a_mail(), made_at=later(NOW, -timedelta(days=1))))
        await mails.lay(ada, a_mail("2"))
        assert await mails.prune(NOW) == 1
        assert await mails.slips(ada) == (a_mail("2"),)

    async def test_a_mailbox_that_sends_is_written_in_turn(self, kit: Kit) -> None:
        mails = kit.ports.mails
        assert await mails.sender(SENDER.box) is None
        first = await mails.write_sender(SENDER, None)
        with pytest.raises(Stale):
            await mails.write_sender(SENDER, None)
        closed = SENDER.closed(NOW, "ErrorAccessDenied")
        await mails.write_sender(closed, first)
        with pytest.raises(Stale):
            await mails.write_sender(closed, Version(first))
        kept = await mails.sender(SENDER.box)
        assert kept is not None and kept.value == closed
        assert (await mails.backlog()).closed == (closed,)


async def _put(kit: Kit, mail: Mail) -> None:
    await kit.ports.mails.add(replace(mail, state=MailState.WAITING))
    kept = await kit.ports.mails.find(mail.booking, mail.key)
    assert kept is not None
    await kit.ports.mails.write(mail, kept.version)


async def test_no_key_says_which_mailbox_it_is(wire: TableWire) -> None:
    await TableMails(wire).write_sender(SENDER, None)
    rows = await wire.range("mails", "senders", from_key="!", before_key="~")
    assert len(rows) == 1 and "plek" not in rows[0].key


async def test_a_mark_that_outlived_its_mail_goes(wire: TableWire) -> None:
    mails = TableMails(wire)
    await mails.add(a_mail())
    kept = await mails.find(BOOKING, a_mail().key)
    assert kept is not None
    sent = replace(a_mail(), state=MailState.SENT)
    await mails.write(sent, kept.version)
    values: Values = {"v": 1, "booking": BOOKING, "state": "waiting", "made_at": NOW.isoformat()}
    await wire.upsert("mails", "marks", a_mail().key, values)
    assert (await mails.backlog()).waiting == 1
    assert await mails.open() == ()
    assert (await mails.backlog()).waiting == 0


async def test_all_together_take_thirty_turns_of_a_minute_and_no_more(kit: Kit) -> None:
    ports = replace(kit.ports, exchange=ExchangeTerms(senders=(SENDER.box,)))
    taken = 0

    async def process() -> None:
        nonlocal taken
        for _ in range(40):
            turn = await take_turn(ports)
            if isinstance(turn, Turn):
                taken += 1
                await ports.mailboxes.give_slot(turn.slot)

    await asyncio.gather(*(process() for _ in range(4)))
    assert taken == MOST
    kept = await ports.mails.sender(SENDER.box)
    assert kept is not None and kept.value.free_from(NOW) == later(NOW, MINUTE)
