"""Subscriptions from the handshake to their end, and how the post is delivered."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from local.exchange import Exchange
from local.exchange.times import zulu
from tests.local.exchange.asking import ANN, HOUR, IMMUTABLE, MONDAY, R1, SVC, Asker, at, town
from tests.local.exchange.receiver import Receiver, receiver


@dataclass(frozen=True, slots=True)
class There:
    exchange: Exchange
    ask: Asker
    hears: Receiver

    def wanted(self, **more: Any) -> dict[str, Any]:
        return {
            "changeType": "created,updated,deleted",
            "notificationUrl": f"{self.hears.url}/notify?code=a%2Fb",
            "lifecycleNotificationUrl": f"{self.hears.url}/lifecycle",
            "resource": f"users/{ANN}/events",
            "expirationDateTime": zulu(MONDAY + timedelta(days=6)),
            "clientState": "secret",
            **more,
        }

    async def subscribe(self, **more: Any) -> str:
        made = await self.ask("POST", "/subscriptions", self.wanted(**more), **IMMUTABLE)
        assert made.status == 201, made.body
        id: str = made.body["id"]
        return id


@pytest.fixture
async def there() -> AsyncIterator[There]:
    async with town() as (exchange, ask), receiver() as hears:
        yield There(exchange, ask, hears)


async def test_both_addresses_must_say_back_what_they_are_told(there: There) -> None:
    made = await there.ask("POST", "/subscriptions", there.wanted())
    assert made.status == 201
    assert made.body["expirationDateTime"] == "2026-11-29T08:00:00.0000000Z"
    assert len(there.hears.tokens) == 2
    assert " " in there.hears.tokens[0]
    assert "+/=" in there.hears.tokens[0], "it has to be decoded"
    assert there.hears.queries[0].startswith("code=a%2Fb&validationToken=")
    there.hears.validates = False
    refused = await there.ask("POST", "/subscriptions", there.wanted(changeType="created"))
    assert refused.status == 400


@pytest.mark.parametrize(
    "change",
    [
        {"expirationDateTime": "2026-11-22T08:00:00Z"},
        {"expirationDateTime": "2026-12-22T08:00:00Z"},
        {"changeType": "seen"},
        {"resource": f"users/{ANN}/messages"},
        {"clientState": "x" * 129},
        {"notificationUrl": ""},
    ],
)
async def test_a_subscription_that_cannot_be_is_refused(
    there: There, change: dict[str, str]
) -> None:
    assert (await there.ask("POST", "/subscriptions", there.wanted(**change))).status == 400


async def test_the_same_wish_again_conflicts_and_a_full_mailbox_takes_no_more(
    there: There,
) -> None:
    id = await there.subscribe()
    again = await there.ask("POST", "/subscriptions", there.wanted(clientState="other"))
    assert again.status == 409
    listed = await there.ask("GET", "/subscriptions")
    assert [each["id"] for each in listed.body["value"]] == [id]
    there.exchange.knobs.most_subscriptions = 1
    full = await there.ask("POST", "/subscriptions", there.wanted(changeType="created"))
    assert full.status == 403
    assert (await there.ask("DELETE", f"/subscriptions/{id}")).status == 204
    assert (await there.ask("DELETE", f"/subscriptions/{id}")).status == 404


async def test_it_lives_from_45_minutes_to_a_week_and_can_be_renewed(there: There) -> None:
    soon = {"expirationDateTime": zulu(MONDAY + timedelta(minutes=1))}
    made = await there.ask("POST", "/subscriptions", there.wanted(**soon))
    assert made.body["expirationDateTime"] == zulu(MONDAY + timedelta(minutes=45))
    path = f"/subscriptions/{made.body['id']}"
    later = {"expirationDateTime": zulu(MONDAY + timedelta(days=3))}
    assert (await there.ask("PATCH", path, later)).status == 200
    assert (await there.ask("POST", f"{path}/reauthorize")).status == 204
    await there.exchange.advance(3 * 86_400 + 1)
    assert (await there.ask("GET", path)).status == 404
    assert (await there.ask("PATCH", path, later)).status == 404


async def test_a_change_is_told_in_the_documented_shape(there: There) -> None:
    subscription = await there.subscribe()
    id = there.exchange.book(ANN, at(9), at(10))
    assert there.hears.items == []
    await there.exchange.settle()
    [item] = there.hears.items
    box = there.exchange.store.mailbox(ANN)
    assert item["changeType"] == "created"
    assert item["resource"] == f"Users/{box.id}/Events/{id}"
    assert item["resourceData"]["id"] == id
    assert item["resourceData"]["@odata.type"] == "#Microsoft.Graph.Event"
    assert item["subscriptionId"] == subscription
    assert item["clientState"] == "secret"
    assert item["subscriptionExpirationDateTime"].endswith("+00:00")
    there.exchange.cancel(ANN, id)
    there.exchange.book(SVC, at(9), at(10))
    await there.exchange.settle()
    assert [each["changeType"] for each in there.hears.items] == ["created", "deleted"]
    assert there.hears.queries[-1] == "code=a%2Fb"


async def test_a_date_taken_out_of_a_series_is_told_as_a_change_of_the_series(
    there: There,
) -> None:
    await there.subscribe(changeType="updated")
    series = there.exchange.add_weekly(ANN, at(9), at(10), times=3)
    day = at(9).date() + timedelta(days=7)
    there.exchange.delete_occurrence(ANN, series, day)
    await there.exchange.settle()
    assert [each["resourceData"]["id"] for each in there.hears.items] == [series]


async def test_the_post_comes_several_times_in_any_order_and_in_parcels(there: There) -> None:
    await there.subscribe()
    knobs = there.exchange.knobs
    knobs.notification_copies, knobs.notifications_shuffled = 3, True
    knobs.notifications_per_post = 4
    ids = [there.exchange.book(ANN, at(hour), at(hour) + HOUR) for hour in range(8, 12)]
    await there.exchange.settle()
    told = [each["resourceData"]["id"] for each in there.hears.items]
    assert sorted(told) == sorted(ids * 3)
    assert told != ids * 3
    assert [len(each["value"]) for each in there.hears.posts] == [4, 4, 4]


async def test_what_nobody_takes_comes_again_and_is_missed_after_four_hours(there: There) -> None:
    await there.subscribe()
    there.hears.status = 500
    there.exchange.book(ANN, at(9), at(10))
    await there.exchange.advance(120)
    assert len(there.hears.posts) > 2
    there.hears.status = 202
    await there.exchange.advance(600)
    tries = len(there.hears.posts)
    await there.exchange.advance(600)
    assert len(there.hears.posts) == tries
    there.hears.status = 500
    there.exchange.book(ANN, at(11), at(12))
    await there.exchange.advance(5 * 3600)
    assert "missed" in {each.get("lifecycleEvent") for each in there.hears.items}


@pytest.mark.parametrize(("seconds", "ten_minutes_later"), [(4, True), (11, False)])
async def test_a_receiver_that_is_slow_hears_ten_minutes_late_and_a_very_slow_one_not_at_all(
    there: There, seconds: float, ten_minutes_later: bool
) -> None:
    await there.subscribe()
    there.exchange.knobs.endpoint_seems_slow = seconds
    for hour in range(8, 20):
        there.exchange.book(ANN, at(hour), at(hour) + HOUR)
        await there.exchange.advance(2)
    there.exchange.knobs.endpoint_seems_slow = 0

    async def heard(id: str, after: float) -> bool:
        await there.exchange.advance(after)
        return id in {each["resourceData"]["id"] for each in there.hears.items}

    late = there.exchange.book(ANN, at(20), at(21))
    assert not await heard(late, after=300)
    assert await heard(late, after=310) is ten_minutes_later
    await there.exchange.advance(1200)
    again = there.exchange.book(ANN, at(21), at(22))
    assert await heard(again, after=5)


async def test_its_owner_is_asked_to_reauthorise_and_told_of_a_removal(there: There) -> None:
    id = await there.subscribe()
    await there.exchange.advance(5 * 86_400 + 10)
    [asked] = there.hears.items
    assert asked["lifecycleEvent"] == "reauthorizationRequired"
    assert "resource" not in asked
    there.exchange.lifecycle(id, "missed")
    there.exchange.lifecycle(id, "subscriptionRemoved")
    await there.exchange.settle()
    said = [each["lifecycleEvent"] for each in there.hears.items]
    assert said[1:] == ["missed", "subscriptionRemoved"]
    assert there.exchange.subscriptions() == []


async def test_post_may_get_lost(there: There) -> None:
    await there.subscribe(resource=f"/users/{R1}/events")
    there.exchange.knobs.notifications_lost = True
    there.exchange.book(ANN, at(9), at(10), rooms=[R1])
    await there.exchange.settle()
    assert there.hears.items == []
