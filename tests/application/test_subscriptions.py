"""Graph's promises to tell us of changes: made, renewed, made anew, given back, and never two for one mailbox."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from application.exchange import MailboxState, Subscription, Trouble, Why
from application.hear_notifications import hashed
from application.heed_wake import heed_wake
from application.keep_subscribed import (
    AGAIN,
    LASTS,
    MUCH_LATER,
    SILENCE,
    SLOWEST,
    Step,
    addresses,
    keep_subscribed,
)
from application.renew_subscriptions import JOB, renew_subscriptions
from domain.calendar_event import Mailbox
from domain.when import later
from tests.application.exchanging import FIRST, NOTIFY, SECOND, TERMS, a_town_with_exchange
from tests.builders import NOW
from tests.fakes import World

URL, LIFECYCLE = f"{NOTIFY}/graph/notifications", f"{NOTIFY}/graph/lifecycle"


async def state_of(world: World, box: Mailbox = FIRST) -> MailboxState:
    kept = await world.mailboxes.find(box)
    assert kept is not None
    return kept.value


async def held(world: World, box: Mailbox = FIRST) -> Subscription:
    found = (await state_of(world, box)).subscription
    assert found is not None
    return found


async def change(world: World, **fields: object) -> None:
    kept = await world.mailboxes.find(FIRST)
    assert kept is not None
    await world.mailboxes.write(replace(kept.value, **fields), kept.version)  # type: ignore[arg-type]  # by name, for brevity


@pytest.mark.parametrize(
    ("said", "first", "second"),
    [
        (NOTIFY, URL, LIFECYCLE),
        (URL, URL, LIFECYCLE),
        (f"{NOTIFY}/plek", f"{NOTIFY}/plek/graph/notifications", f"{NOTIFY}/plek/graph/lifecycle"),
        (f"{URL}?code=k", f"{URL}?code=k", f"{LIFECYCLE}?code=k"),
    ],
)
def test_one_setting_says_both_addresses(said: str, first: str, second: str) -> None:
    assert addresses(said) == (first, second)


async def test_every_room_mailbox_gets_a_subscription_whose_secret_is_not_kept() -> None:
    world = a_town_with_exchange()
    await renew_subscriptions(world.ports)
    made = {each.subscribed.box: each for each in world.subscriptions.kept.values()}
    assert set(made) == {FIRST, SECOND}
    there, ours = made[FIRST], await held(world)
    assert (there.subscribed.url, there.lifecycle) == (URL, LIFECYCLE)
    assert there.subscribed.expires_at == ours.expires_at == later(NOW, LASTS)
    assert ours.state_hash == hashed(there.secret) and there.secret not in repr(ours)
    assert made[FIRST].secret != made[SECOND].secret
    beat = await world.heartbeats.last(JOB)
    assert beat is not None and beat.at == NOW


async def test_doing_it_again_asks_for_the_list_and_nothing_else() -> None:
    world = a_town_with_exchange()
    await renew_subscriptions(world.ports)
    world.subscriptions.calls.clear()
    await renew_subscriptions(world.ports)
    assert world.subscriptions.calls == ["list_subscriptions"]


async def test_a_subscription_is_renewed_two_days_before_it_ends() -> None:
    world = a_town_with_exchange()
    await keep_subscribed(world.ports, FIRST)
    before = await held(world)
    world.clock.advance(timedelta(days=3, hours=23))
    assert await keep_subscribed(world.ports, FIRST) is Step.NOTHING
    world.clock.advance(timedelta(hours=2))
    assert await keep_subscribed(world.ports, FIRST) is Step.RENEW
    after = await held(world)
    assert after == replace(before, expires_at=later(world.clock.now(), LASTS))


async def test_a_subscription_that_graph_wants_renewed_is() -> None:
    world = a_town_with_exchange()
    await keep_subscribed(world.ports, FIRST)
    await change(world, subscription=replace(await held(world), renew=True))
    assert await keep_subscribed(world.ports, FIRST) is Step.RENEW
    assert not (await held(world)).renew
    assert await keep_subscribed(world.ports, FIRST) is Step.NOTHING


async def test_one_that_is_gone_when_it_is_to_be_renewed_is_made_anew() -> None:
    world = a_town_with_exchange()
    await keep_subscribed(world.ports, FIRST)
    before = await held(world)
    world.subscriptions.kept.clear()
    world.clock.advance(timedelta(days=5))
    await keep_subscribed(world.ports, FIRST)
    after = await held(world)
    assert after.id != before.id and after.state_hash != before.state_hash
    assert after.id in world.subscriptions.kept


async def test_pitfall_23_one_that_ended_unseen_is_made_anew() -> None:
    world = a_town_with_exchange()
    await renew_subscriptions(world.ports)
    world.subscriptions.kept.clear()
    world.clock.advance(timedelta(days=9))
    await renew_subscriptions(world.ports)
    assert (await held(world)).id in world.subscriptions.kept


async def test_one_that_graph_does_not_list_any_more_is_made_anew_at_the_next_pass() -> None:
    world = a_town_with_exchange()
    await renew_subscriptions(world.ports)
    del world.subscriptions.kept[(await held(world)).id]
    await renew_subscriptions(world.ports)
    assert (await held(world)).id in world.subscriptions.kept
    assert len(world.subscriptions.kept) == 2


async def test_an_empty_list_is_not_believed_before_each_was_asked_for() -> None:
    world = a_town_with_exchange()
    await renew_subscriptions(world.ports)
    before = await held(world)
    hidden = dict(world.subscriptions.kept)
    world.subscriptions.hidden = set(hidden)
    await renew_subscriptions(world.ports)
    assert world.subscriptions.kept.keys() == hidden.keys()
    assert (await held(world)).id == before.id and not (await held(world)).renew


async def test_a_crash_after_graph_made_it_leaves_one_with_a_secret_that_we_know() -> None:
    world = a_town_with_exchange()
    await world.ports.subscriptions.subscribe(
        FIRST, url=URL, lifecycle=LIFECYCLE, secret="lost", until=later(NOW, LASTS)
    )
    await keep_subscribed(world.ports, FIRST)
    there = world.subscriptions.kept[(await held(world)).id]
    assert hashed(there.secret) == (await held(world)).state_hash
    assert [each.subscribed.box for each in world.subscriptions.kept.values()] == [FIRST]


async def test_and_so_it_does_where_graph_names_the_mailbox_by_an_id_of_its_own() -> None:
    world = a_town_with_exchange()
    for box in (FIRST, SECOND):
        await world.ports.subscriptions.subscribe(
            box, url=URL, lifecycle=LIFECYCLE, secret="lost", until=later(NOW, LASTS)
        )
    await keep_subscribed(world.ports, SECOND)
    world.subscriptions.names[FIRST] = Mailbox("5d8d505c-864f-4804-88c7-4583c966cde8")
    world.subscriptions.names[SECOND] = Mailbox("622eaaff-0683-4862-9de4-f2ec83c2bd98")
    await keep_subscribed(world.ports, FIRST)
    assert set(world.subscriptions.kept) == {(await held(world, box)).id for box in (FIRST, SECOND)}


async def test_a_crash_before_graph_made_it_is_made_up_for() -> None:
    world = a_town_with_exchange()
    world.subscriptions.trouble = Trouble(why=Why.UNKNOWN)
    await keep_subscribed(world.ports, FIRST)
    world.subscriptions.trouble = None
    assert await keep_subscribed(world.ports, FIRST) is Step.NOTHING
    world.clock.advance(AGAIN)
    assert await keep_subscribed(world.ports, FIRST) is Step.MAKE
    assert (await held(world)).id in world.subscriptions.kept


async def test_two_processes_make_one() -> None:
    world = a_town_with_exchange()
    await asyncio.gather(*(keep_subscribed(world.ports, FIRST) for _ in range(5)))
    assert world.subscriptions.calls.count("subscribe") == 1
    assert list(world.subscriptions.kept) == [(await held(world)).id]


async def test_what_is_refused_is_not_asked_again_at_every_look() -> None:
    world = a_town_with_exchange()
    world.subscriptions.trouble = Trouble(why=Why.REFUSED, code="ValidationError")
    for _ in range(11):
        await keep_subscribed(world.ports, FIRST)
        world.clock.advance(timedelta(minutes=5))
    assert world.subscriptions.calls == ["subscribe"]
    state = await state_of(world)
    assert state.subscribing == "ValidationError"
    assert state.subscribe_after == later(NOW, MUCH_LATER)


async def test_graph_says_for_how_long_not_to_ask() -> None:
    world = a_town_with_exchange()
    world.subscriptions.trouble = Trouble(why=Why.LATER, wait=timedelta(minutes=40))
    await keep_subscribed(world.ports, FIRST)
    assert (await state_of(world)).subscribe_after == later(NOW, timedelta(minutes=40))


async def test_a_new_address_is_told_to_graph_by_making_it_anew() -> None:
    world = a_town_with_exchange()
    await renew_subscriptions(world.ports)
    moved = replace(world.ports, exchange=replace(TERMS, notify="https://new.example.org"))
    await renew_subscriptions(moved)
    urls = {each.subscribed.url for each in world.subscriptions.kept.values()}
    assert urls == {"https://new.example.org/graph/notifications"}
    assert len(world.subscriptions.kept) == 2


async def test_without_an_address_any_more_they_are_given_back() -> None:
    world = a_town_with_exchange()
    await renew_subscriptions(world.ports)
    await renew_subscriptions(replace(world.ports, exchange=replace(TERMS, notify="")))
    assert world.subscriptions.kept == {}
    assert (await state_of(world)).subscription is None


async def test_a_mailbox_that_left_the_directory_loses_its_subscription() -> None:
    world = a_town_with_exchange()
    left = Mailbox("gone@example.org")
    await keep_subscribed(world.ports, left)
    assert len(world.subscriptions.kept) == 1
    await renew_subscriptions(world.ports)
    assert {each.subscribed.box for each in world.subscriptions.kept.values()} == {FIRST, SECOND}
    assert (await state_of(world, left)).subscription is None


async def test_one_that_is_nobodys_is_taken_away_but_for_other_deployments() -> None:
    world = a_town_with_exchange()
    for name, url in (("gone", URL), ("theirs", "https://another.example.org/graph/notifications")):
        await world.ports.subscriptions.subscribe(
            Mailbox(f"{name}@example.org"),
            url=url,
            lifecycle=url,
            secret="s",
            until=later(NOW, LASTS),
        )
    await renew_subscriptions(world.ports)
    boxes = {each.subscribed.box for each in world.subscriptions.kept.values()}
    assert boxes == {FIRST, SECOND, Mailbox("theirs@example.org")}


async def test_a_list_that_could_not_be_read_takes_nothing_away() -> None:
    world = a_town_with_exchange()
    await renew_subscriptions(world.ports)
    world.subscriptions.trouble = Trouble(why=Why.LATER)
    await renew_subscriptions(world.ports)
    assert (await held(world)).id in world.subscriptions.kept


async def test_silence_while_changes_are_found_makes_it_anew_and_is_counted() -> None:
    world = a_town_with_exchange()
    await keep_subscribed(world.ports, FIRST)
    before = await held(world)
    world.clock.advance(SILENCE)
    await change(world, changed_at=world.clock.now())
    assert await keep_subscribed(world.ports, FIRST) is Step.NOTHING  # it may still come
    world.clock.advance(SLOWEST)
    assert await keep_subscribed(world.ports, FIRST) is Step.REPLACE
    after = await state_of(world)
    assert after.silences == 1
    assert after.subscription is not None and after.subscription.id != before.id
    assert list(world.subscriptions.kept) == [after.subscription.id]
    assert await keep_subscribed(world.ports, FIRST) is Step.NOTHING


async def test_a_change_that_was_told_is_no_silence() -> None:
    world = a_town_with_exchange()
    await keep_subscribed(world.ports, FIRST)
    world.clock.advance(timedelta(hours=5))
    now = world.clock.now()
    await change(world, changed_at=now, notified_at=later(now, -timedelta(minutes=9)))
    world.clock.advance(timedelta(hours=1))
    assert await keep_subscribed(world.ports, FIRST) is Step.NOTHING


async def test_nothing_is_asked_for_a_suspended_mailbox() -> None:
    world = a_town_with_exchange()
    await world.mailboxes.write(MailboxState(box=FIRST, suspended_at=NOW), None)
    assert await keep_subscribed(world.ports, FIRST) is Step.NOTHING
    assert world.subscriptions.calls == []


async def test_without_an_exchange_nothing_is_done_but_the_heartbeat() -> None:
    world = a_town_with_exchange(replace(TERMS, on=False))
    await renew_subscriptions(world.ports)
    await heed_wake(world.ports, FIRST)
    assert world.subscriptions.calls == [] and world.mailboxes.kept == {}
    assert (await world.heartbeats.last(JOB)) is not None


async def test_a_wake_has_a_new_mailbox_subscribed_and_read() -> None:
    world = a_town_with_exchange()
    await heed_wake(world.ports, FIRST)
    state = await state_of(world)
    assert state.subscription is not None and state.synced_at == NOW


async def test_a_wake_of_a_mailbox_that_is_no_rooms_any_more_gives_its_subscription_back() -> None:
    world = a_town_with_exchange()
    left = Mailbox("gone@example.org")
    await keep_subscribed(world.ports, left)
    await heed_wake(world.ports, left)
    assert world.subscriptions.kept == {}
