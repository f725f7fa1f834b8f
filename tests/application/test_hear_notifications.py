"""Hearing from Graph: whose word counts, how often a mailbox is looked at for it, and what becomes of a subscription."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.exchange import MailboxState, Subscription
from application.faults import Unavailable
from application.hear_notifications import (
    APART,
    AT_ONCE,
    NOTED_EVERY,
    Heard,
    Hearing,
    Wakings,
    hashed,
    hear_notifications,
)
from domain.calendar_event import Mailbox
from domain.when import later
from tests.application.exchanging import FIRST, SECOND, a_town_with_exchange
from tests.builders import NOW
from tests.fakes import World

SECRET = "of-room-1"
CHANGED = Heard(subscription="s1", state=SECRET)


async def a_subscribed_town() -> World:
    world = a_town_with_exchange()
    for number, box in enumerate((FIRST, SECOND), 1):
        held = Subscription(
            id=f"s{number}",
            expires_at=later(NOW, timedelta(days=6)),
            state_hash=hashed(f"of-room-{number}"),
            made_at=NOW,
        )
        await world.mailboxes.write(MailboxState(box=box, subscription=held), None)
    return world


def delays(world: World, box: Mailbox = FIRST) -> list[timedelta]:
    return [wake.delay for wake in world.waker.wakes if wake.box == box]


async def state_of(world: World, box: Mailbox = FIRST) -> MailboxState:
    kept = await world.mailboxes.find(box)
    assert kept is not None
    return kept.value


async def test_a_notification_wakes_its_mailbox_at_once() -> None:
    world = await a_subscribed_town()
    hearing = await hear_notifications(world.ports, Wakings(), [CHANGED])
    assert hearing == Hearing(heard=1, dropped=0)
    assert delays(world) == [AT_ONCE] and delays(world, SECOND) == []


@pytest.mark.parametrize(
    "nobodys",
    [
        Heard(subscription="unknown", state=SECRET),
        Heard(subscription="s1", state="guessed"),
        Heard(subscription="s1", state=""),
        Heard(subscription="s1", state="of-room-2"),
        Heard(subscription="s1", state="\ud800"),
        Heard(subscription="s1", state="guessed", lifecycle="subscriptionRemoved"),
    ],
    ids=["unknown", "wrong", "none", "another's", "no text", "lifecycle"],
)
async def test_what_brings_no_secret_of_its_subscription_is_dropped(nobodys: Heard) -> None:
    world = await a_subscribed_town()
    hearing = await hear_notifications(world.ports, Wakings(), [nobodys])
    assert hearing == Hearing(heard=0, dropped=1)
    assert world.waker.wakes == []
    assert (await state_of(world)).subscription is not None


async def test_a_thousand_that_are_nobodys_cost_one_look_and_hide_nothing_beside_them() -> None:
    world = await a_subscribed_town()
    looks = 0

    def looked() -> None:
        nonlocal looks
        looks += 1

    world.mailboxes.before_call = looked
    junk = [Heard(subscription=f"unknown-{number}", state=SECRET) for number in range(999)]
    assert await hear_notifications(world.ports, Wakings(), junk) == Hearing(heard=0, dropped=999)
    assert looks == 1
    hearing = await hear_notifications(world.ports, Wakings(), [*junk, CHANGED])
    assert hearing == Hearing(heard=1, dropped=999)


async def test_pitfall_22_one_edit_in_three_notifications_is_one_look() -> None:
    world, wakings = await a_subscribed_town(), Wakings()
    await hear_notifications(world.ports, wakings, [CHANGED, CHANGED])
    world.clock.advance(timedelta(milliseconds=600))
    await hear_notifications(world.ports, wakings, [CHANGED])
    assert delays(world) == [AT_ONCE]


async def test_what_comes_soon_after_a_look_waits_for_one_more_whatever_it_is() -> None:
    world, wakings = await a_subscribed_town(), Wakings()
    await hear_notifications(world.ports, wakings, [CHANGED])
    world.clock.advance(timedelta(seconds=2))
    for _ in range(20):
        await hear_notifications(world.ports, wakings, [CHANGED])
        world.clock.advance(timedelta(milliseconds=100))
    assert delays(world) == [AT_ONCE, AT_ONCE + APART - timedelta(seconds=2)]
    assert max(delays(world)) < timedelta(seconds=10)


async def test_a_change_long_after_is_looked_at_at_once_again() -> None:
    world, wakings = await a_subscribed_town(), Wakings()
    for _ in range(3):
        await hear_notifications(world.ports, wakings, [CHANGED])
        world.clock.advance(timedelta(minutes=1))
    assert delays(world) == [AT_ONCE] * 3


async def test_two_mailboxes_in_one_message_are_both_looked_at() -> None:
    world = await a_subscribed_town()
    both = [CHANGED, Heard(subscription="s2", state="of-room-2"), Heard(subscription="x", state="")]
    hearing = await hear_notifications(world.ports, Wakings(), both)
    assert hearing == Hearing(heard=2, dropped=1)
    assert {wake.box for wake in world.waker.wakes} == {FIRST, SECOND}


async def test_a_look_that_could_not_be_asked_for_is_said_and_asked_for_by_the_repeat() -> None:
    world, wakings = await a_subscribed_town(), Wakings()
    world.waker.fail_next(before=Unavailable("no queue"))
    with pytest.raises(Unavailable):
        await hear_notifications(world.ports, wakings, [CHANGED])
    await hear_notifications(world.ports, wakings, [CHANGED])
    assert delays(world) == [AT_ONCE]


async def test_that_a_subscription_works_is_noted_now_and_then() -> None:
    world, wakings = await a_subscribed_town(), Wakings()
    await hear_notifications(world.ports, wakings, [CHANGED])
    assert (await state_of(world)).notified_at == NOW
    world.clock.advance(timedelta(minutes=1))
    await hear_notifications(world.ports, wakings, [CHANGED])
    assert (await state_of(world)).notified_at == NOW
    world.clock.advance(NOTED_EVERY)
    await hear_notifications(world.ports, wakings, [CHANGED])
    assert (await state_of(world)).notified_at == world.clock.now()


@pytest.mark.parametrize("event", ["missed", "somethingNew"])
async def test_missed_notifications_are_made_up_for_by_a_look(event: str) -> None:
    world = await a_subscribed_town()
    await hear_notifications(world.ports, Wakings(), [replace(CHANGED, lifecycle=event)])
    assert delays(world) == [AT_ONCE]


async def test_a_subscription_that_must_be_authorised_anew_is_marked_and_looked_at() -> None:
    world = await a_subscribed_town()
    said = replace(CHANGED, lifecycle="reauthorizationRequired")
    await hear_notifications(world.ports, Wakings(), [said])
    held = (await state_of(world)).subscription
    assert held is not None and held.renew and held.expires_at > NOW
    assert delays(world) == [AT_ONCE]


async def test_a_subscription_that_graph_removed_is_forgotten_and_looked_at() -> None:
    world = await a_subscribed_town()
    said = replace(CHANGED, lifecycle="subscriptionRemoved")
    await hear_notifications(world.ports, Wakings(), [said])
    assert (await state_of(world)).subscription is None
    assert delays(world) == [AT_ONCE]


async def test_without_an_exchange_nothing_is_asked_of_storage() -> None:
    world = await a_subscribed_town()
    off = replace(world.ports, exchange=replace(world.ports.exchange, on=False))
    world.mailboxes.fail_next_read(Unavailable("must not be asked"))
    assert (await hear_notifications(off, Wakings(), [CHANGED])).dropped == 1
