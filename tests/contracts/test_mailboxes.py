"""What is known of the mailboxes: one state each, and two slots."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from adapters.tables.mailboxes import TableMailboxes
from adapters.tables.wire import TableWire
from application.exchange import MailboxState, Subscription, Wish
from application.faults import Stale
from domain.calendar_event import Mailbox
from domain.when import Interval, later
from tests.builders import NOW
from tests.contracts.conftest import Kit

ROOM, OTHER = Mailbox("room-1@example.org"), Mailbox("room-2@example.org")
SOON = later(NOW, timedelta(minutes=2))
SUBSCRIPTION = Subscription(
    id="5522bd62/#",
    expires_at=SOON,
    state_hash="ab" * 32,
    made_at=NOW,
    notify="https://here.example/graph/notifications",
    renew=True,
)
KNOWN = MailboxState(
    box=ROOM,
    cursor="https://graph.example/delta?$deltatoken=" + "x" * 4000,
    window=Interval(NOW, SOON),
    listing_since=NOW,
    leased_until=SOON,
    not_before=SOON,
    synced_at=NOW,
    started_at=NOW,
    full_at=NOW,
    notified_at=NOW,
    suspended_at=NOW,
    probed_at=NOW,
    trouble="ErrorAccessDenied",
    fused_at=NOW,
    fused=7,
    drift=3,
    drift_at=NOW,
    subscription=SUBSCRIPTION,
    lifted_at=NOW,
    changed_at=NOW,
    subscribe_after=SOON,
    subscribing="Forbidden",
    silences=2,
    refused=4,
    wish=Wish.REPAIR,
)


def test_nothing_that_is_known_of_a_mailbox_goes_untested() -> None:
    for value in (KNOWN, SUBSCRIPTION):
        assert all(getattr(value, each.name) for each in fields(value))


class TestMailboxes:
    async def test_a_state_comes_back_as_it_was_written(self, kit: Kit) -> None:
        assert await kit.ports.mailboxes.find(ROOM) is None
        for state in (KNOWN, MailboxState(box=OTHER)):
            await kit.ports.mailboxes.write(state, None)
            kept = await kit.ports.mailboxes.find(state.box)
            assert kept is not None and kept.value == state
        assert await kit.ports.mailboxes.all() == (KNOWN, MailboxState(box=OTHER))

    async def test_a_mailbox_may_be_forgotten(self, kit: Kit) -> None:
        await kit.ports.mailboxes.write(KNOWN, None)
        for _ in range(2):
            await kit.ports.mailboxes.forget(ROOM)
        assert await kit.ports.mailboxes.find(ROOM) is None
        assert await kit.ports.mailboxes.subscribed(SUBSCRIPTION.id) is None

    async def test_one_writes_at_a_time(self, kit: Kit) -> None:
        mailboxes = kit.ports.mailboxes
        seen = await mailboxes.write(MailboxState(box=ROOM), None)
        with pytest.raises(Stale):
            await mailboxes.write(KNOWN, None)
        await mailboxes.write(KNOWN, seen)
        with pytest.raises(Stale):
            await mailboxes.write(KNOWN, seen)

    async def test_a_subscription_leads_to_its_mailbox_while_it_is_kept_there(
        self, kit: Kit
    ) -> None:
        mailboxes = kit.ports.mailboxes
        assert await mailboxes.subscribed(SUBSCRIPTION.id) is None
        seen = await mailboxes.write(KNOWN, None)
        assert await mailboxes.subscribed(SUBSCRIPTION.id) == ROOM
        another = replace(SUBSCRIPTION, id="another")
        await mailboxes.write(replace(KNOWN, subscription=another), seen)
        assert await mailboxes.subscribed(SUBSCRIPTION.id) is None
        assert await mailboxes.subscribed("another") == ROOM

    async def test_a_mailbox_without_a_subscription_is_led_to_by_none(self, kit: Kit) -> None:
        mailboxes = kit.ports.mailboxes
        seen = await mailboxes.write(KNOWN, None)
        seen = await mailboxes.write(replace(KNOWN, subscription=None), seen)
        assert await mailboxes.subscribed(SUBSCRIPTION.id) is None
        await mailboxes.write(KNOWN, seen)
        assert await mailboxes.subscribed(SUBSCRIPTION.id) == ROOM

    async def test_two_may_ask_something_of_a_mailbox_at_once(self, kit: Kit) -> None:
        mailboxes = kit.ports.mailboxes
        first = await mailboxes.take_slot(ROOM, now=NOW, until=SOON)
        second = await mailboxes.take_slot(ROOM, now=NOW, until=SOON)
        assert first is not None and second is not None
        assert await mailboxes.take_slot(ROOM, now=NOW, until=SOON) is None
        assert await mailboxes.take_slot(OTHER, now=NOW, until=SOON) is not None
        await mailboxes.give_slot(first)
        await mailboxes.give_slot(first)
        assert await mailboxes.take_slot(ROOM, now=NOW, until=SOON) is not None
        assert await mailboxes.take_slot(ROOM, now=NOW, until=SOON) is None

    async def test_a_slot_of_a_process_that_died_is_free_when_its_time_is_over(
        self, kit: Kit
    ) -> None:
        mailboxes = kit.ports.mailboxes
        dead = await mailboxes.take_slot(ROOM, now=NOW, until=SOON)
        await mailboxes.take_slot(ROOM, now=NOW, until=SOON)
        mine = await mailboxes.take_slot(ROOM, now=SOON, until=later(SOON, timedelta(minutes=2)))
        assert dead is not None and mine is not None
        await mailboxes.give_slot(dead)
        await mailboxes.take_slot(ROOM, now=SOON, until=later(SOON, timedelta(minutes=2)))
        assert await mailboxes.take_slot(ROOM, now=SOON, until=later(SOON, timedelta(1))) is None


async def test_no_row_is_left_that_leads_nowhere(wire: TableWire) -> None:
    mailboxes = TableMailboxes(wire)

    async def leading() -> int:
        rows = await wire.range("sync", "subscription", from_key="!", before_key="~")
        return len(rows)

    seen = await mailboxes.write(KNOWN, None)
    seen = await mailboxes.write(replace(KNOWN, drift=0), seen)
    assert await leading() == 1
    another = replace(KNOWN, subscription=replace(SUBSCRIPTION, id="another"))
    seen = await mailboxes.write(another, seen)
    assert await leading() == 1
    seen = await mailboxes.write(replace(KNOWN, subscription=None), seen)
    assert await leading() == 0
    await mailboxes.write(KNOWN, seen)
    await mailboxes.forget(ROOM)
    assert await leading() == 0
