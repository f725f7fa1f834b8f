"""Mail, presence, schedules and places over the wire, from the use case to a played Exchange."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from adapters.directory_files.read import read_files
from adapters.drawings.sanitise import check_drawing
from adapters.mail.written import Sending, WrittenLetters
from application.exchange import ExchangeTerms
from application.exchange_resources import PresenceNow
from application.generation import Generation
from application.hints import KeptPresences, KeptSchedules
from application.mailed_notices import MailedNotices
from application.ports import Ports
from application.propose_places import propose_places
from application.send_mail import send_mail
from domain.booking import Booking
from domain.calendar_event import ShowAs, mailbox
from domain.ledger import DayChange
from domain.mailing import LEASE
from domain.notices import Notice, Topic
from domain.place_proposals import Doubt, Proposal, What
from local.exchange import Exchange, exchange_server
from local.exchange.control import Exchange as Played
from local.exchange.seed import seeded
from local.exchange.serving import served
from tests.adapters.graph.scene import TOKEN, opened_at
from tests.builders import NOW, a_booking, a_desk, a_directory, a_person, span
from tests.fakes import World, a_world

PLEK, POST = mailbox("plek@example.org"), mailbox("post@example.org")
DEMO = Path(__file__).resolve().parents[3] / "demo" / "junglinster"


@dataclass(frozen=True)
class Town:
    """A municipality in memory whose mail goes over the wire."""

    world: World
    ports: Ports
    played: Exchange

    async def told(self, booking: Booking, topic: Topic = Topic.CANCELLED) -> str:
        """What became of a mail about a booking, once."""
        notice = Notice(key=f"{booking.id}-1", topic=topic, booking=booking)
        await self.ports.notices.tell(notice)
        return await send_mail(self.ports, booking.id, notice.key)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with exchange_server(now=NOW, token=TOKEN) as played:
        for box in (PLEK, POST):
            played.add_user(box, "Plek")
        exchange = opened_at(played.base_url)
        ada = a_person("ada", mail="ada@example.org", language="fr")
        world = a_world(a_directory(a_desk()), [ada], NOW)
        sending = Sending(folder=None, sender=PLEK, public_url="https://plek.example.org")
        ports = replace(
            world.ports,
            notices=MailedNotices(
                world.mails, world.mailbell, people=world.people, clock=world.clock
            ),
            letters=WrittenLetters(sending, places=world.places, people=world.people),
            post=exchange.post,
            exchange=ExchangeTerms(senders=(PLEK, POST)),
        )
        await world.bookings.apply(DayChange(day=a_booking().home, head=(a_booking(), None)))
        yield Town(world, ports, played)
        await exchange.close()


async def test_a_letter_arrives_in_its_persons_language_with_a_date(town: Town) -> None:
    assert await town.told(a_booking(), Topic.BOOKED) == "sent"
    (mail,) = town.played.mails
    assert mail["from"] == PLEK and str(mail["subject"]).startswith("Réservé")
    assert mail["toRecipients"] == [{"emailAddress": {"address": "ada@example.org", "name": "Ada"}}]
    (enclosed,) = mail["attachments"]
    assert enclosed["contentType"].startswith("text/calendar")


@pytest.mark.parametrize(
    ("status", "retry"), [(0, None), (500, None), (502, None), (503, None), (503, 7), (504, None)]
)
@pytest.mark.parametrize("after", [False, True])
async def test_what_nobody_answered_for_is_never_sent_again(
    town: Town, status: int, retry: int | None, after: bool
) -> None:
    town.played.faults.add(status, path="sendMail", after=after, retry_after=retry)
    assert await town.told(a_booking()) == "unknown"
    town.world.clock.advance(LEASE)
    assert await town.told(a_booking()) == "nothing"
    assert len(town.played.mails) == int(after)


@pytest.mark.parametrize(("status", "retry"), [(429, 7), (429, None)])
async def test_a_throttled_mailbox_lets_the_other_send(
    town: Town, status: int, retry: int | None
) -> None:
    town.played.faults.add(status, path="sendMail", retry_after=retry)
    assert await town.told(a_booking()) == "sent"
    assert [mail["from"] for mail in town.played.mails] == [POST]


@pytest.mark.parametrize("state", ["denied", "gone"])
async def test_a_mailbox_that_may_not_send_is_passed_over(town: Town, state: str) -> None:
    town.played.suspend(PLEK, state)
    assert await town.told(a_booking()) == "sent"
    assert [mail["from"] for mail in town.played.mails] == [POST]
    assert [each.box for each in (await town.ports.mails.backlog()).closed] == [PLEK]


async def test_hints_are_asked_for_once(town: Town) -> None:
    played, clock = town.played, town.world.clock
    played.add_user("svc@example.org", "Vrijplek")
    played.add_room("room-1@example.org", "Room 1")
    played.knobs.presence["o-1"] = ("Busy", "InAMeeting")
    morning = span("09:00", "12:00")
    taken = span("10:00", "11:00")
    played.book("svc@example.org", taken.start, taken.end, rooms=["room-1@example.org"])
    await played.settle()
    exchange = opened_at(played.base_url, GRAPH_SERVICE_MAILBOX="svc@example.org")
    presences = KeptPresences(exchange.presences, clock, patience=10)
    schedules = KeptSchedules(
        exchange.schedules,
        town.world.mailboxes,
        clock,
        asking=mailbox("svc@example.org"),
        patience=10,
    )
    before = len(played.log.entries)
    for _ in range(3):
        found = await presences.presences(["o-1"])
        assert found == {"o-1": PresenceNow("Busy", "InAMeeting")}
        busy = await schedules.schedule([mailbox("room-1@example.org")], morning)
        ((one,),) = busy.values()
        assert (one.span, one.show_as) == (taken, ShowAs.BUSY)
    assert len(played.log.entries) - before == 2
    await exchange.close()


async def test_the_demo_agrees_but_for_what_was_added_there() -> None:
    generation = read_files(
        {str(file.relative_to(DEMO)): file.read_bytes() for file in DEMO.rglob("*.*")},
        check=check_drawing,
    )
    assert isinstance(generation, Generation)
    proposals = await proposed(seeded("junglinster", token=TOKEN), generation)
    told = {(each.what, each.name, each.doubt) for each in proposals}
    assert told == {
        (What.ADD, "Atrium", None),
        (What.ADD, "Desk 901", None),
        (What.ASK, "Quiet desks", Doubt.POOL),
    }


async def proposed(played: Played, generation: Generation) -> tuple[Proposal, ...]:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with served(played, listener) as there:
            exchange = opened_at(there.base_url)
            found = await propose_places(exchange.finder, generation.directory, answers={})
            await exchange.close()
    assert isinstance(found, tuple)
    return found
