"""Where Graph reaches us: the handshake, what is passed on and what is dropped, whatever anybody sends."""

import asyncio
import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from httpx2 import Response as Answer
from starlette.testclient import TestClient

from adapters.http.app import create_app
from adapters.http.front import Front
from adapters.http.graph_hooks import LONGEST_TOKEN, MOST_ITEMS
from adapters.http.middleware import LARGEST_BODY
from application.exchange import MailboxState, Subscription
from application.faults import Misconfigured, Unavailable
from application.hear_notifications import hashed
from domain.when import later
from tests.application.exchanging import FIRST, a_town_with_exchange
from tests.builders import NOW
from tests.callers import signed_in
from tests.fakes import World

PATHS = ("/graph/notifications", "/graph/lifecycle")
SECRET = "0123456789-secret"
TOKEN = "Validation: Testing client application reachability for subscription Request-Id: 1b-2c"
CHANGED = {
    "subscriptionId": "s1",
    "subscriptionExpirationDateTime": "2026-11-30T06:00:00.0000000+00:00",
    "clientState": SECRET,
    "changeType": "updated",
    "resource": "Users/2189c720-90d5-44ff-818b-fe585706ee90/Events/AAMk=",
    "tenantId": "84bd8158-6d4d-4958-8b9f-9d6445542f95",
    "resourceData": {"@odata.type": "#Microsoft.Graph.Event", "id": "AAMk="},
}


@pytest.fixture
def world() -> World:
    world = a_town_with_exchange()
    held = Subscription(
        id="s1", expires_at=later(NOW, timedelta(days=6)), state_hash=hashed(SECRET), made_at=NOW
    )
    asyncio.run(_kept(world, MailboxState(box=FIRST, subscription=held)))
    return world


async def _kept(world: World, state: MailboxState) -> None:
    await world.mailboxes.write(state, None)


def app_of(world: World) -> Front:
    return Front(world.ports, lambda: create_app(world.ports, caller=signed_in(world.ports)))


def post(world: World, body: Any, path: str = PATHS[0], **more: Any) -> Answer:
    """As Graph does: no cookie, no Origin, nothing that a browser says."""
    client = TestClient(app_of(world), base_url="https://plek.example.org")
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return client.post(path, content=content, headers=headers, **more)


def validate(world: World, query: str, path: str = PATHS[0]) -> Answer:
    client = TestClient(app_of(world), base_url="https://plek.example.org")
    headers = {"Content-Type": "text/plain; charset=utf-8", "Accept": "text/plain"}
    return client.post(f"{path}?{query}", headers=headers)


def boxes(world: World) -> list[str]:
    return [wake.box for wake in world.waker.wakes]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("encode", [quote, quote_plus])
@pytest.mark.parametrize("token", [TOKEN, "a+b%2F&c=d", "grüezi"])
def test_graph_is_told_its_own_word_decoded_and_as_plain_text(
    world: World, path: str, encode: Any, token: str
) -> None:
    answer = validate(world, f"validationToken={encode(token, safe='')}", path)
    assert (answer.status_code, answer.text) == (200, token)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_function_key_beside_the_token_does_no_harm(world: World) -> None:
    assert validate(world, f"code=k&validationToken={quote(TOKEN)}").text == TOKEN


@pytest.mark.parametrize(
    "token",
    ["<script>alert(1)</script>", "a\r\nSet-Cookie: b", "a\x00b", "x" * (LONGEST_TOKEN + 1), ""],
    ids=["markup", "line", "zero", "long", "empty"],
)
def test_what_is_no_token_is_not_said_back(world: World, token: str) -> None:
    answer = validate(world, f"validationToken={quote(token, safe='')}")
    assert (answer.status_code, answer.content) == (400, b"")


def test_two_tokens_are_one_too_many(world: World) -> None:
    assert validate(world, "validationToken=a&validationToken=b").status_code == 400


@pytest.mark.parametrize("path", PATHS)
def test_a_notification_is_accepted_and_wakes_its_mailbox(world: World, path: str) -> None:
    answer = post(world, {"value": [CHANGED]}, path)
    assert (answer.status_code, answer.content) == (202, b"")
    assert boxes(world) == [FIRST]


def test_names_come_in_any_spelling_and_order_and_with_more_beside_them(world: World) -> None:
    odd: dict[str, Any] = {key.upper(): value for key, value in reversed(CHANGED.items())} | {
        "new": [{}, None]
    }
    body = {"@odata.context": "x", "VALUE": [odd], "validationTokens": None}
    assert post(world, b"\xef\xbb\xbf" + json.dumps(body).encode()).status_code == 202
    assert boxes(world) == [FIRST]


@pytest.mark.parametrize(
    "noise",
    [
        None,
        7,
        "text",
        [],
        {},
        {**CHANGED, "subscriptionId": 5},
        {**CHANGED, "subscriptionId": "x" * 65},
        {**CHANGED, "clientState": "wrong"},
        {**CHANGED, "clientState": None},
        {**CHANGED, "clientState": ["0123456789-secret"]},
        {**CHANGED, "clientState": "\ud800"},
        {**CHANGED, "subscriptionId": "another"},
        {key: value for key, value in CHANGED.items() if key != "changeType"},
    ],
)
def test_noise_is_accepted_dropped_and_hides_nothing_beside_it(world: World, noise: Any) -> None:
    assert post(world, {"value": [noise]}).status_code == 202
    assert boxes(world) == []
    assert post(world, {"value": [noise, CHANGED, noise]}).status_code == 202
    assert boxes(world) == [FIRST]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"7", b'{"value": 5}', b"\xff\xfe\x00", b"[" * 100_000],
)
def test_what_is_no_collection_of_notifications_is_refused(world: World, body: bytes) -> None:
    assert post(world, body).status_code == 400
    assert boxes(world) == []


def test_a_body_without_end_is_refused(world: World) -> None:
    assert post(world, b" " * (LARGEST_BODY + 1)).status_code == 413


def test_of_very_many_the_first_are_heard(world: World) -> None:
    many = [{"subscriptionId": f"n{n}", "changeType": "u"} for n in range(MOST_ITEMS)]
    assert post(world, {"value": [*many, CHANGED]}).status_code == 202
    assert boxes(world) == []


def test_what_was_dropped_is_counted_in_the_log_and_quotes_nothing(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = {**CHANGED, "clientState": "wrong-secret", "subscriptionId": "somebody"}
    with caplog.at_level(logging.INFO):
        post(world, {"value": [wrong, wrong, CHANGED]})
    said = [json.loads(text) for text in caplog.messages if "notifications-" in text]
    assert [(each["event"], each["count"]) for each in said] == [("notifications-dropped", 2)]
    assert "somebody" not in caplog.text


@pytest.mark.parametrize("fault", [Unavailable("no queue"), Misconfigured("no queue")])
def test_only_what_could_not_be_passed_on_is_a_failure_and_the_repeat_is_heard(
    world: World, fault: Exception
) -> None:
    app = app_of(world)
    client = TestClient(app, base_url="https://plek.example.org")
    world.waker.fail_next(before=fault)
    failed = client.post(PATHS[0], json={"value": [CHANGED]})
    assert failed.status_code == 503 and failed.headers["Retry-After"]
    assert client.post(PATHS[0], json={"value": [CHANGED]}).status_code == 202
    assert boxes(world) == [FIRST]


def test_many_of_one_mailbox_are_one_look(world: World) -> None:
    client = TestClient(app_of(world), base_url="https://plek.example.org")
    for _ in range(30):
        assert client.post(PATHS[0], json={"value": [CHANGED] * 3}).status_code == 202
    assert boxes(world) == [FIRST]


def test_without_an_exchange_everything_is_accepted_and_nothing_done(world: World) -> None:
    off = replace(
        world, ports=replace(world.ports, exchange=replace(world.ports.exchange, on=False))
    )
    assert post(off, {"value": [CHANGED]}).status_code == 202
    assert boxes(off) == []


@pytest.mark.parametrize("path", PATHS)
def test_nothing_but_post_is_taken(world: World, path: str) -> None:
    client = TestClient(app_of(world), base_url="https://plek.example.org")
    assert client.get(f"{path}?validationToken=a").status_code == 405


@pytest.mark.parametrize(
    "event", ["reauthorizationRequired", "subscriptionRemoved", "missed", "ReauthorizationRequired"]
)
def test_what_becomes_of_a_subscription_is_heard(world: World, event: str) -> None:
    item = {
        "subscriptionId": "s1",
        "subscriptionExpirationDateTime": "2026-11-25T11:00:00.0000000Z",
        "tenantId": "84bd8158-6d4d-4958-8b9f-9d6445542f95",
        "clientState": SECRET,
        "lifecycleEvent": event,
    }
    assert post(world, {"value": [item]}, PATHS[1]).status_code == 202
    assert boxes(world) == [FIRST]


def test_the_web_application_is_made_by_the_first_request_that_is_for_it(world: World) -> None:
    made: list[int] = []

    def make() -> Any:
        made.append(1)
        return create_app(world.ports, caller=signed_in(world.ports))

    with TestClient(Front(world.ports, make), base_url="https://plek.example.org") as client:
        assert client.post(PATHS[0], json={"value": [CHANGED]}).status_code == 202
        assert made == []
        assert client.get("/api/v1/health").status_code == 200
        assert client.get("/api/v1/health").status_code == 200
    assert made == [1]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers_that_protect_it(world: World, path: str) -> None:
    answer = post(world, {"value": []}, path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Request-Id"]
