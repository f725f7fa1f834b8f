"""Limits and failures: what an application meets on a bad day, one request at a time or in a batch."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest

from local.exchange import Exchange
from tests.local.exchange.asking import ANN, MONDAY, R1, SVC, Asker, meeting, town

EVENTS = f"/users/{SVC}/events"


@pytest.fixture
async def there() -> AsyncIterator[tuple[Exchange, Asker]]:
    async with town() as both:
        yield both


async def test_four_requests_at_a_time_and_no_more_per_mailbox(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    exchange.knobs.latency = 0.05
    answers = await asyncio.gather(*(ask("GET", EVENTS) for _ in range(6)))
    assert sorted(each.status for each in answers) == [200] * 4 + [429] * 2
    refused = next(each for each in answers if each.status == 429)
    assert refused.code == "ApplicationThrottled"
    assert refused.headers["Retry-After"] == "10"
    others = await asyncio.gather(*(ask("GET", f"/users/{each}/events") for each in (SVC, ANN, R1)))
    assert {each.status for each in others} == {200}
    assert exchange.graph.limits.most[exchange.store.mailbox(SVC).id] == 6
    assert max(each.in_flight for each in exchange.log.of("GET", mailbox=SVC)) == 6


async def test_ten_thousand_requests_in_ten_minutes(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    exchange.knobs.per_ten_minutes = 3
    exchange.knobs.retry_after_as_date = True
    said = [(await ask("GET", EVENTS)).status for _ in range(4)]
    assert said == [200, 200, 200, 429]
    refused = await ask("GET", EVENTS)
    again = parsedate_to_datetime(refused.headers["Retry-After"])
    assert again == MONDAY + timedelta(seconds=10)
    await exchange.advance(601)
    assert (await ask("GET", EVENTS)).status == 200


@pytest.mark.parametrize(("after", "events"), [(False, 0), (True, 1)])
@pytest.mark.parametrize("status", [503, 504, 0])
async def test_a_request_may_fail_before_or_after_it_was_carried_out(
    there: tuple[Exchange, Asker], after: bool, events: int, status: int
) -> None:
    exchange, ask = there
    exchange.faults.add(status, method="POST", path="/events", after=after, retry_after=7)
    if status:
        refused = await ask("POST", EVENTS, meeting())
        assert (refused.status, refused.headers["Retry-After"]) == (status, "7")
    else:
        with pytest.raises(aiohttp.ClientError):
            await ask("POST", EVENTS, meeting())
    assert len(exchange.events(SVC)) == events
    assert exchange.log.entries[-1].status == status
    assert (await ask("POST", EVENTS, meeting(12))).status == 201, "only the next one fails"


async def test_a_token_may_no_longer_do_and_the_answer_says_what_is_wanted(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    exchange.faults.add(401, claims=True)
    refused = await ask("GET", EVENTS)
    assert refused.status == 401
    challenge = refused.headers["WWW-Authenticate"]
    claims = challenge.partition('claims="')[2].rstrip('"')
    assert "access_token" in json.loads(base64.b64decode(claims))
    async with aiohttp.ClientSession() as session:
        url = f"{exchange.root_url}/identity/token?api-version=2019-08-01&resource=https://graph.microsoft.com"
        async with session.get(url) as answer:
            assert answer.status == 401
        async with session.get(url, headers={"X-IDENTITY-HEADER": "x"}) as answer:
            token = (await answer.json())["access_token"]
    assert (await ask("GET", EVENTS, token=token)).status == 200


async def test_a_gateway_answers_with_a_page(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    exchange.faults.add(502, times=None)
    for _ in range(2):
        broken = await ask("GET", EVENTS)
        assert (broken.status, broken.headers["Content-Type"]) == (502, "text/html")
        assert broken.body.startswith("<html>")
    exchange.faults.clear()
    exchange.faults.chaos(1.0)
    statuses = set()
    for _ in range(30):
        try:
            statuses.add((await ask("POST", EVENTS, meeting())).status)
        except aiohttp.ClientError:
            statuses.add(0)
    assert statuses == {0, 429, 500, 502, 503, 504}


def step(id: str, method: str = "GET", url: str = EVENTS, **more: Any) -> dict[str, Any]:
    return {"id": id, "method": method, "url": url, **more}


async def test_a_batch_answers_each_of_its_requests(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    json_body = {"Content-Type": "application/json"}
    exchange.faults.add(429, path=f"/users/{R1}", retry_after=3)
    steps = [
        step("1", "POST", body=meeting(), headers=json_body),
        step("2", url="/users/nobody@town.example/events"),
        step("3", url=f"/users/{R1}/events?$top=1"),
        step("4", dependsOn=["2"]),
        step("5", dependsOn=["1"]),
    ]
    answer = await ask("POST", "/$batch", {"requests": steps})
    assert answer.status == 200
    said = {each["id"]: each for each in answer.body["responses"]}
    assert {id: each["status"] for id, each in said.items()} == {
        "1": 201,
        "2": 404,
        "3": 429,
        "4": 424,
        "5": 200,
    }
    assert said["3"]["headers"]["Retry-After"] == "3"
    assert len(said["5"]["body"]["value"]) == 1
    assert [each.inner for each in exchange.log.entries].count(True) == 4


@pytest.mark.parametrize(
    "steps",
    [
        [step(str(n)) for n in range(21)],
        [step("1"), step("1")],
        [step("1", dependsOn=["2"]), step("2")],
        [step("1", url="https://elsewhere.example/v1.0/users")],
        [],
    ],
)
async def test_a_batch_that_cannot_be_is_refused(
    there: tuple[Exchange, Asker], steps: list[dict[str, Any]]
) -> None:
    _, ask = there
    assert (await ask("POST", "/$batch", {"requests": steps})).status == 400


async def test_requests_of_a_batch_count_one_by_one_and_run_four_at_a_time(
    there: tuple[Exchange, Asker],
) -> None:
    exchange, ask = there
    exchange.knobs.latency = 0.02
    answer = await ask("POST", "/$batch", {"requests": [step(str(n)) for n in range(12)]})
    assert {each["status"] for each in answer.body["responses"]} == {200}
    assert exchange.graph.limits.most[exchange.store.mailbox(SVC).id] == 4


async def test_every_request_is_in_the_log(there: tuple[Exchange, Asker]) -> None:
    exchange, ask = there
    await ask("POST", EVENTS, meeting(), Prefer='IdType="ImmutableId"')
    await ask("GET", f"{EVENTS}?$top=3")
    [write] = exchange.log.writes()
    assert (write.mailbox, write.method, write.path, write.status) == (SVC, "POST", EVENTS, 201)
    assert write.headers["prefer"] == 'IdType="ImmutableId"'
    assert write.at == MONDAY
    assert exchange.log.of("GET", "events")[0].query == {"top": "3"}
