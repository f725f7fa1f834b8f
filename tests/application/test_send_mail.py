"""Mail through Exchange: each once or not at all, thirty a minute from each mailbox, whoever is woken for it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import pytest

from application.exchange import ExchangeTerms, Trouble, Why
from application.faults import Unavailable
from application.mailed_notices import MailedNotices
from application.ports import Ports
from application.send_mail import send_mail
from domain.booking import Booking, State
from domain.calendar_event import Mailbox, mailbox
from domain.ids import BookingId
from domain.ledger import DayChange, Intent
from domain.mailing import LEASE, MOST, MailState
from domain.notices import Notice, Topic
from domain.when import Instant, later
from tests.builders import NOW, a_booking, a_desk, a_directory, a_person
from tests.fakes import FakeIds, World, a_world

PLEK, POST = mailbox("plek@example.org"), mailbox("post@example.org")
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Town:
    """A municipality whose mail goes through Exchange, and one process after another that is woken."""

    world: World
    ports: Ports

    async def tell(self, booking: Booking, topic: Topic = Topic.BOOKED, key: str = "1") -> None:
        notice = Notice(key=f"{booking.id}-{key}", topic=topic, booking=booking)
        await self.ports.notices.tell(notice)

    async def wake(self, booking: Booking, key: str = "1") -> str:
        return await send_mail(self.ports, booking.id, f"{booking.id}-{key}")

    def state(self, booking: Booking, key: str = "1") -> MailState:
        return self.world.mails.rows[f"{booking.id}-{key}"].value.state

    async def until_quiet(self) -> list[tuple[Instant, Mailbox]]:
        """The queue is drained, in the order of time; who sent when."""
        queue = [(later(NOW, ring.delay), ring) for ring in self.world.mailbell.rings]
        sent: list[tuple[Instant, Mailbox]] = []
        while queue:
            queue.sort(key=lambda each: each[0])
            at, ring = queue.pop(0)
            self.world.clock.set(max(at, self.world.clock.now()))
            del self.world.mailbell.rings[:]
            before = len(self.world.post.sent)
            await send_mail(self.ports, ring.booking, ring.key)
            now = self.world.clock.now()
            sent += [(now, box) for box, _ in self.world.post.sent[before:]]
            queue += [(later(now, each.delay), each) for each in self.world.mailbell.rings]
        return sent


class Chance(FakeIds):
    """The same in every run, and as evenly spread as chance is."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn = Random(4)

    def jitter(self) -> float:
        return self._drawn.random()


def a_town(*senders: Mailbox) -> Town:
    people = [a_person(name, mail=f"{name}@example.org") for name in ("ada", "bob")]
    world = a_world(a_directory(a_desk()), [*people, a_person("cy")], NOW)
    ports = replace(
        world.ports,
        notices=MailedNotices(world.mails, world.mailbell, people=world.people, clock=world.clock),
        exchange=ExchangeTerms(senders=senders or (PLEK,)),
        ids=Chance(),
    )
    return Town(world, ports)


async def put(town: Town, booking: Booking, *intents: Intent) -> None:
    """As the booking's day has it now."""
    kept = await town.world.bookings.find(booking.id)
    head = (booking, kept.version if kept is not None else None)
    await town.world.bookings.apply(DayChange(day=booking.home, head=head, intents=intents))


async def a_told(town: Town, topic: Topic = Topic.BOOKED, **fields: object) -> Booking:
    booking = replace(a_booking(), **fields)  # type: ignore[arg-type]  # what a test names
    await put(town, booking)
    await town.tell(booking, topic)
    return booking


async def test_a_notice_is_sent_once_however_often_it_is_told_and_woken() -> None:
    town = a_town()
    booking = await a_told(town)
    await town.tell(booking)
    assert [await town.wake(booking) for _ in range(3)] == ["sent", "nothing", "nothing"]
    await town.tell(booking)
    await town.until_quiet()
    ((box, message),) = town.world.post.sent
    assert box == PLEK and message.address == "ada@example.org"


async def test_whoever_has_no_address_is_told_nothing() -> None:
    town = a_town()
    await a_told(town, person=a_person("cy").id)
    assert town.world.mails.rows == {} and town.world.mailbell.rings == []


async def test_a_bell_that_failed_is_rung_when_it_is_told_again() -> None:
    town = a_town()
    town.world.mailbell.fail_next(before=Unavailable("down"))
    with pytest.raises(Unavailable):
        booking = await a_told(town)
    await town.tell(booking := a_booking())
    assert [ring.key for ring in town.world.mailbell.rings] == [f"{booking.id}-1"]


async def test_what_may_have_gone_is_never_sent_again() -> None:
    town = a_town()
    booking = await a_told(town)
    town.world.post.lost = True
    assert await town.wake(booking) == "unknown"
    town.world.post.lost = False
    await town.tell(booking)
    assert await town.wake(booking) == "nothing"
    assert len(town.world.post.sent) == 1
    assert (await town.ports.mails.backlog()).unknown == 1


async def test_a_process_that_died_while_sending_leaves_it_unknown_and_unsent() -> None:
    town = a_town()
    booking = await a_told(town)
    kept = await town.ports.mails.find(booking.id, f"{booking.id}-1")
    assert kept is not None
    sending = replace(kept.value, state=MailState.SENDING)
    await town.ports.mails.write(sending, kept.version)
    assert await town.wake(booking) == "busy"
    assert town.world.mailbell.rings[-1].delay == LEASE
    town.world.clock.advance(LEASE)
    assert await town.wake(booking) == "unknown"
    assert town.world.post.sent == []


async def test_storage_that_fails_after_the_mail_went_sends_no_second() -> None:
    town = a_town()
    booking = await a_told(town)
    town.world.mails.fail_next(times=2)  # the turn, the claim
    town.world.mails.fail_next(before=Unavailable("down"))
    with pytest.raises(Unavailable):
        await town.wake(booking)
    await town.until_quiet()
    town.world.clock.advance(LEASE)
    await town.wake(booking)
    assert len(town.world.post.sent) == 1 and town.state(booking) is MailState.UNKNOWN


async def test_a_throttled_mailbox_waits_as_long_as_it_was_told_and_the_mail_goes_then() -> None:
    town = a_town()
    booking = await a_told(town)
    town.world.post.trouble = Trouble(why=Why.LATER, wait=timedelta(seconds=90))
    assert await town.wake(booking) == "later"
    assert town.world.mailbell.rings[-1].delay >= timedelta(seconds=60)
    town.world.post.trouble = None
    assert await town.wake(booking) == "later"
    sent = await town.until_quiet()
    assert [at >= later(NOW, timedelta(seconds=90)) for at, _ in sent] == [True]


async def test_a_mailbox_that_may_not_send_is_passed_over_and_reported() -> None:
    town = a_town(PLEK, POST)
    booking = await a_told(town)
    town.world.post.closed = {PLEK}
    assert await town.wake(booking) == "sent"
    assert [box for box, _ in town.world.post.sent] == [POST]
    (closed,) = (await town.ports.mails.backlog()).closed
    assert closed.box == PLEK and closed.closed_at == NOW and closed.code == "ErrorAccessDenied"
    town.world.post.closed = set()
    town.world.clock.advance(timedelta(hours=2))
    for name in "bcd":
        other = replace(a_booking(), id=BookingId(f"2026-11-24-{name}"))
        await put(town, other)
        await town.tell(other, Topic.CANCELLED)
        await town.wake(other)
    assert {box for box, _ in town.world.post.sent[1:]} == {PLEK, POST}
    assert (await town.ports.mails.backlog()).closed == ()


async def test_what_nobody_could_send_fails_for_good() -> None:
    town = a_town(PLEK, POST)
    booking = await a_told(town)
    town.world.post.trouble = Trouble(why=Why.REFUSED, code="ErrorInvalidRecipients")
    assert await town.wake(booking) == "failed"
    assert await town.wake(booking) == "nothing"
    assert (await town.ports.mails.backlog()).failed == 1


async def test_a_mail_is_given_up_after_a_day() -> None:
    town = a_town()
    booking = await a_told(town, Topic.CANCELLED)
    town.world.post.trouble = Trouble(why=Why.SIGNED_OUT, code="401")
    assert await town.wake(booking) == "later"
    town.world.clock.advance(timedelta(days=1, minutes=1))
    assert await town.wake(booking) == "failed"


async def test_what_was_overtaken_is_not_sent() -> None:
    town = a_town()
    booking = await a_told(town)
    await put(town, replace(booking, state=State.CANCELLED))
    assert await town.wake(booking) == "dropped"
    assert town.world.post.sent == []


async def test_a_summary_tells_what_of_it_still_stands() -> None:
    town = a_town()
    first, second, third = (
        replace(a_booking(), id=BookingId(f"2026-11-24-{name}")) for name in "abc"
    )
    for booking in (replace(first, state=State.CANCELLED), second, third):
        await put(town, booking)
    notice = Notice(key=f"{first.id}-1", topic=Topic.TOMORROW, booking=first, also=(second, third))
    await town.ports.notices.tell(notice)
    assert await town.wake(first) == "sent"
    (told,) = town.world.letters.written
    assert (told.booking, told.also) == (second, (third,))


async def test_the_reason_is_read_where_it_was_written() -> None:
    town = a_town()
    booking = a_booking()
    intent = Intent(
        booking=booking.id, revision=1, notice=Topic.CANCELLED, reason="the heating is broken"
    )
    await put(town, booking, intent)
    await town.tell(booking, Topic.CANCELLED)
    await town.wake(booking)
    assert town.world.post.sent[0][1].text == "the heating is broken"


async def test_a_burst_of_reminders_spreads_over_minutes_and_all_arrive_once() -> None:
    town = a_town(PLEK, POST)
    for number in range(350):
        booking = replace(a_booking(), id=BookingId(f"2026-11-24-n{number:03d}"))
        await put(town, booking)
        await town.tell(booking, Topic.REMINDER)
    assert (await town.ports.mails.backlog()).waiting == 350
    sent = await town.until_quiet()
    assert len(sent) == 350 and len({m.subject for _, m in town.world.post.sent}) == 1
    for moment, box in sent:
        within = (
            at for at, who in sent if who == box and moment <= at < later(moment, 60 * SECOND)
        )
        assert sum(1 for _ in within) <= MOST
    assert sent[-1][0] - sent[0][0] < timedelta(minutes=12)
    assert (await town.ports.mails.backlog()).waiting == 0


async def test_no_more_than_two_at_once_are_sent_from_one_mailbox() -> None:
    town = a_town()
    booking = await a_told(town)
    until = later(NOW, timedelta(minutes=1))
    for _ in range(2):
        assert await town.ports.mailboxes.take_slot(PLEK, now=NOW, until=until)
    assert await town.wake(booking) == "later" and town.world.post.sent == []
