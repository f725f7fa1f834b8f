"""Mail through Exchange as the product is wired: a notice told in one process, sent by another, once."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from adapters.azure import queue_service
from adapters.provision import provision
from adapters.queues.mailbell import QUEUE
from adapters.settings import Settings
from adapters.wiring import wire
from application.send_mail import send_mail
from application.slips import seen_slips, show_slips
from domain.booking import Booking
from domain.ids import BookingId
from domain.ledger import DayChange
from domain.mailing import Backlog
from domain.notices import Notice, Topic
from local.exchange import Exchange, exchange_server
from tests import azurite as emulator
from tests.adapters.erasure.life import ZEB, a_municipality
from tests.adapters.graph.scene import TOKEN
from tests.builders import a_booking
from tests.contracts.conftest import settings_of

BOOKING = a_booking(person=ZEB.id)
NOTICE = Notice(key=f"{BOOKING.id}-1", topic=Topic.CANCELLED, booking=BOOKING)


@dataclass(frozen=True)
class Deployment:
    settings: Settings
    played: Exchange

    async def process(self, *, tells: Notice | None = None) -> list[str]:
        """A process of its own tells something, or is woken by what is in the queue; what became of it."""
        wired = wire(self.settings)
        try:
            if tells is not None:
                await wired.ports.notices.tell(tells)
                return []
            return [
                await send_mail(wired.ports, BookingId(each["booking"]), each["key"])
                for each in await self.woken()
            ]
        finally:
            await wired.close()

    async def woken(self) -> list[Any]:
        async with queue_service(self.settings) as queues:
            queue = queues.get_queue_client(QUEUE)
            found = [message async for message in queue.receive_messages(max_messages=32)]
            for each in found:
                await queue.delete_message(each)
        return [json.loads(base64.b64decode(each.content)) for each in found]

    async def keeps(self, booking: Booking) -> None:
        wired = wire(self.settings)
        await wired.ports.bookings.apply(DayChange(day=booking.home, head=(booking, None)))
        await wired.close()

    async def backlog(self) -> Backlog:
        wired = wire(self.settings)
        try:
            return await wired.ports.mails.backlog()
        finally:
            await wired.close()


@pytest.fixture
async def deployment(tmp_path: Path) -> AsyncIterator[Deployment]:
    with emulator.all_services() as running:
        async with exchange_server(token=TOKEN) as played:
            played.add_user("plek@example.org", "Plek")
            plain = settings_of(running, tmp_path / "outbox")
            settings = plain.model_copy(
                update={
                    "graph_base_url": played.base_url,
                    "graph_token": TOKEN,
                    "mail_senders": "Plek@example.org",
                }
            )
            await provision(settings)
            await a_municipality(settings)
            there = Deployment(settings, played)
            await there.keeps(BOOKING)
            yield there


async def test_what_one_process_tells_another_sends_once(deployment: Deployment) -> None:
    for _ in range(2):
        await deployment.process(tells=NOTICE)
    assert (await deployment.backlog()).waiting == 1
    assert sorted(await deployment.process()) == ["nothing", "sent"]
    (mail,) = deployment.played.mails
    assert mail["from"] == "plek@example.org"
    assert mail["toRecipients"][0]["emailAddress"]["address"] == ZEB.mail
    assert await deployment.backlog() == Backlog()
    assert not (deployment.settings.mail_outbox or Path()).exists()


async def test_what_is_told_again_after_it_was_sent_wakes_nobody(deployment: Deployment) -> None:
    await deployment.process(tells=NOTICE)
    await deployment.process()
    await deployment.process(tells=NOTICE)
    assert await deployment.woken() == []


async def test_whoever_has_no_address_finds_on_the_page_what_was_told(
    deployment: Deployment,
) -> None:
    wired = wire(deployment.settings)
    kept = await wired.ports.staff.read(ZEB.id)
    assert kept is not None
    await wired.ports.staff.write(replace(kept.value, mail=""), kept.version)
    await wired.close()
    for _ in range(2):
        await deployment.process(tells=NOTICE)
    assert await deployment.woken() == [] and deployment.played.mails == []
    reader = wire(deployment.settings)
    try:
        viewer = await reader.ports.people.find(ZEB.id)
        assert viewer is not None
        (found,) = await show_slips(reader.ports, viewer=viewer)
        assert (found.topic, found.booking) == (Topic.CANCELLED, BOOKING)
        await seen_slips(reader.ports, viewer=viewer, keys=(found.key,))
        assert await show_slips(reader.ports, viewer=viewer) == ()
    finally:
        await reader.close()
