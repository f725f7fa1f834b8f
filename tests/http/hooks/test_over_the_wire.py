"""The whole way of a notification, over the wire: promised by a played Exchange, told to our address, heard, renewed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from starlette.types import Receive, Scope, Send

from adapters.http.front import Front
from application.exchange import MailboxState, Subscription
from application.exchange_resources import Subscribed
from application.keep_subscribed import Step, keep_subscribed
from application.ports import Ports
from application.renew_subscriptions import renew_subscriptions
from domain.calendar_event import Mailbox
from domain.when import later
from local.exchange import Exchange, exchange_server
from tests.adapters.graph.scene import TOKEN, opened_at
from tests.application.exchanging import FIRST, SECOND, TERMS, a_town_with_exchange
from tests.builders import NOW, span
from tests.fakes import World
from tests.serving import serving

ADA = "ada@example.org"


async def no_pages(scope: Scope, receive: Receive, send: Send) -> None:
    raise AssertionError(f"Graph asked for {scope['path']}")


class Door:
    """What Graph calls; who stands behind it comes later, because its address is part of what they know."""

    front: Front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.front(scope, receive, send)


@dataclass(frozen=True)
class Wired:
    world: World
    ports: Ports
    outlook: Exchange

    async def state(self, box: Mailbox = FIRST) -> MailboxState:
        kept = await self.world.mailboxes.find(box)
        assert kept is not None
        return kept.value

    async def held(self) -> Subscription:
        found = (await self.state()).subscription
        assert found is not None
        return found

    async def pass_time(self, **time: float) -> None:
        by = timedelta(**time)
        await self.outlook.advance(by.total_seconds())
        self.world.clock.advance(by)

    @property
    def woken(self) -> list[Mailbox]:
        return [wake.box for wake in self.world.waker.wakes]


@pytest.fixture
async def wired() -> AsyncIterator[Wired]:
    door = Door()
    world = a_town_with_exchange()
    async with exchange_server(now=NOW, token=TOKEN) as outlook:
        outlook.add_user(ADA)
        for box in (FIRST, SECOND):
            outlook.add_room(box)
        graph = opened_at(outlook.base_url)
        with serving(door) as address:
            terms = replace(TERMS, notify=f"{address}/graph/notifications")
            ports = replace(world.ports, subscriptions=graph.subscriptions, exchange=terms)
            door.front = Front(ports, lambda: no_pages)
            yield Wired(world, ports, outlook)
        await graph.close()


async def test_a_meeting_made_in_outlook_wakes_its_room_and_no_other(wired: Wired) -> None:
    await renew_subscriptions(wired.ports)
    assert {each.box.address for each in wired.outlook.subscriptions()} == {FIRST, SECOND}
    when = span("2026-11-25 10:00", "2026-11-25 11:00")
    wired.outlook.book(ADA, when.start, when.end, rooms=[FIRST])
    await wired.pass_time(minutes=2)
    assert set(wired.woken) == {FIRST}
    assert (await wired.state()).notified_at is not None


async def test_a_promise_outlives_its_week_by_being_renewed(wired: Wired) -> None:
    await renew_subscriptions(wired.ports)
    first = await wired.held()
    for _ in range(40):
        await wired.pass_time(hours=6)
        await renew_subscriptions(wired.ports)
    assert (await wired.held()).id == first.id
    assert {each.id for each in wired.outlook.subscriptions()} >= {first.id}


async def test_one_that_graph_wants_authorised_anew_is(wired: Wired) -> None:
    await renew_subscriptions(wired.ports)
    held = await wired.held()
    wired.outlook.lifecycle(held.id, "reauthorizationRequired")
    await wired.pass_time(minutes=1)
    assert wired.woken == [FIRST] and (await wired.held()).renew
    assert await keep_subscribed(wired.ports, FIRST) is Step.RENEW
    assert (await wired.held()).expires_at > held.expires_at


async def test_one_that_graph_removed_is_made_anew(wired: Wired) -> None:
    await renew_subscriptions(wired.ports)
    held = await wired.held()
    wired.outlook.lifecycle(held.id, "subscriptionRemoved")
    await wired.pass_time(minutes=1)
    assert wired.woken == [FIRST]
    assert await keep_subscribed(wired.ports, FIRST) is Step.MAKE
    assert (await wired.held()).id in {each.id for each in wired.outlook.subscriptions()}


async def test_what_a_crash_left_at_graph_is_replaced_by_one_with_a_secret_of_ours(
    wired: Wired,
) -> None:
    until = later(wired.ports.clock.now(), timedelta(days=5))
    url = wired.ports.exchange.notify
    lost = await wired.ports.subscriptions.subscribe(
        FIRST, url=url, lifecycle=url, secret="lost", until=until
    )
    await keep_subscribed(wired.ports, FIRST)
    there = {each.id: each for each in wired.outlook.subscriptions()}
    assert isinstance(lost, Subscribed) and lost.id not in there
    assert [each.client_state == "lost" for each in there.values()] == [False]
    assert list(there) == [(await wired.held()).id]


async def test_an_address_that_nobody_answers_at_is_told_and_not_tried_all_the_time(
    wired: Wired,
) -> None:
    nowhere = replace(TERMS, notify="http://127.0.0.1:9/graph/notifications")
    ports = replace(wired.ports, exchange=nowhere)
    await asyncio.gather(keep_subscribed(ports, FIRST), keep_subscribed(ports, SECOND))
    state = await wired.state()
    assert state.subscription is None and state.subscribing
    assert await keep_subscribed(ports, FIRST) is Step.NOTHING
